/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

/** Memory of DPDK: in huge pages, unless DPDK runs without. */
public final class HugeMemory implements MemoryAllocator {
    private static final int ANY_SOCKET = -1;
    private static final int MEGABYTE = 1 << 20;

    private static final ControlCall ALLOCATE =
        ControlCall.of("ptr rte_zmalloc_socket", "ptr type", "u64 bytes", "int alignment", "int socket");
    private static final ControlCall FREE = ControlCall.of("void rte_free", "ptr address");

    private final Eal eal;

    /**
     * The memory of DPDK.
     *
     * @param eal DPDK, initialised.
     */
    public HugeMemory(final Eal eal) {
        eal.requireOpen();
        this.eal = eal;
    }

    @Override
    public long allocate(final String what, final long bytes, final long alignment) {
        if (bytes < 1 || Long.bitCount(alignment) != 1 || alignment > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(what + ": bytes=" + bytes + " alignment=" + alignment);
        }
        eal.requireOpen();
        final long address = ALLOCATE.call(0, bytes, alignment, ANY_SOCKET);
        if (address == 0) {
            throw new DpdkException("rte_zmalloc_socket for " + what + " bytes=" + bytes, Errno.ENOMEM,
                remedy(eal, bytes));
        }
        return address;
    }

    @Override
    public void free(final long address) {
        FREE.call(address);
    }

    @Override
    public String describe() {
        return eal.hugePages() ? "huge pages of DPDK" : "memory of DPDK without huge pages";
    }

    /** What to do when DPDK has not so much memory. */
    static String remedy(final Eal eal, final long bytes) {
        final long megabytes = bytes / MEGABYTE + 1;
        return eal.hugePages()
            ? HugePages.freeMegabytes() + " MB of huge pages are free, " + HugePages.remedy(megabytes)
            : "without huge pages memory does not grow: raise memory.megabytes by at least " + megabytes;
    }
}
