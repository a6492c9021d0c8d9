/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import director.bindings.HeapMemory;
import director.bindings.MemoryAllocator;
import java.util.HashSet;
import java.util.Set;

/** Memory that knows what is still taken, and that a test can exhaust. */
public final class CountingMemory implements MemoryAllocator {
    private final MemoryAllocator memory = new HeapMemory();
    private final Set<Long> taken = new HashSet<>();
    private long allocations;
    private int untilExhausted = Integer.MAX_VALUE;

    @Override
    public synchronized long allocate(final String what, final long bytes, final long alignment) {
        if (untilExhausted-- == 0) {
            untilExhausted = Integer.MAX_VALUE;
            throw new IllegalStateException(what + ": no memory, because the test says so");
        }
        final long address = memory.allocate(what, bytes, alignment);
        taken.add(address);
        allocations++;
        return address;
    }

    @Override
    public synchronized void free(final long address) {
        if (!taken.remove(address)) {
            throw new AssertionError("0x" + Long.toHexString(address) + " is not taken");
        }
        memory.free(address);
    }

    @Override
    public String describe() {
        return "counted " + memory.describe();
    }

    /** How many allocations were not freed. */
    public synchronized int taken() {
        return taken.size();
    }

    /** How many allocations there were. */
    public synchronized long allocations() {
        return allocations;
    }

    /** Refuses one allocation after so many more have succeeded. */
    public synchronized void exhaustAfter(final int more) {
        untilExhausted = more;
    }
}
