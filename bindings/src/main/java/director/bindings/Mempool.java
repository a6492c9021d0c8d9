/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static director.bindings.NativeMemory.int32;
import static director.bindings.NativeMemory.int64;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Mbufs in memory that devices can reach ({@code struct rte_mempool}). Any thread may call it; one that is registered
 * as an {@link LcoreThread} takes from and gives to its own cache first. Source: DPDK programmer's guide, "Mempool
 * Library".
 */
public final class Mempool implements PacketPool, AutoCloseable {
    private static final int ANY_SOCKET = -1;

    private static final int NAME_SIZE = Layout.intConstant("RTE_MEMPOOL_NAMESIZE");
    private static final int LONGEST_CACHE = Layout.intConstant("RTE_MEMPOOL_CACHE_MAX_SIZE");
    private static final int MOST_LCORES = Layout.intConstant("RTE_MAX_LCORE");
    private static final int OPS_INDEX = Layout.offset("rte_mempool.ops_index");
    private static final int CACHE_SIZE = Layout.offset("rte_mempool.cache_size");
    private static final int LOCAL_CACHE = Layout.offset("rte_mempool.local_cache");
    private static final int SIZE_OF_CACHE = Layout.sizeOf("rte_mempool_cache");
    private static final int CACHE_LENGTH = Layout.offset("rte_mempool_cache.len");
    private static final int CACHE_OBJECTS = Layout.offset("rte_mempool_cache.objs");
    private static final int OPS = Layout.offset("rte_mempool_ops_table.ops");
    private static final int SIZE_OF_OPS = Layout.sizeOf("rte_mempool_ops");
    private static final int DEQUEUE = Layout.offset("rte_mempool_ops.dequeue");

    private static final ControlCall CREATE = ControlCall.of("ptr rte_pktmbuf_pool_create", "ptr name", "int size",
        "int cache", "u16 private", "u16 dataRoom", "int socket");
    private static final ControlCall FREE = ControlCall.of("void rte_mempool_free", "ptr pool");
    private static final ControlCall IN_USE = ControlCall.of("int rte_mempool_in_use_count", "ptr pool");

    private static final MethodHandle FREE_BULK = Symbols.link("rte_pktmbuf_free_bulk",
        FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_INT), Linker.Option.critical(false));
    private static final MethodHandle CALL_DEQUEUE =
        Symbols.linkCritical(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));

    private final long pool;
    private final int size;
    private final int dataRoom;
    private final int cacheSize;
    private final long caches;
    private final MemorySegment dequeue;
    private boolean closed;

    private Mempool(final long pool, final int size, final int dataRoom) {
        this.pool = pool;
        this.size = size;
        this.dataRoom = dataRoom;
        cacheSize = int32(pool + CACHE_SIZE);
        caches = cacheSize == 0 ? 0 : int64(pool + LOCAL_CACHE);
        final long table = Symbols.address("rte_mempool_ops_table").address();
        final long operations = table + OPS + (long) int32(pool + OPS_INDEX) * SIZE_OF_OPS;
        dequeue = MemorySegment.ofAddress(int64(operations + DEQUEUE));
    }

    /**
     * Makes a full pool.
     *
     * @param eal DPDK, initialised.
     * @param name at most 25 characters, unique in the process.
     * @param size how many mbufs; 2^n - 1 wastes least.
     * @param cacheSize how many mbufs each lcore keeps to itself: 0 to 512 and at most size / 1.5.
     * @param dataRoom bytes of each buffer, {@link Mbuf#HEADROOM} included, at most 65,535.
     * @return the pool.
     * @throws IllegalArgumentException if a parameter is out of its range.
     * @throws DpdkException if the memory does not suffice, or the name exists.
     */
    public static Mempool create(
        final Eal eal, final String name, final int size, final int cacheSize, final int dataRoom) {
        final DpdkLog log = eal.log();
        if (name.isEmpty() || name.length() >= NAME_SIZE) {
            throw new IllegalArgumentException("name=\"" + name + "\" has to have 1 to " + (NAME_SIZE - 1)
                + " characters");
        }
        if (size < 1 || cacheSize < 0 || cacheSize > LONGEST_CACHE || cacheSize > size / 1.5) {
            throw new IllegalArgumentException("size=" + size + " cacheSize=" + cacheSize
                + ": the cache may be 0 to " + LONGEST_CACHE + " and at most size / 1.5");
        }
        if (dataRoom < Mbuf.HEADROOM || dataRoom > Character.MAX_VALUE) {
            throw new IllegalArgumentException("dataRoom=" + dataRoom + " is not in " + Mbuf.HEADROOM + ".."
                + (int) Character.MAX_VALUE);
        }
        log.forget();
        try (Arena arena = Arena.ofConfined()) {
            final long[] arguments = {arena.allocateFrom(name).address(), size, cacheSize, 0, dataRoom, ANY_SOCKET};
            final long pool = CREATE.call(arguments);
            if (pool == 0) {
                final int code = Errno.ofDpdk();
                final String remedy = code == Errno.ENOMEM ? HugeMemory.remedy(eal, (long) size * dataRoom) : "";
                throw CREATE.failure(code, arguments, remedy, log.recent());
            }
            return new Mempool(pool, size, dataRoom);
        }
    }

    /** The address of the {@code struct rte_mempool}. */
    long address() {
        return pool;
    }

    @Override
    public long allocate() {
        final ThreadContext context = ThreadContext.current();
        final int lcore = context.lcore();
        final long mbuf = caches == 0 || lcore < 0 || lcore >= MOST_LCORES
            ? takeShared(context) : takeCached(context, caches + (long) lcore * SIZE_OF_CACHE);
        if (mbuf != 0) {
            Mbuf.reset(mbuf);
        }
        return mbuf;
    }

    private long takeCached(final ThreadContext context, final long cache) {
        int length = int32(cache + CACHE_LENGTH);
        if (length == 0) {
            if (!dequeue(cache + CACHE_OBJECTS, cacheSize)) {
                return takeShared(context);
            }
            length = cacheSize;
        }
        int32(cache + CACHE_LENGTH, length - 1);
        return int64(cache + CACHE_OBJECTS + (length - 1L) * Long.BYTES);
    }

    private long takeShared(final ThreadContext context) {
        return dequeue(context.pointer(), 1) ? int64(context.pointer()) : 0;
    }

    /** All or nothing. */
    private boolean dequeue(final long to, final int count) {
        try {
            return (int) CALL_DEQUEUE.invokeExact(dequeue, pool, to, count) == 0;
        } catch (final Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    @Override
    public void free(final long mbuf) {
        final long pointer = ThreadContext.current().pointer();
        int64(pointer, mbuf);
        free(pointer, 0, 1);
    }

    @Override
    public void free(final long mbufArray, final int from, final int to) {
        if (to > from) {
            try {
                FREE_BULK.invokeExact(mbufArray + (long) from * Long.BYTES, to - from);
            } catch (final Throwable t) {
                throw Libc.unexpected(t);
            }
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int inUse() {
        return (int) IN_USE.call(pool);
    }

    @Override
    public int dataRoom() {
        return dataRoom;
    }

    /** Gives the memory back. No mbuf may be in use, and the ports that receive into the pool have to be closed. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            FREE.call(pool);
        }
    }
}
