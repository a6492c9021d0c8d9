/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;
import director.dataplane.header.Checksum;
import director.dataplane.header.Ipv4;

/**
 * What a packet's headers are changed to, for each real server: half a cache line, addressed by the destination's
 * number. Everything that can be computed when a real server is added is in it, checksum differences included.
 *
 * <pre>
 *   0          4          8      10     12     14     16     18     20     22     24        28     32
 *  +----------+----------+------+------+------+------+------+------+------+------+---------+------+
 *  |   real   | virtual  | real |virt. | IP in|IP out| TCP/UDP in   |TCP/UDP out  |  real   |virt. |
 *  |  address | address  | port | port | delta| delta| delta | -    | delta| -    | endpoint|endp. |
 *  +----------+----------+------+------+------+------+------+------+------+------+---------+------+
 * </pre>
 *
 * Addresses, ports and differences are in wire order. The IP differences include the one of the TTL. The conductor
 * writes an entry before it publishes the snapshot that first names it; after that nobody does, until no worker can
 * know the number any more.
 */
public final class Rewrites implements AutoCloseable {
    private static final int BYTES = 32;
    private static final int ALIGNMENT = 64;
    private static final int VIRTUAL_ADDRESS = 4;
    private static final int REAL_PORT = 8;
    private static final int VIRTUAL_PORT = 10;
    private static final int IP_IN = 12;
    private static final int IP_OUT = 14;
    private static final int TRANSPORT_IN = 16;
    private static final int TRANSPORT_OUT = 20;
    private static final int REAL_ENDPOINT = 24;
    private static final int VIRTUAL_ENDPOINT = 28;

    private final MemoryAllocator memory;
    private final long base;

    /**
     * An empty table.
     *
     * @param memory   where it lives.
     * @param capacity how many destination numbers there can be.
     */
    public Rewrites(final MemoryAllocator memory, final int capacity) {
        this.memory = memory;
        this.base = memory.allocate("rewrites", (long) capacity * BYTES, ALIGNMENT);
    }

    /**
     * Writes the entry of a real server. From the conductor's thread.
     *
     * @param destination     number of the real server.
     * @param virtualAddress  wire order.
     * @param virtualPort     wire order.
     * @param virtualEndpoint number of the virtual service.
     * @param realAddress     wire order.
     * @param realPort        wire order.
     * @param realEndpoint    number of protocol, real address and real port.
     */
    public void put(
        final int destination,
        final int virtualAddress,
        final int virtualPort,
        final int virtualEndpoint,
        final int realAddress,
        final int realPort,
        final int realEndpoint) {
        final long at = at(destination);
        final long addressIn = Checksum.difference32(virtualAddress, realAddress);
        final long addressOut = Checksum.difference32(realAddress, virtualAddress);
        NativeMemory.int32(at, realAddress);
        NativeMemory.int32(at + VIRTUAL_ADDRESS, virtualAddress);
        NativeMemory.uint16(at + REAL_PORT, realPort);
        NativeMemory.uint16(at + VIRTUAL_PORT, virtualPort);
        NativeMemory.uint16(at + IP_IN, Checksum.fold(addressIn + Ipv4.TTL_DECREMENT));
        NativeMemory.uint16(at + IP_OUT, Checksum.fold(addressOut + Ipv4.TTL_DECREMENT));
        NativeMemory.uint16(at + TRANSPORT_IN,
            Checksum.fold(addressIn + Checksum.difference16(virtualPort, realPort)));
        NativeMemory.uint16(at + TRANSPORT_OUT,
            Checksum.fold(addressOut + Checksum.difference16(realPort, virtualPort)));
        NativeMemory.int32(at + REAL_ENDPOINT, realEndpoint);
        NativeMemory.int32Release(at + VIRTUAL_ENDPOINT, virtualEndpoint);
    }

    /**
     * Makes a number mean no real server. From the conductor's thread.
     *
     * @param destination the number.
     */
    public void clear(final int destination) {
        NativeMemory.int32Release(at(destination) + VIRTUAL_ENDPOINT, Endpoints.NONE);
    }

    /**
     * The entry of a real server.
     *
     * @param destination its number.
     * @return the address that the static methods here read.
     */
    public long at(final int destination) {
        return base + (long) destination * BYTES;
    }

    /**
     * Address of the real server.
     *
     * @param entry what {@link #at} answered.
     * @return wire order.
     */
    public static int realAddress(final long entry) {
        return NativeMemory.int32(entry);
    }

    /**
     * Address of the virtual service.
     *
     * @param entry what {@link #at} answered.
     * @return wire order.
     */
    public static int virtualAddress(final long entry) {
        return NativeMemory.int32(entry + VIRTUAL_ADDRESS);
    }

    /**
     * Port of the real server.
     *
     * @param entry what {@link #at} answered.
     * @return wire order.
     */
    public static int realPort(final long entry) {
        return NativeMemory.uint16(entry + REAL_PORT);
    }

    /**
     * Port of the virtual service.
     *
     * @param entry what {@link #at} answered.
     * @return wire order.
     */
    public static int virtualPort(final long entry) {
        return NativeMemory.uint16(entry + VIRTUAL_PORT);
    }

    /**
     * What the IPv4 checksum changes by on the way to the real server.
     *
     * @param entry what {@link #at} answered.
     * @return a difference for {@link Checksum#update}.
     */
    public static int ipDeltaIn(final long entry) {
        return NativeMemory.uint16(entry + IP_IN);
    }

    /**
     * What the IPv4 checksum changes by on the way back.
     *
     * @param entry what {@link #at} answered.
     * @return a difference for {@link Checksum#update}.
     */
    public static int ipDeltaOut(final long entry) {
        return NativeMemory.uint16(entry + IP_OUT);
    }

    /**
     * What the TCP or UDP checksum changes by on the way to the real server.
     *
     * @param entry what {@link #at} answered.
     * @return a difference for {@link Checksum#update}.
     */
    public static int transportDeltaIn(final long entry) {
        return NativeMemory.uint16(entry + TRANSPORT_IN);
    }

    /**
     * What the TCP or UDP checksum changes by on the way back.
     *
     * @param entry what {@link #at} answered.
     * @return a difference for {@link Checksum#update}.
     */
    public static int transportDeltaOut(final long entry) {
        return NativeMemory.uint16(entry + TRANSPORT_OUT);
    }

    /**
     * Number of protocol, real address and real port, the endpoint of the key on the way back.
     *
     * @param entry what {@link #at} answered.
     * @return 1 to 65,535.
     */
    public static int realEndpoint(final long entry) {
        return NativeMemory.int32(entry + REAL_ENDPOINT);
    }

    /**
     * Number of the virtual service that the real server belongs to.
     *
     * @param entry what {@link #at} answered.
     * @return 1 to 65,535, or {@link Endpoints#NONE} if the number means no real server.
     */
    public static int virtualEndpoint(final long entry) {
        return NativeMemory.int32Acquire(entry + VIRTUAL_ENDPOINT);
    }

    /** Frees the memory; nothing may be called afterwards. */
    @Override
    public void close() {
        memory.free(base);
    }
}
