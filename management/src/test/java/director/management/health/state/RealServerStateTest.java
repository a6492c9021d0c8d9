/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.state;

import static org.assertj.core.api.Assertions.assertThat;

import director.management.health.settings.CheckSettings;
import director.management.health.settings.FlapSettings;
import director.management.health.settings.TcpSettings;
import director.management.health.settings.Timing;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RealServerStateTest {
    private static final FlapSettings FLAPPING = new FlapSettings(10_000, 2);

    private long nowMs;

    @Test
    void shouldBelieveTheFirstResultAlone() {
        assertThat(results(of(1), "+")).isEqualTo("U");
        assertThat(results(of(1), "-")).isEqualTo("D");
    }

    @Test
    void shouldGoDownAfterAsManyFailuresInARowAsFallSaysAndUpAfterAsManySuccessesAsRiseSays() {
        assertThat(results(of(1, new FlapSettings(0, 4)), "+--+---+-++")).isEqualTo("UUUUUUDDDDU");
    }

    @Test
    void shouldBeUpOnlyIfAllChecksAreAndKnownOnlyIfAllAre() {
        final RealServerState state = of(2);

        state.onResult(0, true, 0);
        assertThat(state.verdict()).isEqualTo(Verdict.UNCHECKED);
        assertThat(state.onResult(1, true, 0)).isTrue();
        assertThat(state.verdict()).isEqualTo(Verdict.UP);
        for (int i = 0; i < 3; i++) {
            state.onResult(1, false, 0);
            state.onResult(0, true, 0);
        }
        assertThat(state.verdict()).isEqualTo(Verdict.DOWN);
    }

    @Test
    void shouldBeDownAsSoonAsOneCheckFailsAtFirst() {
        final RealServerState state = of(2);

        assertThat(state.onResult(1, false, 0)).isTrue();
        assertThat(state.verdict()).isEqualTo(Verdict.DOWN);
    }

    @Test
    void shouldNeedTwiceAsManySuccessesEachTimeThatItGoesDownSoonAfterItCameUp() {
        final RealServerState state = of(1);

        // A second passes with each result; the first time it was up for three seconds.
        assertThat(results(state, "+---" + "++")).isEqualTo("UUUD" + "DD");
        assertThat(state.doublings()).isOne();
        assertThat(results(state, "++" + "---" + "+++++++" + "+")).isEqualTo("DU" + "UUD" + "DDDDDDD" + "U");
        // Twice is the limit.
        assertThat(results(state, "---" + "+++++++" + "+")).isEqualTo("UUD" + "DDDDDDD" + "U");
        assertThat(state.doublings()).isEqualTo(2);
    }

    @Test
    void shouldForgetThatItCameAndWentOnceItStayedUpForLongEnough() {
        final RealServerState state = of(1);

        results(state, "+---" + "++++");
        assertThat(state.verdict()).isEqualTo(Verdict.UP);
        nowMs += 10_000;
        assertThat(results(state, "---++")).isEqualTo("UUDDU");
        assertThat(state.doublings()).isZero();
    }

    @Test
    void shouldNotCountAFirstFailureAsComingAndGoing() {
        final RealServerState state = of(1);

        assertThat(results(state, "-++")).isEqualTo("DDU");
        assertThat(state.doublings()).isZero();
    }

    @Test
    void shouldTellSinceWhenItIsAsItIs() {
        final RealServerState state = of(1);

        results(state, "+--");
        nowMs = 77;
        results(state, "-");
        assertThat(state.sinceNs()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(77));
    }

    @Test
    void shouldBeUpWithoutChecks() {
        assertThat(of(0).verdict()).isEqualTo(Verdict.UP);
    }

    /** Takes in + for success and - for failure, a second apart. Answers U or D after each. */
    private String results(final RealServerState state, final String results) {
        final StringBuilder verdicts = new StringBuilder();
        for (int i = 0; i < results.length(); i++) {
            state.onResult(0, results.charAt(i) == '+', TimeUnit.MILLISECONDS.toNanos(nowMs));
            verdicts.append(state.verdict().name().charAt(0));
            nowMs += 1_000;
        }
        return verdicts.toString();
    }

    private static RealServerState of(final int checks) {
        return of(checks, FLAPPING);
    }

    private static RealServerState of(final int checks, final FlapSettings flapping) {
        final CheckSettings check =
            new CheckSettings(new TcpSettings(), new Timing(1_000, 100, 0, 0, 2, 3, 0), 0, null);
        return new RealServerState(List.of(check, check).subList(0, checks), flapping, false, 0);
    }
}
