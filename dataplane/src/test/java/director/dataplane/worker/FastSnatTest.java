/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.FIN;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.AddressRange;
import director.dataplane.address.IpPrefix;
import director.dataplane.conductor.Change;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.NaiveNat;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Packets of SNAT on the fast path leave as they would by the general one. */
class FastSnatTest {
    private static final String HOST = "10.9.1.2";
    private static final String REMOTE = "192.0.2.80";
    private static final String ADDRESS = "10.0.0.200";
    private static final int CONNECTIONS = 8;
    /** Bytes of the shortest frame that the fast path looks at, which Ethernet's shortest is longer than. */
    private static final int LEAST_FRAME = 54;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    /** Both directions, TCP and UDP, and packets of a service mixed with these, at both ports, some in short frames. */
    @Test
    void shouldTakeTheFastPathInBothDirectionsAndRewriteTheSame() {
        final DirectorRig rig = rig();
        final int[] locals = open(rig);
        rig.fromClient(packet().ipv4("10.0.0.7", VIP).tcp(4_000, 80, SYN));
        rig.fromReal(packet().ipv4(HOST, "10.0.0.7").tcp(8_080, 4_000, SYN | ACK));
        for (int i = 0; i < 3; i++) {
            rig.fromClient(packet().ipv4("10.0.0.7", VIP).tcp(4_000, 80, ACK));
            rig.fromReal(packet().ipv4(HOST, "10.0.0.7").tcp(8_080, 4_000, ACK));
        }
        rig.toReal();
        rig.toClients();
        final SplittableRandom random = new SplittableRandom(11);
        final long before = rig.count(WorkerCounter.FAST_PATH);
        long fast = 0;
        for (int round = 0; round < 300; round++) {
            final List<byte[]> toReal = new ArrayList<>();
            final List<byte[]> toClients = new ArrayList<>();
            for (int i = random.nextInt(1, 32); i > 0; i--) {
                final int which = random.nextInt(CONNECTIONS + 1);
                final boolean inward = random.nextBoolean();
                final PacketBuilder packet = shaped(which == CONNECTIONS ? service(inward)
                    : inward ? answer(which, locals[which]) : request(which), random);
                if (inward) {
                    rig.client().arrive(packet.to(DirectorRig.CLIENT_MAC).bytes());
                    toReal.add(which == CONNECTIONS ? NaiveNat.inbound(packet.bytes(), HOST, 8_080)
                        : NaiveNat.inbound(packet.bytes(), HOST, 4_000 + which));
                } else {
                    rig.real().arrive(packet.to(DirectorRig.REAL_MAC).bytes());
                    toClients.add(which == CONNECTIONS ? NaiveNat.outbound(packet.bytes(), VIP, 80)
                        : NaiveNat.outbound(packet.bytes(), ADDRESS, locals[which]));
                }
                fast += packet.bytes().length >= LEAST_FRAME ? 1 : 0;
            }
            rig.settle();
            assertThat(rig.toReal()).extracting(Frame::packet).containsExactlyElementsOf(toReal);
            assertThat(rig.toClients()).extracting(Frame::packet).containsExactlyElementsOf(toClients);
        }
        assertThat(rig.count(WorkerCounter.FAST_PATH) - before).isEqualTo(fast);
    }

    @Test
    void shouldCountWhatTheFastPathCarries() {
        final DirectorRig rig = rig();
        final int[] locals = open(rig);
        final int number = rig.conductor().snat().rules().getFirst().number();
        final long in = rig.destinations().packetsIn(number);
        final long bytes = rig.destinations().bytesOut(number);
        rig.fromReal(request(0), request(1));
        rig.fromClient(answer(1, locals[1]).payload(60));
        assertThat(rig.destinations().packetsIn(number) - in).isEqualTo(2);
        assertThat(rig.destinations().bytesOut(number) - bytes).isEqualTo(28 + 60);
    }

    @Test
    void shouldLeaveToTheGeneralPathWhatEndsAConnectionOrIsTooLong() {
        final DirectorRig rig = rig();
        final int[] locals = open(rig);
        final long before = rig.count(WorkerCounter.FAST_PATH);
        rig.fromReal(request(0).payload(1_500).fragment(0x4000));
        assertThat(rig.toRealServer().icmpType()).isEqualTo(3);
        rig.fromReal(packet().ipv4(HOST, REMOTE).tcp(4_000, 443, FIN | ACK));
        assertThat(rig.toClients()).hasSize(1);
        rig.fromReal(request(0));
        rig.fromClient(answer(0, locals[0]));
        assertThat(rig.toClients()).hasSize(1);
        assertThat(rig.toReal()).hasSize(1);
        assertThat(rig.count(WorkerCounter.FAST_PATH)).isEqualTo(before);
    }

    /** A host that was started anew asks with a port that it has used before: its segment sizes are looked at. */
    @Test
    void shouldLeaveToTheGeneralPathWhatAsksForAConnection() {
        final DirectorRig rig = rig();
        final int[] locals = open(rig);
        final long before = rig.count(WorkerCounter.FAST_PATH);
        rig.fromReal(packet().ipv4(HOST, REMOTE).tcp(4_000, 443, SYN));
        rig.fromClient(packet().ipv4(REMOTE, ADDRESS).tcp(443, locals[0], SYN));
        assertThat(rig.toClient().sourcePort()).isEqualTo(locals[0]);
        assertThat(rig.toRealServer().destinationPort()).isEqualTo(4_000);
        assertThat(rig.count(WorkerCounter.FAST_PATH)).isEqualTo(before);
    }

    /** Packets on the fast path keep a connection as long as others do, and its end frees its port. */
    @Test
    void shouldKeepConnectionsThatTheFastPathCarriesAndEndOthers() {
        final DirectorRig rig = rig();
        final int[] locals = open(rig);
        for (int i = 0; i < 4; i++) {
            rig.pass(TimeUnit.SECONDS.toMillis(200), 10_000);
            rig.fromReal(request(1));
            rig.fromClient(answer(1, locals[1]));
        }
        assertThat(rig.toClients()).last().satisfies(frame -> assertThat(frame.sourcePort()).isEqualTo(locals[1]));
        assertThat(rig.connections().size()).as("those of TCP, and one of UDP").isEqualTo(CONNECTIONS / 2 + 1);
    }

    @Test
    void shouldGoOnWithoutTheRuleAndWithoutServices() {
        final DirectorRig rig = rig();
        final int[] locals = open(rig);
        rig.carryOut(rig.proxy().deleteService(Settings.tcpKey(VIP + ":80")));
        rig.carryOut(rig.proxy().apply(List.of(new Change.SetSnat(List.of()))));
        for (int i = 0; i < 3; i++) {
            rig.fromReal(request(0), request(1));
            rig.fromClient(answer(0, locals[0]), answer(1, locals[1]));
            assertThat(rig.toClients()).extracting(Frame::sourcePort).containsExactly(locals[0], locals[1]);
            assertThat(rig.toReal()).extracting(Frame::destinationPort).containsExactly(4_000, 4_001);
        }
    }

    private DirectorRig rig() {
        return rigs.open(settings -> settings.services(tcp(VIP + ":80", "rr", HOST + ":8080"))
            .packets(PacketSettings.INITIAL.withSnat(List.of(new SnatSettings("internet",
                List.of(IpPrefix.parse("10.9.0.0/16")), "client", List.of(AddressRange.parse(ADDRESS)))))));
    }

    /** Opens connections, of TCP and UDP in turn, until the fast path has them. Answers their local ports. */
    private static int[] open(final DirectorRig rig) {
        final int[] locals = new int[CONNECTIONS];
        for (int i = 0; i < CONNECTIONS; i++) {
            rig.fromReal(i % 2 == 0 ? packet().ipv4(HOST, REMOTE).tcp(4_000 + i, 443, SYN) : request(i));
            locals[i] = rig.toClient().sourcePort();
            rig.fromClient(i % 2 == 0 ? packet().ipv4(REMOTE, ADDRESS).tcp(443, locals[i], SYN | ACK)
                : answer(i, locals[i]));
            for (int again = 0; again < 3; again++) {
                rig.fromReal(request(i));
                rig.fromClient(answer(i, locals[i]));
            }
            rig.toClients();
            rig.toReal();
        }
        return locals;
    }

    private static PacketBuilder request(final int which) {
        return which % 2 == 0 ? packet().ipv4(HOST, REMOTE).tcp(4_000 + which, 443, ACK | PSH)
            : packet().ipv4(HOST, REMOTE).udp(4_000 + which, 53);
    }

    private static PacketBuilder answer(final int which, final int local) {
        return which % 2 == 0 ? packet().ipv4(REMOTE, ADDRESS).tcp(443, local, ACK | PSH)
            : packet().ipv4(REMOTE, ADDRESS).udp(53, local);
    }

    private static PacketBuilder service(final boolean inward) {
        return inward ? packet().ipv4("10.0.0.7", VIP).tcp(4_000, 80, ACK | PSH)
            : packet().ipv4(HOST, "10.0.0.7").tcp(8_080, 4_000, ACK | PSH);
    }

    private static PacketBuilder shaped(final PacketBuilder packet, final SplittableRandom random) {
        packet.ttl(random.nextInt(2, 256)).payload(random.nextInt(8, 1_400));
        return random.nextInt(4) == 0 ? packet.damageTransportChecksum(random.nextInt(1, 0xFFFF)) : packet;
    }
}
