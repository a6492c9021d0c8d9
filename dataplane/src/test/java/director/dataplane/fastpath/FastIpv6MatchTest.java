/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import director.dataplane.connection.Connection;
import director.dataplane.connection.LongRecord;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two tuples of IPv6 may have one hash: every byte of addresses and ports counts. */
class FastIpv6MatchTest {
    private static final int FRAME = 80;
    private static final int FIRST = 22;
    private static final int BEHIND = 58;

    private final long record = NativeMemory.allocate(LongRecord.BYTES, LongRecord.BYTES);
    private final long frame = NativeMemory.allocate(FRAME, Long.BYTES);

    @BeforeEach
    void fillRecord() {
        final SplittableRandom random = new SplittableRandom(5);
        Connection.client(record, random.nextLong(), random.nextLong());
        Connection.virtual(record, random.nextLong(), random.nextLong());
        Connection.destination(record, random.nextLong(), random.nextLong());
        Connection.ports(record, random.nextInt());
        Connection.destinationPort(record, random.nextInt(1 << 16));
    }

    @AfterEach
    void free() {
        NativeMemory.free(record);
        NativeMemory.free(frame);
    }

    @Test
    void shouldTellClientsByEveryByteOfTheirTuple() {
        put(FIRST, Connection.clientHigh(record), Connection.clientLow(record));
        put(FIRST + 16, Connection.virtualHigh(record), Connection.virtualLow(record));
        NativeMemory.int32(frame + 54, Connection.ports(record));
        assertThat(FastIpv6.isInbound(frame, record)).isTrue();
        for (int at = FIRST; at < BEHIND; at++) {
            flip(at);
            assertThat(FastIpv6.isInbound(frame, record)).as("byte " + at).isFalse();
            flip(at);
        }
    }

    @Test
    void shouldTellRealServersByEveryByteOfTheirTuple() {
        put(FIRST, Connection.destinationHigh(record), Connection.destinationLow(record));
        put(FIRST + 16, Connection.clientHigh(record), Connection.clientLow(record));
        NativeMemory.uint16(frame + 54, Connection.destinationPort(record));
        NativeMemory.uint16(frame + 56, Connection.clientPort(record));
        assertThat(FastIpv6.isOutbound(frame, record)).isTrue();
        for (int at = FIRST; at < BEHIND; at++) {
            flip(at);
            assertThat(FastIpv6.isOutbound(frame, record)).as("byte " + at).isFalse();
            flip(at);
        }
    }

    @Test
    void shouldTellRealServersOfFullNatByTheLocalAddressAndPort() {
        put(FIRST, Connection.destinationHigh(record), Connection.destinationLow(record));
        put(FIRST + 16, 0x0123_4567_89AB_CDEFL, 0xFEDC_BA98_7654_3210L);
        NativeMemory.uint16(frame + 54, Connection.destinationPort(record));
        NativeMemory.uint16(frame + 56, 0xABCD);
        assertThat(isToLocal()).isTrue();
        for (int at = FIRST; at < BEHIND; at++) {
            flip(at);
            assertThat(isToLocal()).as("byte " + at).isFalse();
            flip(at);
        }
    }

    private boolean isToLocal() {
        return FastIpv6.isOutbound(frame, record, 0x0123_4567_89AB_CDEFL, 0xFEDC_BA98_7654_3210L, 0xABCD);
    }

    private void put(final int at, final long high, final long low) {
        NativeMemory.int64(frame + at, high);
        NativeMemory.int64(frame + at + 8, low);
    }

    private void flip(final int at) {
        NativeMemory.uint8(frame + at, NativeMemory.uint8(frame + at) ^ 0x80);
    }
}
