/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.real;
import static director.dataplane.testkit.Settings.tcpKey;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.Sysctl;
import director.dataplane.status.DropReason;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that stay with their real server. */
class PersistenceTest {
    private static final String A = "10.9.0.1";
    private static final String B = "10.9.0.2";
    private static final String CLIENT = "10.0.0.7";
    private static final String OTHER = "10.0.0.8";
    private static final int SECONDS = 100;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldKeepAClientWithItsRealServer() {
        final DirectorRig rig = rig(80, 32);
        assertThat(pick(rig, CLIENT, 1, 80)).isEqualTo(B);
        assertThat(pick(rig, OTHER, 1, 80)).isEqualTo(A);
        for (int port = 2; port < 10; port++) {
            assertThat(pick(rig, CLIENT, port, 80)).isEqualTo(B);
            assertThat(pick(rig, OTHER, port, 80)).isEqualTo(A);
        }
        assertThat(rig.connections().templates()).isEqualTo(2);
    }

    @Test
    void shouldTakeClientsOfOneNetworkForOne() {
        final DirectorRig rig = rig(80, 24);
        assertThat(pick(rig, CLIENT, 1, 80)).isEqualTo(B);
        assertThat(pick(rig, OTHER, 1, 80)).isEqualTo(B);
        assertThat(pick(rig, "10.0.1.7", 1, 80)).isEqualTo(A);
        assertThat(rig.connections().templates()).isEqualTo(2);
    }

    @Test
    void shouldForgetAClientThatOpensNothingForTheTimeout() {
        final DirectorRig rig = rig(80, 32);
        assertThat(pick(rig, CLIENT, 1, 80)).isEqualTo(B);
        rig.pass((SECONDS - 10) * 1_000L, 1_000);
        assertThat(pick(rig, CLIENT, 2, 80)).as("begins the timeout anew").isEqualTo(B);
        rig.pass((SECONDS - 10) * 1_000L, 1_000);
        assertThat(pick(rig, CLIENT, 3, 80)).isEqualTo(B);
        rig.pass((SECONDS + 61) * 1_000L, 1_000);
        assertThat(rig.connections().templates()).isZero();
        assertThat(pick(rig, CLIENT, 4, 80)).isEqualTo(A);
    }

    @Test
    void shouldServeEveryPortOfAnAddressByOneRealServer() {
        final DirectorRig rig = rig(0, 32);
        assertThat(pick(rig, CLIENT, 1, 80)).isEqualTo(B);
        assertThat(pick(rig, CLIENT, 1, 443)).isEqualTo(B);
        assertThat(pick(rig, OTHER, 1, 443)).isEqualTo(A);
        assertThat(rig.connections().templates()).isEqualTo(2);
    }

    @Test
    void shouldLeaveARealServerOfWeightZeroOnlyIfToldTo() {
        final DirectorRig rig = rig(80, 32);
        assertThat(pick(rig, CLIENT, 1, 80)).isEqualTo(B);
        rig.carryOut(rig.proxy().editRealServer(tcpKey(VIP + ":80"), real(B + ":80*0")));
        assertThat(pick(rig, CLIENT, 2, 80)).isEqualTo(B);
        rig.carryOut(rig.proxy().set(Sysctl.EXPIRE_QUIESCENT_TEMPLATE, 1));
        assertThat(pick(rig, CLIENT, 3, 80)).isEqualTo(A);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1, 80, ACK));
        assertThat(rig.toRealServer().destination()).as("a connection that is open").isEqualTo(B);
    }

    @Test
    void shouldChooseAnewWhenTheRealServerIsRemoved() {
        final DirectorRig rig = rig(80, 32);
        assertThat(pick(rig, CLIENT, 1, 80)).isEqualTo(B);
        rig.carryOut(rig.proxy().deleteRealServer(tcpKey(VIP + ":80"), real(B + ":80")));
        assertThat(pick(rig, CLIENT, 2, 80)).isEqualTo(A);
        assertThat(pick(rig, CLIENT, 3, 80)).isEqualTo(A);
    }

    @Test
    void shouldRefuseClientsOfAServiceWithoutRealServersAndRememberNothing() {
        final DirectorRig rig = rigs.open(settings -> settings.services(service(80, 32)));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1, 80, SYN));
        assertThat(rig.toClient().icmpType()).as("unreachable").isEqualTo(3);
        assertThat(rig.drops(DropReason.NO_DESTINATION)).isEqualTo(1);
        assertThat(rig.connections().templates()).isZero();
    }

    private DirectorRig rig(final int port, final int prefixLength) {
        return rigs.open(settings -> settings.services(service(port, prefixLength, A + ":" + port, B + ":" + port)));
    }

    private static ServiceSettings service(final int port, final int prefixLength, final String... realServers) {
        return new ServiceSettings(Protocol.TCP, IpAddress.parse(VIP), port, 0, "rr", 0,
            new Persistence(SECONDS, prefixLength, null), false,
            Stream.of(realServers).map(Settings::real).toList());
    }

    private static String pick(final DirectorRig rig, final String client, final int port, final int virtualPort) {
        rig.fromClient(packet().ipv4(client, VIP).tcp(port, virtualPort, SYN));
        return rig.toRealServer().destination();
    }
}
