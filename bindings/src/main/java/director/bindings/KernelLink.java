/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
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
            final MemorySegment request = arena.allocate(REQUEST, Long.BYTES);
            final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            if (bytes.length >= FLAGS) {
                return false;
            }
            NativeMemory.bytes(request.address(), bytes);
            final int socket = (int) SOCKET.invokeExact(AF_INET, SOCK_DGRAM_CLOEXEC, 0);
            if (socket < 0) {
                return false;
            }
            final int answer = (int) IOCTL.invokeExact(socket, SIOCGIFFLAGS, request.address());
            int _ = (int) CLOSE.invokeExact(socket);
            return answer == 0
                && (NativeMemory.uint16(request.address() + FLAGS) & UP_AND_RUNNING) == UP_AND_RUNNING;
        } catch (final Throwable t) {
            throw Libc.unexpected(t);
        }
    }
}
