/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PathMtusTest {
    private static final long HIGH = 1;
    private static final long LOW = 2;

    private final PathMtus mtus = new PathMtus();

    @Test
    void shouldAnswerThePortsMtuUntilAPacketWasSentWithTheNewOne() {
        assertThat(mtus.learn(HIGH, LOW, 1_000, 1_500, 0)).isEqualTo(1_500);
        assertThat(mtus.learn(HIGH, LOW, 1_000, 1_500, 0)).isEqualTo(1_500);
        assertThat(mtus.find(HIGH, LOW, 0)).isEqualTo(1_000);
        assertThat(mtus.learn(HIGH, LOW, 900, 1_500, 0)).isEqualTo(900);
    }

    @Test
    void shouldBelieveNothingLongerOrVeryShort() {
        mtus.learn(HIGH, LOW, 1_600, 1_500, 0);
        assertThat(mtus.isEmpty()).isTrue();
        mtus.learn(HIGH, LOW, 1_000, 1_500, 0);
        mtus.learn(HIGH, LOW, 1_200, 1_500, 0);
        assertThat(mtus.find(HIGH, LOW, 0)).isEqualTo(1_000);
        mtus.learn(HIGH, LOW, 0, 1_500, 0);
        assertThat(mtus.find(HIGH, LOW, 0)).isEqualTo(PathMtus.IPV4_MIN);
    }

    @Test
    void shouldForgetAfterTenMinutes() {
        mtus.learn(HIGH, LOW, 1_000, 1_500, 5);
        assertThat(mtus.find(HIGH, LOW, TimeUnit.MINUTES.toNanos(10) + 4)).isEqualTo(1_000);
        assertThat(mtus.find(HIGH, LOW, TimeUnit.MINUTES.toNanos(10) + 5)).isEqualTo(PathMtus.UNKNOWN);
        assertThat(mtus.find(HIGH, LOW + 1, 5)).isEqualTo(PathMtus.UNKNOWN);
    }
}
