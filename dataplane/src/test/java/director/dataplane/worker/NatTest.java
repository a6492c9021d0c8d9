/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.NaiveNat;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both directions of address translation, byte by byte, against {@link NaiveNat}. */
class NatTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.1.2";

    @RegisterExtension
    final Rigs rigs = new Rigs();

    static Stream<Named<UnaryPacket>> shapes() {
        final Stream<Named<UnaryPacket>> fixed = Stream.of(
            Named.of("without payload", packet -> packet),
            Named.of("one word of options", packet -> packet.options(1, 1, 1, 0)),
            Named.of("forty bytes of options", packet -> packet.options(IntStream.range(0, 40).map(i -> 1).toArray())),
            Named.of("TTL 2", packet -> packet.ttl(2).payload(3)),
            Named.of("TTL 255", packet -> packet.ttl(255).payload(4)),
            Named.of("don't fragment", packet -> packet.fragment(0x4000).payload(5)),
            Named.of("type of service", packet -> packet.setInHeader(1, 0xB8).payload(5)),
            Named.of("Ethernet padding", packet -> packet.payload(1).trailer(5)),
            Named.of("checksum wrong by 1", packet -> packet.payload(9).damageTransportChecksum(1)),
            Named.of("checksum wrong by 40,000", packet -> packet.payload(9).damageTransportChecksum(40_000)),
            Named.of("the longest packet", packet -> packet.payload(1_460)));
        return Stream.concat(fixed, IntStream.rangeClosed(1, 33)
            .mapToObj(length -> Named.of(length + " bytes of payload", packet -> packet.payload(length))));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void shouldTranslateTcpInBothDirections(final UnaryPacket shape) {
        final DirectorRig rig = rigs.tcp(SERVER + ":8080");
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN));
        rig.toReal();
        final PacketBuilder in = shape.of(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK | PSH));
        rig.fromClient(in);
        assertInbound(rig.toRealServer(), NaiveNat.inbound(in.bytes(), SERVER, 8_080));
        final PacketBuilder out = shape.of(packet().ipv4(SERVER, CLIENT).tcp(8_080, 4_000, ACK | PSH));
        rig.fromReal(out);
        assertOutbound(rig.toClient(), NaiveNat.outbound(out.bytes(), VIP, 80));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void shouldTranslateUdpInBothDirections(final UnaryPacket shape) {
        final DirectorRig rig = rigs.udp(SERVER + ":5353");
        final PacketBuilder in = shape.of(packet().ipv4(CLIENT, VIP).udp(4_000, 53));
        rig.fromClient(in);
        assertInbound(rig.toRealServer(), NaiveNat.inbound(in.bytes(), SERVER, 5_353));
        final PacketBuilder out = shape.of(packet().ipv4(SERVER, CLIENT).udp(5_353, 4_000));
        rig.fromReal(out);
        assertOutbound(rig.toClient(), NaiveNat.outbound(out.bytes(), VIP, 53));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 8, 13, 64, 1_471})
    void shouldGiveAUdpDatagramTheChecksumThatItLacks(final int payload) {
        final DirectorRig rig = rigs.udp(SERVER + ":5353");
        final PacketBuilder in = packet().ipv4(CLIENT, VIP).udp(4_000, 53).payload(payload).withoutChecksum();
        rig.fromClient(in);
        final Frame forwarded = rig.toRealServer();
        assertThat(forwarded.isChecksumRight()).isTrue();
        assertInbound(forwarded, NaiveNat.inbound(in.bytes(), SERVER, 5_353));
        final PacketBuilder out = packet().ipv4(SERVER, CLIENT).udp(5_353, 4_000).payload(payload).withoutChecksum();
        rig.fromReal(out);
        assertOutbound(rig.toClient(), NaiveNat.outbound(out.bytes(), VIP, 53));
    }

    @Test
    void shouldSendAComputedUdpChecksumOfZeroAsAllOnes() {
        final DirectorRig rig = rigs.udp(SERVER + ":5353");
        int allOnes = 0;
        // Two bytes of payload go through all values of a checksum, so one of these comes to zero.
        for (int word = 0; word <= 0xFFFF; word++) {
            final PacketBuilder in = packet().ipv4(CLIENT, VIP).udp(4_000, 53).payload(2)
                .set(42, word >>> 8).set(43, word & 0xFF);
            if (word % 2 == 0) {
                in.withoutChecksum();
            } else {
                in.set(40, 0).set(41, 0);
                final byte[] frame = in.bytes();
                final int right = new Frame(frame).rightTransportChecksum();
                in.set(40, right >>> 8).set(41, right & 0xFF);
            }
            rig.client().arrive(in.to(DirectorRig.CLIENT_MAC).bytes());
            if (word % 32 == 31) {
                rig.settle();
                for (final Frame frame : rig.toReal()) {
                    assertThat(frame.transportChecksum()).isNotZero().isEqualTo(frame.rightTransportChecksum());
                    allOnes += frame.transportChecksum() == 0xFFFF ? 1 : 0;
                }
            }
        }
        assertThat(allOnes).isPositive();
    }

    @Test
    void shouldTranslateWhateverAddressesAndPortsThereAre() {
        final SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 40; round++) {
            final int realPort = random.nextInt(1, 0x1_0000);
            final int virtualPort = random.nextInt(1, 0x1_0000);
            final String server = "10.9." + random.nextInt(256) + "." + random.nextInt(1, 253);
            final String virtual = random.nextInt(1, 224) + "." + random.nextInt(256) + ".0." + random.nextInt(256);
            final DirectorRig rig = rigs.open(settings -> settings.services(
                Settings.tcp(virtual + ":" + virtualPort, "rr", server + ":" + realPort)));
            for (int port = 1; port < 50; port++) {
                final String client = "10.0.0." + random.nextInt(101, 250);
                final int clientPort = random.nextInt(0x1_0000);
                final PacketBuilder in = packet().ipv4(client, virtual).tcp(clientPort, virtualPort, SYN)
                    .payload(random.nextInt(40));
                rig.fromClient(in);
                assertInbound(rig.toRealServer(), NaiveNat.inbound(in.bytes(), server, realPort));
                final PacketBuilder out = packet().ipv4(server, client).tcp(realPort, clientPort, SYN | ACK)
                    .payload(random.nextInt(40));
                rig.fromReal(out);
                assertThat(rig.toClient().packet()).isEqualTo(NaiveNat.outbound(out.bytes(), virtual, virtualPort));
            }
            rig.close();
        }
    }

    private static void assertInbound(final Frame frame, final byte[] expected) {
        assertThat(frame.packet()).isEqualTo(expected);
        assertThat(frame.sourceMac()).isEqualTo(DirectorRig.REAL_MAC);
        assertThat(frame.destinationMac()).isEqualTo(Bytes.macOf(frame.destination()));
    }

    private static void assertOutbound(final Frame frame, final byte[] expected) {
        assertThat(frame.packet()).isEqualTo(expected);
        assertThat(frame.sourceMac()).isEqualTo(DirectorRig.CLIENT_MAC);
        assertThat(frame.destinationMac()).isEqualTo(Bytes.macOf(CLIENT));
    }

    /** What makes a packet a special one. */
    @FunctionalInterface
    interface UnaryPacket {
        PacketBuilder of(PacketBuilder packet);
    }
}
