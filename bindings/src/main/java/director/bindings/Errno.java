/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** Error numbers and their names. */
final class Errno {
    static final int ENOMEM = 12;
    static final int ENODEV = 19;
    static final int EEXIST = 17;

    private static final int ANY = 1;
    private static final int NO_CONFIG = Layout.intConstant("E_RTE_NO_CONFIG");

    private static final MethodHandle STRERROR = Libc.link("strerror", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));

    private Errno() {
    }

    /** {@code rte_errno} of the calling thread. */
    static int ofDpdk() {
        return NativeMemory.int32(Symbols.address("per_lcore__rte_errno").address());
    }

    /** As in {@code -16 (EBUSY: Device or resource busy)}. */
    static String describe(final int code) {
        final int number = Math.abs(code);
        if (number == NO_CONFIG) {
            return -number + " (E_RTE_NO_CONFIG: DPDK is not initialised)";
        }
        if (number == ANY) {
            return "-1 (EPERM: Operation not permitted, or a failure that its driver does not tell apart)";
        }
        return -number + " (" + name(number).map(name -> name + ": ").orElse("") + text(number) + ")";
    }

    private static String text(final int number) {
        try {
            return NativeMemory.string((long) STRERROR.invokeExact(number));
        } catch (final Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /** A function of glibc since 2.32; other C libraries lack it. */
    @SuppressWarnings("restricted")
    private static Optional<String> name(final int number) {
        final Linker linker = Linker.nativeLinker();
        return linker.defaultLookup().find("strerrorname_np").map(function -> {
            try {
                final long name = (long) linker
                    .downcallHandle(function, FunctionDescriptor.of(JAVA_LONG, JAVA_INT)).invokeExact(number);
                return name == 0 ? "unknown" : NativeMemory.string(name);
            } catch (final Throwable t) {
                throw Libc.unexpected(t);
            }
        });
    }
}
