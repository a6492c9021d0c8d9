/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.MarkRule;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.Sysctl;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the sysctls change that act while room is short, and that of transparent caches. */
class SysctlEffectTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.0.1";
    private static final int CONNECTIONS = 200;
    private static final int SOON_MS = 20_000;
    private static final int TCP_ESTABLISHED_MS = 900_000;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldEndHalfOpenConnectionsWithDropEntry() {
        final DirectorRig rig = halfOpen(Sysctl.DROP_ENTRY, 3);
        rig.pass(SOON_MS, 500);
        assertThat(rig.connections().size()).isLessThan(CONNECTIONS);
        assertThat(rig.count(WorkerCounter.CONNECTIONS_DROPPED)).isEqualTo(CONNECTIONS - rig.connections().size());
    }

    @Test
    void shouldKeepHalfOpenConnectionsWithoutDropEntryAndWhileThereIsRoom() {
        for (int mode = 0; mode < 2; mode++) {
            final DirectorRig rig = rigs.open(settings -> settings.maxConnections(2_000)
                .services(Settings.tcp(VIP + ":80", "rr", SERVER + ":80")));
            rig.carryOut(rig.proxy().set(Sysctl.DROP_ENTRY, mode));
            open(rig);
            rig.pass(SOON_MS, 500);
            assertThat(rig.connections().size()).isEqualTo(CONNECTIONS);
        }
    }

    /** Without it, a client's ACK alone makes a connection established; with it, only the real server's answer does. */
    @Test
    void shouldTrustNoClientAloneWithSecureTcp() {
        assertThat(livesOn(0)).isTrue();
        assertThat(livesOn(3)).isFalse();
    }

    /** Of 1000 connections that fit, none is open: room is short if there has to be some for more than that. */
    @Test
    void shouldTellByAmemthreshWhetherRoomIsShort() {
        final DirectorRig rig = rigs.tcp(SERVER + ":80");
        rig.carryOut(rig.proxy().set(Sysctl.DROP_PACKET, 1));
        rig.carryOut(rig.proxy().set(Sysctl.AMEMTHRESH, 1_000));
        rig.pass(1_100, 100);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN));
        assertThat(rig.drops(DropReason.FLOOD)).isZero();
        rig.carryOut(rig.proxy().set(Sysctl.AMEMTHRESH, 1_000_000));
        rig.pass(1_100, 100);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_001, 80, SYN));
        assertThat(rig.drops(DropReason.FLOOD)).isEqualTo(1);
    }

    @Test
    void shouldPassCachesByThatCannotBeUsed() {
        final DirectorRig rig = rigs.open(settings -> settings.services(
            new ServiceSettings(Protocol.TCP, IpAddress.ANY, 0, 5, "rr", 0, null, false,
                List.of(Settings.real(SERVER + ":0*0")))));
        rig.carryOut(rig.proxy().addMarkRule(new MarkRule(
            5, false, "client", Protocol.TCP, null, IpPrefix.parse("10.9.0.77"), 80, 80)));
        rig.fromClient(packet().ipv4(CLIENT, "10.9.0.77").tcp(4_000, 80, SYN));
        assertThat(rig.toClient().icmpType()).isEqualTo(3);
        rig.carryOut(rig.proxy().set(Sysctl.CACHE_BYPASS, 1));
        rig.fromClient(packet().ipv4(CLIENT, "10.9.0.77").tcp(4_000, 80, SYN));
        assertThat(rig.toRealServer().destination()).isEqualTo("10.9.0.77");
    }

    /** Real servers' answers leave where a route leads to the client, whatever these say, and tunnels stay closed. */
    @Test
    void shouldDoTheSameWhateverTheSettingsSayThatNothingDependsOn() {
        for (final int value : new int[] {0, 1}) {
            final DirectorRig rig = rigs.tcp(SERVER + ":80");
            rig.carryOut(rig.proxy().set(Sysctl.SNAT_REROUTE, value));
            rig.carryOut(rig.proxy().set(Sysctl.IGNORE_TUNNELED, value));
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN));
            rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(80, 4_000, SYN | ACK));
            assertThat(rig.toClient().source()).isEqualTo(VIP);
            rig.fromClient(packet().ipv4(CLIENT, VIP).protocol(4).payload(40));
            assertThat(rig.drops(DropReason.PROTOCOL_UNSUPPORTED)).isEqualTo(1);
            assertThat(rig.connections().size()).isEqualTo(1);
        }
    }

    private boolean livesOn(final int secure) {
        final DirectorRig rig = rigs.tcp(SERVER + ":80");
        rig.carryOut(rig.proxy().set(Sysctl.SECURE_TCP, secure));
        rig.pass(1_100, 100);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN), packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK));
        rig.pass(TCP_ESTABLISHED_MS / 2, 1_000);
        return rig.connections().size() == 1;
    }

    private DirectorRig halfOpen(final Sysctl sysctl, final int value) {
        final DirectorRig rig = rigs.tcp(SERVER + ":80");
        rig.carryOut(rig.proxy().set(sysctl, value));
        open(rig);
        return rig;
    }

    private static void open(final DirectorRig rig) {
        for (int i = 0; i < CONNECTIONS; i++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000 + i, 80, SYN));
        }
        rig.toReal();
    }
}
