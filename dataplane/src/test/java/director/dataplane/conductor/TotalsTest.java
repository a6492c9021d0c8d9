/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.real;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.tcpKey;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.service.Totals;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Rigs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TotalsTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String A = "10.9.0.1";
    private static final String B = "10.9.0.2";

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldKeepInAServiceWhatWentToARealServerThatIsGone() {
        final DirectorRig rig = rigs.tcp(A + ":80", B + ":80");
        open(rig, 1_000, 80, 10);
        rig.carryOut(rig.proxy().deleteRealServer(tcpKey(VIP + ":80"), real(A + ":80")));
        assertThat(service(rig, 0).meter().totals()).isEqualTo(opened(10));
        assertThat(service(rig, 0).realServers()).singleElement()
            .satisfies(left -> assertThat(left.meter().totals()).isEqualTo(opened(5)));
    }

    @Test
    void shouldBeginAtZeroWithARealServerThatIsBackAndHasItsConnectionsAgain() {
        final DirectorRig rig = rigs.tcp(A + ":80");
        open(rig, 1_000, 80, 4);
        rig.carryOut(rig.proxy().deleteRealServer(tcpKey(VIP + ":80"), real(A + ":80")));
        rig.carryOut(rig.proxy().addRealServer(tcpKey(VIP + ":80"), real(A + ":80")));
        final Catalogue.Entry back = service(rig, 0).realServers().getFirst();
        assertThat(back.meter().totals()).isEqualTo(Totals.ZERO);
        assertThat(rig.destinations().connections(back.number())).isEqualTo(4);
        open(rig, 1_000, 80, 4);
        assertThat(back.meter().totals()).isEqualTo(new Totals(0, 4, 0, 4 * 40, 0));
        assertThat(service(rig, 0).meter().totals()).isEqualTo(new Totals(4, 8, 0, 8 * 40, 0));
    }

    @Test
    void shouldZeroOneServiceOrAll() {
        final DirectorRig rig = rigs.open(settings -> settings.services(
            tcp(VIP + ":80", "rr", A + ":80"), tcp(VIP + ":81", "rr", A + ":81")));
        open(rig, 1_000, 80, 2);
        open(rig, 1_000, 81, 3);
        rig.carryOut(rig.proxy().zero(tcpKey(VIP + ":80")));
        assertThat(service(rig, 0).meter().totals()).isEqualTo(Totals.ZERO);
        assertThat(service(rig, 0).realServers().getFirst().meter().totals()).isEqualTo(Totals.ZERO);
        assertThat(service(rig, 1).meter().totals()).isEqualTo(opened(3));
        open(rig, 2_000, 80, 1);
        assertThat(service(rig, 0).meter().totals()).isEqualTo(opened(1));
        rig.carryOut(rig.proxy().zero());
        assertThat(service(rig, 0).meter().totals()).isEqualTo(Totals.ZERO);
        assertThat(service(rig, 1).meter().totals()).isEqualTo(Totals.ZERO);
        assertThat(service(rig, 1).realServers().getFirst().meter().totals()).isEqualTo(Totals.ZERO);
    }

    @Test
    void shouldBringRatesUpToDateEveryTwoSeconds() {
        final DirectorRig rig = rigs.tcp(A + ":80");
        open(rig, 1_000, 80, 16);
        rig.pass(1_500, 100);
        assertThat(service(rig, 0).meter().rates()).isEqualTo(Totals.ZERO);
        rig.pass(200, 100);
        final Totals first = new Totals(2, 2, 0, 16 * 40 / 8, 0);
        assertThat(service(rig, 0).meter().rates()).isEqualTo(first);
        assertThat(service(rig, 0).realServers().getFirst().meter().rates()).isEqualTo(first);
        rig.pass(1_700, 100);
        assertThat(service(rig, 0).meter().rates()).isEqualTo(first);
        rig.pass(300, 100);
        assertThat(service(rig, 0).meter().rates().bytesIn()).isEqualTo(first.bytesIn() * 3 / 4);
    }

    private static void open(final DirectorRig rig, final int firstPort, final int port, final int count) {
        for (int i = 0; i < count; i++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(firstPort + i, port, SYN));
        }
        assertThat(rig.toReal()).hasSize(count);
    }

    private static Totals opened(final long count) {
        return new Totals(count, count, 0, count * 40, 0);
    }

    private static Catalogue.Service service(final DirectorRig rig, final int index) {
        return rig.conductor().catalogue().services().get(index);
    }
}
