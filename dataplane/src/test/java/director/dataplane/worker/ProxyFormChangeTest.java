/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.fullNat;
import static director.dataplane.testkit.Settings.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.TcpSegment;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections that began otherwise than those to the same real server begin now keep to the general path. */
class ProxyFormChangeTest {
    private static final String SERVER = "10.9.1.2";
    private static final String LOCAL = "10.9.0.200";
    private static final int FIRST = 1_001;
    private static final int SERVER_FIRST = 7_001;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @ParameterizedTest
    @CsvSource({"PROXY_V2, NONE, 28", "NONE, PROXY_V2, 0"})
    void shouldGoOnAsItBegan(final ClientAddress.Form before, final ClientAddress.Form after, final int moved) {
        final DirectorRig rig = rigs.open(settings -> settings.services(service(before)));
        final int local = toReal(rig, client(FIRST - 1, SYN, "")).sourcePort();
        toClient(rig, server(local, SERVER_FIRST - 1, FIRST, SYN | ACK, ""));
        toReal(rig, client(FIRST, ACK, ""));
        toClient(rig, server(local, SERVER_FIRST, FIRST + moved, ACK, ""));
        for (int i = 0; i < 10; i++) {
            exchange(rig, local, i, moved);
        }
        final long taken = rig.count(WorkerCounter.FAST_PATH);
        assertThat(taken).isPositive();
        rig.carryOut(rig.proxy().editService(service(after)));
        for (int i = 10; i < 20; i++) {
            exchange(rig, local, i, moved);
        }
        assertThat(rig.count(WorkerCounter.FAST_PATH)).isEqualTo(taken);
    }

    /** A byte of each end, of which the real server knows the client's by a number greater by so much. */
    private static void exchange(final DirectorRig rig, final int local, final int place, final int moved) {
        assertThat(toReal(rig, client(FIRST + place, ACK | PSH, "y")).sequence()).isEqualTo(FIRST + moved + place);
        assertThat(toClient(rig, server(local, SERVER_FIRST + place, FIRST + moved + place, ACK, "z")).acknowledgment())
            .isEqualTo(FIRST + place);
    }

    private static ServiceSettings service(final ClientAddress.Form form) {
        return fullNat(tcp(VIP + ":80", "rr", SERVER + ":8080"), LOCAL).withClientAddress(new ClientAddress(form));
    }

    private static TcpSegment client(final int sequence, final int flags, final String data) {
        return TcpSegment.of("10.0.0.7", 4_000, VIP, 80, sequence, SERVER_FIRST, flags, data);
    }

    private static TcpSegment server(
        final int local, final int sequence, final int acknowledgment, final int flags, final String data) {
        return TcpSegment.of(SERVER, 8_080, LOCAL, local, sequence, acknowledgment, flags, data);
    }

    private static TcpSegment toReal(final DirectorRig rig, final TcpSegment segment) {
        rig.client().arrive(segment.frame(DirectorRig.CLIENT_MAC));
        rig.settle();
        return TcpSegment.read(rig.toReal().getFirst());
    }

    private static TcpSegment toClient(final DirectorRig rig, final TcpSegment segment) {
        rig.real().arrive(segment.frame(DirectorRig.REAL_MAC));
        rig.settle();
        return TcpSegment.read(rig.toClients().getFirst());
    }
}
