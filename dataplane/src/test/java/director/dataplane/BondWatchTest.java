/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.port.BondMember;
import director.dataplane.port.LinkState;
import director.dataplane.testkit.ManualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BondWatchTest {
    private final LinkState state = new LinkState();
    private final ManualClock clock = new ManualClock(7);
    private final List<Long> steered = new ArrayList<>();
    private List<BondMember> members = members(true, false);
    private final BondWatch watch = new BondWatch(
        List.of(new BondWatch.Watched(List.of(state), "front", steered::add, () -> members)), clock);

    private static List<BondMember> members(final boolean... carrying) {
        final List<BondMember> members = new ArrayList<>();
        for (int i = 0; i < carrying.length; i++) {
            members.add(new BondMember("eth" + i, true, carrying[i], null));
        }
        return members;
    }

    @Test
    void shouldHaveAddressesAnnouncedWhenAnotherMemberCarries() {
        watch.doWork();
        assertThat(state.ups()).as("what carried at the start has announced them").isZero();
        members = members(false, true);
        watch.doWork();
        watch.doWork();
        assertThat(state.ups()).isEqualTo(1);
        members = members(true, false);
        watch.doWork();
        assertThat(state.ups()).isEqualTo(2);
    }

    /** There is nobody to announce anything to. */
    @Test
    void shouldNotHaveAddressesAnnouncedWhenAMemberCarriesNoMore() {
        watch.doWork();
        members = members(false, false);
        watch.doWork();
        assertThat(state.ups()).isZero();
    }

    @Test
    void shouldSteerWheneverItIsRunAndNeverClaimToBeBusy() {
        assertThat(watch.doWork()).isZero();
        clock.advanceMillis(50);
        assertThat(watch.doWork()).isZero();
        assertThat(steered).containsExactly(7L, 50_000_007L);
    }
}
