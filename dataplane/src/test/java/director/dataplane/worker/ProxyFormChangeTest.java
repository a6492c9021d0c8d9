/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Ends;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.TcpSegment;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Connections that began otherwise than those to the same real server begin now: they go on as they began, on the fast
 * path only where it asks their record.
 */
class ProxyFormChangeTest {
    private static final int FIRST = 1_001;
    private static final int SERVER_FIRST = 7_001;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    private Ends ends = Ends.of(4, 4);

    @ParameterizedTest
    @CsvSource({"PROXY_V2, NONE, 4, 4, 28, false", "NONE, PROXY_V2, 4, 4, 0, false",
        "PROXY_V2, NONE, 6, 6, 52, false", "NONE, PROXY_V2, 6, 6, 0, true",
        "PROXY_V2, NONE, 6, 4, 52, true", "NONE, PROXY_V2, 4, 6, 0, true"})
    void shouldGoOnAsItBegan(final ClientAddress.Form before, final ClientAddress.Form after,
        final int clientVersion, final int serverVersion, final int moved, final boolean fastAfterwards) {
        ends = Ends.of(clientVersion, serverVersion);
        final DirectorRig rig = ends.open(rigs, service(before));
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
        assertThat(rig.count(WorkerCounter.FAST_PATH) > taken).isEqualTo(fastAfterwards);
    }

    /** A byte of each end, of which the real server knows the client's by a number greater by so much. */
    private void exchange(final DirectorRig rig, final int local, final int place, final int moved) {
        assertThat(toReal(rig, client(FIRST + place, ACK | PSH, "y")).sequence()).isEqualTo(FIRST + moved + place);
        assertThat(toClient(rig, server(local, SERVER_FIRST + place, FIRST + moved + place, ACK, "z")).acknowledgment())
            .isEqualTo(FIRST + place);
    }

    private ServiceSettings service(final ClientAddress.Form form) {
        return ends.service().withClientAddress(new ClientAddress(form));
    }

    private TcpSegment client(final int sequence, final int flags, final String data) {
        return ends.fromClient(4_000, sequence, SERVER_FIRST, flags, data);
    }

    private TcpSegment server(
        final int local, final int sequence, final int acknowledgment, final int flags, final String data) {
        return ends.fromServer(local, sequence, acknowledgment, flags, data);
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
