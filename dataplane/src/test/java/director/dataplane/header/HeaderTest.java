/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Headers against packets recorded from Linux: what is read from them, and that the same is written. */
class HeaderTest {
    private static final int PORT_5555 = Integer.reverseBytes(5555) >>> 16;
    private static final int PORT_50348 = Integer.reverseBytes(50_348) >>> 16;

    private final long memory = NativeMemory.allocate(256, 64);

    @AfterEach
    void free() {
        NativeMemory.free(memory);
    }

    @Test
    void shouldReadAndWriteAnIpv4Header() {
        final String header = "45b820303a9620050b1128330a0900fe0a09a858";
        load(header);
        Ipv4.computeChecksum(memory);
        final String expected = stored(20);
        assertThat(Ipv4.tos(memory)).isEqualTo(0xB8);
        assertThat(Ipv4.totalLength(memory)).isEqualTo(0x2030);
        assertThat(Ipv4.identification(memory)).isEqualTo(Integer.reverseBytes(0x3A96) >>> 16);
        assertThat(Ipv4.isDontFragment(memory)).isFalse();
        assertThat(Ipv4.hasMoreFragments(memory)).isTrue();
        assertThat(Ipv4.fragmentOffset(memory)).isEqualTo(40);
        final int source = Ipv4.source(memory);
        final int destination = Ipv4.destination(memory);
        final int identification = Ipv4.identification(memory);
        load("ff".repeat(20));
        Ipv4.write(memory, 0xB8, 0x2030, identification, Ipv4.MORE_FRAGMENTS | 5, 11, Ipv4.UDP);
        Ipv4.addresses(memory, source, destination);
        assertThat(Ipv4.checksum(memory)).isZero();
        Ipv4.computeChecksum(memory);
        assertThat(stored(20)).isEqualTo(expected);
    }

    @Test
    void shouldSetFieldsOfAnIpv4HeaderAndNoOthers() {
        load("ff".repeat(20));
        Ipv4.tos(memory, 0x12);
        Ipv4.totalLength(memory, 0x3456);
        Ipv4.identification(memory, Integer.reverseBytes(0x789A) >>> 16);
        Ipv4.fragment(memory, Ipv4.DONT_FRAGMENT);
        assertThat(stored(20)).isEqualTo("ff123456789a4000" + "ff".repeat(12));
        assertThat(Ipv4.isDontFragment(memory)).isTrue();
        assertThat(Ipv4.hasMoreFragments(memory)).isFalse();
        assertThat(Ipv4.fragmentOffset(memory)).isZero();
    }

    @Test
    void shouldReadAndWriteAnIpv6Header() {
        final String header = "6b812345000c11ff20010db886440000000000000000d33420010db8000500000000000000006e7a";
        load(header);
        assertThat(Ipv6.trafficClass(memory)).isEqualTo(0xB8);
        assertThat(Ipv6.flowLabel(memory)).isEqualTo(0x1_2345);
        assertThat(Ipv6.payloadLength(memory)).isEqualTo(12);
        assertThat(Ipv6.totalLength(memory)).isEqualTo(52);
        assertThat(Ipv6.nextHeader(memory)).isEqualTo(17);
        assertThat(Ipv6.hopLimit(memory)).isEqualTo(255);
        final long sourceHigh = Ipv6.sourceHigh(memory);
        final long sourceLow = Ipv6.sourceLow(memory);
        final long destinationHigh = Ipv6.destinationHigh(memory);
        final long destinationLow = Ipv6.destinationLow(memory);
        assertThat(sourceHigh).isEqualTo(Long.reverseBytes(0x2001_0DB8_8644_0000L));
        assertThat(destinationLow).isEqualTo(Long.reverseBytes(0x6E7AL));
        load("ff".repeat(40));
        Ipv6.write(memory, 0xB8, 0x1_2345, 12, 17, 255);
        Ipv6.addresses(memory, sourceHigh, sourceLow, destinationHigh, destinationLow);
        assertThat(stored(40)).isEqualTo(header);
    }

    @Test
    void shouldSetFieldsOfAnIpv6HeaderAndNoOthers() {
        load("60" + "00".repeat(39));
        Ipv6.trafficClass(memory, 0xFF);
        assertThat(stored(8)).isEqualTo("6ff0000000000000");
        Ipv6.flowLabel(memory, 0xF_FFFF);
        Ipv6.trafficClass(memory, 0x12);
        assertThat(stored(8)).isEqualTo("612fffff00000000");
        Ipv6.flowLabel(memory, 0x3_4567);
        Ipv6.payloadLength(memory, 0x89AB);
        Ipv6.nextHeader(memory, 0xCD);
        Ipv6.hopLimit(memory, 0xEF);
        Ipv6.decrementHopLimit(memory);
        assertThat(stored(40)).isEqualTo("6123456789abcdee" + "00".repeat(32));
    }

    @Test
    void shouldRefuseWhatIsNoIpv6Packet() {
        load("6000000000100640" + "00".repeat(32));
        assertThat(Ipv6.isWellFormed(memory, 56)).isTrue();
        assertThat(Ipv6.isWellFormed(memory, 55)).isFalse();
        NativeMemory.uint8(memory, 0x45);
        assertThat(Ipv6.isWellFormed(memory, 56)).isFalse();
    }

    @Test
    void shouldReadAndWriteAFragmentHeader() {
        load("2f0005a862e4beae");
        assertThat(Fragment.nextHeader(memory)).isEqualTo(47);
        assertThat(Fragment.offset(memory)).isEqualTo(1448);
        assertThat(Fragment.hasMore(memory)).isFalse();
        assertThat(Fragment.isAtomic(memory)).isFalse();
        final int identification = Fragment.identification(memory);
        Fragment.write(memory, 47, 0, true, identification);
        assertThat(stored(8)).isEqualTo("2f00000162e4beae");
        assertThat(Fragment.hasMore(memory)).isTrue();
        Fragment.write(memory, 17, 1448, false, identification);
        assertThat(stored(8)).isEqualTo("110005a862e4beae");
        Fragment.write(memory, 17, 0, false, identification);
        assertThat(Fragment.isAtomic(memory)).isTrue();
    }

    @Test
    void shouldReadAndWriteGueBehindUdp() {
        load("c4ac15b3003c66020004000045");
        assertThat(Ports.source(memory)).isEqualTo(PORT_50348);
        assertThat(Ports.destination(memory)).isEqualTo(PORT_5555);
        assertThat(Udp.length(memory)).isEqualTo(60);
        final long gue = memory + Udp.LENGTH;
        assertThat(Gue.version(gue)).isZero();
        assertThat(Gue.isControl(gue)).isFalse();
        assertThat(Gue.headerLength(gue)).isEqualTo(4);
        assertThat(Gue.protocol(gue)).isEqualTo(Ipv4.IPV4_IN_IP);
        assertThat(Gue.flags(gue)).isZero();
        load("ff".repeat(13));
        Udp.write(memory, PORT_50348, PORT_5555, 60);
        Gue.write(gue, Ipv4.IPV4_IN_IP);
        assertThat(stored(13)).isEqualTo("c4ac15b3003c000000040000ff");
    }

    @Test
    void shouldReadAGueHeaderWithOptionalFields() {
        load("62290100");
        assertThat(Gue.version(memory)).isEqualTo(1);
        assertThat(Gue.isControl(memory)).isTrue();
        assertThat(Gue.headerLength(memory)).isEqualTo(12);
        assertThat(Gue.protocol(memory)).isEqualTo(41);
        assertThat(Gue.flags(memory)).isEqualTo(0x100);
    }

    @Test
    void shouldReadAndWriteGre() {
        load("800086dd87f30000");
        assertThat(Gre.version(memory)).isZero();
        assertThat(Gre.headerLength(memory)).isEqualTo(8);
        assertThat(Gre.type(memory)).isEqualTo(Ethernet.TYPE_IPV6);
        assertThat(Gre.checksum(memory)).isEqualTo(Integer.reverseBytes(0x87F3) >>> 16);
        load("ff".repeat(8));
        Gre.write(memory, true, Ethernet.TYPE_IPV6);
        assertThat(stored(8)).isEqualTo("800086dd00000000");
        Gre.computeChecksum(memory, 8);
        assertThat(Gre.isChecksumValid(memory, 8)).isTrue();
        Gre.write(memory, false, Ethernet.TYPE_IPV4);
        assertThat(stored(4)).isEqualTo("00000800");
    }

    @Test
    void shouldCountTheWordsOfAGreHeader() {
        final int[][] expected = {{0x0000, 4}, {0x2000, 8}, {0x3000, 12}, {0xB000, 16}, {0x1000, 8}, {0x4FFF, 4}};
        for (final int[] row : expected) {
            NativeMemory.uint16Be(memory, row[0]);
            assertThat(Gre.headerLength(memory)).as(Integer.toHexString(row[0])).isEqualTo(row[1]);
        }
        assertThat(Gre.version(memory)).isEqualTo(7);
    }

    @Test
    void shouldReadAndWriteAnIcmpHeader() {
        load("03042cf9000005c0");
        assertThat(Icmp.type(memory)).isEqualTo(Icmp.DESTINATION_UNREACHABLE);
        assertThat(Icmp.code(memory)).isEqualTo(Icmp.FRAGMENTATION_NEEDED);
        assertThat(Icmp.mtu(memory)).isEqualTo(1_472);
        assertThat(Icmp.info(memory)).isEqualTo(1_472);
        Icmp.mtu(memory, 1_400);
        assertThat(stored(8)).isEqualTo("03042cf900000578");
        Icmp.write(memory, Icmp.PARAMETER_PROBLEM, 0, 20 << 24);
        assertThat(stored(8)).isEqualTo("0c00000014000000");
        Icmp.computeChecksum(memory, 8);
        assertThat(stored(4)).isEqualTo("0c00dfff");
        assertThat(Icmp.isChecksumValid(memory, 8)).isTrue();
    }

    private void load(final String hex) {
        NativeMemory.bytes(memory, HexFormat.of().parseHex(hex));
    }

    private String stored(final int length) {
        return HexFormat.of().formatHex(NativeMemory.bytes(memory, length));
    }
}
