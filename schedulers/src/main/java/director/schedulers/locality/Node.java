/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.locality;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one virtual address. The address is written before the node is entered, the successor by who
 * enters it and then by the conductor alone, the rest by any thread.
 *
 * @param <V> what an address leads to.
 */
final class Node<V> {
    private static final VarHandle VALUE;
    private static final VarHandle LAST_USED;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Node.class, "value", Object.class);
            LAST_USED = MethodHandles.lookup().findVarHandle(Node.class, "lastUsedNs", long.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The address, host order. */
    long high;
    /** The address, host order. */
    long low;
    /** The next one of the bucket. */
    volatile @Nullable Node<V> next;
    private @Nullable Object value;
    private long lastUsedNs;

    @SuppressWarnings("unchecked")
    V value() {
        return (V) VALUE.getAcquire(this);
    }

    void value(final V changed) {
        VALUE.setRelease(this, changed);
    }

    boolean replace(final V from, final V to) {
        return VALUE.compareAndSet(this, from, to);
    }

    long lastUsedNs() {
        return (long) LAST_USED.getOpaque(this);
    }

    void lastUsedNs(final long nowNs) {
        LAST_USED.setOpaque(this, nowNs);
    }
}
