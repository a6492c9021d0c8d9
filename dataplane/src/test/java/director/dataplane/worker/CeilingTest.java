/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.Sysctl;
import director.dataplane.connection.Connection;
import director.dataplane.connection.TcpState;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Rigs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens as connections come near the ceiling of the table, and there. */
class CeilingTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.0.1";
    private static final int CEILING = 200;
    private static final int LITTLE_ROOM = 50;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldRefuseNewConnectionsAtTheCeilingAndServeTheOthers() {
        final DirectorRig rig = open(0);
        for (int i = 0; i < CEILING + 30; i++) {
            syn(rig, i);
        }
        assertThat(rig.connections().size()).isEqualTo(CEILING);
        assertThat(rig.drops(DropReason.CONNECTION_TABLE_FULL)).isEqualTo(30);
        rig.toReal();
        use(rig, CEILING);
        assertThat(rig.toReal()).hasSize(CEILING);
        rig.pass(5_000, 500);
        assertThat(rig.connections().size()).isEqualTo(CEILING);
        assertThat(rig.count(WorkerCounter.CONNECTIONS_DROPPED)).isZero();
    }

    /** Three half-open connections a second, which live for a minute: without it, they would fill the table. */
    @Test
    void shouldMakeRoomAtRandomBeforeTheCeilingWithDropEntry() {
        final DirectorRig full = flooded(0);
        assertThat(full.count(WorkerCounter.CONNECTIONS_DROPPED)).isZero();
        assertThat(full.drops(DropReason.CONNECTION_TABLE_FULL)).isPositive();
        final DirectorRig rig = flooded(1);
        assertThat(rig.count(WorkerCounter.CONNECTIONS_DROPPED)).isGreaterThan(100);
        assertThat(rig.drops(DropReason.CONNECTION_TABLE_FULL)).isZero();
        assertThat(established(rig)).as("none of those that are in use is gone").isEqualTo(60);
    }

    /** Where there is nothing that it may drop, the ceiling holds all the same. */
    @Test
    void shouldRefuseNewConnectionsWhereNothingCanGo() {
        final DirectorRig rig = open(1);
        for (int i = 0; i < CEILING; i++) {
            establish(rig, i);
        }
        rig.pass(5_000, 500);
        syn(rig, CEILING);
        assertThat(rig.drops(DropReason.CONNECTION_TABLE_FULL)).isEqualTo(1);
        assertThat(established(rig)).isEqualTo(CEILING);
    }

    private DirectorRig flooded(final int dropEntry) {
        final DirectorRig rig = open(dropEntry);
        for (int i = 0; i < 60; i++) {
            establish(rig, i);
        }
        for (int i = 0; i < 400; i++) {
            syn(rig, 1_000 + i);
            rig.pass(333, 111);
            if (i % 60 == 0) {
                use(rig, 60);
            }
        }
        return rig;
    }

    private DirectorRig open(final int dropEntry) {
        final DirectorRig rig = rigs.open(settings -> settings.maxConnections(CEILING)
            .services(tcp(VIP + ":80", "rr", SERVER + ":80")));
        rig.carryOut(rig.proxy().set(Sysctl.DROP_ENTRY, dropEntry));
        rig.carryOut(rig.proxy().set(Sysctl.AMEMTHRESH, LITTLE_ROOM));
        return rig;
    }

    private static void syn(final DirectorRig rig, final int client) {
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000 + client, 80, SYN));
    }

    private static void establish(final DirectorRig rig, final int client) {
        syn(rig, client);
        rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(80, 1_000 + client, SYN | ACK));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000 + client, 80, ACK));
    }

    private static void use(final DirectorRig rig, final int clients) {
        for (int client = 0; client < clients; client++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000 + client, 80, ACK));
        }
    }

    private static int established(final DirectorRig rig) {
        final int[] count = {0};
        rig.connections().forEach(rig.clock().nanoTime(), (record, leftNs) ->
            count[0] += Connection.state(record) == TcpState.ESTABLISHED.id() ? 1 : 0);
        return count[0];
    }
}
