/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.local;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.route.LocalAddresses;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.NeighbourRig;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AnnouncerTest {
    private static final int CLIENT = 0;
    private static final int REAL = 1;
    /** As scapy 2.5.0 makes it, padded to the shortest frame. */
    private static final String GRATUITOUS_ARP = "ffffffffffff020000000001080600010800060400010200000000010a0000fe"
        + "0000000000000a0000fe" + "00".repeat(18);
    private static final String ADVERTISEMENT = "33330000000102000000000186dd6000000000203aff"
        + "fd000000000000000000000000000254ff0200000000000000000000000000018800d5f4a0000000"
        + "fd0000000000000000000000000002540201020000000001";

    @RegisterExtension
    final NeighbourRig rig = new NeighbourRig();

    @SuppressWarnings("NullAway.Init")
    private Announcer announcer;

    @BeforeEach
    void makeAnnouncer() {
        announcer = rig.announcer();
    }

    @Test
    void shouldAnnounceAddressesOfAPortThereToTheByte() {
        announcer.addresses(NeighbourRig.local(), rig.nowNs());
        pollAll();
        assertThat(rig.sent(CLIENT)).extracting(frame -> HexFormat.of().formatHex(frame.bytes()))
            .containsExactlyInAnyOrder(GRATUITOUS_ARP, ADVERTISEMENT);
        assertThat(rig.sent(REAL)).hasSize(2).allMatch(Frame::isAnnouncement);
    }

    @Test
    void shouldAnnounceThreeTimesASecondApart() {
        final LocalAddresses addresses = NeighbourRig.local();
        final List<Integer> at = new ArrayList<>();
        for (int millis = 0; millis < 5_000; millis += 10) {
            announcer.addresses(addresses, rig.nowNs());
            pollAll();
            if (!rig.sent(CLIENT).isEmpty()) {
                at.add(millis);
            }
            rig.pass(10);
        }
        assertThat(at).containsExactly(0, 1_000, 2_000);
    }

    @Test
    void shouldAnnounceOnlyWhatIsNewAndNothingOfPrefixes() {
        announcer.addresses(NeighbourRig.local("10.0.0.100"), rig.nowNs());
        exhaust();
        announcer.addresses(NeighbourRig.local("10.0.0.100", "10.0.0.101", "10.7.0.0/16"), rig.nowNs());
        pollAll();
        assertThat(rig.sent(CLIENT)).extracting(Frame::arpTargetIp).containsExactly("10.0.0.101");
        assertThat(rig.sent(REAL)).isEmpty();
    }

    @Test
    void shouldAnnounceEverythingAnewWhenALinkHasComeUp() {
        announcer.addresses(NeighbourRig.local("10.0.0.100"), rig.nowNs());
        exhaust();
        rig.port(REAL).link().cameUp();
        rig.pass(10);
        pollAll();
        assertThat(rig.sent(CLIENT)).filteredOn(Frame::isArp).extracting(Frame::arpTargetIp)
            .containsExactlyInAnyOrder("10.0.0.254", "10.0.0.100");
        assertThat(rig.sent(REAL)).hasSize(2).allMatch(Frame::isAnnouncement);
        exhaust();
        rig.pass(5_000);
        pollAll();
        assertThat(rig.sent(CLIENT)).isEmpty();
    }

    @Test
    void shouldAnnounceOnAllLinksAnAddressThatBelongsToNone() {
        announcer.addresses(NeighbourRig.local(), rig.nowNs());
        exhaust();
        announcer.addresses(NeighbourRig.local("192.0.2.1"), rig.nowNs());
        pollAll();
        assertThat(rig.sent(CLIENT)).extracting(Frame::arpSenderIp).containsExactly("192.0.2.1");
        assertThat(rig.sent(REAL)).extracting(Frame::arpSenderIp).containsExactly("192.0.2.1");
    }

    @Test
    void shouldNotAnnounceAgainWhatIsGone() {
        announcer.addresses(NeighbourRig.local("10.0.0.100"), rig.nowNs());
        pollAll();
        rig.sent(CLIENT);
        announcer.addresses(NeighbourRig.local(), rig.nowNs());
        rig.pass(1_000);
        pollAll();
        assertThat(rig.sent(CLIENT)).hasSize(2).noneMatch(frame -> frame.isArp()
            && frame.arpTargetIp().equals("10.0.0.100"));
    }

    @Test
    void shouldAnnounceThousandsAFewAtATimeAndNewOnesFirst() {
        announcer.addresses(NeighbourRig.local(IntStream.range(0, 2_000)
            .mapToObj(i -> "10.0." + (1 + i / 250) + "." + i % 250).toArray(String[]::new)), rig.nowNs());
        int polls = 0;
        int sent = 0;
        while (sent < 3 * 2_004) {
            final int before = sent;
            announcer.poll(rig.nowNs());
            sent += (int) rig.sent(CLIENT).stream().filter(Frame::isAnnouncement).count();
            sent += (int) rig.sent(REAL).stream().filter(frame -> frame.isAnnouncement()
                && (!frame.isArp() || frame.arpTargetIp().startsWith("10.9."))).count();
            assertThat(sent - before).isLessThanOrEqualTo(Announcer.LIMIT);
            rig.pass(10);
            polls++;
            assertThat(polls).isLessThan(3_000);
        }
    }

    @Test
    void shouldAnnounceAllAnewWhenAsked() {
        announcer.addresses(NeighbourRig.local(), rig.nowNs());
        exhaust();
        announcer.repeat(rig.nowNs());
        pollAll();
        assertThat(rig.sent(CLIENT)).hasSize(2);
    }

    private void pollAll() {
        while (announcer.poll(rig.nowNs()) > 0) {
            // Until nothing is due.
        }
    }

    private void exhaust() {
        for (int i = 0; i < 3; i++) {
            pollAll();
            rig.pass(1_000);
        }
        rig.sent(CLIENT);
        rig.sent(REAL);
    }
}
