/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.roundrobin;

import static org.assertj.core.api.Assertions.assertThat;

import director.schedulers.Destinations;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SkylineTest {
    @Test
    void shouldSeeWhatStandsOut() {
        final Skyline skyline = new Skyline(Rig.weights(4, 3, 2, 4, 5));

        assertThat(skyline.next(Skyline.HEAD, 5)).isEqualTo(5);
        assertThat(skyline.next(1, 4)).isEqualTo(4);
        assertThat(skyline.next(1, 3)).isEqualTo(2);
        assertThat(skyline.next(2, 3)).isEqualTo(4);
        assertThat(skyline.next(5, 1)).isEqualTo(Skyline.HEAD);
    }

    @Test
    void shouldAnswerAsAWalkDoes() {
        for (int seed = 0; seed < 2_000; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            final int bound = random.nextInt(1, 20);
            final Destinations destinations =
                Rig.weights(random.ints(random.nextInt(0, 40), 0, bound).toArray());
            final Skyline skyline = new Skyline(destinations);
            for (int place = 0; place <= destinations.size(); place++) {
                final int reach = place == Skyline.HEAD ? bound : destinations.weight(place - 1);
                for (int level = 1; level <= reach; level++) {
                    assertThat(skyline.next(place, level)).as("seed %d place %d level %d", seed, place, level)
                        .isEqualTo(walk(destinations, place, level));
                }
            }
        }
    }

    private static int walk(final Destinations destinations, final int place, final int level) {
        for (int next = place + 1; next <= destinations.size(); next++) {
            if (destinations.weight(next - 1) >= level) {
                return next;
            }
        }
        return Skyline.HEAD;
    }
}
