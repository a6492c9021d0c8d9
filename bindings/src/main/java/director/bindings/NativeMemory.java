/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Memory outside the Java heap, by address: one segment that covers everything, so that no packet needs an object.
 *
 * <p>Nothing is checked, but where tests ask for it ({@link #isChecked}). A wrong address ends the process. Any thread
 * may call any method; only the {@code Acquire} and {@code Release} accessors, whose addresses have to be aligned,
 * order what different threads see.
 */
public final class NativeMemory {
    /** More are worth a segment of their own. */
    private static final int FEW_BYTES = 256;
    private static final MemorySegment ALL = everything();
    private static final long ADDRESS_BITS = (1L << 52) - 1;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfShort SHORT_BE = SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT_BE = INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG_BE = LONG.withOrder(ByteOrder.BIG_ENDIAN);

    private static final VarHandle INT_SHARED = JAVA_INT.varHandle();
    private static final VarHandle LONG_SHARED = JAVA_LONG.varHandle();

    private static final MethodHandle ALIGNED_ALLOC =
        Libc.link("aligned_alloc", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FREE = Libc.link("free", FunctionDescriptor.ofVoid(JAVA_LONG));

    private NativeMemory() {
    }

    /**
     * Whether this process checks each access: it runs with {@code -Ddirector.memory.checked=true}. Then an access
     * outside of what was allocated, or to bytes of an mbuf of a {@link HeapPool} that are not data of a packet, throws
     * an {@link AssertionError}. A process that uses DPDK cannot do so.
     *
     * @return false unless told.
     */
    public static boolean isChecked() {
        return MemoryGuard.CHECKED;
    }

    /**
     * An address as it is, in a form of which the JIT knows that what lies near it is in bounds: accesses relative to
     * it need no check. Worth it where many follow.
     *
     * @param address of user space, which no machine has at 2^52 or above.
     * @return the same.
     */
    public static long bounded(final long address) {
        return address & ADDRESS_BITS;
    }

    @SuppressWarnings("restricted")
    private static MemorySegment everything() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    /**
     * Reads a byte.
     *
     * @param address any.
     * @return 0 to 255.
     */
    public static int uint8(final long address) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkRead(address, Byte.BYTES);
        }
        return Byte.toUnsignedInt(ALL.get(ValueLayout.JAVA_BYTE, address));
    }

    /**
     * Writes a byte.
     *
     * @param address any.
     * @param value only the low 8 bits are used.
     */
    public static void uint8(final long address, final int value) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkWrite(address, Byte.BYTES);
        }
        ALL.set(ValueLayout.JAVA_BYTE, address, (byte) value);
    }

    /**
     * Reads 16 bits in the machine's byte order.
     *
     * @param address aligned or not.
     * @return 0 to 65,535.
     */
    public static int uint16(final long address) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkRead(address, Short.BYTES);
        }
        return Short.toUnsignedInt(ALL.get(SHORT, address));
    }

    /**
     * Writes 16 bits in the machine's byte order.
     *
     * @param address aligned or not.
     * @param value only the low 16 bits are used.
     */
    public static void uint16(final long address, final int value) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkWrite(address, Short.BYTES);
        }
        ALL.set(SHORT, address, (short) value);
    }

    /**
     * Reads 32 bits in the machine's byte order.
     *
     * @param address aligned or not.
     * @return the bits.
     */
    public static int int32(final long address) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkRead(address, Integer.BYTES);
        }
        return ALL.get(INT, address);
    }

    /**
     * Writes 32 bits in the machine's byte order.
     *
     * @param address aligned or not.
     * @param value the bits.
     */
    public static void int32(final long address, final int value) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkWrite(address, Integer.BYTES);
        }
        ALL.set(INT, address, value);
    }

    /**
     * Reads 64 bits in the machine's byte order.
     *
     * @param address aligned or not.
     * @return the bits.
     */
    public static long int64(final long address) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkRead(address, Long.BYTES);
        }
        return ALL.get(LONG, address);
    }

    /**
     * Writes 64 bits in the machine's byte order.
     *
     * @param address aligned or not.
     * @param value the bits.
     */
    public static void int64(final long address, final long value) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkWrite(address, Long.BYTES);
        }
        ALL.set(LONG, address, value);
    }

    /**
     * Reads 16 bits in network byte order.
     *
     * @param address aligned or not.
     * @return 0 to 65,535.
     */
    public static int uint16Be(final long address) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkRead(address, Short.BYTES);
        }
        return Short.toUnsignedInt(ALL.get(SHORT_BE, address));
    }

    /**
     * Writes 16 bits in network byte order.
     *
     * @param address aligned or not.
     * @param value only the low 16 bits are used.
     */
    public static void uint16Be(final long address, final int value) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkWrite(address, Short.BYTES);
        }
        ALL.set(SHORT_BE, address, (short) value);
    }

    /**
     * Reads 32 bits in network byte order.
     *
     * @param address aligned or not.
     * @return the bits.
     */
    public static int int32Be(final long address) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkRead(address, Integer.BYTES);
        }
        return ALL.get(INT_BE, address);
    }

    /**
     * Writes 32 bits in network byte order.
     *
     * @param address aligned or not.
     * @param value the bits.
     */
    public static void int32Be(final long address, final int value) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkWrite(address, Integer.BYTES);
        }
        ALL.set(INT_BE, address, value);
    }

    /**
     * Reads 64 bits in network byte order.
     *
     * @param address aligned or not.
     * @return the bits.
     */
    public static long int64Be(final long address) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkRead(address, Long.BYTES);
        }
        return ALL.get(LONG_BE, address);
    }

    /**
     * Writes 64 bits in network byte order.
     *
     * @param address aligned or not.
     * @param value the bits.
     */
    public static void int64Be(final long address, final long value) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkWrite(address, Long.BYTES);
        }
        ALL.set(LONG_BE, address, value);
    }

    /**
     * Reads 32 bits so that later reads see what their writer had written before.
     *
     * @param address a multiple of 4.
     * @return the bits.
     */
    public static int int32Acquire(final long address) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkRead(address, Integer.BYTES);
        }
        return (int) INT_SHARED.getAcquire(ALL, address);
    }

    /**
     * Writes 32 bits so that their reader sees all earlier writes too.
     *
     * @param address a multiple of 4.
     * @param value the bits.
     */
    public static void int32Release(final long address, final int value) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkWrite(address, Integer.BYTES);
        }
        INT_SHARED.setRelease(ALL, address, value);
    }

    /**
     * Reads 64 bits so that later reads see what their writer had written before.
     *
     * @param address a multiple of 8.
     * @return the bits.
     */
    public static long int64Acquire(final long address) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkRead(address, Long.BYTES);
        }
        return (long) LONG_SHARED.getAcquire(ALL, address);
    }

    /**
     * Writes 64 bits so that their reader sees all earlier writes too.
     *
     * @param address a multiple of 8.
     * @param value the bits.
     */
    public static void int64Release(final long address, final long value) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkWrite(address, Long.BYTES);
        }
        LONG_SHARED.setRelease(ALL, address, value);
    }

    /**
     * Copies bytes.
     *
     * @param from address of the first byte to read.
     * @param to address of the first byte to write.
     * @param bytes how many, at least 0.
     */
    public static void copy(final long from, final long to, final long bytes) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkRead(from, bytes);
            MemoryGuard.checkWrite(to, bytes);
        }
        MemorySegment.copy(ALL, from, ALL, to, bytes);
    }

    /**
     * Writes zeros. Up to {@value #FEW_BYTES} bytes this allocates nothing, whatever the compiler makes of it.
     *
     * @param address of the first byte.
     * @param bytes how many, at least 0.
     */
    public static void zero(final long address, final long bytes) {
        if (bytes <= FEW_BYTES) {
            zeroFew(address, (int) bytes);
            return;
        }
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkWrite(address, bytes);
        }
        ALL.asSlice(address, bytes).fill((byte) 0);
    }

    private static void zeroFew(final long address, final int bytes) {
        final int words = bytes & -Long.BYTES;
        for (int i = 0; i < words; i += Long.BYTES) {
            int64(address + i, 0);
        }
        for (int i = words; i < bytes; i++) {
            uint8(address + i, 0);
        }
    }

    /**
     * Copies bytes to the Java heap.
     *
     * @param address of the first byte.
     * @param length how many, at least 0.
     * @return a new array.
     */
    public static byte[] bytes(final long address, final int length) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkRead(address, length);
        }
        final byte[] bytes = new byte[length];
        MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, address, bytes, 0, length);
        return bytes;
    }

    /**
     * Copies bytes from the Java heap.
     *
     * @param address of the first byte to write.
     * @param source all of it is copied.
     */
    public static void bytes(final long address, final byte[] source) {
        if (MemoryGuard.CHECKED) {
            MemoryGuard.checkWrite(address, source.length);
        }
        MemorySegment.copy(source, 0, ALL, ValueLayout.JAVA_BYTE, address, source.length);
    }

    /** The text of a C string. */
    static String string(final long address) {
        return ALL.getString(address);
    }

    /**
     * Takes zeroed memory from the C library.
     *
     * @param bytes how many, at least 1.
     * @param alignment a power of two.
     * @return its address; {@link #free} gives it back.
     * @throws IllegalArgumentException if a parameter is out of its range.
     * @throws IllegalStateException if the machine has not that much memory.
     */
    public static long allocate(final long bytes, final long alignment) {
        if (bytes < 1 || Long.bitCount(alignment) != 1) {
            throw new IllegalArgumentException("bytes=" + bytes + " alignment=" + alignment);
        }
        final long aligned = Math.max(alignment, Long.BYTES);
        final long address;
        try {
            final long gap = MemoryGuard.CHECKED ? MemoryGuard.GAP : 0;
            address = (long) ALIGNED_ALLOC.invokeExact(aligned, Math.addExact(bytes, aligned - 1 + gap) & -aligned);
        } catch (final ArithmeticException e) {
            throw new IllegalArgumentException("bytes=" + bytes, e);
        } catch (final Throwable t) {
            throw Libc.unexpected(t);
        }
        if (address == 0) {
            throw new IllegalStateException("the C library has no " + bytes + " bytes");
        }
        if (MemoryGuard.CHECKED) {
            MemoryGuard.allocated(address, bytes);
        }
        zero(address, bytes);
        return address;
    }

    /**
     * Gives back what {@link #allocate} answered.
     *
     * @param address 0 does nothing.
     */
    public static void free(final long address) {
        if (!MemoryGuard.CHECKED) {
            release(address);
        } else if (address != 0) {
            MemoryGuard.freed(address);
            for (long overdue = MemoryGuard.overdue(); overdue != 0; overdue = MemoryGuard.overdue()) {
                release(overdue);
            }
        }
    }

    private static void release(final long address) {
        try {
            FREE.invokeExact(address);
        } catch (final Throwable t) {
            throw Libc.unexpected(t);
        }
    }
}
