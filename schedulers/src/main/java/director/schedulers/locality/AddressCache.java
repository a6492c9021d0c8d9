/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.locality;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From virtual addresses to what they lead to. Workers find and enter, without a lock; the conductor alone removes.
 *
 * <p>1,024 buckets are chains of nodes. A node is entered at the head by one compare-and-set, which fails if anybody
 * entered another one meanwhile, so no address is entered twice. A removed node is never entered again.
 *
 * <p>As in Linux there may be more than {@link #MAX_ENTRIES} between two sweeps, but never more than twice as many.
 *
 * @param <V> what an address leads to.
 */
final class AddressCache<V> {
    /** How many entries survive a sweep although nobody uses them. */
    static final int MAX_ENTRIES = 16_384;

    private static final int LIMIT = 2 * MAX_ENTRIES;
    private static final int BITS = 10;
    private static final int BUCKETS = 1 << BITS;
    private static final int MULTIPLIER = 0x61C8_8647;
    private static final int NODES_IN_STOCK = 4_096;
    private static final long TOUCH_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long IDLE_NS = TimeUnit.MINUTES.toNanos(6);

    private final AtomicReferenceArray<@Nullable Node<V>> heads = new AtomicReferenceArray<>(BUCKETS);
    private final Stock<Node<V>> stock;
    private final AtomicInteger size = new AtomicInteger();
    /** The bucket that was swept last. */
    private int rover;

    AddressCache() {
        this(NODES_IN_STOCK);
    }

    /**
     * A cache.
     *
     * @param stocked how many entries workers can make between two calls of {@link #refill}.
     */
    AddressCache(final int stocked) {
        stock = new Stock<>(stocked, Node::new);
    }

    /** How many entries there are. From any thread. */
    int size() {
        return size.get();
    }

    /** Finds an address, or answers null. From any thread. */
    @Nullable Node<V> find(final long high, final long low, final long nowNs) {
        final @Nullable Node<V> found = find(heads.getAcquire(bucket(high, low)), high, low);
        if (found != null && nowNs - found.lastUsedNs() > TOUCH_INTERVAL_NS) {
            found.lastUsedNs(nowNs);
        }
        return found;
    }

    /**
     * Enters an address unless it is there. If there is no room it is not remembered. From any thread.
     *
     * @param high  the address.
     * @param low   the address.
     * @param value what it leads to; is set if the address is there already.
     * @param nowNs when it is used.
     */
    void enter(final long high, final long low, final V value, final long nowNs) {
        final @Nullable Node<V> node = size.get() < LIMIT ? stock.take() : null;
        if (node == null) {
            return;
        }
        node.high = high;
        node.low = low;
        node.value(value);
        node.lastUsedNs(nowNs);
        final int bucket = bucket(high, low);
        while (true) {
            final @Nullable Node<V> head = heads.getAcquire(bucket);
            final @Nullable Node<V> present = find(head, high, low);
            if (present != null) {
                present.value(value);
                return;
            }
            node.next = head;
            if (heads.compareAndSet(bucket, head, node)) {
                size.incrementAndGet();
                return;
            }
        }
    }

    /** Makes room for what workers will enter. From the conductor's thread. */
    void refill() {
        stock.refill();
    }

    /** Shows every value. From the conductor's thread. */
    void forEach(final Consumer<V> consumer) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            for (Node<V> node = heads.getAcquire(bucket); node != null; node = node.next) {
                consumer.accept(node.value());
            }
        }
    }

    /** Removes what was not used for a time. From the conductor's thread. */
    void expire(final long nowNs, final long expirationNs) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            removeIdle(bucket, nowNs, expirationNs);
        }
    }

    /**
     * If there are too many, removes idle ones, bucket after bucket, until a third more than was too many is gone, or
     * all buckets were visited. From the conductor's thread.
     */
    void shrink(final long nowNs) {
        final int excess = size.get() - MAX_ENTRIES;
        if (excess <= 0) {
            return;
        }
        int goal = Math.min(excess * 4 / 3, MAX_ENTRIES / 2);
        for (int visited = 0; visited < BUCKETS && goal > 0; visited++) {
            rover = (rover + 1) % BUCKETS;
            goal -= removeIdle(rover, nowNs, IDLE_NS);
        }
    }

    private int removeIdle(final int bucket, final long nowNs, final long idleNs) {
        int removed = 0;
        @Nullable Node<V> before = null;
        for (Node<V> node = heads.getAcquire(bucket); node != null; node = node.next) {
            if (nowNs - node.lastUsedNs() < idleNs) {
                before = node;
            } else {
                unlink(bucket, before, node);
                removed++;
            }
        }
        size.addAndGet(-removed);
        return removed;
    }

    /** Takes a node out of its chain; who stands on it still finds the rest of the chain. */
    private void unlink(final int bucket, final @Nullable Node<V> before, final Node<V> node) {
        if (before != null) {
            before.next = node.next;
        } else if (!heads.compareAndSet(bucket, node, node.next)) {
            // Others were entered before it meanwhile.
            Node<V> entered = heads.getAcquire(bucket);
            while (entered != null && entered.next != node) {
                entered = entered.next;
            }
            if (entered != null) {
                entered.next = node.next;
            }
        }
    }

    private static <V> @Nullable Node<V> find(final @Nullable Node<V> head, final long high, final long low) {
        Node<V> node = head;
        while (node != null && (node.low != low || node.high != high)) {
            node = node.next;
        }
        return node;
    }

    private static int bucket(final long high, final long low) {
        final long both = high ^ low;
        final int folded = (int) (both >>> Integer.SIZE) ^ (int) both;
        return (folded * MULTIPLIER) >>> (Integer.SIZE - BITS);
    }
}
