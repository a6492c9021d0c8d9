/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who is at the other end of a Unix domain socket, as the kernel noted it when the connection was made. Source:
 * unix(7), {@code SO_PEERCRED} and {@code SO_PEERGROUPS}.
 *
 * @param pid    the process id; 0 if the process is of another process namespace.
 * @param uid    the effective user id.
 * @param gid    the effective group id.
 * @param groups the supplementary group ids.
 */
public record PeerCredentials(int pid, int uid, int gid, List<Integer> groups) {
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;
    private static final int SO_PEERGROUPS = 59;
    /** {@code struct ucred}: process, user and group. */
    private static final int CREDENTIALS = 3;
    private static final int FEW_GROUPS = 64;
    private static final int ERANGE = 34;

    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO =
        Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle GETSOCKOPT = Libc.link("getsockopt",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS), CAPTURE);

    /** Keeps a copy of the list. */
    public PeerCredentials {
        groups = List.copyOf(groups);
    }

    /**
     * Asks the kernel. From any thread.
     *
     * @param connection a connected Unix domain socket.
     * @return who connected, or whom this end connected to.
     * @throws DpdkException                 if the kernel refuses.
     * @throws UnsupportedOperationException if Java runs without {@code --add-exports} of the package that knows the
     *                                       number of a socket's file.
     */
    public static PeerCredentials of(final SocketChannel connection) {
        final int descriptor = FileDescriptors.of(connection);
        final int[] credentials = option(descriptor, "SO_PEERCRED", SO_PEERCRED, CREDENTIALS);
        final int[] groups = option(descriptor, "SO_PEERGROUPS", SO_PEERGROUPS, FEW_GROUPS);
        return new PeerCredentials(credentials[0], credentials[1], credentials[2],
            IntStream.of(groups).boxed().toList());
    }

    /** The integers that an option consists of; their number is a guess, which the kernel corrects. */
    private static int[] option(final int descriptor, final String name, final int option, final int guess) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            final MemorySegment length = arena.allocate(JAVA_INT);
            int room = guess;
            while (true) {
                final MemorySegment value = arena.allocate(JAVA_INT, room);
                length.set(JAVA_INT, 0, room * Integer.BYTES);
                final int answer = call(state, descriptor, option, value, length);
                final int integers = length.get(JAVA_INT, 0) / Integer.BYTES;
                if (answer == 0) {
                    return value.asSlice(0, (long) integers * Integer.BYTES).toArray(JAVA_INT);
                }
                final int error = (int) ERRNO.get(state, 0L);
                if (error != ERANGE || integers <= room) {
                    throw new DpdkException("getsockopt fd=" + descriptor + " " + name, error);
                }
                room = integers;
            }
        }
    }

    private static int call(
        final MemorySegment state,
        final int descriptor,
        final int option,
        final MemorySegment value,
        final MemorySegment length) {
        try {
            return (int) GETSOCKOPT.invokeExact(state, descriptor, SOL_SOCKET, option, value, length);
        } catch (final Throwable t) {
            throw Libc.unexpected(t);
        }
    }
}
