/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.real;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.connection.Connection;
import director.dataplane.status.DropReason;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Rigs;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SipPersistenceTest {
    private static final String A = "10.9.0.1";
    private static final String B = "10.9.0.2";

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldKeepACallOnItsRealServerWhoeverTakesPartInIt() {
        final DirectorRig rig = rig();
        assertThat(target(rig, "10.0.0.7", 5_060, "one@host")).isEqualTo(B);
        assertThat(target(rig, "10.0.0.8", 5_060, "two@host")).isEqualTo(A);
        assertThat(target(rig, "10.0.0.9", 5_060, "one@host")).isEqualTo(B);
        assertThat(target(rig, "10.0.0.10", 5_060, "one@host")).isEqualTo(B);
        assertThat(target(rig, "10.0.0.7", 5_061, "two@host")).isEqualTo(A);
        assertThat(target(rig, "10.0.0.7", 5_062, "three@host")).isEqualTo(B);
        assertThat(rig.connections().templates()).isEqualTo(3);
    }

    @Test
    void shouldRememberTheCallIdWithItsTemplate() {
        final DirectorRig rig = rig();
        target(rig, "10.0.0.7", 5_060, "one@host");
        rig.connections().forEach(rig.clock().nanoTime(), (record, leftNs) -> assertThat(
            rig.connections().templateData().length(record))
            .isEqualTo(Connection.isTemplate(record) ? "one@host".length() : 0));
    }

    @Test
    void shouldDropWhatHasNoCallIdAndNoConnection() {
        final DirectorRig rig = rig();
        rig.fromClient(packet().ipv4("10.0.0.7", VIP).udp(5_060, 5_060).payload("OPTIONS sip:a SIP/2.0\r\n\r\n"));
        rig.fromClient(packet().ipv4("10.0.0.7", VIP).udp(5_060, 5_060));
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.drops(DropReason.NO_CALL_ID)).isEqualTo(2);
        target(rig, "10.0.0.7", 5_060, "one@host");
        rig.fromClient(packet().ipv4("10.0.0.7", VIP).udp(5_060, 5_060));
        assertThat(rig.toReal()).hasSize(1);
    }

    private DirectorRig rig() {
        return rigs.open(settings -> settings.services(service()));
    }

    static ServiceSettings service() {
        return new ServiceSettings(Protocol.UDP, IpAddress.parse(VIP), 5_060, 0, "rr", 0,
            new Persistence(300, 32, "sip"), false, List.of(real(A + ":5060"), real(B + ":5060")));
    }

    private static String target(final DirectorRig rig, final String client, final int port, final String callId) {
        rig.fromClient(packet().ipv4(client, VIP).udp(port, 5_060)
            .payload("INVITE sip:bob@example.com SIP/2.0\r\nMax-Forwards: 70\r\nCall-ID: " + callId + "\r\n\r\n"));
        return rig.toRealServer().destination();
    }
}
