/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/**
 * The memory that packets and connections live in.
 *
 * @param hugePages      whether it comes from huge pages.
 * @param megabytes      how much DPDK may take, in MiB.
 * @param mbufs          packet buffers in the pool that all ports share.
 * @param maxConnections connections at a time, over all services.
 */
public record MemorySettings(HugePages hugePages, int megabytes, int mbufs, int maxConnections) {
    /** Megabytes unless told. */
    public static final int DEFAULT_MEGABYTES = 512;
    /** Packet buffers unless told. */
    public static final int DEFAULT_MBUFS = 16_384;
    /** Connections unless told. */
    public static final int DEFAULT_MAX_CONNECTIONS = 1_000_000;

    /**
     * What a configuration without a {@code memory} section gets.
     *
     * @return huge pages if there are any, and the defaults of this class.
     */
    public static MemorySettings defaults() {
        return new MemorySettings(HugePages.AUTO, DEFAULT_MEGABYTES, DEFAULT_MBUFS, DEFAULT_MAX_CONNECTIONS);
    }
}
