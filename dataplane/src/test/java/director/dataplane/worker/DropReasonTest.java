/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.port;
import static director.dataplane.testkit.Settings.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.status.DropReason;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.RigSettings;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.ScriptedScheduler;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every reason to drop a packet, reached by a packet that has no other. */
class DropReasonTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.0.1";
    private static final Map<DropReason, Scenario> SCENARIOS = new EnumMap<>(DropReason.class);

    static {
        fromClient(DropReason.FRAME_TRUNCATED, syn().length(33));
        fromClient(DropReason.OTHER_STATION, syn().to(DirectorRig.REAL_MAC));
        fromClient(DropReason.ETHERTYPE_UNSUPPORTED, syn().type(0x86DD));
        fromClient(DropReason.IPV4_MALFORMED, syn().setInHeader(0, 0x65));
        fromClient(DropReason.IPV4_CHECKSUM, syn().set(PacketBuilder.ETHERNET + 10, 0));
        fromClient(DropReason.TRANSPORT_MALFORMED, syn().set(PacketBuilder.ETHERNET + 32, 4 << 4));
        fromClient(DropReason.PROTOCOL_UNSUPPORTED, packet().ipv4(CLIENT, VIP).protocol(132));
        fromClient(DropReason.NO_SERVICE, packet().ipv4(CLIENT, VIP).tcp(1_000, 81, SYN));
        fromClient(DropReason.NOT_LOCAL, packet().ipv4(CLIENT, "10.0.0.101").tcp(1_000, 80, SYN));
        fromClient(DropReason.NO_CONNECTION, packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
        put(DropReason.NO_CONNECTION_FROM_REAL_SERVER, DropReasonTest::plain,
            rig -> rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(80, 1_000, SYN | ACK)));
        put(DropReason.NO_DESTINATION, settings -> settings.services(tcp(VIP + ":80", "rr", SERVER + ":80*0")),
            rig -> rig.fromClient(syn()));
        put(DropReason.CONNECTION_TABLE_FULL, settings -> plain(settings).maxConnections(1),
            rig -> rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_001, 80, SYN), syn()));
        fromClient(DropReason.TTL_EXCEEDED, syn().ttl(1));
        put(DropReason.NO_ROUTE, settings -> settings.services(tcp(VIP + ":80", "rr", "192.0.2.1:80"))
            .client(port("client", "10.0.0.254/24", null, 1_500)), rig -> rig.fromClient(syn()));
        put(DropReason.MTU_EXCEEDED, settings -> plain(settings).real(port("real", "10.9.0.254/16", null, 500)),
            rig -> rig.fromClient(syn().payload(461)));
        put(DropReason.NEIGHBOUR_QUEUE_FULL, DropReasonTest::plain, rig -> {
            rig.silence(SERVER);
            for (int i = 0; i < 65; i++) {
                rig.fromClient(syn());
            }
        });
        put(DropReason.NEIGHBOUR_UNREACHABLE, DropReasonTest::plain, rig -> {
            rig.silence(SERVER);
            rig.fromClient(syn());
            rig.pass(5_000, 100);
        });
        put(DropReason.NEIGHBOUR_TABLE_FULL, settings -> plain(settings).maxNeighbours(1), rig -> {
            rig.fromClient(packet().arpRequest(CLIENT, VIP));
            rig.fromClient(syn());
        });
        put(DropReason.TX_FULL, DropReasonTest::plain, rig -> {
            rig.fromClient(syn());
            rig.real().room(0);
            rig.fromClient(syn());
        });
        fromClient(DropReason.ARP_MALFORMED, packet().arpRequest(CLIENT, VIP).set(PacketBuilder.ETHERNET, 1));
        fromClient(DropReason.ICMP_UNSUPPORTED, packet().ipv4(CLIENT, VIP).icmp(13, 1, 1));
        fromClient(DropReason.ICMP_CHECKSUM, packet().ipv4(CLIENT, VIP).icmp(8, 1, 1).damageTransportChecksum(9));
        put(DropReason.STOPPED, DropReasonTest::plain, rig -> {
            rig.silence(SERVER);
            rig.fromClient(syn());
            rig.stop();
        });
        put(DropReason.SCHEDULER_FAULT, settings -> settings.scheduler(faulty())
            .services(tcp(VIP + ":80", "faulty", SERVER + ":80")), rig -> rig.fromClient(syn()));
        put(DropReason.NO_CALL_ID, settings -> settings.services(SipPersistenceTest.service()),
            rig -> rig.fromClient(packet().ipv4(CLIENT, VIP).udp(5_060, 5_060)));
    }

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @ParameterizedTest
    @EnumSource(DropReason.class)
    void shouldCountOneDropUnderItsReasonAndNoneUnderOthers(final DropReason reason) {
        final Scenario scenario =
            Objects.requireNonNull(SCENARIOS.get(reason), "no packet here is dropped for " + reason + ": add one");
        final DirectorRig rig = rigs.open(scenario.settings);
        scenario.steps.accept(rig);
        for (final DropReason each : DropReason.values()) {
            assertThat(rig.drops(each)).as(each.label()).isEqualTo(each == reason ? 1 : 0);
        }
    }

    @Test
    void shouldNameReasonsAsOperatorsWillReadThem() {
        assertThat(DropReason.values()).hasSize(DropReason.count())
            .allSatisfy(reason -> {
                assertThat(reason.label()).isEqualTo(reason.name().toLowerCase(Locale.ROOT).replace('_', '-'));
                assertThat(reason.help()).isNotBlank();
            });
        assertThat(DropReason.values()).extracting(DropReason::id).doesNotHaveDuplicates();
    }

    private static void fromClient(final DropReason reason, final PacketBuilder packet) {
        put(reason, DropReasonTest::plain, rig -> rig.fromClient(packet));
    }

    private static void put(
        final DropReason reason, final UnaryOperator<RigSettings> settings, final Consumer<DirectorRig> steps) {
        SCENARIOS.put(reason, new Scenario(settings, steps));
    }

    private static RigSettings plain(final RigSettings settings) {
        return settings.services(tcp(VIP + ":80", "rr", SERVER + ":80"));
    }

    private static PacketBuilder syn() {
        return packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN);
    }

    private static ScriptedScheduler faulty() {
        final ScriptedScheduler scheduler = new ScriptedScheduler("faulty");
        scheduler.throwsInsteadOfChoosing(new AssertionError("as the test wants it"));
        return scheduler;
    }

    /** A director, and what happens to it. */
    private record Scenario(UnaryOperator<RigSettings> settings, Consumer<DirectorRig> steps) {
    }
}
