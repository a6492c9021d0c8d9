/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.Eal;
import director.bindings.EthernetPort;
import director.bindings.PortConfiguration;
import director.bindings.RxQueue;
import director.bindings.TxQueue;
import director.dataplane.configuration.PortSettings;
import director.dataplane.header.Ethernet;
import director.dataplane.machine.KernelInterface;
import java.util.Locale;

/**
 * The interface that a port or a VLAN has in the kernel: a TAP device, through DPDK's {@code net_tap}, with the MAC
 * address, addresses and routes of the port. It exists as long as its process has the device open. From the thread that
 * starts and stops the director.
 */
public final class KernelPort implements AutoCloseable {
    private final EthernetPort tap;
    private final KernelInterface kernelInterface;

    private KernelPort(final EthernetPort tap, final KernelInterface kernelInterface) {
        this.tap = tap;
        this.kernelInterface = kernelInterface;
    }

    /**
     * Makes the interface, and gives it what the port has.
     *
     * @param eal      DPDK, initialised.
     * @param settings the port.
     * @param place    its place in the configuration.
     * @param mac      its MAC address: that of a VLAN is its parent's.
     * @param pools    where packets of the kernel go: into that of the worker whose queue it is.
     * @param workers  how many there are: each has a queue each way.
     * @return the interface, up; on failure nothing is left.
     * @throws director.bindings.DpdkException                 if DPDK refuses any step.
     * @throws director.dataplane.machine.UnavailableException if the kernel refuses an address or a route.
     */
    static KernelPort open(
        final Eal eal,
        final PortSettings settings,
        final int place,
        final long mac,
        final Mempools pools,
        final int workers) {
        final String name = settings.kernelInterface(place);
        final EthernetPort tap = EthernetPort.attach(eal,
            String.format(Locale.ROOT, "net_tap%d,iface=%s,mac=%s", place, name, Ethernet.format(mac)));
        boolean opened = false;
        try {
            final KernelInterface kernelInterface =
                new KernelInterface("ports[" + place + "].kernelInterface", name);
            kernelInterface.quieten();
            // Not the port's, for a frame that is longer than this would take along what stands behind it.
            tap.configure(PortConfiguration.queues(workers, workers).withMtu(KernelQueues.MTU));
            for (int queue = 0; queue < workers; queue++) {
                tap.setUpRxQueue(queue, PortSettings.KERNEL_DESCRIPTORS, pools.of(queue));
                tap.setUpTxQueue(queue, PortSettings.KERNEL_DESCRIPTORS);
            }
            tap.start();
            kernelInterface.configure(settings, Math.min(settings.mtu(), KernelQueues.MTU));
            opened = true;
            return new KernelPort(tap, kernelInterface);
        } finally {
            if (!opened) {
                tap.close();
            }
        }
    }

    /**
     * Name, addresses and routes.
     *
     * @return the interface as the kernel knows it.
     */
    public KernelInterface kernelInterface() {
        return kernelInterface;
    }

    /**
     * What the kernel sends.
     *
     * @param worker its number.
     * @return the worker's queue.
     */
    public RxQueue rxQueue(final int worker) {
        return tap.rxQueue(worker);
    }

    /**
     * What the kernel receives.
     *
     * @param worker its number.
     * @return the worker's queue.
     */
    public TxQueue txQueue(final int worker) {
        return tap.txQueue(worker);
    }

    @Override
    public void close() {
        tap.stop();
        tap.close();
    }
}
