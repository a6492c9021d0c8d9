/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.local;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.neighbour.NeighbourTable;
import director.dataplane.status.DropReason;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.NeighbourRig;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Neighbour discovery against frames that scapy 2.5.0 made. Host fd00::7 is 02:42:0a:00:00:07. */
class NeighbourDiscoveryTest {
    private static final int CLIENT = 0;
    private static final int REAL = 1;
    private static final String HOST = "fd00::7";
    private static final long HOST_MAC = 0x0242_0A00_0007L;
    private static final long OTHER_MAC = 0x0655_5555_5555L;

    private static final byte[] SOLICITATION = hex("3333ff00025402420a00000786dd6000000000203aff"
        + "fd000000000000000000000000000007ff0200000000000000000001ff000254"
        + "87006ea500000000fd000000000000000000000000000254010102420a000007");
    private static final byte[] ANSWER = hex("02420a00000702000000000186dd6000000000203aff"
        + "fd000000000000000000000000000254fd000000000000000000000000000007"
        + "880097f0e0000000fd0000000000000000000000000002540201020000000001");
    private static final byte[] WITHOUT_OPTION = hex("02000000000102420a00000786dd6000000000183aff"
        + "fe8000000000000000420afffe000007fd000000000000000000000000000254"
        + "8700723900000000fd000000000000000000000000000254");
    private static final byte[] ANSWER_TO_LINK_LOCAL = hex("02420a00000702000000000186dd6000000000203aff"
        + "fd000000000000000000000000000254fe8000000000000000420afffe000007"
        + "88008d2ee0000000fd0000000000000000000000000002540201020000000001");
    private static final byte[] DUPLICATE_DETECTION = hex("3333ff00025402420a00000786dd6000000000183aff"
        + "00000000000000000000000000000000ff0200000000000000000001ff000254"
        + "870078ff00000000fd000000000000000000000000000254");
    private static final byte[] ANSWER_TO_ALL = hex("33330000000102000000000186dd6000000000203aff"
        + "fd000000000000000000000000000254ff020000000000000000000000000001"
        + "8800d5f4a0000000fd0000000000000000000000000002540201020000000001");
    private static final byte[] ASKS_ALL = hex("3333ff00000702000000000186dd6000000000203aff"
        + "fd000000000000000000000000000254ff0200000000000000000001ff000007"
        + "87007b3a00000000fd0000000000000000000000000000070101020000000001");
    private static final byte[] ASKS_OWNER = hex("02420a00000702000000000186dd6000000000203aff"
        + "fd000000000000000000000000000254fd000000000000000000000000000007"
        + "87007c3e00000000fd0000000000000000000000000000070101020000000001");
    private static final List<byte[]> ROUTERS = List.of(
        hex("33330000000102420a00000786dd6000000000103afffe800000000000000000000000000001"
            + "ff0200000000000000000000000000018600751f000807080000000000000000"),
        hex("33330000000202420a00000786dd6000000000083afffe800000000000000000000000000001"
            + "ff02000000000000000000000000000285007d3600000000"),
        hex("02000000000102420a00000786dd6000000000283afffe800000000000000000000000000001"
            + "fd00000000000000000000000000025489007d3a00000000fe800000000000000000000000000001"
            + "fd000000000000000000000000000009"));

    /** Where fields are in a frame. */
    private static final int PAYLOAD_LENGTH = 18;
    private static final int HOP_LIMIT = 21;
    private static final int SOURCE = 22;
    private static final int DESTINATION = 38;
    private static final int ICMP = 54;
    private static final int FLAGS = 58;
    private static final int TARGET = 62;
    private static final int OPTION = 78;

    @RegisterExtension
    final NeighbourRig rig = new NeighbourRig();

    @Test
    void shouldAnswerASolicitationForAnOwnAddressToTheByte() {
        assertAnswer(SOLICITATION, ANSWER);
    }

    @Test
    void shouldAnswerAProbeWithoutOptionToWhomTheFrameCameFrom() {
        assertAnswer(WITHOUT_OPTION, ANSWER_TO_LINK_LOCAL);
    }

    @Test
    void shouldAnswerDuplicateAddressDetectionToAllNodes() {
        assertAnswer(DUPLICATE_DETECTION, ANSWER_TO_ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fd00::100", "2001:db8:7::1", "2001:db8:7:ffff::", "fd09::254"})
    void shouldAnswerForVirtualAddressesAndThoseOfOtherPorts(final String asked) {
        rig.arrive(CLIENT, right(write(SOLICITATION, TARGET, asked)));
        assertThat(rig.sent(CLIENT)).hasSize(1)
            .allMatch(frame -> frame.hasIpv6At(TARGET, asked) && frame.hasIpv6At(SOURCE, asked));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fd00::253", "fd00::7", "2001:db8:8::", "::", "fe80::1"})
    void shouldNotAnswerForOthers(final String asked) {
        assertConsumed(right(write(SOLICITATION, TARGET, asked)));
    }

    @Test
    void shouldNotAnswerWhoClaimsAnOwnAddressNorBelieveIt() {
        assertConsumed(right(write(SOLICITATION, SOURCE, "fd00::100")));
        assertConsumed(advertisement("fd00::100", "fd00::254", 0xE0, OTHER_MAC));
    }

    @Test
    void shouldAskAllThenSendWhatWaitedWhenTheOwnerAnswers() {
        final int neighbour = rig.resolve(CLIENT, HOST);
        assertThat(rig.sent(CLIENT)).extracting(Frame::bytes).containsExactly(ASKS_ALL);
        rig.send(neighbour, 0x51);
        assertThat(rig.sent(CLIENT)).isEmpty();
        rig.arrive(CLIENT, advertisement(HOST, "fd00::254", 0x60, HOST_MAC));
        final Frame frame = rig.sent(CLIENT).getFirst();
        assertThat(frame.destinationMac()).isEqualTo(HOST_MAC);
        assertThat(frame.sourceMac()).isEqualTo(0x0200_0000_0001L);
        assertThat(frame.isIpv6()).isTrue();
        assertThat(Bytes.uint8(frame.bytes(), 14)).isEqualTo(0x51);
    }

    @Test
    void shouldAskTheOwnerAloneWhenItWasNotHeardOfForLong() {
        final int neighbour = known();
        rig.pass(31_000);
        rig.send(neighbour, 1);
        rig.sent(CLIENT);
        rig.pass(5_500);
        assertThat(rig.sent(CLIENT)).extracting(Frame::bytes).containsExactly(ASKS_OWNER);
    }

    @Test
    void shouldLearnWhoAskedFromItsOptionOnTheSameLinkOnly() {
        rig.arrive(CLIENT, SOLICITATION);
        rig.arrive(CLIENT, right(write(SOLICITATION, SOURCE, "2001:db8::7")));
        rig.arrive(REAL, right(write(SOLICITATION, SOURCE, "fd00::8")));
        rig.sent(CLIENT);
        rig.sent(REAL);
        rig.send(rig.resolve(CLIENT, HOST), 1);
        assertThat(rig.sent(CLIENT)).hasSize(1).allMatch(frame -> frame.destinationMac() == HOST_MAC);
        rig.send(rig.resolve(REAL, "fd00::8"), 1);
        assertThat(rig.neighbours().waiting()).isEqualTo(1);
    }

    /** Flags of an advertisement of another MAC address, and whether it is sent to from then on. */
    @ParameterizedTest
    @CsvSource({"0x20, true", "0x60, true", "0x00, false", "0x40, false"})
    void shouldTakeAnotherMacAddressOnlyWhenItIsToOverride(final String flags, final boolean taken) {
        final int neighbour = known();
        rig.arrive(CLIENT, advertisement(HOST, "fd00::254", Integer.decode(flags), OTHER_MAC));
        rig.send(neighbour, 1);
        assertThat(rig.sent(CLIENT).getFirst().destinationMac()).isEqualTo(taken ? OTHER_MAC : HOST_MAC);
    }

    @Test
    void shouldNotLearnFromAdvertisementsThatNobodyAskedFor() {
        rig.arrive(CLIENT, advertisement(HOST, "fd00::254", 0x60, HOST_MAC));
        rig.resolve(CLIENT, HOST);
        assertThat(rig.sent(CLIENT)).extracting(Frame::bytes).containsExactly(ASKS_ALL);
    }

    @Test
    void shouldTakeAnAnswerWithoutOptionForAConfirmation() {
        final int neighbour = known();
        rig.pass(31_000);
        rig.send(neighbour, 1);
        rig.pass(3_000);
        rig.arrive(CLIENT, right(Arrays.copyOf(advertisement(HOST, "fd00::254", 0x40, HOST_MAC), OPTION)));
        rig.sent(CLIENT);
        rig.pass(20_000);
        assertThat(rig.sent(CLIENT)).isEmpty();
    }

    @Test
    void shouldCountWhatRoutersSayAndNotHeedIt() {
        for (final byte[] frame : ROUTERS) {
            assertThat(rig.arrive(CLIENT, frame)).isTrue();
        }
        assertThat(rig.drops(DropReason.ROUTER_DISCOVERY)).isEqualTo(3);
        assertThat(rig.sent(CLIENT)).isEmpty();
    }

    /** Where a byte is and what it is not to be; the checksum is right all the same. */
    @ParameterizedTest
    @CsvSource({HOP_LIMIT + ", 254", HOP_LIMIT + ", 0", ICMP + 1 + ", 1", TARGET + ", 0xff", SOURCE + ", 0xff",
        OPTION + 1 + ", 0", OPTION + 1 + ", 2", OPTION + 1 + ", 255", OPTION + 2 + ", 0x03", "6, 0x03"})
    void shouldDropWhatBreaksTheRules(final int offset, final String value) {
        final byte[] frame = SOLICITATION.clone();
        frame[offset] = (byte) (int) Integer.decode(value);
        assertMalformed(right(frame));
    }

    @Test
    void shouldDropAWrongChecksum() {
        final byte[] frame = SOLICITATION.clone();
        frame[ICMP + 3]++;
        assertMalformed(frame);
    }

    @Test
    void shouldDropDuplicateAddressDetectionThatTellsAnAddressOrIsNotForAGroup() {
        assertMalformed(right(write(SOLICITATION, SOURCE, "::")));
        assertMalformed(right(write(DUPLICATE_DETECTION, DESTINATION, "fd00::254")));
        assertMalformed(right(write(DUPLICATE_DETECTION, DESTINATION, "ff02::1")));
    }

    @Test
    void shouldDropAnAnswerToEverybody() {
        assertMalformed(advertisement(HOST, "ff02::1", 0x60, HOST_MAC));
    }

    @Test
    void shouldDropEveryLengthThatEndsWithinTargetOrOption() {
        for (int length = 8; length < 200; length++) {
            final byte[] frame = SOLICITATION.clone();
            Bytes.uint16(frame, PAYLOAD_LENGTH, length);
            if (length != 24 && length != 32) {
                assertMalformed(length < 32 ? right(frame) : frame);
            }
        }
    }

    @Test
    void shouldReadManyOptionsAndTheFirstOfAKind() {
        final byte[] frame = Arrays.copyOf(SOLICITATION, OPTION + 800);
        for (int at = OPTION; at < frame.length; at += 8) {
            frame[at] = (byte) (at == OPTION + 400 || at == OPTION + 408 ? 1 : 14);
            frame[at + 1] = 1;
            Bytes.mac(frame, at + 2, at == OPTION + 400 ? HOST_MAC : OTHER_MAC);
        }
        rig.arrive(CLIENT, right(frame));
        assertThat(rig.sent(CLIENT)).extracting(Frame::bytes).containsExactly(ANSWER);
    }

    @Test
    void shouldNeverFailOnFramesThatAreCutShort() {
        for (int length = 0; length < SOLICITATION.length; length++) {
            final long before = rig.drops();
            final boolean discovery = rig.arrive(CLIENT, Arrays.copyOf(SOLICITATION, length));
            assertThat(discovery).as("length " + length).isEqualTo(length >= ICMP + 8);
            assertThat(rig.drops() - before).isEqualTo(discovery ? 1 : 0);
        }
        assertThat(rig.sent(CLIENT)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldNeverFailOnMutatedFrames(final long seed) {
        final Random random = new Random(seed);
        final List<byte[]> originals = List.of(SOLICITATION, WITHOUT_OPTION, DUPLICATE_DETECTION,
            advertisement(HOST, "fd00::254", 0x60, HOST_MAC), ROUTERS.getFirst());
        for (int i = 0; i < 30_000; i++) {
            final byte[] frame = originals.get(random.nextInt(originals.size())).clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                frame[14 + random.nextInt(frame.length - 14)] = (byte) random.nextInt();
            }
            rig.arrive(CLIENT, random.nextBoolean() ? right(frame)
                : Arrays.copyOf(frame, random.nextInt(frame.length + 20)));
            rig.sent(CLIENT);
        }
    }

    private int known() {
        final int neighbour = rig.resolve(CLIENT, HOST);
        rig.learn(CLIENT, HOST, HOST_MAC, NeighbourTable.ANSWERED + NeighbourTable.OVERRIDE);
        rig.sent(CLIENT);
        return neighbour;
    }

    private void assertAnswer(final byte[] question, final byte[] answer) {
        assertThat(rig.arrive(CLIENT, question)).isTrue();
        assertThat(rig.sent(CLIENT)).extracting(Frame::bytes).containsExactly(answer);
        assertThat(rig.drops()).isZero();
    }

    private void assertConsumed(final byte[] frame) {
        assertThat(rig.arrive(CLIENT, frame)).isTrue();
        assertThat(rig.sent(CLIENT)).isEmpty();
        assertThat(rig.drops()).isZero();
    }

    private void assertMalformed(final byte[] frame) {
        final long before = rig.drops(DropReason.NEIGHBOUR_DISCOVERY_MALFORMED);
        assertThat(rig.arrive(CLIENT, frame)).isTrue();
        assertThat(rig.sent(CLIENT)).isEmpty();
        assertThat(rig.drops(DropReason.NEIGHBOUR_DISCOVERY_MALFORMED) - before).isEqualTo(1);
    }

    /** An advertisement of a target to a destination. */
    private static byte[] advertisement(final String target, final String to, final int flags, final long mac) {
        final byte[] frame = write(write(write(ANSWER, SOURCE, HOST), DESTINATION, to), TARGET, target);
        Bytes.mac(frame, 0, 0x0200_0000_0001L);
        Bytes.mac(frame, 6, HOST_MAC);
        Bytes.mac(frame, OPTION + 2, mac);
        frame[FLAGS] = (byte) flags;
        return right(frame);
    }

    private static byte[] write(final byte[] frame, final int offset, final String address) {
        final byte[] changed = frame.clone();
        Bytes.ipv6(changed, offset, address);
        return changed;
    }

    /** The frame with the checksum that it ought to have, and with the payload length if the frame has grown. */
    private static byte[] right(final byte[] frame) {
        final byte[] changed = frame.clone();
        if (changed.length > SOLICITATION.length || changed.length == OPTION) {
            Bytes.uint16(changed, PAYLOAD_LENGTH, changed.length - ICMP);
        }
        final int length = Bytes.uint16(changed, PAYLOAD_LENGTH);
        if (length > changed.length - ICMP || length < 4) {
            return changed;
        }
        Bytes.uint16(changed, ICMP + 2, 0);
        long sum = length + 58L;
        for (int i = SOURCE; i < ICMP + length; i++) {
            sum += i % 2 == 0 ? Bytes.uint8(changed, i) << 8 : Bytes.uint8(changed, i);
        }
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        Bytes.uint16(changed, ICMP + 2, (int) ~sum & 0xFFFF);
        return changed;
    }

    private static byte[] hex(final String text) {
        return HexFormat.of().parseHex(text);
    }
}
