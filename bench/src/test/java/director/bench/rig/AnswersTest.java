/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions and answers beside what scapy made of the same fields. */
class AnswersTest {
    private static final String TO_SERVER = "02000a000000020000000001";
    private static final String TO_DIRECTOR = "02000000000102000a000000";

    @ParameterizedTest
    @CsvSource({
        // A SYN with and without data or option.
        "false, 080045000036000540003f0627bb0a0100010a000001"
            + "00070050fffffff9000000057002ffffb3590000fe080401c6120001000000000005,"
            + "08004500002e00004000400626c80a0000010a0100010050000700000004fffffffa5012ffff9b740000000000000000",
        "true, 86dd600000000014063f20010db800000003000000000000000120010db8000000010000000000000001"
            + "00070050fffffff9000000055002ffff54150000,"
            + "86dd60000000001a064020010db800000001000000000000000120010db8000000030000000000000001"
            + "0050000700000004fffffffa5012ffff53ff0000000000000000",
        // Six bytes of data.
        "false, 08004500002e000540003f0627c30a0100010a0000010007005000000016000000055018ffff9b4d0000000000000005,"
            + "08004500002e00004000400626c80a0000010a01000100500007000000050000001c5010ffff9b540000000000000000",
    })
    void shouldAcknowledgeSegments(final boolean ipv6, final String question, final String answer) {
        assertThat(answer(ipv6, false, question)).isEqualTo(TO_DIRECTOR + answer);
    }

    @ParameterizedTest
    @CsvSource({
        "false, 080047000036000540003f113c930a0100010a0000011f080401c6120001"
            + "00070050001aeb60fffffffffffffffa00000000000000000005,"
            + "08004500002e00004000401126bd0a0000010a0100010050"
            + "0007001aeb60ffffffffffffffff00000000000000000000",
        "true, 86dd600000000032f83f20010db800000003000000000000000120010db8000000010000000000000001"
            + "201100181f14040120010002000000000000000000000001"
            + "00070050001aa3ebfffffffffffffffa00000000000000000005,"
            + "86dd60000000001a114020010db800000001000000000000000120010db8000000030000000000000001"
            + "00500007001aa3ebffffffffffffffff00000000000000000000",
    })
    void shouldAnswerDatagramsBehindOptions(final boolean ipv6, final String question, final String answer) {
        assertThat(answer(ipv6, true, question)).isEqualTo(TO_DIRECTOR + answer);
    }

    private static String answer(final boolean ipv6, final boolean udp, final String question) {
        return HexFormat.of().formatHex(
            new Answers(ipv6, udp).to(HexFormat.of().parseHex(TO_SERVER + question)));
    }
}
