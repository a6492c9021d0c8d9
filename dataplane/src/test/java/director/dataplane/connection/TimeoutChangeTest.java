/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.WireAddress;
import director.dataplane.header.Ipv4;
import director.dataplane.testkit.CountingMemory;
import director.dataplane.time.Ticks;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Timeouts that change while there are connections: as in Linux, each lives by what held when its last packet came.
 */
class TimeoutChangeTest {
    private static final long SECOND_NS = 1_000_000_000;
    private static final long TICK_NS = 1L << 26;
    private static final int VIRTUAL = 0x0A00_0064;
    private static final int LONG_SECONDS = 300;
    private static final int SHORT_SECONDS = 10;

    private final CountingMemory memory = new CountingMemory();
    private final Timeouts timeouts = new Timeouts();
    private final ConnectionTable table = new ConnectionTable(memory, 10, 100_000, 5, 0, timeouts, record -> { });
    private long nowNs;

    @AfterEach
    void shouldHaveFreedEverything() {
        table.close();
        assertThat(memory.taken()).isZero();
    }

    @Test
    void shouldExpireInTimeWhenAShorterTimeoutIsFollowedByAPacket() {
        final long record = open(1);
        pass(5);
        change(SHORT_SECONDS);
        pass(5);
        table.touch(record, nowNs);
        assertLeft(record, SHORT_SECONDS);
        assertExpiresIn(SHORT_SECONDS);
    }

    @Test
    void shouldLiveByTheFormerTimeoutUntilThereIsAPacket() {
        final long record = open(1);
        pass(5);
        change(SHORT_SECONDS);
        assertLeft(record, LONG_SECONDS - 5);
        assertExpiresIn(LONG_SECONDS - 5);
    }

    @Test
    void shouldNotLiveLongerByATimeoutThatCameAfterItsLastPacket() {
        change(SHORT_SECONDS);
        final long record = open(1);
        pass(3);
        change(LONG_SECONDS);
        assertLeft(record, SHORT_SECONDS - 3);
        assertExpiresIn(SHORT_SECONDS - 3);
    }

    /** In a replay a packet, a command and another packet are a few milliseconds apart. */
    @Test
    void shouldTellPacketsBeforeAndAfterAChangeApartHoweverCloseTheyAre() {
        final long before = open(1);
        final long after = open(2);
        nowNs += 1_000;
        change(SHORT_SECONDS);
        nowNs += 1_000;
        table.touch(after, nowNs);
        assertLeft(before, LONG_SECONDS);
        assertLeft(after, SHORT_SECONDS);
        final long opened = open(3);
        assertLeft(opened, SHORT_SECONDS);
        pass(SHORT_SECONDS + 1);
        assertThat(table.size()).isEqualTo(1);
        assertExpiresIn(LONG_SECONDS - SHORT_SECONDS - 1);
    }

    @Test
    void shouldHearOfPacketsThatOnlyTheIndexKnows() {
        final long record = open(1);
        final long tuple = table.hashIpv4(1, VIRTUAL, 0, Ipv4.UDP);
        table.flows().steady(record, false, tuple, nowNs);
        assertThat(table.flows().steady(tuple)).isNotZero();
        pass(5);
        change(SHORT_SECONDS);
        // A packet of the fast path, in the duty cycle of the change and after the tick of it.
        nowNs += 2 * TICK_NS;
        final long slot = table.flows().steady(tuple);
        FlowSlot.use(slot, FlowSlot.value(slot), FlowIndex.tick(nowNs));
        pass(1);
        assertThat(table.flows().steady(tuple)).as("comes to the record from now on").isZero();
        assertLeft(record, SHORT_SECONDS - 1);
        assertExpiresIn(SHORT_SECONDS - 1);
    }

    @Test
    void shouldHastenThousandsAFewAtATime() {
        final long[] records = IntStream.range(0, 10_000).mapToLong(this::open).toArray();
        change(SHORT_SECONDS);
        for (int i = 0; i < 10_000 / 32 + 1; i++) {
            table.expire(nowNs, 32);
        }
        for (final long record : records) {
            table.touch(record, nowNs);
        }
        nowNs += (SHORT_SECONDS + 1) * SECOND_NS;
        for (int i = 0; i < 10_000 / 32 + 1; i++) {
            assertThat(table.expire(nowNs, 32)).isLessThanOrEqualTo(32);
        }
        assertThat(table.size()).isZero();
    }

    @Test
    void shouldGoOnAfterMoreChangesThanItRemembers() {
        final long oldest = open(1);
        for (int i = 1; i <= 40; i++) {
            pass(1);
            change(LONG_SECONDS + i);
        }
        final long newest = open(2);
        assertLeft(newest, LONG_SECONDS + 40);
        // What held when its packet came is forgotten: the oldest that is not holds.
        assertThat(leftOf(oldest)).isBetween((LONG_SECONDS - 40) * SECOND_NS, LONG_SECONDS * SECOND_NS);
        pass(LONG_SECONDS + 42);
        assertThat(table.size()).isZero();
    }

    /** Ticks go around after four and a half years. */
    @Test
    void shouldNotMistakeAChangeOfFormerYearsForOneToCome() {
        change(SHORT_SECONDS);
        for (int months = 1; months <= 12 * 12; months++) {
            nowNs += 30L * 86_400 * SECOND_NS;
            final int tick = Ticks.of(nowNs);
            timeouts.forget(tick);
            assertThat(timeouts.tick(tick)).isEqualTo(tick);
            assertThat(timeouts.isFormer(tick)).isFalse();
            assertThat(timeouts.ticks(Ipv4.UDP, UdpState.NORMAL.id(), tick)).isEqualTo(Ticks.ceil(SHORT_SECONDS));
        }
    }

    private void change(final int udpSeconds) {
        timeouts.change(nowNs);
        timeouts.udp(udpSeconds);
    }

    private long open(final int client) {
        final long record = table.create();
        Connection.client(record, WireAddress.IPV4_HIGH, WireAddress.low(client));
        Connection.virtual(record, WireAddress.IPV4_HIGH, WireAddress.low(VIRTUAL));
        Connection.destination(record, WireAddress.IPV4_HIGH, WireAddress.low(0x0C00_0001));
        Connection.protocol(record, Ipv4.UDP);
        assertThat(table.insert(record, nowNs)).isTrue();
        return record;
    }

    private void pass(final int seconds) {
        for (int i = 0; i < 10 * seconds; i++) {
            nowNs += SECOND_NS / 10;
            table.expire(nowNs, 32);
        }
    }

    private long leftOf(final long wanted) {
        final long[] left = {-1};
        table.forEach(nowNs, (record, leftNs) -> left[0] = record == wanted ? leftNs : left[0]);
        return left[0];
    }

    private void assertLeft(final long record, final int seconds) {
        assertThat(leftOf(record)).isBetween(seconds * SECOND_NS - TICK_NS, seconds * SECOND_NS + 3 * TICK_NS);
    }

    /** All that there is. */
    private void assertExpiresIn(final int seconds) {
        final long beganNs = nowNs;
        while (table.size() > 0) {
            nowNs += SECOND_NS / 100;
            table.expire(nowNs, 32);
        }
        assertThat(nowNs - beganNs).isBetween(seconds * SECOND_NS - TICK_NS, seconds * SECOND_NS + 4 * TICK_NS);
    }
}
