/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Ipv4OptionsTest {
    private static final int ADDRESS = Integer.reverseBytes(0xC633_646A);

    private static final int TIME = 0x8123_4567;

    private final long memory = NativeMemory.allocate(256, 64);

    @AfterEach
    void free() {
        NativeMemory.free(memory);
    }

    /** A recorded packet, as it came to Linux and as it left, a hop later. */
    @Test
    void shouldRecordTheAddressThatAPacketWasFor() {
        NativeMemory.bytes(memory, hex("47000027007740004011f85e0a00001bc633649b0707040000000000"));
        assertThat(Ipv4Options.fill(memory, Ipv4.destination(memory), TIME, Ipv4OptionsTest::isOwn)).isZero();
        assertThat(Ipv4.isChecksumValid(memory)).isTrue();
        Ipv4.decrementTtl(memory);
        assertThat(NativeMemory.bytes(memory, 28))
            .isEqualTo(hex("47000027007740003f1126340a00001bc633649b070708c633649b00"));
    }

    @Test
    void shouldLeaveOtherOptionsAlone() {
        for (final String options : new String[] {"01010101", "94040000", "820b000000000000000000" + "00",
            "07070800000000" + "00", "01010100"}) {
            assertThat(record(options)).isZero();
            assertThat(NativeMemory.bytes(memory, 20 + options.length() / 2)).isEqualTo(hex(header(options)));
        }
    }

    @Test
    void shouldRecordBehindOtherOptionsAndAddresses() {
        assertThat(record("0194040000" + "070b080a000001" + "00000000")).isZero();
        assertThat(NativeMemory.bytes(memory + 25, 11)).isEqualTo(hex("070b0c0a000001c633646a"));
    }

    @Test
    void shouldSayWhichByteOfTheOptionsIsWrong() {
        assertThat(record("07010400")).isEqualTo(20);
        assertThat(record("07090400" + "00000000")).isEqualTo(20);
        assertThat(record("01010107")).isEqualTo(23);
        assertThat(record("07020000")).isEqualTo(21);
        assertThat(record("0707030000000000")).isEqualTo(22);
        assertThat(record("0707050000000000")).isEqualTo(22);
        assertThat(record("82000000")).isEqualTo(20);
    }

    @Test
    void shouldClearWhatFollowsTheEndOfTheOptions() {
        assertFilled("0007070400000000", "0000000000000000");
    }

    @Test
    void shouldWriteTheTimeInTheFormThatIsAskedFor() {
        assertFilled("440c05000000000000000000", "440c09008123456700000000");
        assertFilled("440c05010000000000000000", "440c0d01c633646a81234567");
        assertFilled("440c0503c633646a00000000", "440c0d03c633646a81234567");
        assertFilled("440c0503c633646b00000000", "440c0503c633646b00000000");
    }

    @Test
    void shouldCountWhoFoundNoRoomForTheTime() {
        assertFilled("4408090012345678", "4408091012345678");
        assertFilled("44080de112345678", "44080df112345678");
        assertThat(record("44080df112345678")).isEqualTo(23);
        assertFilled("44080df312345678", "44080df312345678");
    }

    @Test
    void shouldTellOfSourceRoutes() {
        assertThat(record("830704c000020100")).isEqualTo(Ipv4Options.SOURCE_ROUTED);
        assertThat(record("890704c000020100")).isEqualTo(Ipv4Options.SOURCE_ROUTED);
        assertThat(record("83030489" + "03040000")).isEqualTo(23);
    }

    private void assertFilled(final String options, final String filled) {
        assertThat(record(options)).isZero();
        assertThat(NativeMemory.bytes(memory + 20, filled.length() / 2)).isEqualTo(hex(filled));
    }

    private int record(final String options) {
        NativeMemory.bytes(memory, hex(header(options)));
        // Room that is not the header's.
        NativeMemory.bytes(memory + 20 + options.length() / 2, hex("0707040000000000"));
        return Ipv4Options.fill(memory, ADDRESS, TIME, Ipv4OptionsTest::isOwn);
    }

    private static boolean isOwn(final int address) {
        return address == ADDRESS;
    }

    private static String header(final String options) {
        return "4" + Integer.toHexString(5 + options.length() / 8) + "00003001724000" + "4006" + "1234"
            + "0a00000ac633646a" + options;
    }

    private static byte[] hex(final String text) {
        return HexFormat.of().parseHex(text);
    }
}
