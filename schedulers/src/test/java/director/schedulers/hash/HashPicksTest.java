/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.schedulers.Destinations;
import director.schedulers.Endpoint;
import director.schedulers.Scheduler;
import director.schedulers.ServiceContext;
import director.schedulers.ServiceScheduler;
import director.schedulers.TestFlow;
import director.schedulers.TestLoad;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random lists, changes and overload, each pick judged by {@link HashModel}; and what conhash promises. */
class HashPicksTest {
    private static final int NUMBERS = 24;
    private static final int[] TABLES = {8, 9, 12};
    private static final int[] SLOTS = {251, 509, 4_093};

    private final TestFlow flow = new TestFlow();

    @ParameterizedTest
    @CsvSource({"dh,0", "sh,0", "sh,1", "sh,2", "sh,3", "mh,0", "mh,1", "mh,2", "mh,3"})
    void shouldPickWhatTheRulesSayWhateverChanges(final String scheduler, final int flags) {
        for (int seed = 0; seed < 9; seed++) {
            play(scheduler, flags, seed);
        }
    }

    private void play(final String scheduler, final int flags, final int seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final int size = seed % TABLES.length;
        final HashModel model = new HashModel(scheduler, flags, SLOTS[size], TABLES[size] / 2);
        final TestLoad load = new TestLoad(NUMBERS);
        final ServiceScheduler service = scheduler(scheduler).initService(
            new ServiceContext("test", flags, (name, unless) -> TABLES[size]), Destinations.none(), load);
        HashModel.Server[] table = model.table();
        for (int step = 0; step < 1_500; step++) {
            final int number = random.nextInt(NUMBERS);
            if (random.nextInt(20) == 0) {
                change(model, number, random);
                model.servers.forEach(server -> server.overloaded = load.isOverloaded(server.number));
                service.updateService(destinations(model));
                table = model.table();
            } else if (random.nextInt(8) == 0) {
                final boolean overloaded = random.nextInt(3) == 0;
                model.servers.stream().filter(server -> server.number == number).forEach(server -> {
                    server.overloaded = overloaded;
                    load.overload(number, overloaded);
                });
            }
            flow.sourceLow = random.nextLong(1L << 32);
            flow.sourcePort = random.nextInt(65_536);
            flow.destinationLow = random.nextLong(1L << 32);
            assertThat(service.schedule(flow)).as("%s flags %d seed %d step %d", scheduler, flags, seed, step)
                .isEqualTo(model.pick(table, flow.sourceLow, flow.sourcePort, flow.destinationLow));
        }
    }

    private static void change(final HashModel model, final int number, final SplittableRandom random) {
        final int weight = switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(random.nextBoolean() ? 65_536 : Integer.MAX_VALUE);
            default -> random.nextInt(6) * 2;
        };
        final List<HashModel.Server> same =
            model.servers.stream().filter(server -> server.number == number).toList();
        if (same.isEmpty()) {
            model.servers.add(0, new HashModel.Server(number, 0x0A09_0000L + number * 77L, 80 + number % 2, weight));
        } else if (random.nextBoolean()) {
            model.servers.removeAll(same);
        } else {
            same.get(0).weight = weight;
            same.get(0).lastWeight = weight == 0 ? same.get(0).lastWeight : weight;
        }
    }

    private static Destinations destinations(final HashModel model) {
        return Destinations.of(model.servers.stream()
            .map(server -> new Destinations.Entry(server.number, server.weight, server.lastWeight,
                new Endpoint(false, 0, server.address, server.listeningPort)))
            .toList());
    }

    private static Scheduler scheduler(final String name) {
        return switch (name) {
            case "dh" -> new DestinationHashScheduler();
            case "sh" -> new SourceHashScheduler();
            case "mh" -> new MaglevScheduler();
            default -> new ConsistentHashScheduler();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"dh", "sh", "mh", "conhash"})
    void shouldShareNothingThatAPickChanges(final String name) throws Exception {
        final ServiceScheduler service = scheduler(name).initService(
            new ServiceContext("test", 3), list(0, 1, 2, 3, 4, 5, 6, 7), new TestLoad(NUMBERS));
        final Map<Long, Integer> alone = picks(service, 20_000, new TestFlow());
        final List<Map<Long, Integer>> together = new ArrayList<>();
        final List<Thread> workers = new ArrayList<>();
        for (int worker = 0; worker < 3; worker++) {
            workers.add(Thread.ofPlatform().start(() -> {
                final Map<Long, Integer> picks = picks(service, 20_000, new TestFlow());
                synchronized (together) {
                    together.add(picks);
                }
            }));
        }
        for (final Thread worker : workers) {
            worker.join();
        }
        assertThat(together).hasSize(3).allMatch(alone::equals);
        for (final Class<?> frozen : List.of(
            DestinationTable.class, SourceTable.class, MaglevTable.class, ConsistentRing.class, Slots.class)) {
            assertThat(frozen.getDeclaredFields()).allMatch(field -> Modifier.isFinal(field.getModifiers()));
        }
    }

    @Test
    void shouldFoldAnIpv6AddressIntoItsWordsCombined() {
        final Destinations four = Destinations.of(new int[] {0, 1, 2, 3}, new int[] {1, 1, 1, 1});
        final ServiceScheduler service = new SourceHashScheduler().initService(
            new ServiceContext("test", 0), four, new TestLoad(4));
        flow.sourceHigh = 0x2001_0db8_0000_0005L;
        flow.sourceLow = 0x0000_0000_0000_3fe0L;
        final int six = service.schedule(flow);

        flow.sourceHigh = 0;
        flow.sourceLow = 0x2001_0db8L ^ 5 ^ 0x3fe0;
        assertThat(service.schedule(flow)).isEqualTo(six);
    }

    @Test
    void shouldRefuseATableSizeThatLinuxDoesNotHave() {
        for (final int index : new int[] {7, 18}) {
            assertThatThrownBy(() -> MaglevSize.of(index)).hasMessage("mh_tab_index=" + index + " is not in 8..17");
        }
        assertThat(MaglevSize.of(17)).isEqualTo(new MaglevSize(131_071, 8));
    }

    @Test
    void shouldMoveOnlyTheClientsOfARealServerThatLeavesTheRing() {
        final ServiceScheduler service = ring(0, 1, 2, 3, 4, 5, 6, 7);
        final Map<Long, Integer> before = picks(service, 20_000);

        service.updateService(list(0, 1, 2, 4, 5, 6, 7));

        picks(service, 20_000).forEach((client, number) -> {
            final int former = Objects.requireNonNull(before.get(client));
            if (former != 3) {
                assertThat(number).as("client %d", client).isEqualTo(former);
            }
        });
    }

    @Test
    void shouldGiveRealServersOfTheRingTheirShare() {
        final ServiceScheduler service = new ConsistentHashScheduler().initService(new ServiceContext("test", 0),
            Destinations.of(new int[] {0, 1, 2}, new int[] {100, 300, 0}), new TestLoad(3));
        final Map<Long, Integer> picks = picks(service, 40_000);

        assertThat(picks.values()).doesNotContain(2);
        assertThat(picks.values().stream().filter(number -> number == 1).count()).isBetween(27_000L, 33_000L);
    }

    @Test
    void shouldKeepTheRingSmallWhateverTheWeights() {
        final int[] numbers = new int[2_000];
        final int[] weights = new int[2_000];
        for (int number = 0; number < numbers.length; number++) {
            numbers[number] = number;
            weights[number] = number % 2 == 0 ? Destinations.MAX_WEIGHT : 1;
        }
        final TestLoad load = new TestLoad(2_000);
        final ServiceScheduler service = new ConsistentHashScheduler().initService(
            new ServiceContext("test", 0), Destinations.of(numbers, weights), load);

        assertThat(picks(service, 1_000).values()).allMatch(number -> number >= 0);
    }

    @Test
    void shouldPickNoneWhenTheChosenOneOfTheRingIsOverloadedOrNobodyHasAWeight() {
        final TestLoad load = new TestLoad(1);
        final ServiceScheduler service = new ConsistentHashScheduler().initService(
            new ServiceContext("test", 0), Destinations.of(new int[] {0}, new int[] {7}), load);
        assertThat(service.schedule(flow)).isZero();
        load.overload(0, true);
        assertThat(service.schedule(flow)).isEqualTo(ServiceScheduler.NO_DESTINATION);
        load.overload(0, false);
        service.updateService(Destinations.of(new int[] {0}, new int[] {0}));
        assertThat(service.schedule(flow)).isEqualTo(ServiceScheduler.NO_DESTINATION);
        service.updateService(Destinations.none());
        assertThat(service.schedule(flow)).isEqualTo(ServiceScheduler.NO_DESTINATION);
    }

    @Test
    void shouldFollowAQuicConnectionWhenItsClientMoves() {
        final ServiceScheduler service = new ConsistentHashScheduler().initService(
            new ServiceContext("test", 1), list(0, 1, 2, 3, 4, 5, 6, 7), new TestLoad(8));
        flow.protocol = 17;
        final SplittableRandom random = new SplittableRandom(1);
        for (int connection = 0; connection < 200; connection++) {
            final byte[] id = new byte[8];
            random.nextBytes(id);
            flow.sourceLow = random.nextLong(1L << 32);
            flow.payload = new byte[30];
            flow.payload[0] = (byte) 0xC3;
            flow.payload[5] = 8;
            System.arraycopy(id, 0, flow.payload, 6, 8);
            final int first = service.schedule(flow);

            flow.sourceLow = random.nextLong(1L << 32);
            flow.payload = new byte[9];
            flow.payload[0] = 0x41;
            System.arraycopy(id, 0, flow.payload, 1, 8);
            assertThat(service.schedule(flow)).isEqualTo(first);
        }
    }

    @Test
    void shouldGoByTheAddressWhenADatagramHasNoUsableConnectionId() {
        final ServiceScheduler byId = new ConsistentHashScheduler().initService(
            new ServiceContext("test", 1), list(0, 1, 2, 3, 4, 5, 6, 7), new TestLoad(8));
        final ServiceScheduler byAddress = ring(0, 1, 2, 3, 4, 5, 6, 7);
        flow.protocol = 17;
        final byte[][] payloads = {{}, {(byte) 0xC0}, new byte[8], {(byte) 0xC0, 0, 0, 0, 1, 8, 1, 2, 3},
            {(byte) 0xC0, 0, 0, 0, 1, 4, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}};
        for (final byte[] payload : payloads) {
            flow.payload = payload;
            flow.sourceLow += 977;
            assertThat(byId.schedule(flow)).isEqualTo(byAddress.schedule(flow));
        }
    }

    private Map<Long, Integer> picks(final ServiceScheduler service, final int clients) {
        return picks(service, clients, flow);
    }

    private static Map<Long, Integer> picks(
        final ServiceScheduler service, final int clients, final TestFlow flow) {
        final Map<Long, Integer> picks = new HashMap<>();
        for (long client = 0; client < clients; client++) {
            flow.sourceLow = 0x0A00_0000L + client;
            flow.destinationLow = flow.sourceLow;
            picks.put(client, service.schedule(flow));
        }
        return picks;
    }

    private static ServiceScheduler ring(final int... numbers) {
        return new ConsistentHashScheduler().initService(
            new ServiceContext("test", 0), list(numbers), new TestLoad(NUMBERS));
    }

    private static Destinations list(final int... numbers) {
        final int[] weights = new int[numbers.length];
        Arrays.fill(weights, 1);
        return Destinations.of(numbers, weights);
    }
}
