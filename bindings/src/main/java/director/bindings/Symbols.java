/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * Functions and variables that DPDK exports. That all of them are there was checked when the libraries were opened; a
 * name that the {@link Abi} does not list is refused here, so none can escape that check.
 */
final class Symbols {
    private Symbols() {
    }

    /** The address of a symbol; that of a thread-local variable is the calling thread's own. */
    static MemorySegment address(final String symbol) {
        final Libraries libraries = Dpdk.require();
        if (!libraries.abi().symbols().contains(symbol) && !libraries.abi().optional().contains(symbol)) {
            throw new IllegalArgumentException("dpdk-" + libraries.abi().version() + ".abi has no line \"symbol "
                + symbol + "\"");
        }
        return libraries.find(symbol).orElseThrow();
    }

    /**
     * Refuses a DPDK without those symbols that not everybody needs.
     *
     * @param remedy what to type to get them.
     */
    static void requireOptional(final String remedy) {
        final Libraries libraries = Dpdk.require();
        final List<String> missing =
            libraries.abi().optional().stream().filter(symbol -> libraries.find(symbol).isEmpty()).toList();
        if (!missing.isEmpty()) {
            throw new DpdkUnavailableException("DPDK " + libraries.version() + " was found, but not "
                + String.join(", ", missing) + ". Install what has them: " + remedy);
        }
    }

    /** A handle of a function. */
    @SuppressWarnings("restricted")
    static MethodHandle link(final String symbol, final FunctionDescriptor type, final Linker.Option... options) {
        return Linker.nativeLinker().downcallHandle(address(symbol), type, options);
    }

    /** A handle of a function for the packet path: see {@link #linkCritical(FunctionDescriptor)}. */
    @SuppressWarnings("restricted")
    static MethodHandle linkCritical(final String symbol, final FunctionDescriptor type) {
        return link(symbol, type, Linker.Option.critical(false));
    }

    /** A handle whose first argument is the function to call. */
    @SuppressWarnings("restricted")
    static MethodHandle link(final FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(type);
    }

    /**
     * A handle whose first argument is the function to call, for the packet path: nothing is allocated and the thread's
     * state does not change, so the function must return soon and must not call back.
     */
    @SuppressWarnings("restricted")
    static MethodHandle linkCritical(final FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(type, Linker.Option.critical(false));
    }
}
