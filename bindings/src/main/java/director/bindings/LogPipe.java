/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A pipe into which DPDK logs without ever waiting, and from which lines are read. */
final class LogPipe {
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int F_SETFL = 4;
    private static final int O_WRONLY = 1;
    private static final int READ_BYTES = 4096;

    private static final MethodHandle PIPE2 =
        Libc.link("pipe2", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle FCNTL = Libc.link(
        "fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle FDOPEN =
        Libc.link("fdopen", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG));
    private static final MethodHandle FCLOSE = Libc.link("fclose", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle CLOSE = Libc.link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final FunctionDescriptor TRANSFER =
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle READ = Libc.link("read", TRANSFER);
    private static final MethodHandle WRITE = Libc.link("write", TRANSFER);
    private static final ControlCall OPEN_LOG_STREAM = ControlCall.of("int rte_openlog_stream", "ptr stream");

    private final int readEnd;
    private final int writeEnd;
    private final long stream;

    LogPipe() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment ends = arena.allocate(JAVA_INT, 2);
            if ((int) PIPE2.invokeExact(ends.address(), O_CLOEXEC) < 0) {
                throw new IllegalStateException("pipe2: too many open files");
            }
            readEnd = ends.getAtIndex(JAVA_INT, 0);
            writeEnd = ends.getAtIndex(JAVA_INT, 1);
            final int ignored = (int) FCNTL.invokeExact(writeEnd, F_SETFL, O_WRONLY | O_NONBLOCK);
            stream = (long) FDOPEN.invokeExact(writeEnd, arena.allocateFrom("w").address());
        } catch (final Throwable t) {
            throw Libc.unexpected(t);
        }
        OPEN_LOG_STREAM.check(stream);
    }

    /** Hands over line by line until the writing end is closed. */
    void read(final Consumer<String> lines) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment buffer = arena.allocate(READ_BYTES);
            final ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (true) {
                final long count = (long) READ.invokeExact(readEnd, buffer.address(), (long) READ_BYTES);
                if (count == 0) {
                    break;
                }
                // Below 0 a signal came in between.
                for (final byte octet : NativeMemory.bytes(buffer.address(), (int) Math.max(count, 0))) {
                    if (octet != '\n') {
                        line.write(octet);
                    } else if (line.size() > 0) {
                        lines.accept(line.toString(StandardCharsets.UTF_8));
                        line.reset();
                    }
                }
            }
            final int ignored = (int) CLOSE.invokeExact(readEnd);
        } catch (final Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /** Writes text of our own behind what DPDK has written; lost when the pipe is full. */
    void write(final String text) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment bytes = arena.allocateFrom(text);
            final long ignored = (long) WRITE.invokeExact(writeEnd, bytes.address(), bytes.byteSize() - 1);
        } catch (final Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /** Gives DPDK its default stream back and ends the reader. */
    void close() {
        OPEN_LOG_STREAM.check(0);
        try {
            final int ignored = (int) FCLOSE.invokeExact(stream);
        } catch (final Throwable t) {
            throw Libc.unexpected(t);
        }
    }
}
