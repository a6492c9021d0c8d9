/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.FIN;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.real;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.tcpKey;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Rigs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whether schedulers hear of every change of load: each pick here differs from what it would be if they had missed the
 * one before. The list is B, A: B is the newest, and the first of equals.
 */
class LeastConnectionTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String A = "10.9.0.1";
    private static final String B = "10.9.0.2";
    private static final int FIRST_PORT = 1_000;
    private static final long BEYOND_SYN_RECEIVED_MS = 62_000;
    private static final long STEP_MS = 500;

    @RegisterExtension
    final Rigs rigs = new Rigs();
    private DirectorRig rig;
    private int port = FIRST_PORT;

    @BeforeEach
    void openRig() {
        rig = rigs.open(settings -> settings.services(tcp(VIP + ":80", "lc", A + ":80", B + ":80")));
    }

    @Test
    void shouldHearOfConnectionsThatOpen() {
        assertThat(picks(6)).isEqualTo("BABABA");
    }

    @Test
    void shouldHearOfConnectionsThatBecomeInactive() {
        assertThat(picks(2)).isEqualTo("BA");
        finish(FIRST_PORT + 1, A);
        assertThat(picks(3)).as("1 on A, 256 on B").isEqualTo("ABA");
    }

    @Test
    void shouldHearOfConnectionsThatAreGone() {
        assertThat(picks(1)).isEqualTo("B");
        rig.pass(BEYOND_SYN_RECEIVED_MS, STEP_MS);
        assertThat(picks(2)).as("none on either").isEqualTo("BA");
    }

    @Test
    void shouldHearOfLoadAfterItHasTakenOverAService() {
        rig.carryOut(rig.proxy().editService(tcp(VIP + ":80", "rr")));
        assertThat(picks(2)).isEqualTo("BA");
        rig.carryOut(rig.proxy().editService(tcp(VIP + ":80", "wlc")));
        assertThat(picks(4)).isEqualTo("BABA");
    }

    @Test
    void shouldKnowTheConnectionsOfARealServerThatComesBack() {
        assertThat(picks(2)).isEqualTo("BA");
        rig.carryOut(rig.proxy().deleteRealServer(tcpKey(VIP + ":80"), real(B + ":80")));
        assertThat(picks(1)).isEqualTo("A");
        rig.carryOut(rig.proxy().addRealServer(tcpKey(VIP + ":80"), real(B + ":80")));
        assertThat(picks(3)).as("2 on A, 1 on B").isEqualTo("BBA");
    }

    private void finish(final int clientPort, final String server) {
        rig.fromReal(packet().ipv4(server, CLIENT).tcp(80, clientPort, FIN | ACK));
        rig.toClient();
    }

    private String picks(final int count) {
        final StringBuilder picks = new StringBuilder();
        for (int i = 0; i < count; i++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(port++, 80, SYN));
            picks.append(rig.toRealServer().destination().equals(A) ? "A" : "B");
        }
        return picks.toString();
    }
}
