/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.dataplane.ownership.Peers;

/**
 * How many packet buffers the rings of a configuration can hold.
 *
 * @param workers      how many there are, at least 1; each has rings of its own.
 * @param receiving    what the receive rings of one worker hold, those of interfaces in the kernel among them.
 * @param transmitting what its transmit rings keep until they transmit again.
 */
public record MbufDemand(int workers, long receiving, long transmitting) {
    /** Mbufs of a pool that a worker keeps at hand. */
    public static final int CACHE = 256;

    /** Beyond the rings: for the caches of a pool and for packets that wait for an ARP answer. */
    static final int BEYOND_RINGS = 1_024;

    /** Of an interface in the kernel: those of its receive ring, and one more. */
    private static final int OF_KERNEL_INTERFACE = PortSettings.KERNEL_DESCRIPTORS + 1;
    /** What a worker that frees the buffers of another keeps of them at most, as DPDK has it. */
    private static final int OF_FOREIGN_CACHE = CACHE * 3 / 2;

    /**
     * Adds up.
     *
     * @param configuration of which not everything has to be right.
     * @return what its ports and workers need.
     */
    public static MbufDemand of(final DirectorConfiguration configuration) {
        long receiving = 0;
        long transmitting = 0;
        for (final PortSettings port : configuration.ports()) {
            if (port.subInterface() == null) {
                receiving += (long) port.devices().size() * port.rxDescriptors();
                transmitting += (long) port.devices().size() * port.txDescriptors();
            }
        }
        if (configuration.packets().host().usesKernel()) {
            // VLANs have such an interface, too.
            receiving += (long) configuration.ports().size() * OF_KERNEL_INTERFACE;
        }
        return new MbufDemand(Math.max(1, configuration.workers().cores().size()), receiving, transmitting);
    }

    /**
     * The rings of the ports.
     *
     * @return what those of one worker hold.
     */
    public long rings() {
        return receiving + transmitting;
    }

    /**
     * All rings, those between workers among them.
     *
     * @return what they hold of a pool that is everybody's.
     */
    public long ofAll() {
        return workers == 1 ? rings() : workers * (rings() + Peers.ROOM);
    }

    /**
     * What a pool needs that only one worker receives into. All that it receives may be handed over to the others, in
     * turn, and stay in their transmit rings and caches while they have nothing else to send.
     *
     * @return mbufs of each of several pools.
     */
    public long ofOwnPool() {
        return receiving + workers * transmitting + Peers.ROOM + (workers - 1L) * OF_FOREIGN_CACHE + BEYOND_RINGS;
    }
}
