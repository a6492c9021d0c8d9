/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.locality;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects made by the conductor for workers to take, so that these allocate nothing. What a worker took and no longer
 * needs is garbage: it never comes back, and so is never mistaken for what it was.
 *
 * @param <T> what is in stock.
 */
final class Stock<T> {
    private final int size;
    private final Supplier<T> maker;
    private volatile Batch batch;

    /**
     * A full stock.
     *
     * @param size  how many there are when it is full, at least 2.
     * @param maker makes one.
     */
    Stock(final int size, final Supplier<T> maker) {
        this.size = size;
        this.maker = maker;
        batch = new Batch(make());
    }

    /** Takes one, or answers null if there is none until the conductor comes. From any thread. */
    @SuppressWarnings("unchecked")
    @Nullable T take() {
        final Batch from = batch;
        if (from.taken.get() >= from.items.length) {
            return null;
        }
        final int index = from.taken.getAndIncrement();
        return index < from.items.length ? (T) from.items[index] : null;
    }

    /** Fills the stock if half of it is gone. From the conductor's thread. */
    void refill() {
        if (batch.taken.get() > size / 2) {
            batch = new Batch(make());
        }
    }

    private Object[] make() {
        final Object[] items = new Object[size];
        for (int index = 0; index < size; index++) {
            items[index] = maker.get();
        }
        return items;
    }

    private static final class Batch {
        private final Object[] items;
        private final AtomicInteger taken = new AtomicInteger();

        private Batch(final Object[] items) {
            this.items = items;
        }
    }
}
