/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.service.DestinationCounters;
import director.dataplane.testkit.CountingMemory;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExpiryTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long TICK_NS = 1L << 26;
    private static final long POLL_NS = 5_000_000L;
    private static final long KEY = ConnectionKey.of(1, 2, 3);
    private static final long REPLY_KEY = ConnectionKey.of(1, 2, 4);

    private final CountingMemory memory = new CountingMemory();
    private final DestinationCounters counters = new DestinationCounters(memory, 1);
    private final ConnectionTable table = new ConnectionTable(memory, 10_000, 5, 0, counters);
    private long nowNs;

    @AfterEach
    void freeEverything() {
        table.close();
        counters.close();
        assertThat(memory.taken()).isZero();
    }

    @ParameterizedTest
    @EnumSource(TcpState.class)
    void shouldExpireByStateNeverEarlyAndLessThanTwoTicksLate(final TcpState state) {
        // Whatever part of a tick has passed when a connection was used last.
        for (long partNs = 0; partNs < TICK_NS; partNs += TICK_NS / 7) {
            moveTo((nowNs / TICK_NS + 2) * TICK_NS + partNs);
            open(true);
            if (state != TcpState.NONE) {
                transition(state);
            }
            assertThat(millisUntilExpiry()).isBetween(state.timeoutSeconds() * 1_000L,
                state.timeoutSeconds() * 1_000L + (2 * TICK_NS + POLL_NS) / 1_000_000);
        }
    }

    @Test
    void shouldExpireUdpAfterFiveMinutes() {
        open(false);
        assertThat(millisUntilExpiry()).isBetween(300_000L, 300_000L + (2 * TICK_NS + POLL_NS) / 1_000_000);
    }

    @Test
    void shouldCountFromTheLastPacketOfEitherDirection() {
        open(false);
        for (int i = 0; i < 10; i++) {
            moveTo(nowNs + 200 * SECOND_NS);
            touch(i % 2 == 0);
        }
        assertThat(millisUntilExpiry()).isBetween(300_000L, 300_000L + (2 * TICK_NS + POLL_NS) / 1_000_000);
    }

    @Test
    void shouldCountFromTheLastPacketWhenTheOtherDirectionIsSilentForLongerThanTicksCount() {
        open(false);
        // Twenty bits of ticks are 70,368.7 s: then a tick of the silent direction looks new again.
        while (nowNs < 70_300 * SECOND_NS) {
            moveTo(nowNs + 100 * SECOND_NS);
            touch(true);
        }
        assertThat(millisUntilExpiry()).isBetween(300_000L, 300_000L + (2 * TICK_NS + POLL_NS) / 1_000_000);
    }

    @Test
    void shouldNotExpireAConnectionThatIsUsed() {
        open(true);
        transition(TcpState.CLOSE);
        for (int i = 0; i < 1_000; i++) {
            moveTo(nowNs + 9 * SECOND_NS);
            touch(i % 3 == 0);
        }
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void shouldLookAtNoMoreConnectionsAtOnceThanAsked() {
        for (int i = 0; i < 10_000; i++) {
            table.open(ConnectionKey.of(i, 2, 3), ConnectionKey.of(i, 2, 4), 0, true, nowNs);
        }
        nowNs += 3 * SECOND_NS;
        int calls = 0;
        while (table.size() > 0) {
            final int before = table.size();
            final int looked = table.expire(nowNs, 32);
            assertThat(looked).isBetween(1, 32);
            assertThat(before - table.size()).isEqualTo(looked);
            calls++;
        }
        assertThat(calls).isEqualTo((10_000 + 31) / 32);
        assertThat(table.expired()).isEqualTo(10_000);
        assertThat(counters.connections(0)).isZero();
    }

    @Test
    void shouldExpireAllAfterAPauseLongerThanTheWheel() {
        LongStream.range(0, 100).forEach(i ->
            table.open(ConnectionKey.of((int) i, 2, 3), ConnectionKey.of((int) i, 2, 4), 0, i % 2 == 0, nowNs));
        nowNs += 40 * 60 * SECOND_NS;
        for (int i = 0; i < 200; i++) {
            table.expire(nowNs, 32);
        }
        assertThat(table.size()).isZero();
    }

    private void open(final boolean tcp) {
        assertThat(table.open(KEY, REPLY_KEY, 0, tcp, nowNs)).isPositive();
    }

    private void transition(final TcpState state) {
        final long slot = table.findInbound(KEY, table.homeInbound(KEY));
        table.transition(slot, Slot.value(slot), state.id(), nowNs);
    }

    private void touch(final boolean inbound) {
        final long slot = inbound ? table.findInbound(KEY, table.homeInbound(KEY))
            : table.findOutbound(REPLY_KEY, table.homeOutbound(REPLY_KEY));
        assertThat(slot).isNotZero();
        table.touch(slot, Slot.value(slot), nowNs);
    }

    /** Polls as a worker that has little to do: every few seconds far from anything. */
    private void moveTo(final long thenNs) {
        while (nowNs < thenNs) {
            nowNs = Math.min(thenNs, nowNs + SECOND_NS);
            table.expire(nowNs, 32);
        }
    }

    private long millisUntilExpiry() {
        final long sinceNs = nowNs;
        while (table.size() > 0) {
            nowNs += POLL_NS;
            table.expire(nowNs, 32);
        }
        return (nowNs - sinceNs) / 1_000_000;
    }
}
