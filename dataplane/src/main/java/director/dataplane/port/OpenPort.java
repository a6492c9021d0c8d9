/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.DeviceInfo;
import director.bindings.DpdkException;
import director.bindings.Eal;
import director.bindings.EthernetPort;
import director.bindings.KernelLink;
import director.bindings.PacketPool;
import director.bindings.PortConfiguration;
import director.bindings.RssField;
import director.bindings.RxOffload;
import director.bindings.RxQueue;
import director.dataplane.configuration.BondSettings;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.SubInterface;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A DPDK port that was configured and started. From the thread that starts and stops the director. */
public final class OpenPort implements AutoCloseable {
    /** What DPDK answers where a driver has no such mode: ENOTSUP. */
    private static final int NOT_SUPPORTED = -95;

    private final PortSettings settings;
    private final EthernetPort port;
    private final int place;
    private final int rxQueues;
    private final @Nullable OpenBond bond;

    private OpenPort(
        final PortSettings settings,
        final int place,
        final EthernetPort port,
        final @Nullable OpenBond bond,
        final int rxQueues) {
        this.settings = settings;
        this.place = place;
        this.port = port;
        this.bond = bond;
        this.rxQueues = rxQueues;
    }

    /**
     * Attaches, configures and starts a port with a queue each way for each worker. If the device receives through
     * fewer queues, the last workers have none.
     *
     * @param eal      DPDK, initialised.
     * @param settings the port.
     * @param index    its place in the configuration.
     * @param pools    where received packets go: into that of the worker whose queue it is.
     * @param queues   how many workers there are, and how the device shares packets out among them.
     * @param vlans    its sub-interfaces.
     * @return the port; on failure nothing is left open.
     * @throws director.bindings.DpdkException if DPDK refuses any step.
     * @throws director.dataplane.machine.UnavailableException if the device sends through fewer queues than there are
     *                                                         workers.
     */
    public static OpenPort open(
        final Eal eal,
        final PortSettings settings,
        final int index,
        final Mempools pools,
        final QueuePlan queues,
        final List<PortSettings> vlans) {
        final DeviceArguments arguments = new DeviceArguments(settings, index, queues.workers());
        final @Nullable BondSettings members = settings.bond();
        final @Nullable OpenBond bond = members == null ? null : OpenBond.create(eal, members, index, arguments);
        final EthernetPort port =
            bond == null ? EthernetPort.attach(eal, arguments.of(settings.devices().getFirst())) : bond.ethernet();
        boolean started = false;
        try {
            final int maxMtu = bond == null ? port.info().maxMtu() : bond.maxMtu();
            final PortConfiguration configuration =
                configuration(settings, port.info(), queues).withMtu(deviceMtu(settings, vlans, maxMtu));
            queues.requireEnough(index, settings, port.info());
            port.configure(configuration);
            for (int queue = 0; queue < configuration.rxQueues(); queue++) {
                port.setUpRxQueue(queue, settings.rxDescriptors(), pools.of(queue));
            }
            for (int queue = 0; queue < configuration.txQueues(); queue++) {
                port.setUpTxQueue(queue, settings.txDescriptors());
            }
            if (bond == null) {
                port.start();
            } else {
                bond.start();
            }
            if (!configuration.rss().isEmpty() && port.info().redirectionTableSize() > 0) {
                // Where a driver has no such table, workers hand over what arrives at the wrong ones.
                isDone(() -> port.redirect(queues.redirection(port.info())));
            }
            receiveGroups(port, settings, vlans);
            started = true;
            return new OpenPort(settings, index, port, bond, configuration.rxQueues());
        } finally {
            if (!started) {
                close(port, bond);
            }
        }
    }

    /**
     * A queue each way for each worker, as far as the device has as many. The check of IPv4 headers is left to the port
     * if it can, and so are checksums that have to be computed over all of a packet that leaves. Nothing else is:
     * checksums of transport headers are never looked at, but updated when addresses and ports change, so that what
     * arrived damaged leaves damaged.
     *
     * @param settings the port.
     * @param info     what its device can do.
     * @param queues   how many workers there are.
     * @return what to make of it.
     */
    static PortConfiguration configuration(
        final PortSettings settings, final DeviceInfo info, final QueuePlan queues) {
        final Set<RssField> hashed = queues.hashed(settings, info);
        final Set<RxOffload> rx = info.rxOffloads().contains(RxOffload.IPV4_CHECKSUM)
            ? Set.of(RxOffload.IPV4_CHECKSUM) : Set.of();
        return PortConfiguration.queues(queues.receiving(info), queues.workers()).withMtu(settings.mtu())
            .withOffloads(rx, PortChecksums.used(info.txOffloads()))
            .withRss(hashed)
            .withRssKey(hashed.isEmpty() ? new byte[0] : queues.key(info));
    }

    /**
     * What a device is told of the longest packet: more than that by the tags of VLANs, for some drivers take tags for
     * a part of it; but no more than the driver can. An interface of the kernel keeps the MTU that it has, to which its
     * driver adds the tags.
     *
     * @param settings the port.
     * @param vlans    its sub-interfaces.
     * @param maxMtu   what its device can carry, in bytes.
     * @return bytes.
     */
    static int deviceMtu(final PortSettings settings, final List<PortSettings> vlans, final int maxMtu) {
        if (settings.devices().stream().anyMatch(opened -> opened.device() == null)) {
            return settings.mtu();
        }
        final int tags = vlans.stream().map(PortSettings::subInterface).filter(Objects::nonNull)
            .mapToInt(SubInterface::tagBytes).max().orElse(0);
        return Math.max(settings.mtu(), Math.min(settings.mtu() + tags, maxMtu));
    }

    /**
     * Solicitations for IPv6 addresses come to groups, of which a port hears none unless told. Where a driver has no
     * mode for all groups, the mode for all frames does, if there is one; what has neither, filters nothing. Members of
     * a bond with LACP keep their MAC addresses and get frames for the bond's all the same, so they have to hear
     * everything.
     */
    private static void receiveGroups(
        final EthernetPort port, final PortSettings settings, final List<PortSettings> vlans) {
        final @Nullable BondSettings bond = settings.bond();
        final boolean lacp = bond != null && bond.mode() == BondSettings.Mode.LACP;
        final boolean groups = Stream.concat(Stream.of(settings), vlans.stream())
            .flatMap(each -> each.addresses().stream()).anyMatch(own -> own.address().ipv6());
        if (settings.promiscuous() || lacp) {
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
     * As configured.
     *
     * @return the settings.
     */
    public PortSettings settings() {
        return settings;
    }

    /**
     * Its place in the configuration.
     *
     * @return 0 or more.
     */
    public int place() {
        return place;
    }

    /**
     * Through how many queues it receives.
     *
     * @return at least 1, and at most as many as there are workers.
     */
    public int rxQueues() {
        return rxQueues;
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
     * What the port is of, if it is a bond.
     *
     * @return null if it is none.
     */
    public @Nullable OpenBond bond() {
        return bond;
    }

    /**
     * Where a worker receives. From the thread that starts the director; the queue is the worker's.
     *
     * @param queue the worker's number, below {@link #rxQueues}.
     * @param pool  where goes what nobody wants.
     * @return the queue.
     */
    public RxQueue rxQueue(final int queue, final PacketPool pool) {
        return bond == null ? port.rxQueue(queue) : bond.rxQueue(queue, pool);
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
     * @return false also while the interface is set down, or no member of a bond carries packets.
     */
    public boolean isLinkUp() {
        if (bond != null) {
            return bond.isLinkUp();
        }
        final String name = settings.interfaceName();
        return name == null ? port.linkStatus().isUp() : KernelLink.hasCarrier(name);
    }

    @Override
    public void close() {
        close(port, bond);
    }

    private static void close(final EthernetPort port, final @Nullable OpenBond bond) {
        if (bond == null) {
            port.close();
        } else {
            bond.close();
        }
    }
}
