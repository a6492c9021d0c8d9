/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.real;
import static director.dataplane.testkit.Settings.tcpKey;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.Sysctl;
import director.dataplane.connection.Connection;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Rigs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OrphanSweepTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String A = "10.9.0.1:80";
    private static final String B = "10.9.0.2:80";
    private static final int CONNECTIONS = 1_000;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldForgetTheConnectionsOfARemovedRealServerAndNoOthers() {
        final DirectorRig rig = withConnections(1);
        remove(rig);
        assertThat(rig.connections().size()).as("at once").isEqualTo(CONNECTIONS);
        rig.pass(40, 2);
        assertThat(rig.connections().size()).isEqualTo(CONNECTIONS / 2);
        rig.connections().forEach(rig.clock().nanoTime(), (record, leftNs) ->
            assertThat(Connection.destinationNumber(record)).isEqualTo(1));
    }

    @Test
    void shouldKeepThemUnlessToldOtherwise() {
        final DirectorRig rig = withConnections(0);
        remove(rig);
        rig.pass(40, 2);
        assertThat(rig.connections().size()).isEqualTo(CONNECTIONS);
    }

    @Test
    void shouldKeepThemWhenTheRealServerIsBackInTime() {
        final DirectorRig rig = withConnections(1);
        remove(rig);
        rig.carryOut(rig.proxy().addRealServer(tcpKey(VIP + ":80"), real(A)));
        rig.pass(40, 2);
        assertThat(rig.connections().size()).isEqualTo(CONNECTIONS);
    }

    private DirectorRig withConnections(final int expireNodest) {
        final DirectorRig rig = rigs.tcp(A, B);
        rig.carryOut(rig.proxy().set(Sysctl.EXPIRE_NODEST_CONN, expireNodest));
        for (int i = 0; i < CONNECTIONS; i++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000 + i, 80, SYN));
        }
        rig.toReal();
        assertThat(rig.connections().size()).isEqualTo(CONNECTIONS);
        return rig;
    }

    private static void remove(final DirectorRig rig) {
        rig.carryOut(rig.proxy().deleteRealServer(tcpKey(VIP + ":80"), real(A)));
    }
}
