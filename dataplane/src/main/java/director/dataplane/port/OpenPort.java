/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.DeviceInfo;
import director.bindings.DpdkException;
import director.bindings.Eal;
import director.bindings.EthernetPort;
import director.bindings.KernelLink;
import director.bindings.Mempool;
import director.bindings.PortConfiguration;
import director.bindings.RxOffload;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import java.util.Locale;
import java.util.Set;

/** A DPDK port that was configured and started. From the thread that starts and stops the director. */
public final class OpenPort implements AutoCloseable {
    private static final int QUEUE = 0;
    /** What DPDK answers where a driver has no such mode: ENOTSUP. */
    private static final int NOT_SUPPORTED = -95;

    private final PortSettings settings;
    private final EthernetPort port;

    private OpenPort(final PortSettings settings, final EthernetPort port) {
        this.settings = settings;
        this.port = port;
    }

    /**
     * Attaches, configures and starts a port with one queue each way.
     *
     * @param eal      DPDK, initialised.
     * @param settings the port.
     * @param index    its place in the configuration.
     * @param pool     where received packets go.
     * @return the port; on failure nothing is left open.
     * @throws director.bindings.DpdkException if DPDK refuses any step.
     */
    public static OpenPort open(final Eal eal, final PortSettings settings, final int index, final Mempool pool) {
        final EthernetPort port = EthernetPort.attach(eal, deviceArguments(settings, index));
        boolean started = false;
        try {
            port.configure(configuration(settings, port.info()));
            port.setUpRxQueue(QUEUE, settings.rxDescriptors(), pool);
            port.setUpTxQueue(QUEUE, settings.txDescriptors());
            port.start();
            receiveGroups(port, settings);
            started = true;
            return new OpenPort(settings, port);
        } finally {
            if (!started) {
                port.close();
            }
        }
    }

    /**
     * One queue each way. The check of IPv4 headers is left to the port if it can, and so are checksums that have to be
     * computed over all of a packet that leaves. Nothing else is: checksums of transport headers are never looked at,
     * but updated when addresses and ports change, so that what arrived damaged leaves damaged.
     *
     * @param settings the port.
     * @param info     what its device can do.
     * @return what to make of it.
     */
    static PortConfiguration configuration(final PortSettings settings, final DeviceInfo info) {
        final Set<RxOffload> rx = info.rxOffloads().contains(RxOffload.IPV4_CHECKSUM)
            ? Set.of(RxOffload.IPV4_CHECKSUM) : Set.of();
        return PortConfiguration.queues(1, 1).withMtu(settings.mtu()).withOffloads(
            rx, PortChecksums.used(info.txOffloads()));
    }

    /**
     * Solicitations for IPv6 addresses come to groups, of which a port hears none unless told. Where a driver has no
     * mode for all groups, the mode for all frames does, if there is one; what has neither, filters nothing.
     */
    private static void receiveGroups(final EthernetPort port, final PortSettings settings) {
        final boolean groups = settings.addresses().stream().anyMatch(own -> own.address().ipv6());
        if (settings.promiscuous()) {
            port.promiscuous(true);
        } else if (groups && !isDone(() -> port.allMulticast(true))) {
            isDone(() -> port.promiscuous(true));
        }
    }

    private static boolean isDone(final Runnable mode) {
        try {
            mode.run();
            return true;
        } catch (final DpdkException e) {
            if (e.code() != NOT_SUPPORTED) {
                throw e;
            }
            return false;
        }
    }

    /**
     * What DPDK is told to make the port of.
     *
     * @param settings the port.
     * @param index    its place in the configuration, which makes the name of a virtual device unique.
     * @return device arguments.
     */
    static String deviceArguments(final PortSettings settings, final int index) {
        if (settings.device() != null) {
            return settings.device();
        }
        if (settings.pmd() == Pmd.AF_XDP) {
            return String.format(Locale.ROOT, "net_af_xdp%d,iface=%s", index, settings.interfaceName());
        }
        // A ring of blocks of two frames each.
        final int frame = settings.longestFrame();
        return String.format(Locale.ROOT, "net_af_packet%d,iface=%s,qpairs=1,framesz=%d,blocksz=%d,framecnt=%d",
            index, settings.interfaceName(), frame, frame * 2, Integer.highestOneBit(settings.rxDescriptors()));
    }

    /**
     * As configured.
     *
     * @return the settings.
     */
    public PortSettings settings() {
        return settings;
    }

    /**
     * The port of DPDK.
     *
     * @return started until {@link #close}.
     */
    public EthernetPort ethernet() {
        return port;
    }

    /**
     * Which checksums the port computes of what it sends.
     *
     * @return perhaps none.
     */
    public PortChecksums checksums() {
        return PortChecksums.of(port.info().txOffloads());
    }

    /**
     * Whether packets can pass. The drivers of kernel interfaces do not know; the kernel does. From any thread.
     *
     * @return false also while the interface is set down.
     */
    public boolean isLinkUp() {
        final String name = settings.interfaceName();
        return name == null ? port.linkStatus().isUp() : KernelLink.isUp(name);
    }

    @Override
    public void close() {
        port.stop();
        port.close();
    }
}
