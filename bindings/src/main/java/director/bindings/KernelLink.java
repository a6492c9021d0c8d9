/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** What the kernel knows of a link, which drivers that stand on its interfaces do not tell. From any thread. */
public final class KernelLink {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM_CLOEXEC = 0x80002;
    private static final long SIOCGIFFLAGS = 0x8913;
    /** The size of a {@code struct ifreq}: the name, and a union that is not longer. */
    private static final int REQUEST = 40;
    private static final int FLAGS = 16;
    private static final int UP_AND_RUNNING = 0x41;
    private static final long SIOCETHTOOL = 0x8946;
    private static final int GET_LINK = 0x0a;
    /** Of a {@code struct ethtool_value}: a command and what is answered. */
    private static final int VALUE = 8;

    private static final MethodHandle SOCKET =
        Libc.link("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle IOCTL = Libc.link("ioctl",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = Libc.link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private KernelLink() {
    }

    /**
     * Whether an interface of this process's network namespace is up, and has a carrier. Source: netdevice(7).
     *
     * @param name as {@code ip link} shows it, at most 15 bytes.
     * @return false also if there is none of that name.
     */
    public static boolean isUp(final String name) {
        try (Arena arena = Arena.ofConfined()) {
            final long request = request(arena, name);
            return ask(SIOCGIFFLAGS, request)
                && (NativeMemory.uint16(request + FLAGS) & UP_AND_RUNNING) == UP_AND_RUNNING;
        }
    }

    /**
     * Whether an interface of this process's network namespace is up, and its driver sees a carrier. The kernel lets up
     * to a second pass until {@link #isUp} knows. Source: ethtool(8), ETHTOOL_GLINK of linux/ethtool.h.
     *
     * @param name as {@code ip link} shows it, at most 15 bytes.
     * @return what {@link #isUp} answers if the driver of the interface does not tell.
     */
    public static boolean hasCarrier(final String name) {
        try (Arena arena = Arena.ofConfined()) {
            final long request = request(arena, name);
            final long value = arena.allocate(VALUE, Long.BYTES).address();
            NativeMemory.int32(value, GET_LINK);
            NativeMemory.int64(request + FLAGS, value);
            return ask(SIOCETHTOOL, request) ? NativeMemory.int32(value + Integer.BYTES) != 0 : isUp(name);
        }
    }

    /** A {@code struct ifreq} with a name; one that no interface has, if it is too long. */
    private static long request(final Arena arena, final String name) {
        final long request = arena.allocate(REQUEST, Long.BYTES).address();
        final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < FLAGS) {
            NativeMemory.bytes(request, bytes);
        }
        return request;
    }

    private static boolean ask(final long what, final long request) {
        try {
            final int socket = (int) SOCKET.invokeExact(AF_INET, SOCK_DGRAM_CLOEXEC, 0);
            if (socket < 0) {
                return false;
            }
            final int answer = (int) IOCTL.invokeExact(socket, what, request);
            int _ = (int) CLOSE.invokeExact(socket);
            return answer == 0;
        } catch (final Throwable t) {
            throw Libc.unexpected(t);
        }
    }
}
