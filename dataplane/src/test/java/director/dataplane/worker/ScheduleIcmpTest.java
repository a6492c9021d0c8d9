/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.Sysctl;
import director.dataplane.status.DropReason;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** ICMP errors about packets of connections that another director has: {@code schedule_icmp}. */
class ScheduleIcmpTest {
    private static final String ROUTER = "10.0.0.9";
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.0.1";
    private static final int ETHERNET = 14;
    private static final int QUOTE = 28;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldTakeAnErrorToARealServerAndTheClientToTheSame() {
        final DirectorRig rig = scheduling(SERVER + ":8080", "10.9.0.2:8080");
        rig.fromClient(error(80));
        final Frame frame = rig.toRealServer();
        final byte[] sent = frame.packet();
        assertThat(frame.source()).isEqualTo(ROUTER);
        assertThat(frame.isChecksumRight()).isTrue();
        assertThat(Bytes.address(sent, QUOTE + 12)).isEqualTo(frame.destination());
        assertThat(Bytes.address(sent, QUOTE + 16)).isEqualTo(CLIENT);
        assertThat(Bytes.uint16(sent, QUOTE + 20)).isEqualTo(8_080);
        assertThat(Bytes.uint16(sent, QUOTE + 22)).isEqualTo(4_000);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK));
        assertThat(rig.toRealServer().destination()).isEqualTo(frame.destination());
        assertThat(rig.connections().size()).isEqualTo(1);
    }

    @Test
    void shouldLeaveSuchErrorsToTheHostUnlessTold() {
        final DirectorRig rig = rigs.tcp(SERVER + ":8080");
        rig.fromClient(error(80));
        assertNothingSent(rig);
        assertThat(rig.drops(DropReason.ICMP_UNSUPPORTED)).isEqualTo(1);
    }

    @Test
    void shouldLeaveErrorsAboutOtherPortsToTheHost() {
        final DirectorRig rig = scheduling(SERVER + ":8080");
        rig.fromClient(error(81));
        assertNothingSent(rig);
        assertThat(rig.drops(DropReason.ICMP_UNSUPPORTED)).isEqualTo(1);
    }

    @Test
    void shouldNotScheduleDamagedErrors() {
        final DirectorRig rig = scheduling(SERVER + ":8080");
        rig.fromClient(error(80).damageTransportChecksum(5));
        assertNothingSent(rig);
        assertThat(rig.drops(DropReason.ICMP_UNSUPPORTED)).isEqualTo(1);
    }

    /** No error is answered with an error. */
    @Test
    void shouldDropErrorsThatNoRealServerTakes() {
        final DirectorRig rig = scheduling(SERVER + ":8080*0");
        rig.fromClient(error(80));
        assertNothingSent(rig);
        assertThat(rig.drops(DropReason.NO_DESTINATION)).isEqualTo(1);
    }

    @Test
    void shouldForwardErrorsForOthers() {
        final DirectorRig rig = scheduling(SERVER + ":8080");
        final byte[] quoted = quoted(80).bytes();
        rig.fromClient(packet().ipv4(ROUTER, "10.9.0.77").icmp(3, 0, 0)
            .payload(Arrays.copyOfRange(quoted, ETHERNET, quoted.length)));
        assertThat(rig.toRealServer().destination()).isEqualTo("10.9.0.77");
        assertThat(rig.connections().size()).isZero();
    }

    /** Whatever the length, there is one fate, and nothing behind the end is read: the rig asserts so. */
    @Test
    void shouldScheduleByWholePortsOnly() {
        for (int length = 0; length <= 40; length++) {
            final DirectorRig rig = scheduling(SERVER + ":8080");
            final byte[] quoted = quoted(80).bytes();
            rig.fromClient(packet().ipv4(ROUTER, VIP).icmp(3, 0, 0)
                .payload(Arrays.copyOfRange(quoted, ETHERNET, ETHERNET + length)));
            assertThat(rig.connections().size()).as("%d bytes", length).isEqualTo(length < 24 ? 0 : 1);
        }
    }

    private DirectorRig scheduling(final String... servers) {
        final DirectorRig rig = rigs.tcp(servers);
        rig.carryOut(rig.proxy().set(Sysctl.SCHEDULE_ICMP, 1));
        return rig;
    }

    private static PacketBuilder error(final int port) {
        final byte[] quoted = quoted(port).bytes();
        return packet().ipv4(ROUTER, VIP).icmp(3, 0, 0)
            .payload(Arrays.copyOfRange(quoted, ETHERNET, quoted.length));
    }

    private static PacketBuilder quoted(final int port) {
        return packet().ipv4(VIP, CLIENT).tcp(port, 4_000, ACK).payload(10);
    }

    private static void assertNothingSent(final DirectorRig rig) {
        assertThat(rig.toClients()).isEmpty();
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.connections().size()).isZero();
    }
}
