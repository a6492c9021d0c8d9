/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.HeapMemory;
import director.bindings.NativeMemory;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipCallIdTest {
    private static final int ROOM = 2_048;
    private static final String INVITE = """
        INVITE sip:bob@biloxi.example.com SIP/2.0\r
        Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK74bf9\r
        Max-Forwards: 70\r
        """;

    private final HeapMemory heap = new HeapMemory();
    private final long memory = heap.allocate("message", ROOM, 1);
    private final SipCallId callId = new SipCallId();

    @AfterEach
    void free() {
        heap.free(memory);
    }

    /** Line ends are written as a bar. The first three are of RFC 3261 §20.8 and §7.3.3. */
    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
        Call-ID: f81d4fae-7dec-11d0-a765-00a0c91e6bf6@biloxi.com    ! f81d4fae-7dec-11d0-a765-00a0c91e6bf6@biloxi.com
        i:f81d4fae-7dec-11d0-a765-00a0c91e6bf6@192.0.2.4            ! f81d4fae-7dec-11d0-a765-00a0c91e6bf6@192.0.2.4
        I: 1j9FpLxk3uxtm8tn                                         ! 1j9FpLxk3uxtm8tn
        cAlL-iD  :  a.b%c*d_e+f`g'h~(i)<j>:k\\"l/m[n]?{o}|           ! a.b%c*d_e+f`g'h~(i)<j>:k\\"l/m[n]?{o}
        Call-ID:|  folded@host                                      ! folded@host
        Call-ID: one@host two                                       ! one@host
        Call-ID: one@host@again                                     ! one@host
        Call-ID: @host|i: second                                    ! second
        Call-ID: half@|i: second                                    ! second
        Call-ID:|i: second                                          ! second
        Subject: x|  Call-ID: folded-into-subject|i: right          ! right
        X-Call-ID: wrong|Call-IDs: wrong|ii: wrong|i: right         ! right
        """)
    void shouldFindTheCallIdOfAMessage(final String headers, final String expected) {
        assertThat(find(INVITE + headers.strip().replace("|", "\r\n") + "\r\n\r\n")).isEqualTo(expected.strip());
        assertThat(find(INVITE + headers.strip().replace("|", "\n") + "\n\n")).isEqualTo(expected.strip());
    }

    @Test
    void shouldFindNoneWhereThereIsNone() {
        assertThat(find("")).isNull();
        assertThat(find("\r\n")).isNull();
        assertThat(find(INVITE)).isNull();
        assertThat(find("i: first-line\r\n")).as("the first line is no header").isNull();
        assertThat(find(INVITE + "Call-ID:   ")).isNull();
        assertThat(find(INVITE + "Call-ID: ,")).isNull();
        assertThat(find(INVITE + "Call-ID")).isNull();
        assertThat(find(INVITE + "Call ID: x\r\n")).isNull();
        assertThat(find(INVITE + "Call\rID: x\r\n")).as("a carriage return is no hyphen in another case").isNull();
    }

    @Test
    void shouldTakeNoCallIdThatIsTooLong() {
        final String longest = "x".repeat(SipCallId.MAX_LENGTH);
        assertThat(find(INVITE + "i: " + longest + "\r\n")).isEqualTo(longest);
        assertThat(find(INVITE + "i: " + longest + "x\r\n")).isNull();
        assertThat(find(INVITE + "i: " + longest + "x\r\ni: next\r\n")).isEqualTo("next");
    }

    @Test
    void shouldReadNothingBehindAMessageWhereverItIsCut() {
        final String message = INVITE + "Call-ID:\r\n \t long-name@host.example.com\r\n\r\n";
        for (int length = 0; length < message.length(); length++) {
            final String behind = find(message, length);
            final String damaged = find(message.substring(0, length) + "\u00FF".repeat(ROOM - length), length);
            assertThat(behind).as("cut at %d", length).isEqualTo(damaged);
        }
    }

    @Test
    void shouldAnswerOnlyWhatLiesInTheMessageWhateverItSays() {
        final Random random = new Random(5);
        final String alphabet = "\r\n\r\n\ri:I: @call-idCALL-ID\t,x";
        for (int i = 0; i < 200_000; i++) {
            final int length = random.nextInt(40);
            for (int at = 0; at < length; at++) {
                NativeMemory.uint8(memory + at, alphabet.charAt(random.nextInt(alphabet.length())));
            }
            if (callId.find(memory, length)) {
                assertThat(callId.length()).isPositive();
                assertThat(callId.address()).isBetween(memory, memory + length - callId.length());
            }
        }
    }

    private @Nullable String find(final String message) {
        return find(message, message.length());
    }

    private @Nullable String find(final String message, final int length) {
        final byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            NativeMemory.uint8(memory + i, Byte.toUnsignedInt(bytes[i]));
        }
        if (!callId.find(memory, length)) {
            return null;
        }
        final byte[] found = new byte[callId.length()];
        for (int i = 0; i < found.length; i++) {
            found[i] = (byte) NativeMemory.uint8(callId.address() + i);
        }
        return new String(found, StandardCharsets.ISO_8859_1);
    }
}
