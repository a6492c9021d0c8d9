/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.policy;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ClientSettings;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.policy.ClientTable.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClientTableTest {
    private static final ClientLimits THREE = limits(3, 0, 0);
    private static final int SERVICE = 7;
    private static final int OTHER_SERVICE = 8;

    private final ClientTable table = new ClientTable(new ClientSettings(1_024, 32, 64), 1);
    private long nowNs = TimeUnit.DAYS.toNanos(-3);

    @Test
    void shouldLetAClientHaveAsManyConnectionsAsItMay() {
        for (int i = 0; i < 3; i++) {
            assertThat(enter("10.0.0.1", THREE)).isEqualTo(Outcome.ENTERED);
        }
        assertThat(enter("10.0.0.1", THREE)).isEqualTo(Outcome.TOO_MANY);
        assertThat(enter("10.0.0.2", THREE)).isEqualTo(Outcome.ENTERED);
        leave("10.0.0.1");
        assertThat(enter("10.0.0.1", THREE)).isEqualTo(Outcome.ENTERED);
        assertThat(enter("10.0.0.1", THREE)).isEqualTo(Outcome.TOO_MANY);
    }

    @Test
    void shouldCountTheClientsOfEachServiceApart() {
        final IpAddress client = IpAddress.parse("10.0.0.1");
        for (int i = 0; i < 3; i++) {
            enter("10.0.0.1", THREE);
        }
        assertThat(table.enter(client.wireHigh(), client.wireLow(), OTHER_SERVICE, THREE, Rate.time(nowNs)))
            .isEqualTo(Outcome.ENTERED);
    }

    @Test
    void shouldTakeThePrefixOfAnAddressForTheClient() {
        final ClientTable coarse = new ClientTable(new ClientSettings(1_024, 24, 48), 1);
        final ClientLimits one = limits(1, 0, 0);
        assertThat(enter(coarse, "10.0.0.1", one)).isEqualTo(Outcome.ENTERED);
        assertThat(enter(coarse, "10.0.0.200", one)).isEqualTo(Outcome.TOO_MANY);
        assertThat(enter(coarse, "10.0.1.1", one)).isEqualTo(Outcome.ENTERED);
        assertThat(enter(coarse, "2001:db8:1::1", one)).isEqualTo(Outcome.ENTERED);
        assertThat(enter(coarse, "2001:db8:1:ffff::2", one)).isEqualTo(Outcome.TOO_MANY);
        assertThat(enter(coarse, "2001:db8:2::1", one)).isEqualTo(Outcome.ENTERED);
        assertThat(coarse.list(10)).extracting(each -> each.address().toString())
            .containsExactlyInAnyOrder("10.0.0.0", "10.0.1.0", "2001:db8:1::", "2001:db8:2::");
    }

    @Test
    void shouldLetConnectionsThroughAtTheRateAfterABurst() {
        final ClientLimits limits = limits(0, 10, 4);
        for (int i = 0; i < 4; i++) {
            assertThat(enter("10.0.0.1", limits)).isEqualTo(Outcome.ENTERED);
        }
        assertThat(enter("10.0.0.1", limits)).isEqualTo(Outcome.TOO_FAST);
        nowNs += TimeUnit.MILLISECONDS.toNanos(99);
        assertThat(enter("10.0.0.1", limits)).isEqualTo(Outcome.TOO_FAST);
        nowNs += TimeUnit.MILLISECONDS.toNanos(1);
        assertThat(enter("10.0.0.1", limits)).isEqualTo(Outcome.ENTERED);
        assertThat(enter("10.0.0.1", limits)).isEqualTo(Outcome.TOO_FAST);
        nowNs += TimeUnit.HOURS.toNanos(1);
        for (int i = 0; i < 4; i++) {
            assertThat(enter("10.0.0.1", limits)).isEqualTo(Outcome.ENTERED);
        }
        assertThat(enter("10.0.0.1", limits)).isEqualTo(Outcome.TOO_FAST);
    }

    @Test
    void shouldKeepNothingOfClientsThatHaveNoConnectionAndAFullBucket() {
        final ClientLimits limits = limits(0, 100, 1);
        for (int i = 0; i < 100_000; i++) {
            assertThat(enter(address(i), limits)).as("client %s", i).isEqualTo(Outcome.ENTERED);
            nowNs += TimeUnit.MILLISECONDS.toNanos(1);
        }
    }

    /** As many hostile clients as anybody likes: nobody is refused for want of room, and the greedy stay limited. */
    @Test
    void shouldRefuseNobodyForWantOfRoomAndStillLimitWhoHasMany() {
        final ClientLimits limits = limits(50, 0, 0);
        for (int i = 0; i < 50; i++) {
            assertThat(enter("192.0.2.1", limits)).isEqualTo(Outcome.ENTERED);
        }
        int forgotten = 0;
        for (int i = 0; i < 20_000; i++) {
            final Outcome outcome = enter(address(i), limits);
            assertThat(outcome).isIn(Outcome.ENTERED, Outcome.FORGOTTEN);
            forgotten += outcome == Outcome.FORGOTTEN ? 1 : 0;
        }
        assertThat(forgotten).isGreaterThan(18_000);
        assertThat(enter("192.0.2.1", limits)).isEqualTo(Outcome.TOO_MANY);
        leave("192.0.2.1");
        assertThat(enter("192.0.2.1", limits)).isEqualTo(Outcome.ENTERED);
    }

    @Test
    void shouldLetClientsThroughUncountedWhenEverybodyHasMany() {
        final ClientLimits limits = limits(50, 0, 0);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 20_000; i++) {
                enter(address(i % 3_000), limits);
                enter(address(i % 3_000), limits);
            }
        }
        int unknown = 0;
        for (int i = 3_000; i < 4_000; i++) {
            unknown += enter(address(i), limits) == Outcome.UNKNOWN ? 1 : 0;
        }
        assertThat(unknown).isGreaterThan(900);
    }

    @Test
    void shouldForgetNothingWhenAnUnknownClientLeaves() {
        enter("10.0.0.1", THREE);
        leave("10.0.0.2");
        leave("10.0.0.1");
        leave("10.0.0.1");
        assertThat(enter("10.0.0.1", THREE)).isEqualTo(Outcome.ENTERED);
        assertThat(table.list(10)).hasSize(1).first().extracting(ClientTable.Client::connections).isEqualTo(1);
    }

    @Test
    void shouldListThoseFirstThatWereRefusedMost() {
        for (int i = 0; i < 9; i++) {
            enter("10.0.0.1", THREE);
        }
        for (int i = 0; i < 5; i++) {
            enter("10.0.0.2", THREE);
        }
        enter("10.0.0.3", THREE);
        enter("10.0.0.4", THREE);
        enter("10.0.0.4", THREE);
        assertThat(table.list(3)).containsExactly(
            new ClientTable.Client(IpAddress.parse("10.0.0.1"), SERVICE, 3, 6),
            new ClientTable.Client(IpAddress.parse("10.0.0.2"), SERVICE, 3, 2),
            new ClientTable.Client(IpAddress.parse("10.0.0.4"), SERVICE, 2, 0));
    }

    /** As a naive model counts that has all the room there is. */
    @Test
    void shouldCountAsANaiveModelAsLongAsThereIsRoom() {
        final Random random = new Random(4);
        final Map<Integer, Integer> model = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            final int client = random.nextInt(100);
            final int present = model.getOrDefault(client, 0);
            if (random.nextInt(5) < 3) {
                assertThat(enter(address(client), THREE)).isEqualTo(present < 3 ? Outcome.ENTERED : Outcome.TOO_MANY);
                model.put(client, Math.min(3, present + 1));
            } else if (present > 0) {
                leave(address(client));
                model.put(client, present - 1);
            }
        }
    }

    @Test
    void shouldNeverLetAClientHaveMoreWhenManyWorkersAskAtOnce() throws Exception {
        final int clients = 40;
        final AtomicInteger[] present = new AtomicInteger[clients];
        for (int i = 0; i < clients; i++) {
            present[i] = new AtomicInteger();
        }
        try (ExecutorService workers = Executors.newFixedThreadPool(4)) {
            final List<Callable<Integer>> work = new ArrayList<>();
            for (int worker = 0; worker < 4; worker++) {
                final Random random = new Random(worker);
                work.add(() -> {
                    int most = 0;
                    for (int i = 0; i < 100_000; i++) {
                        final int client = random.nextInt(clients);
                        if (enter(address(client), THREE) == Outcome.ENTERED) {
                            most = Math.max(most, present[client].incrementAndGet());
                            present[client].decrementAndGet();
                            leave(address(client));
                        }
                    }
                    return most;
                });
            }
            for (final Future<Integer> most : workers.invokeAll(work)) {
                assertThat(most.get()).isLessThanOrEqualTo(3);
            }
        }
        assertThat(table.list(1_000)).allSatisfy(each -> assertThat(each.connections()).isZero());
    }

    private Outcome enter(final String client, final ClientLimits limits) {
        return enter(table, client, limits);
    }

    private Outcome enter(final ClientTable to, final String client, final ClientLimits limits) {
        final IpAddress address = IpAddress.parse(client);
        return to.enter(address.wireHigh(), address.wireLow(), SERVICE, limits, Rate.time(nowNs));
    }

    private void leave(final String client) {
        final IpAddress address = IpAddress.parse(client);
        table.leave(address.wireHigh(), address.wireLow(), SERVICE);
    }

    private static String address(final int number) {
        return "10." + (number >> 16) + "." + (number >> 8 & 0xFF) + "." + (number & 0xFF);
    }

    private static ClientLimits limits(final int connections, final int rate, final int burst) {
        return ClientLimits.of(new LimitSettings(connections, rate, burst));
    }
}
