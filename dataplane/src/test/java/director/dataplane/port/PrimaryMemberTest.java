/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.Bond;
import director.dataplane.configuration.BondSettings;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A bond of three whose second member is the primary one. */
class PrimaryMemberTest {
    private static final int FIRST = 0;
    private static final int PRIMARY = 1;
    private final PrimaryMember primary = with(2);

    private static PrimaryMember with(final int updelay) {
        return new PrimaryMember(new BondSettings(BondSettings.Mode.ACTIVE_BACKUP,
            List.of(new BondSettings.Member(null, "eth0"), new BondSettings.Member("0000:03:00.0,a=1", null),
                new BondSettings.Member(null, "eth2")), "0000:03:00.0", updelay, BondSettings.Hash.LAYER2));
    }

    private int preferred(final boolean isUp, final int active, final long millis) {
        return primary.preferred(isUp, active, TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void shouldLeaveABondAloneWhosePrimaryMemberIsActive() {
        assertThat(primary.place()).isEqualTo(PRIMARY);
        assertThat(preferred(true, PRIMARY, 0)).isEqualTo(Bond.NONE);
        assertThat(preferred(true, PRIMARY, 10_000)).isEqualTo(Bond.NONE);
    }

    @Test
    void shouldPreferWhoStandsInUntilThePrimaryHasHadALinkForTheDelay() {
        preferred(true, PRIMARY, 0);
        assertThat(preferred(false, FIRST, 1_000)).isEqualTo(FIRST);
        assertThat(preferred(false, FIRST, 2_000)).as("said once").isEqualTo(Bond.NONE);
        assertThat(preferred(true, FIRST, 3_000)).isEqualTo(Bond.NONE);
        assertThat(preferred(true, FIRST, 4_999)).isEqualTo(Bond.NONE);
        assertThat(preferred(true, FIRST, 5_000)).isEqualTo(PRIMARY);
        assertThat(preferred(true, PRIMARY, 9_000)).isEqualTo(Bond.NONE);
        assertThat(preferred(false, FIRST, 10_000)).as("the next time").isEqualTo(FIRST);
    }

    @Test
    void shouldBeginTheDelayAnewWhenTheLinkGoesDownMeanwhile() {
        preferred(false, FIRST, 0);
        preferred(true, FIRST, 1_000);
        preferred(false, FIRST, 2_000);
        preferred(true, FIRST, 2_500);
        assertThat(preferred(true, FIRST, 4_499)).isEqualTo(Bond.NONE);
        assertThat(preferred(true, FIRST, 4_500)).isEqualTo(PRIMARY);
    }

    /** Then DPDK has the primary in its place itself. */
    @Test
    void shouldNotPreferAnybodyWhileNoMemberHasALink() {
        assertThat(preferred(false, PRIMARY, 0)).isEqualTo(Bond.NONE);
        assertThat(preferred(true, PRIMARY, 1)).isEqualTo(Bond.NONE);
    }

    @Test
    void shouldReturnAtOnceWithoutADelay() {
        final PrimaryMember hasty = with(0);
        assertThat(hasty.preferred(false, FIRST, 0)).isEqualTo(FIRST);
        assertThat(hasty.preferred(true, FIRST, 1)).isEqualTo(PRIMARY);
    }
}
