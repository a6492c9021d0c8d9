/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.Ipv6Frames.ETHERNET;
import static director.dataplane.testkit.Ipv6Frames.TRANSPORT;
import static director.dataplane.testkit.Ipv6Frames.hop;
import static director.dataplane.testkit.Ipv6Frames.tcp;
import static director.dataplane.testkit.Ipv6Frames.toRealPort;
import static director.dataplane.testkit.Ipv6Frames.withDestination;
import static director.dataplane.testkit.Ipv6Frames.withSource;
import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.service.ServiceKey;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@link MethodChangeTest} shows of IPv4, of IPv6. */
class MethodChangeIpv6Test {
    private static final String CLIENT = "2001:db8::7";
    private static final String SERVICE = "2001:db8::100";
    private static final String SERVER = "2001:db8:9::77";
    private static final String LOCAL = "2001:db8:9::200";
    private static final int OLD = 4_000;
    private static final int NEW = 4_001;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldKeepConnectionsOfNatWhenTheirRealServerIsOfFullNatNow() {
        final DirectorRig rig = rig(ForwardingMethod.NAT);
        established(rig, OLD, ForwardingMethod.NAT);
        change(rig, ForwardingMethod.FULL_NAT);
        final int local = established(rig, NEW, ForwardingMethod.FULL_NAT);
        assertFullNat(rig, NEW, local);
        assertNat(rig, OLD);
    }

    @Test
    void shouldKeepConnectionsOfFullNatWhenTheirRealServerIsOfNatNow() {
        final DirectorRig rig = rig(ForwardingMethod.FULL_NAT);
        final int local = established(rig, OLD, ForwardingMethod.FULL_NAT);
        change(rig, ForwardingMethod.NAT);
        established(rig, NEW, ForwardingMethod.NAT);
        final long before = rig.count(WorkerCounter.FAST_PATH);
        assertNat(rig, NEW);
        assertThat(rig.count(WorkerCounter.FAST_PATH)).isEqualTo(before + 2);
        assertFullNat(rig, OLD, local);
    }

    private static void assertNat(final DirectorRig rig, final int port) {
        final byte[] in = tcp(CLIENT, port, SERVICE, 80, ACK, 7);
        rig.framesFromClient(in);
        assertThat(behind(rig.toRealServer().bytes())).isEqualTo(behind(withDestination(hop(in), SERVER, 8_080)));
        final byte[] out = tcp(SERVER, 8_080, CLIENT, port, ACK, 7);
        rig.framesFromReal(toRealPort(out));
        assertThat(behind(rig.toClient().bytes())).isEqualTo(behind(withSource(hop(out), SERVICE, 80)));
    }

    private static void assertFullNat(final DirectorRig rig, final int port, final int local) {
        final byte[] in = tcp(CLIENT, port, SERVICE, 80, ACK, 7);
        rig.framesFromClient(in);
        assertThat(behind(rig.toRealServer().bytes()))
            .isEqualTo(behind(withSource(withDestination(hop(in), SERVER, 8_080), LOCAL, local)));
        final byte[] out = tcp(SERVER, 8_080, LOCAL, local, ACK, 7);
        rig.framesFromReal(toRealPort(out));
        assertThat(behind(rig.toClient().bytes()))
            .isEqualTo(behind(withDestination(withSource(hop(out), SERVICE, 80), CLIENT, port)));
    }

    private static void change(final DirectorRig rig, final ForwardingMethod method) {
        rig.carryOut(rig.proxy().editRealServer(
            new ServiceKey(Protocol.TCP, IpAddress.parse(SERVICE), 80), server(method)));
    }

    /** Opens a connection whose next packets take the fast path. Answers the port that the real server sees. */
    private static int established(final DirectorRig rig, final int port, final ForwardingMethod method) {
        final String peer = method == ForwardingMethod.NAT ? CLIENT : LOCAL;
        rig.framesFromClient(tcp(CLIENT, port, SERVICE, 80, SYN, 0));
        final Frame first = rig.toRealServer();
        final int local = Bytes.uint16(first.bytes(), TRANSPORT);
        rig.framesFromReal(toRealPort(tcp(SERVER, 8_080, peer, local, SYN | ACK, 0)));
        for (int i = 0; i < 3; i++) {
            rig.framesFromClient(tcp(CLIENT, port, SERVICE, 80, ACK, 0));
            rig.framesFromReal(toRealPort(tcp(SERVER, 8_080, peer, local, ACK, 0)));
        }
        assertThat(rig.count(WorkerCounter.FAST_PATH)).isPositive();
        rig.toReal();
        rig.toClients();
        return local;
    }

    private static RealServerSettings server(final ForwardingMethod method) {
        return Settings.realServer(SERVER, 8_080).withForwarding(method);
    }

    private DirectorRig rig(final ForwardingMethod method) {
        final ServiceSettings service = new ServiceSettings(
            Protocol.TCP, IpAddress.parse(SERVICE), 80, "rr", 0, List.of(server(method)));
        return rigs.ipv6(1_500, CLIENT, SERVER,
            Settings.fullNat(service, LOCAL).withRealServers(List.of(server(method))));
    }

    private static byte[] behind(final byte[] frame) {
        return Arrays.copyOfRange(frame, ETHERNET, frame.length);
    }
}
