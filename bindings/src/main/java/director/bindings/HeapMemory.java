/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

/** Memory of the C library: for tests and for replay, where there is no DPDK. */
public final class HeapMemory implements MemoryAllocator {
    /** The C library's heap. */
    public HeapMemory() {
        // Nothing to prepare.
    }

    @Override
    public long allocate(final String what, final long bytes, final long alignment) {
        try {
            return NativeMemory.allocate(bytes, alignment);
        } catch (final IllegalStateException e) {
            throw new IllegalStateException(what + ": " + e.getMessage() + "; give the machine more memory", e);
        }
    }

    @Override
    public void free(final long address) {
        NativeMemory.free(address);
    }

    @Override
    public String describe() {
        return "heap of the C library";
    }
}
