/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.testkit.CountingMemory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifetimesTest {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long TICK_NS = 1L << 26;
    private static final long POLL_NS = 5_000_000L;
    private static final int VIRTUAL_ADDRESS = 0x0B00_0001;

    private final CountingMemory memory = new CountingMemory();
    private final Timeouts timeouts = new Timeouts();
    private final List<Long> removed = new ArrayList<>();
    private final ConnectionTable table =
        new ConnectionTable(memory, 10, 100_000, 5, 0, timeouts, removed::add);
    private long nowNs;

    @AfterEach
    void shouldHaveFreedEverything() {
        table.close();
        assertThat(memory.taken()).isZero();
    }

    @ParameterizedTest
    @EnumSource(TcpState.class)
    void shouldExpireByStateNeverEarlyAndLessThanTwoTicksLate(final TcpState state) {
        // Whatever part of a tick has passed when a connection was used last.
        for (long partNs = 0; partNs < TICK_NS; partNs += TICK_NS / 7) {
            moveTo((nowNs / TICK_NS + 2) * TICK_NS + partNs);
            final long record = open(1, TCP);
            table.transition(record, state.id(), nowNs);
            assertOnTime(millisUntilExpiry(), state.timeoutSeconds());
        }
    }

    @Test
    void shouldExpireEarlierWhenTheNewStateAllowsLess() {
        final long record = open(1, TCP);
        table.transition(record, TcpState.ESTABLISHED.id(), nowNs);
        moveTo(100 * SECOND_NS);
        table.transition(record, TcpState.CLOSE.id(), nowNs);
        assertOnTime(millisUntilExpiry(), 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 900, 1_200, 7_200, 100_000})
    void shouldExpireByItsOwnTimeoutWhateverTheState(final long seconds) {
        final long record = open(1, UDP);
        LongRecord.timeout(record, seconds);
        table.restart(record, nowNs);
        assertThat(leftOf(record)).isBetween(seconds * SECOND_NS, seconds * SECOND_NS + TICK_NS);
        assertOnTime(millisUntilExpiry(), seconds);
    }

    @Test
    void shouldNotExpireAConnectionThatIsUsed() {
        final long record = open(1, TCP);
        table.transition(record, TcpState.CLOSE.id(), nowNs);
        for (int i = 0; i < 1_000; i++) {
            moveTo(nowNs + 9 * SECOND_NS);
            table.touch(record, nowNs);
        }
        assertThat(table.size()).isEqualTo(1);
        assertThat(table.expired()).isZero();
        assertOnTime(millisUntilExpiry(), 10);
        assertThat(table.expired()).isEqualTo(1);
        assertThat(removed).containsExactly(record);
    }

    @Test
    void shouldLookAtNoMoreConnectionsAtOnceThanAsked() {
        IntStream.range(0, 10_000).forEach(i -> open(i, TCP));
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
        assertThat(removed).hasSize(10_000).doesNotHaveDuplicates();
    }

    @Test
    void shouldExpireAllAfterAPauseLongerThanTheWheel() {
        IntStream.range(0, 100).forEach(i -> open(i, i % 2 == 0 ? TCP : UDP));
        nowNs += 40 * 60 * SECOND_NS;
        for (int i = 0; i < 200; i++) {
            table.expire(nowNs, 32);
        }
        assertThat(table.size()).isZero();
    }

    @Test
    void shouldHideWhatEndsAtOnceAndFreeItWithTheNextExpiry() {
        final long record = open(1, TCP);
        table.expireNow(record);
        table.expireNow(record);
        table.transition(record, TcpState.CLOSE.id(), nowNs);
        assertThat(find(1, TCP)).isZero();
        assertThat(listed()).isEmpty();
        final long next = open(1, TCP);
        assertThat(next).isNotEqualTo(record);
        assertThat(removed).isEmpty();
        assertThat(table.expire(nowNs, 10)).isEqualTo(1);
        assertThat(removed).containsExactly(record);
        assertThat(find(1, TCP)).isEqualTo(next);
        assertThat(listed()).containsExactly(next);
    }

    @Test
    void shouldFreeRecordsThatWereNeverInsertedWithoutTellingAnybody() {
        open(1, UDP);
        final int generation = table.generation();
        table.remove(fill(2, TCP));
        table.expireNow(fill(3, TCP));
        assertThat(table.generation()).isEqualTo(generation + 2);
        assertThat(removed).isEmpty();
        assertThat(table.size()).isEqualTo(1);
        assertOnTime(millisUntilExpiry(), 300);
    }

    @Test
    void shouldForgetAConnectionForOnePacketWithTheNextExpiry() {
        final long record = fill(1, UDP);
        Connection.flags(record, Connection.ONE_PACKET);
        assertThat(table.insert(record, nowNs)).isTrue();
        assertThat(find(1, UDP)).isZero();
        assertThat(table.size()).isEqualTo(1);
        table.expire(nowNs, 10);
        assertThat(table.size()).isZero();
        assertThat(removed).containsExactly(record);
    }

    @Test
    void shouldFindATemplateByItsTupleAndNeverAPacketOfThatTuple() {
        final long template = template(1, 300);
        assertThat(findTemplate(1)).isEqualTo(template);
        assertThat(findTemplate(2)).isZero();
        assertThat(find(1, TCP)).isZero();
        assertThat(table.templates()).isEqualTo(1);
        // The packet's own connection does not hide it.
        final long record = table.create();
        Connection.client(record, Connection.clientHigh(template), Connection.clientLow(template));
        Connection.virtual(record, Connection.virtualHigh(template), Connection.virtualLow(template));
        Connection.ports(record, Connection.ports(template));
        Connection.protocol(record, TCP);
        assertThat(table.insert(record, nowNs)).isTrue();
        assertThat(findTemplate(1)).isEqualTo(template);
        assertOnTime(millisUntilExpiry(), 300);
        assertThat(findTemplate(1)).isZero();
        assertThat(table.templates()).isZero();
    }

    @Test
    void shouldKeepATemplateForAnotherMinuteWhileItHasConnections() {
        final long template = template(1, 10);
        final long record = open(1, TCP);
        table.transition(record, TcpState.FIN_WAIT.id(), nowNs);
        table.control(record, template);
        assertThat(table.controller(record)).isEqualTo(template);
        assertThat(LongRecord.controlled(template)).isEqualTo(1);
        moveTo(11 * SECOND_NS);
        assertThat(leftOf(template)).isBetween(58 * SECOND_NS, 60 * SECOND_NS + TICK_NS);
        moveTo(119 * SECOND_NS);
        assertThat(listed()).contains(template, record);
        moveTo(121 * SECOND_NS);
        assertThat(listed()).containsExactly(template);
        assertThat(LongRecord.controlled(template)).isZero();
        moveTo(133 * SECOND_NS);
        assertThat(listed()).isEmpty();
        assertThat(removed).containsExactly(record, template);
    }

    @Test
    void shouldRenameATemplateSoThatItIsListedButNotFound() {
        final long template = template(1, 100);
        table.renameTemplate(template);
        assertThat(findTemplate(1)).isZero();
        assertThat(Connection.virtualPort(template)).isEqualTo(65_535);
        assertThat(Connection.destinationPort(template)).isEqualTo(65_535);
        final long next = template(1, 100);
        assertThat(findTemplate(1)).isEqualTo(next);
        assertThat(listed()).containsExactlyInAnyOrder(template, next);
        assertOnTime(millisUntilExpiry(), 100);
        assertThat(removed).containsExactlyInAnyOrder(template, next);
    }

    @Test
    void shouldLetARemovedTemplateGoWithItsLastConnection() {
        final long template = template(1, 100);
        final long first = open(1, TCP);
        final long second = open(2, TCP);
        table.control(first, template);
        table.control(second, template);
        table.transition(first, TcpState.ESTABLISHED.id(), nowNs);
        table.remove(template);
        assertThat(findTemplate(1)).isZero();
        table.remove(first);
        assertThat(removed).containsExactly(first);
        table.remove(second);
        assertThat(removed).containsExactly(first, second, template);
        assertThat(table.size()).isZero();
    }

    @Test
    void shouldDropATemplateWithItsLastConnectionUnlessOneWasEstablished() {
        final long template = template(1, 100);
        final long record = open(1, TCP);
        table.control(record, template);
        assertThat(StateLabel.of(template)).isEqualTo("NONE");
        table.expireNow(record);
        table.expire(nowNs, 10);
        assertThat(removed).containsExactly(record, template);

        final long assured = template(2, 100);
        final long established = open(2, TCP);
        table.control(established, assured);
        table.transition(established, TcpState.ESTABLISHED.id(), nowNs);
        assertThat(StateLabel.of(assured)).isEqualTo("ASSURED");
        assertThat(StateLabel.of(established)).isEqualTo("ESTABLISHED");
        table.remove(established);
        assertThat(listed()).containsExactly(assured);
    }

    @Test
    void shouldFindTemplatesByDataOfAnyLength() {
        final long bytes = NativeMemory.allocate(256, 8);
        try {
            final List<Long> templates = new ArrayList<>();
            for (int length = 1; length <= 256; length++) {
                text(bytes, length);
                final long template = fillTemplate(7, 100);
                assertThat(table.templateData().keep(template, bytes, length)).isTrue();
                assertThat(table.insertTemplate(template, nowNs)).isTrue();
                templates.add(template);
            }
            assertThat(findTemplate(7)).as("by the client").isZero();
            final long refused = fillTemplate(7, 100);
            assertThat(table.templateData().keep(refused, bytes, 257)).isFalse();
            assertThat(table.templateData().keep(refused, bytes, 0)).isFalse();
            table.remove(refused);
            for (int length = 1; length <= 256; length++) {
                text(bytes, length);
                final long template = templates.get(length - 1);
                assertThat(findByData(bytes, length)).isEqualTo(template);
                assertThat(table.templateData().length(template)).isEqualTo(length);
                assertThat(NativeMemory.bytes(table.templateData().address(template), length))
                    .isEqualTo(NativeMemory.bytes(bytes, length));
                NativeMemory.uint8(bytes + length - 1, '!');
                assertThat(findByData(bytes, length)).as("another last byte").isZero();
            }
            table.remove(templates.get(9));
            text(bytes, 10);
            assertThat(findByData(bytes, 10)).isZero();
        } finally {
            NativeMemory.free(bytes);
        }
    }

    @Test
    void shouldAnswerRepliesForTheNewestOfConnectionsWithTheSameReplies() {
        final long[] records = new long[5];
        for (int i = 0; i < records.length; i++) {
            records[i] = fill(1, TCP);
            Connection.virtualPort(records[i], 100 + i);
            assertThat(table.insert(records[i], nowNs)).isTrue();
        }
        final int[] order = {2, 4, 0, 3};
        final int[] newest = {4, 3, 3, 1};
        for (int i = 0; i < order.length; i++) {
            table.remove(records[order[i]]);
            assertThat(findReply(1, TCP)).isEqualTo(records[newest[i]] | ConnectionTable.OUTBOUND);
        }
        table.remove(records[1]);
        assertThat(findReply(1, TCP)).isZero();
    }

    @Test
    void shouldDropAtRandomOnlyWhatIsHalfOpenOrHardlyUsed() {
        for (int i = 0; i < 1_000; i++) {
            table.transition(open(i, TCP), i % 2 == 0 ? TcpState.SYN_RECV.id() : TcpState.ESTABLISHED.id(), nowNs);
        }
        final long few = find(1, TCP);
        Connection.packets(few, 1);
        Connection.packets(find(3, TCP), 9);
        assertThat(table.dropRandomEntries(10, nowNs)).isBetween(1, 10);
        for (int i = 0; i < 1_000; i++) {
            table.dropRandomEntries(10, nowNs);
        }
        assertThat(table.size()).as("all half-open ones went").isEqualTo(500);
        nowNs += 61 * SECOND_NS;
        for (int i = 0; i < 1_000; i++) {
            table.dropRandomEntries(10, nowNs);
        }
        assertThat(table.size()).as("one with a single packet, idle for a minute").isEqualTo(499);
        assertThat(find(1, TCP)).isZero();
    }

    private static void assertOnTime(final long millis, final long seconds) {
        assertThat(millis).isBetween(seconds * 1_000L, seconds * 1_000L + (2 * TICK_NS + POLL_NS) / 1_000_000);
    }

    private static void text(final long bytes, final int length) {
        final String text = "a84b4c76e66710@pc33.example.com;".repeat(8);
        NativeMemory.bytes(bytes, text.substring(0, length).getBytes(StandardCharsets.US_ASCII));
    }

    private long open(final int client, final int protocol) {
        final long record = fill(client, protocol);
        assertThat(table.insert(record, nowNs)).isTrue();
        return record;
    }

    private long fill(final int client, final int protocol) {
        final long record = table.create();
        assertThat(record).isNotZero();
        Connection.client(record, WireAddress.IPV4_HIGH, WireAddress.low(client));
        Connection.virtual(record, WireAddress.IPV4_HIGH, WireAddress.low(VIRTUAL_ADDRESS));
        Connection.destination(record, WireAddress.IPV4_HIGH, WireAddress.low(0x0C00_0001));
        Connection.protocol(record, protocol);
        return record;
    }

    private long template(final int client, final long seconds) {
        final long template = fillTemplate(client, seconds);
        assertThat(table.insertTemplate(template, nowNs)).isTrue();
        return template;
    }

    private long fillTemplate(final int client, final long seconds) {
        final long template = fill(client, TCP);
        Connection.flags(template, Connection.DIRECT | Connection.TEMPLATE);
        LongRecord.timeout(template, seconds);
        return template;
    }

    private long findTemplate(final int client) {
        return table.findTemplate(TCP, WireAddress.IPV4_HIGH, WireAddress.low(client), WireAddress.IPV4_HIGH,
            WireAddress.low(VIRTUAL_ADDRESS), 0);
    }

    private long findByData(final long bytes, final int length) {
        return table.findTemplateByData(TCP, WireAddress.IPV4_HIGH, WireAddress.low(VIRTUAL_ADDRESS), 0, bytes, length);
    }

    private long find(final int client, final int protocol) {
        return table.findIpv4(table.hashIpv4(client, VIRTUAL_ADDRESS, 0, protocol), client, VIRTUAL_ADDRESS, 0,
            protocol);
    }

    private long findReply(final int client, final int protocol) {
        return table.findIpv4(table.hashIpv4(0x0C00_0001, client, 0, protocol), 0x0C00_0001, client, 0, protocol);
    }

    private List<Long> listed() {
        final List<Long> listed = new ArrayList<>();
        table.forEach(nowNs, (record, leftNs) -> listed.add(record));
        return listed;
    }

    private long leftOf(final long wanted) {
        final List<Long> left = new ArrayList<>();
        table.forEach(nowNs, (record, leftNs) -> {
            if (record == wanted) {
                left.add(leftNs);
            }
        });
        assertThat(left).hasSize(1);
        return left.get(0);
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
