/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.roundrobin;

import static director.schedulers.ServiceScheduler.NO_DESTINATION;
import static org.assertj.core.api.Assertions.assertThat;

import director.schedulers.Destinations;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundRobinSchedulersTest {
    private static final int MANY = 10_000;

    @Test
    void shouldFollowTheClassicSequenceOfWeights() {
        assertThat(Rig.picks(Rig.service("wrr", Rig.weights(4, 3, 2), Rig.NO_LOAD), 18))
            .isEqualTo("001012012001012012");
    }

    @Test
    void shouldStartFromTheNewestAndGoOnFromTheLastPick() {
        final RoundScheduler service = Rig.service("rr", Destinations.none(), Rig.NO_LOAD);
        service.updateService(Destinations.of(new int[] {0}, new int[] {1}));
        service.updateService(Destinations.of(new int[] {1, 0}, new int[] {1, 1}));

        assertThat(Rig.picks(service, 1)).isEqualTo("1");

        service.updateService(Destinations.of(new int[] {2, 1, 0}, new int[] {1, 1, 1}));
        assertThat(Rig.picks(service, 4)).isEqualTo("0210");
    }

    @Test
    void shouldStepBackOverAllThatLeftTogetherWithTheLastPick() {
        final RoundScheduler service = Rig.service("rr", Rig.weights(1, 1, 1, 1, 1), Rig.NO_LOAD);
        assertThat(Rig.picks(service, 4)).isEqualTo("0123");

        service.updateService(Destinations.of(new int[] {0, 1, 4}, new int[] {1, 1, 1}));

        assertThat(Rig.picks(service, 3)).isEqualTo("401");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rr", "wrr"})
    void shouldPickNoneWhenThereIsNoneOrAllAreQuiesced(final String scheduler) {
        final RoundScheduler service = Rig.service(scheduler, Destinations.none(), Rig.NO_LOAD);
        assertThat(service.schedule(Rig.FLOW)).isEqualTo(NO_DESTINATION);

        service.updateService(Rig.weights(0, 0, 0));
        assertThat(service.schedule(Rig.FLOW)).isEqualTo(NO_DESTINATION);

        service.updateService(Rig.weights(0, 3, 0));
        assertThat(Rig.picks(service, 3)).isEqualTo("111");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rr", "wrr"})
    void shouldLookAtEachDestinationTwiceAtMostWhenMostAreOverloaded(final String scheduler) {
        final int[] weights = new int[MANY];
        Arrays.setAll(weights, index -> Destinations.MAX_WEIGHT - index % 3);
        weights[MANY / 2] = 1;
        final Rig.Load load = new Rig.Load(MANY);
        for (int number = 0; number < MANY; number++) {
            load.overload(number, number != MANY / 2);
        }
        final RoundScheduler service = Rig.service(scheduler, Rig.weights(weights), load);

        assertThat(service.schedule(Rig.FLOW)).isEqualTo(MANY / 2);
        assertThat(service.schedule(Rig.FLOW)).isEqualTo(MANY / 2);
        load.overload(MANY / 2, true);
        assertThat(service.schedule(Rig.FLOW)).isEqualTo(NO_DESTINATION);

        assertThat(load.questions()).isLessThan(3 * (2 * MANY + 2));
    }

    @Test
    void shouldAskOnceForEachPickWhenNoneIsOverloadedWhateverTheWeights() {
        final int[] weights = new int[MANY];
        Arrays.setAll(weights, index -> 1 + index);
        weights[0] = Destinations.MAX_WEIGHT;
        final Rig.Load load = new Rig.Load(MANY);
        final RoundScheduler service = Rig.service("wrr", Rig.weights(weights), load);

        for (int pick = 0; pick < 100_000; pick++) {
            service.schedule(Rig.FLOW);
        }

        assertThat(load.questions()).isEqualTo(100_000);
    }
}
