/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

/** Where large tables live: huge pages of DPDK, or the C library where there is no DPDK. Any thread may call it. */
public interface MemoryAllocator {
    /**
     * Takes zeroed memory.
     *
     * @param what named in the exception and nowhere else, as in {@code connection table of worker 0}.
     * @param bytes how many, at least 1.
     * @param alignment a power of two.
     * @return its address.
     * @throws IllegalStateException naming what, bytes and remedy if there is not that much.
     */
    long allocate(String what, long bytes, long alignment);

    /**
     * Gives back what {@link #allocate} answered.
     *
     * @param address 0 does nothing.
     */
    void free(long address);

    /**
     * Says where the memory comes from.
     *
     * @return a few words for a log.
     */
    String describe();
}
