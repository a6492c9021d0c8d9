/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.Eal;
import director.bindings.EthernetPort;
import director.bindings.Mempool;
import director.bindings.PortConfiguration;
import director.bindings.RxQueue;
import director.bindings.TxQueue;
import director.dataplane.configuration.PortSettings;
import director.dataplane.header.Ethernet;
import director.dataplane.machine.KernelInterface;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The interface that a port has in the kernel: a TAP device, through DPDK's {@code net_tap}, with the MAC address,
 * addresses and routes of the port; and on it a VLAN interface for each of the port's VLANs. They exist as long as
 * their process has the device open. From the thread that starts and stops the director.
 */
public final class KernelPort implements AutoCloseable {
    private final EthernetPort tap;
    private final Map<Integer, KernelInterface> interfaces;

    private KernelPort(final EthernetPort tap, final Map<Integer, KernelInterface> interfaces) {
        this.tap = tap;
        this.interfaces = interfaces;
    }

    /**
     * Makes the interface, and gives it what the port has.
     *
     * @param eal   DPDK, initialised.
     * @param port  the port, open.
     * @param all   every port of the configuration, for its VLANs.
     * @param pool  where packets of the kernel go.
     * @param workers how many there are: each has a queue each way.
     * @return the interfaces, up; on failure nothing is left.
     * @throws director.bindings.DpdkException                 if DPDK refuses any step.
     * @throws director.dataplane.machine.UnavailableException if the kernel refuses an address or a route.
     */
    static KernelPort open(
        final Eal eal, final OpenPort port, final List<PortSettings> all, final Mempool pool, final int workers) {
        final PortSettings settings = port.settings();
        final int index = port.place();
        final String name = settings.kernelInterface(index);
        final EthernetPort tap = EthernetPort.attach(eal, String.format(Locale.ROOT, "net_tap%d,iface=%s,mac=%s", index,
            name, Ethernet.format(port.ethernet().macAddress())));
        boolean opened = false;
        try {
            final Map<Integer, KernelInterface> interfaces = new TreeMap<>();
            final KernelInterface kernelInterface = kernelInterface(settings, index);
            interfaces.put(index, kernelInterface);
            kernelInterface.quieten();
            tap.configure(PortConfiguration.queues(workers, workers)
                .withMtu(Math.min(settings.mtu(), KernelQueues.MTU)));
            for (int queue = 0; queue < workers; queue++) {
                tap.setUpRxQueue(queue, PortSettings.KERNEL_DESCRIPTORS, pool);
                tap.setUpTxQueue(queue, PortSettings.KERNEL_DESCRIPTORS);
            }
            tap.start();
            kernelInterface.configure(settings, Math.min(settings.mtu(), KernelQueues.MTU));
            for (final PortSettings vlan : settings.vlans(all)) {
                final int place = all.indexOf(vlan);
                interfaces.put(place, vlan(kernelInterface(vlan, place), name, vlan));
            }
            opened = true;
            return new KernelPort(tap, interfaces);
        } finally {
            if (!opened) {
                tap.close();
            }
        }
    }

    private static KernelInterface kernelInterface(final PortSettings settings, final int place) {
        return new KernelInterface("ports[" + place + "].kernelInterface", settings.kernelInterface(place));
    }

    private static KernelInterface vlan(
        final KernelInterface made, final String parent, final PortSettings settings) {
        made.vlan(parent, Objects.requireNonNull(settings.subInterface()));
        made.quieten();
        made.configure(settings, Math.min(settings.mtu(), KernelQueues.MTU));
        return made;
    }

    /**
     * Names, addresses and routes, of the port and its VLANs.
     *
     * @return the interfaces as the kernel knows them, by the places of their ports.
     */
    public Map<Integer, KernelInterface> interfaces() {
        return interfaces;
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
