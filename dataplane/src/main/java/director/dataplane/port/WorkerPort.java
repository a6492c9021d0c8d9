/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.RxQueue;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.SubInterface;
import director.dataplane.header.Ethernet;
import director.dataplane.status.VlanTraffic;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One port as one worker sees it: its queues and what is needed to build frames. A VLAN of a port is one as well, whose
 * frames arrive and leave by its parent. Nothing here knows of DPDK, so tests and replay make ports of their own.
 */
public final class WorkerPort {
    private static final RxQueue NOTHING = (mbufArray, capacity) -> 0;

    private final int index;
    private final long mac;
    private final long macWire;
    private int mtu;
    private final RxQueue rxQueue;
    private final TxBuffer txBuffer;
    private final @Nullable KernelQueues kernel;
    private final PortChecksums checksums;
    private final @Nullable Trunk trunk;
    private final @Nullable VlanTraffic traffic;
    private final LinkState link;

    /**
     * A port that the kernel has no interface of, and that computes no checksums.
     *
     * @param index    its place in the configuration, from 0.
     * @param mac      its MAC address.
     * @param mtu      longest IP packet that it transmits, in bytes.
     * @param rxQueue  this worker's receive queue.
     * @param txBuffer this worker's way to its transmit queue.
     */
    public WorkerPort(
        final int index,
        final long mac,
        final int mtu,
        final RxQueue rxQueue,
        final TxBuffer txBuffer) {
        this(index, mac, mtu, rxQueue, txBuffer, null, PortChecksums.NONE, null);
    }

    /**
     * A port.
     *
     * @param index    its place in the configuration, from 0.
     * @param mac      its MAC address.
     * @param mtu      longest IP packet that it transmits, in bytes.
     * @param rxQueue  this worker's receive queue.
     * @param txBuffer this worker's way to its transmit queue.
     * @param kernel   its interface in the kernel; null if it has none.
     * @param checksums those that it computes of what it sends.
     * @param trunk    its VLANs that are ports, too; null if there are none.
     */
    public WorkerPort(
        final int index,
        final long mac,
        final int mtu,
        final RxQueue rxQueue,
        final TxBuffer txBuffer,
        final @Nullable KernelQueues kernel,
        final PortChecksums checksums,
        final @Nullable Trunk trunk) {
        this.kernel = kernel;
        this.checksums = checksums;
        this.trunk = trunk;
        this.traffic = null;
        this.link = new LinkState();
        this.index = index;
        this.mac = mac;
        this.macWire = Ethernet.toWire(mac);
        this.mtu = mtu;
        this.rxQueue = rxQueue;
        this.txBuffer = txBuffer;
    }

    /** A VLAN of a port: one with its MAC address, whose frames leave by it. */
    private WorkerPort(
        final int index,
        final int mtu,
        final WorkerPort parent,
        final VlanTags tags,
        final VlanTraffic traffic,
        final @Nullable KernelQueues kernel) {
        this.index = index;
        this.mac = parent.mac;
        this.macWire = parent.macWire;
        this.mtu = mtu;
        this.rxQueue = NOTHING;
        this.txBuffer = parent.txBuffer.tagged(tags, traffic);
        this.kernel = kernel;
        this.checksums = parent.checksums;
        this.trunk = null;
        this.traffic = traffic;
        this.link = parent.link;
    }

    /**
     * Makes its VLANs.
     *
     * @param configured every port of the configuration.
     * @param ports      gets them, by their places.
     * @param kernels    their interfaces in the kernel, by their places; nulls if it has none.
     */
    public void addVlans(
        final List<PortSettings> configured,
        final WorkerPort[] ports,
        final IntFunction<@Nullable KernelQueues> kernels) {
        for (int place = 0; place < ports.length; place++) {
            final PortSettings port = configured.get(place);
            final @Nullable SubInterface vlan = port.subInterface();
            if (vlan != null && vlan.parent().equals(configured.get(index).name())) {
                ports[place] = new WorkerPort(
                    place, port.mtu(), this, VlanTags.of(vlan), new VlanTraffic(), kernels.apply(place));
            }
        }
    }

    /**
     * Its VLANs that are ports, too.
     *
     * @return null if there are none.
     */
    public @Nullable Trunk trunk() {
        return trunk;
    }

    /**
     * What counts the frames of a VLAN.
     *
     * @return null for a port that is none, whose device does.
     */
    public @Nullable VlanTraffic traffic() {
        return traffic;
    }

    /**
     * Its place in the configuration.
     *
     * @return 0 or more.
     */
    public int index() {
        return index;
    }

    /**
     * Its MAC address.
     *
     * @return the 48 bits.
     */
    public long mac() {
        return mac;
    }

    /**
     * Its MAC address for {@link Ethernet#isFor}.
     *
     * @return the six bytes as a native word.
     */
    public long macWire() {
        return macWire;
    }

    /**
     * The longest IP packet that it transmits.
     *
     * @return bytes.
     */
    public int mtu() {
        return mtu;
    }

    /**
     * Takes another MTU, at once. From the worker's thread.
     *
     * @param changed longest IP packet that it transmits, in bytes.
     */
    public void mtu(final int changed) {
        mtu = changed;
    }

    /**
     * This worker's receive queue.
     *
     * @return the queue.
     */
    public RxQueue rxQueue() {
        return rxQueue;
    }

    /**
     * This worker's way to its transmit queue.
     *
     * @return the buffer.
     */
    public TxBuffer txBuffer() {
        return txBuffer;
    }

    /**
     * Its interface in the kernel.
     *
     * @return null if it has none.
     */
    public @Nullable KernelQueues kernel() {
        return kernel;
    }

    /**
     * Which checksums it computes of what it sends.
     *
     * @return perhaps none.
     */
    public PortChecksums checksums() {
        return checksums;
    }

    /**
     * Its link; of a VLAN, that of its parent.
     *
     * @return always the same.
     */
    public LinkState link() {
        return link;
    }
}
