/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.FIN;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.udp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.connection.Connection;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Rigs;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections of a service that has timeouts of its own, beside one that has not. */
class ServiceTimeoutsTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.0.1";
    private static final int OWN = 80;
    private static final int GENERAL = 81;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldLetEstablishedTcpConnectionsLiveAsTheirServiceSays() {
        final DirectorRig rig = open(new ConnectionTimeouts(30, 0, 0));
        establish(rig, OWN);
        establish(rig, GENERAL);
        assertLeft(rig, 30, 900);
        rig.pass(31_000, 500);
        assertLeft(rig, -1, 869);
    }

    @Test
    void shouldLetTcpConnectionsEndAsTheirServiceSays() {
        final DirectorRig rig = open(new ConnectionTimeouts(0, 7, 0));
        for (final int port : new int[] {OWN, GENERAL}) {
            establish(rig, port);
        }
        assertLeft(rig, 900, 900);
        for (final int port : new int[] {OWN, GENERAL}) {
            rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(port, 1_000, FIN | ACK));
        }
        assertLeft(rig, 7, 120);
    }

    /** Only what the service says of the state that a connection is in counts. */
    @Test
    void shouldLetConnectionsOpenAsAll() {
        final DirectorRig rig = open(new ConnectionTimeouts(7, 8, 0));
        for (final int port : new int[] {OWN, GENERAL}) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, port, SYN));
        }
        assertLeft(rig, 60, 60);
    }

    @Test
    void shouldLetDatagramsKeepConnectionsAsTheirServiceSays() {
        final DirectorRig rig = rigs.open(settings -> settings.services(
            udp(VIP + ":" + OWN, "rr", SERVER + ":" + OWN).withTimeouts(new ConnectionTimeouts(0, 0, 5)),
            udp(VIP + ":" + GENERAL, "rr", SERVER + ":" + GENERAL)));
        // Enough of them for the fast path, which knows nothing of it.
        for (int i = 0; i < 40; i++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).udp(1_000, OWN));
            rig.fromClient(packet().ipv4(CLIENT, VIP).udp(1_000, GENERAL));
            rig.pass(1_000, 500);
        }
        assertLeft(rig, 4, 299);
        rig.pass(5_000, 500);
        assertLeft(rig, -1, 294);
    }

    @Test
    void shouldKeepForAConnectionWhatItsServiceSaidWhenItBegan() {
        final DirectorRig rig = open(new ConnectionTimeouts(30, 0, 0));
        establish(rig, OWN);
        rig.carryOut(rig.proxy().editService(own().withTimeouts(new ConnectionTimeouts(50, 0, 0))));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, OWN, ACK));
        assertLeft(rig, 30, -1);
        rig.pass(31_000, 500);
        establish(rig, OWN);
        assertLeft(rig, 50, -1);
    }

    private DirectorRig open(final ConnectionTimeouts timeouts) {
        return rigs.open(settings -> settings.services(
            own().withTimeouts(timeouts), tcp(VIP + ":" + GENERAL, "rr", SERVER + ":" + GENERAL)));
    }

    private static ServiceSettings own() {
        return tcp(VIP + ":" + OWN, "rr", SERVER + ":" + OWN);
    }

    private static void establish(final DirectorRig rig, final int port) {
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, port, SYN));
        rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(port, 1_000, SYN | ACK));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, port, ACK));
    }

    /** The seconds that the connections have left, rounded; -1 for none. */
    private static void assertLeft(final DirectorRig rig, final int own, final int general) {
        final TreeMap<Integer, Integer> left = new TreeMap<>();
        rig.connections().forEach(rig.clock().nanoTime(), (record, leftNs) -> left.put(
            Integer.reverseBytes(Connection.virtualPort(record)) >>> Short.SIZE,
            Math.toIntExact(Math.round(leftNs / 1e9))));
        assertThat(left.getOrDefault(OWN, -1)).as("own").isEqualTo(own);
        assertThat(left.getOrDefault(GENERAL, -1)).as("general").isEqualTo(general);
    }
}
