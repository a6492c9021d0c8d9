/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Links functions of the C library. */
final class Libc {
    private Libc() {
    }

    /** A handle of a function that every C library on Linux has. */
    @SuppressWarnings("restricted")
    static MethodHandle link(final String name, final FunctionDescriptor type, final Linker.Option... options) {
        final Linker linker = Linker.nativeLinker();
        final MemorySegment address = linker.defaultLookup().find(name)
            .orElseThrow(() -> new UnsupportedOperationException("the C library has no " + name));
        return linker.downcallHandle(address, type, options);
    }

    /** What a handle threw, as something that need not be declared. */
    static RuntimeException unexpected(final Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            return exception;
        }
        return new IllegalStateException(thrown);
    }
}
