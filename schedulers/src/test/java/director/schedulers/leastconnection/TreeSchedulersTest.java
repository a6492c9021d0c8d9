/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import static org.assertj.core.api.Assertions.assertThat;

import director.schedulers.Destinations;
import director.schedulers.ServiceScheduler;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeSchedulersTest {
    private static final int MANY = 10_000;
    /** Matches between a leaf and the root, and the most that a match asks of a load: overload and counts of both. */
    private static final int HEIGHT = 14;
    private static final int QUESTIONS_A_MATCH = 8;

    private final Rig.Load load = new Rig.Load(MANY);

    @Test
    void shouldCountAnActiveConnectionAs256InactiveOnes() {
        final ServiceScheduler lc = Rig.service("lc", Rig.weights(1, 100), load.active(0, 1).inactive(1, 255));
        assertThat(lc.schedule(Rig.FLOW)).isEqualTo(1);

        load.inactive(1, 256);
        lc.loadChanged(1);
        assertThat(lc.schedule(Rig.FLOW)).as("the first of equals").isEqualTo(0);

        load.inactive(1, 257);
        lc.loadChanged(1);
        assertThat(lc.schedule(Rig.FLOW)).isEqualTo(0);
    }

    @Test
    void shouldGiveAnIdleRealServerTheConnectionWhateverItsWeight() {
        final ServiceScheduler nq = Rig.service("nq", Rig.weights(1_000, 1), load.active(0, 1).inactive(1, 9));
        assertThat(nq.schedule(Rig.FLOW)).isEqualTo(1);
        assertThat(Rig.service("sed", Rig.weights(1_000, 1), load).schedule(Rig.FLOW)).isEqualTo(0);

        load.active(1, 1);
        nq.loadChanged(1);
        assertThat(nq.schedule(Rig.FLOW)).isEqualTo(0);
    }

    @Test
    void shouldOverflowWhenThereAreMoreActiveConnectionsThanWeight() {
        final ServiceScheduler ovf = Rig.service("ovf", Rig.weights(2, 3, 3), load.active(1, 3).inactive(1, 100));
        assertThat(ovf.schedule(Rig.FLOW)).isEqualTo(1);

        load.active(1, 4);
        ovf.loadChanged(1);
        assertThat(ovf.schedule(Rig.FLOW)).isEqualTo(2);

        load.active(2, 4).active(0, 3);
        ovf.loadChanged(2);
        ovf.loadChanged(0);
        assertThat(ovf.schedule(Rig.FLOW)).as("all are full").isEqualTo(ServiceScheduler.NO_DESTINATION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lc", "wlc", "sed", "nq", "fo", "ovf", "twos"})
    void shouldPickNoneWhenThereIsNone(final String scheduler) {
        final ServiceScheduler service = Rig.service(scheduler, Destinations.none(), load);
        service.loadChanged(0);
        assertThat(service.schedule(Rig.FLOW)).isEqualTo(ServiceScheduler.NO_DESTINATION);

        service.updateService(Rig.weights(0, 0, 0));
        service.loadChanged(0);
        assertThat(service.schedule(Rig.FLOW)).as("all quiesced").isEqualTo(ServiceScheduler.NO_DESTINATION);

        service.updateService(Rig.weights(0, 7, 0));
        assertThat(service.schedule(Rig.FLOW)).isEqualTo(1);

        load.overload(1, true);
        service.loadChanged(1);
        assertThat(service.schedule(Rig.FLOW)).as("overloaded").isEqualTo(ServiceScheduler.NO_DESTINATION);

        load.overload(1, false);
        service.loadChanged(1);
        assertThat(service.schedule(Rig.FLOW)).isEqualTo(1);

        service.updateService(Destinations.of(new int[] {4}, new int[] {1}));
        service.loadChanged(1);
        assertThat(service.schedule(Rig.FLOW)).as("1 has left").isEqualTo(4);

        service.updateService(Destinations.none());
        assertThat(service.schedule(Rig.FLOW)).isEqualTo(ServiceScheduler.NO_DESTINATION);
    }

    /** A load that a scheduler was not told of, as may be seen while another worker is about to tell. */
    @ParameterizedTest
    @ValueSource(strings = {"lc", "wlc", "sed", "nq", "fo", "ovf", "twos"})
    void shouldNeverPickWhatIsOverloadedEvenIfItWasNotTold(final String scheduler) {
        final ServiceScheduler service = Rig.service(scheduler, Rig.weights(4, 3, 2, 1), load);
        for (int number = 0; number < 3; number++) {
            load.overload(number, true);
        }
        for (int pick = 0; pick < 1_000; pick++) {
            assertThat(service.schedule(Rig.FLOW)).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lc", "wlc", "sed", "nq", "fo", "ovf"})
    void shouldLookAtOneDestinationForAPickAndAtFewForAChange(final String scheduler) {
        final int[] weights = new int[MANY];
        Arrays.setAll(weights, index -> 1 + index * 37 % 100);
        final Destinations list = Rig.weights(weights);
        IntStream.range(0, MANY).forEach(number -> load.active(number, number % 13).inactive(number, number % 17));
        final ServiceScheduler service = Rig.service(scheduler, list, load);
        load.questions();

        for (int connection = 0; connection < 20_000; connection++) {
            final int picked = service.schedule(Rig.FLOW);
            assertThat(load.questions()).as("overload, and for ovf active connections").isLessThanOrEqualTo(2);
            if (connection % 500 == 0) {
                assertThat(picked).isEqualTo(ListWalk.pick(scheduler, list, load));
                load.questions();
            }
            load.active(picked, load.activeConnections(picked) + 1);
            load.questions();
            service.loadChanged(picked);
            assertThat(load.questions()).isLessThanOrEqualTo(HEIGHT * QUESTIONS_A_MATCH);
        }
    }
}
