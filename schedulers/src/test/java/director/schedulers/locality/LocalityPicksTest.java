/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.locality;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import director.schedulers.Destinations;
import director.schedulers.Endpoint;
import director.schedulers.Scheduler;
import director.schedulers.ServiceContext;
import director.schedulers.ServiceScheduler;
import director.schedulers.TestFlow;
import director.schedulers.TestLoad;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random lists, changes and loads, each pick judged by {@link LocalityModel}; and what is forgotten when. */
class LocalityPicksTest {
    private static final int NUMBERS = 10;
    private static final int EXPIRATION_SECONDS = 5;

    private final TestFlow flow = new TestFlow();
    private final TestLoad load = new TestLoad(NUMBERS);

    @ParameterizedTest
    @ValueSource(strings = {"lblc", "lblcr"})
    void shouldPickWhatTheRulesSayWhateverChanges(final String scheduler) {
        for (int seed = 0; seed < 100; seed++) {
            play(scheduler, seed);
        }
    }

    private void play(final String scheduler, final int seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final LocalityModel model = new LocalityModel(
            "lblcr".equals(scheduler), load, NUMBERS, SECONDS.toNanos(EXPIRATION_SECONDS));
        final ServiceScheduler service = service(scheduler, Destinations.none());
        flow.nowNs = 0;
        for (int step = 0; step < 2_000; step++) {
            final int number = random.nextInt(NUMBERS);
            flow.nowNs += random.nextLong(SECONDS.toNanos(1) / 4);
            switch (random.nextInt(12)) {
                case 0 -> {
                    if (!model.order.remove(Integer.valueOf(number))) {
                        model.order.add(0, number);
                        model.weights[number] = random.nextInt(5);
                    }
                    service.updateService(destinations(model));
                }
                case 1 -> {
                    if (model.order.contains(number)) {
                        // A real server that is gone keeps its weight.
                        model.weights[number] = random.nextInt(5);
                        service.updateService(destinations(model));
                    }
                }
                case 2 -> load.overload(number, random.nextInt(4) == 0);
                case 3, 4, 5 -> load.connections(number, random.nextInt(8), random.nextInt(300));
                case 6 -> service.housekeeping(flow.nowNs);
                default -> {
                    flow.destinationLow = random.nextInt(12);
                    assertThat(service.schedule(flow)).as("%s seed %d step %d", scheduler, seed, step)
                        .isEqualTo(model.pick(flow.destinationLow, flow.nowNs));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lblc", "lblcr"})
    void shouldForgetAnAddressThatNobodyUsedForTheExpirationAtEveryThirtiethSweep(final String scheduler) {
        final LocalityScheduler<?> service = (LocalityScheduler<?>) service(scheduler, one());
        service.housekeeping(0);
        flow.destinationLow = 1;
        service.schedule(flow);

        sweep(service, 1, 29);
        assertThat(service.cache.size()).isOne();
        flow.destinationLow = 2;
        flow.nowNs = MINUTES.toNanos(30) - SECONDS.toNanos(1);
        service.schedule(flow);
        sweep(service, 30, 30);

        assertThat(service.cache.size()).as("the used one stays").isOne();
        sweep(service, 31, 60);
        assertThat(service.cache.size()).isZero();
    }

    @Test
    void shouldForgetIdleAddressesWhenThereAreTooMany() {
        final LocalityScheduler<?> service = (LocalityScheduler<?>) service("lblc", one());
        service.housekeeping(0);
        fill(service, 20_000);
        assertThat(service.cache.size()).isEqualTo(20_000);

        sweep(service, 1, 5);
        assertThat(service.cache.size()).as("none is idle for six minutes").isEqualTo(20_000);
        sweep(service, 7, 7);

        final int excess = 20_000 - AddressCache.MAX_ENTRIES;
        assertThat(service.cache.size()).isBetween(20_000 - excess * 4 / 3 - 100, 20_000 - excess * 4 / 3);
    }

    @Test
    void shouldNeverRememberMoreThanTwiceAsManyAsSurvive() {
        final LocalityScheduler<?> service = (LocalityScheduler<?>) service("lblc", one());
        fill(service, 60_000);

        assertThat(service.cache.size()).isEqualTo(2 * AddressCache.MAX_ENTRIES);
        assertThat(service.schedule(flow)).as("others are scheduled all the same").isZero();
    }

    @Test
    void shouldRememberARealServerThatComesBackUnderAnotherNumber() {
        final ServiceScheduler service = service("lblc", list(new int[] {0}, 7, 8));
        flow.destinationLow = 1;
        assertThat(service.schedule(flow)).isZero();
        service.updateService(Destinations.none());

        load.connections(3, 1, 0);
        service.updateService(list(new int[] {4, 3}, 8, 7));

        assertThat(service.schedule(flow)).isEqualTo(3);
    }

    private void fill(final ServiceScheduler service, final int addresses) {
        for (int address = 0; address < addresses; address++) {
            flow.destinationLow = address;
            service.schedule(flow);
            if (address % 1_000 == 0) {
                service.housekeeping(0);
            }
        }
    }

    private static void sweep(final ServiceScheduler service, final int first, final int last) {
        for (int minute = first; minute <= last; minute++) {
            service.housekeeping(MINUTES.toNanos(minute));
        }
    }

    private ServiceScheduler service(final String scheduler, final Destinations destinations) {
        final Scheduler factory =
            "lblc".equals(scheduler) ? new LocalityBasedScheduler() : new ReplicatedLocalityScheduler();
        return factory.initService(
            new ServiceContext("test", 0, (name, unless) -> EXPIRATION_SECONDS), destinations, load);
    }

    private static Destinations one() {
        return Destinations.of(new int[] {0}, new int[] {1});
    }

    /** Real servers at the given addresses. */
    private static Destinations list(final int[] numbers, final int... addresses) {
        return Destinations.of(IntStream.range(0, numbers.length)
            .mapToObj(place -> new Destinations.Entry(numbers[place], 1, 1,
                new Endpoint(false, 0, addresses[place], 80)))
            .toList());
    }

    private static Destinations destinations(final LocalityModel model) {
        return Destinations.of(model.order.stream().mapToInt(number -> number).toArray(),
            model.order.stream().mapToInt(number -> model.weights[number]).toArray());
    }
}
