/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.fullNat;
import static director.dataplane.testkit.Settings.real;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.tcpKey;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.NaiveNat;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections keep the method that they were opened with, also when those opened later take the fast path. */
class MethodChangeTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.1.2";
    private static final String LOCAL = "10.9.0.200";
    private static final int OLD = 4_000;
    private static final int NEW = 4_001;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldKeepConnectionsOfNatWhenTheirRealServerIsOfFullNatNow() {
        final DirectorRig rig = rig(ForwardingMethod.NAT);
        established(rig, OLD);
        change(rig, ForwardingMethod.FULL_NAT);
        final int local = established(rig, NEW);
        assertTranslated(rig, NEW, local);
        final PacketBuilder in = packet().ipv4(CLIENT, VIP).tcp(OLD, 80, ACK);
        rig.fromClient(in);
        assertThat(rig.toRealServer().packet()).isEqualTo(NaiveNat.inbound(in.bytes(), SERVER, 8_080));
        final PacketBuilder out = packet().ipv4(SERVER, CLIENT).tcp(8_080, OLD, ACK);
        rig.fromReal(out);
        assertThat(rig.toClient().packet()).isEqualTo(NaiveNat.outbound(out.bytes(), VIP, 80));
    }

    @Test
    void shouldKeepConnectionsOfFullNatWhenTheirRealServerIsOfNatNow() {
        final DirectorRig rig = rig(ForwardingMethod.FULL_NAT);
        final int local = established(rig, OLD);
        change(rig, ForwardingMethod.NAT);
        established(rig, NEW);
        final long before = rig.count(WorkerCounter.FAST_PATH);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(NEW, 80, ACK));
        rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(8_080, NEW, ACK));
        assertThat(rig.count(WorkerCounter.FAST_PATH)).isEqualTo(before + 2);
        rig.toRealServer();
        rig.toClient();
        assertTranslated(rig, OLD, local);
    }

    private static void assertTranslated(final DirectorRig rig, final int port, final int local) {
        final PacketBuilder in = packet().ipv4(CLIENT, VIP).tcp(port, 80, ACK);
        rig.fromClient(in);
        assertThat(rig.toRealServer().packet()).isEqualTo(NaiveNat.both(in.bytes(), LOCAL, local, SERVER, 8_080));
        final PacketBuilder out = packet().ipv4(SERVER, LOCAL).tcp(8_080, local, ACK);
        rig.fromReal(out);
        assertThat(rig.toClient().packet()).isEqualTo(NaiveNat.both(out.bytes(), VIP, 80, CLIENT, port));
    }

    private DirectorRig rig(final ForwardingMethod method) {
        final ServiceSettings service = fullNat(tcp(VIP + ":80", "rr", SERVER + ":8080"), LOCAL);
        return rigs.open(settings -> settings.services(service.withRealServers(
            service.realServers().stream().map(server -> server.withForwarding(method)).toList())));
    }

    private static void change(final DirectorRig rig, final ForwardingMethod method) {
        rig.carryOut(rig.proxy().editRealServer(tcpKey(VIP + ":80"), real(SERVER + ":8080").withForwarding(method)));
    }

    /** Opens a connection whose next packets take the fast path. Answers the port that the real server sees. */
    private static int established(final DirectorRig rig, final int port) {
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(port, 80, SYN));
        final Frame first = rig.toRealServer();
        final int local = first.sourcePort();
        rig.fromReal(packet().ipv4(SERVER, first.source()).tcp(8_080, local, SYN | ACK));
        for (int i = 0; i < 3; i++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(port, 80, ACK));
            rig.fromReal(packet().ipv4(SERVER, first.source()).tcp(8_080, local, ACK));
        }
        assertThat(rig.count(WorkerCounter.FAST_PATH)).isPositive();
        rig.toReal();
        rig.toClients();
        return local;
    }
}
