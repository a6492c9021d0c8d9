/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.OptionalInt;

/** The numbers of users and groups of this machine. From one thread at a time. Source: getpwnam(3), getgrnam(3). */
public final class Accounts {
    /** {@code pw_uid} and {@code gr_gid} both follow two pointers. */
    private static final int ID = 16;

    private static final FunctionDescriptor TYPE = FunctionDescriptor.of(JAVA_LONG, ADDRESS);
    private static final MethodHandle GETPWNAM = Libc.link("getpwnam", TYPE);
    private static final MethodHandle GETGRNAM = Libc.link("getgrnam", TYPE);

    private Accounts() {
    }

    /**
     * The number of a user.
     *
     * @param name of the user.
     * @return empty if there is no such user.
     */
    public static OptionalInt user(final String name) {
        return id(GETPWNAM, name);
    }

    /**
     * The number of a group.
     *
     * @param name of the group.
     * @return empty if there is no such group.
     */
    public static OptionalInt group(final String name) {
        return id(GETGRNAM, name);
    }

    private static OptionalInt id(final MethodHandle function, final String name) {
        try (Arena arena = Arena.ofConfined()) {
            final long entry = (long) function.invokeExact(arena.allocateFrom(name));
            return entry == 0 ? OptionalInt.empty() : OptionalInt.of(NativeMemory.int32(entry + ID));
        } catch (final Throwable t) {
            throw Libc.unexpected(t);
        }
    }
}
