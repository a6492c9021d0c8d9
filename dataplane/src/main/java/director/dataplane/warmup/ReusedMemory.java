/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what it is given back for who asks for as much again: directors that follow each other have tables of the same
 * sizes, and memory that is new to the process costs a page fault every 4 KiB. From one thread.
 */
final class ReusedMemory implements MemoryAllocator, AutoCloseable {
    private final MemoryAllocator source;
    private final Map<Size, Deque<Long>> free = new HashMap<>();
    /** Where each block that somebody has belongs. */
    private final Map<Long, Deque<Long>> taken = new HashMap<>();

    private record Size(long bytes, long alignment) {
    }

    /** Takes from {@code source} what it does not have. */
    ReusedMemory(final MemoryAllocator source) {
        this.source = source;
    }

    @Override
    public long allocate(final String what, final long bytes, final long alignment) {
        final Deque<Long> blocks = free.computeIfAbsent(new Size(bytes, alignment), _ -> new ArrayDeque<>());
        final long address;
        if (blocks.isEmpty()) {
            address = source.allocate(what, bytes, alignment);
        } else {
            address = blocks.pop();
            NativeMemory.zero(address, bytes);
        }
        taken.put(address, blocks);
        return address;
    }

    @Override
    public void free(final long address) {
        final @Nullable Deque<Long> blocks = taken.remove(address);
        if (blocks != null) {
            blocks.push(address);
        } else if (address != 0) {
            throw new IllegalArgumentException("nobody has memory at 0x" + Long.toHexString(address));
        }
    }

    @Override
    public String describe() {
        return "what earlier directors had of the " + source.describe();
    }

    /** Gives all back that nobody has. */
    @Override
    public void close() {
        free.values().forEach(blocks -> blocks.forEach(source::free));
        free.clear();
    }
}
