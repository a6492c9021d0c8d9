/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NativeMemoryTest {
    private static final int BYTES = 64;
    private long memory;

    @BeforeEach
    void allocate() {
        memory = NativeMemory.allocate(BYTES, 64);
    }

    @AfterEach
    void free() {
        NativeMemory.free(memory);
    }

    @Test
    void shouldAlignAndZeroWhatItAllocates() {
        final long address = NativeMemory.allocate(100, 4096);
        assertThat(address % 4096).isZero();
        assertThat(NativeMemory.bytes(address, 100)).containsOnly(0);
        NativeMemory.free(address);
    }

    @Test
    void shouldZeroAsManyBytesAsItIsToldAndNoOthers() {
        final long room = NativeMemory.allocate(512, 64);
        final byte[] ones = new byte[512];
        Arrays.fill(ones, (byte) 1);
        for (int start = 0; start < Long.BYTES; start++) {
            for (int length = 0; length <= 400; length++) {
                NativeMemory.bytes(room, ones);
                NativeMemory.zero(room + start, length);
                final byte[] expected = ones.clone();
                Arrays.fill(expected, start, start + length, (byte) 0);
                assertThat(NativeMemory.bytes(room, 512)).as("%s from %s", length, start).isEqualTo(expected);
            }
        }
        NativeMemory.free(room);
    }

    @Test
    void shouldKeepUnsignedValuesUnsigned() {
        NativeMemory.uint8(memory, 0xfe);
        NativeMemory.uint16(memory + 1, 0xfffe);
        assertThat(NativeMemory.uint8(memory)).isEqualTo(0xfe);
        assertThat(NativeMemory.uint16(memory + 1)).isEqualTo(0xfffe);
    }

    @Test
    void shouldWriteTheMachinesOrderLeastSignificantByteFirst() {
        NativeMemory.int64(memory, 0x0102030405060708L);
        NativeMemory.int32(memory + 8, 0x0a0b0c0d);
        NativeMemory.uint16(memory + 12, 0x0e0f);
        assertThat(NativeMemory.bytes(memory, 14)).containsExactly(8, 7, 6, 5, 4, 3, 2, 1, 13, 12, 11, 10, 15, 14);
    }

    @Test
    void shouldWriteNetworkOrderMostSignificantByteFirstAtAnyAddress() {
        NativeMemory.int64Be(memory + 1, 0x0102030405060708L);
        NativeMemory.int32Be(memory + 9, 0x0a0b0c0d);
        NativeMemory.uint16Be(memory + 13, 0xe0f);
        assertThat(NativeMemory.bytes(memory + 1, 14)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15);
        assertThat(NativeMemory.int64Be(memory + 1)).isEqualTo(0x0102030405060708L);
        assertThat(NativeMemory.int32Be(memory + 9)).isEqualTo(0x0a0b0c0d);
        assertThat(NativeMemory.uint16Be(memory + 13)).isEqualTo(0x0e0f);
    }

    @Test
    void shouldReadOrderedWhatWasWrittenOrdered() {
        NativeMemory.int64Release(memory, -2);
        NativeMemory.int32Release(memory + 8, -3);
        assertThat(NativeMemory.int64Acquire(memory)).isEqualTo(-2).isEqualTo(NativeMemory.int64(memory));
        assertThat(NativeMemory.int32Acquire(memory + 8)).isEqualTo(-3).isEqualTo(NativeMemory.int32(memory + 8));
    }

    @Test
    void shouldCopyAndZeroExactlyTheBytesAskedFor() {
        NativeMemory.bytes(memory, new byte[] {1, 2, 3, 4, 5});
        NativeMemory.copy(memory + 1, memory + 10, 3);
        NativeMemory.zero(memory + 2, 2);
        assertThat(NativeMemory.bytes(memory, 14)).containsExactly(1, 2, 0, 0, 5, 0, 0, 0, 0, 0, 2, 3, 4, 0);
    }

    @Test
    void shouldRefuseAnAlignmentThatIsNoPowerOfTwo() {
        assertThatThrownBy(() -> NativeMemory.allocate(8, 24)).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("bytes=8 alignment=24");
    }

    @Test
    void shouldNameWhatHasNoMemory() {
        assertThatThrownBy(() -> new HeapMemory().allocate("connection table", 1L << 60, 64))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageStartingWith("connection table: the C library has no 1152921504606846976 bytes");
    }
}
