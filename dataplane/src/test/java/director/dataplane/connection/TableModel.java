/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.WireAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ConnectionTable} has to know, in maps, beside the table itself: every operation is done to both and
 * compared. Clients, virtual services and real servers are small numbers; those that are odd speak IPv6.
 */
final class TableModel implements ConnectionListener {
    static final long TICK_NS = 1L << 26;

    private static final int TCP = 6;
    private static final int UDP = 17;

    /** A connection as anybody would write it down. */
    static final class Entry {
        private final Tuple inbound;
        private final Tuple outbound;
        private final boolean replies;
        private final int protocol;
        private final long record;
        private int state;
        private boolean active;
        private long usedNs;

        private Entry(final Tuple inbound, final Tuple outbound, final boolean replies, final int protocol,
            final long record) {
            this.inbound = inbound;
            this.outbound = outbound;
            this.replies = replies;
            this.protocol = protocol;
            this.record = record;
        }

        private long timeoutNs() {
            return (protocol == TCP ? TcpState.of(state).timeoutSeconds() : 300) * 1_000_000_000L;
        }
    }

    /** Addresses as two longs each. */
    private record Tuple(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int ports,
        int protocol) {
    }

    private final Map<Tuple, Entry> byInbound = new HashMap<>();
    private final Map<Tuple, List<Entry>> byOutbound = new HashMap<>();
    private final Map<Long, Entry> byRecord = new HashMap<>();
    private final Set<Long> removed = new HashSet<>();
    private @Nullable ConnectionTable table;
    private long nowNs;

    void attach(final ConnectionTable made, final long startNs) {
        table = made;
        nowNs = startNs;
    }

    @Override
    public void removed(final long record) {
        assertThat(removed.add(record)).isTrue();
    }

    @Override
    public void activityChanged(final long record, final boolean active) {
        final Entry entry = Objects.requireNonNull(byRecord.get(record));
        assertThat(entry.active).isNotEqualTo(active);
        entry.active = active;
    }

    void open(final int client, final int service, final int server, final int method, final boolean tcp) {
        final int protocol = tcp ? TCP : UDP;
        final Tuple inbound = inbound(client, service, protocol);
        final long record = isIpv4(inbound) && (client & 4) == 0 ? unsettled().createShort() : unsettled().create();
        if (record == 0) {
            assertThat(byInbound.size()).isEqualTo(table().maximum());
            return;
        }
        assertThat(record % Connection.BYTES).isZero();
        final Tuple outbound = outbound(client, service, server, protocol);
        Connection.client(record, inbound.sourceHigh, inbound.sourceLow);
        Connection.virtual(record, inbound.destinationHigh, inbound.destinationLow);
        Connection.destination(record, outbound.sourceHigh, outbound.sourceLow);
        Connection.ports(record, inbound.ports);
        Connection.destinationPort(record, outbound.ports & 0xFFFF);
        Connection.protocol(record, protocol);
        Connection.flags(record, method);
        // Some alone, and others together with those that come before anybody looks.
        final boolean inserted = client % 3 == 0 ? table().insert(record, nowNs)
            : unsettled().flows().openings().insert(record, nowNs);
        assertThat(inserted).isEqualTo(!byInbound.containsKey(inbound));
        if (!inserted) {
            table().remove(record);
            return;
        }
        final Entry entry = new Entry(inbound, outbound, method == Connection.MASQUERADE, protocol, record);
        entry.usedNs = nowNs;
        byInbound.put(inbound, entry);
        byRecord.put(record, entry);
        if (entry.replies) {
            byOutbound.computeIfAbsent(outbound, key -> new ArrayList<>()).add(entry);
        }
    }

    private static boolean isIpv4(final Tuple tuple) {
        return WireAddress.isIpv4(tuple.sourceHigh, tuple.sourceLow)
            && WireAddress.isIpv4(tuple.destinationHigh, tuple.destinationLow);
    }

    void remove(final int client, final int service, final boolean tcp, final boolean atOnce) {
        final @Nullable Entry entry = byInbound.get(inbound(client, service, tcp ? TCP : UDP));
        if (entry == null) {
            return;
        }
        final int generation = table().generation();
        if (atOnce) {
            table().remove(entry.record);
            assertThat(table().generation()).isNotEqualTo(generation);
            assertThat(removed.remove(entry.record)).isTrue();
        } else {
            table().expireNow(entry.record);
            assertThat(find(entry.inbound)).isZero();
            assertThat(table().generation()).isEqualTo(generation);
            table().expire(nowNs, Integer.MAX_VALUE);
            assertThat(removed).contains(entry.record);
        }
        forget(entry);
        settle();
    }

    void touch(final int client, final int service, final boolean tcp) {
        final @Nullable Entry entry = byInbound.get(inbound(client, service, tcp ? TCP : UDP));
        if (entry != null) {
            table().touch(entry.record, nowNs);
            entry.usedNs = nowNs;
        }
    }

    void transition(final int client, final int service, final int state) {
        final @Nullable Entry entry = byInbound.get(inbound(client, service, TCP));
        if (entry != null) {
            final int old = entry.state;
            table().transition(entry.record, state, nowNs);
            assertThat(Connection.oldState(entry.record)).isEqualTo(old);
            assertThat(entry.active).isEqualTo(TcpState.of(state).isActive());
            entry.state = state;
            entry.usedNs = nowNs;
        }
    }

    void find(final int client, final int service, final int server, final boolean tcp) {
        final int protocol = tcp ? TCP : UDP;
        check(inbound(client, service, protocol));
        check(outbound(client, service, server, protocol));
    }

    void advance(final long nanoseconds) {
        nowNs += nanoseconds;
    }

    /** Time passes and connections expire: none early, and all that are late by two ticks. */
    void pass(final long nanoseconds) {
        nowNs += nanoseconds;
        for (int i = 0; i < 300; i++) {
            table().expire(nowNs, Integer.MAX_VALUE);
        }
        settle();
        for (final Entry entry : byInbound.values()) {
            assertThat(nowNs - entry.usedNs - entry.timeoutNs()).as("how late").isLessThan(2 * TICK_NS);
        }
    }

    void checkAll() {
        byInbound.keySet().forEach(this::check);
        byOutbound.keySet().forEach(this::check);
        assertThat(table().size()).isEqualTo(byInbound.size());
        final Set<Long> listed = new HashSet<>();
        int cursor = 0;
        do {
            cursor = table().list(cursor, 7, nowNs, (record, leftNs) -> {
                final Entry entry = Objects.requireNonNull(byRecord.get(record));
                assertThat(listed.add(record)).isTrue();
                final long left = entry.usedNs + entry.timeoutNs() - nowNs;
                assertThat(leftNs).isBetween(Math.max(0, left - TICK_NS), Math.max(0, left + 2 * TICK_NS));
            });
        } while (cursor != 0);
        assertThat(listed).isEqualTo(byRecord.keySet());
    }

    void removeAll() {
        List.copyOf(byInbound.values()).forEach(entry -> {
            table().remove(entry.record);
            forget(entry);
        });
        removed.clear();
        checkAll();
    }

    int size() {
        return byInbound.size();
    }

    private void settle() {
        for (final long record : removed) {
            final @Nullable Entry entry = byRecord.get(record);
            if (entry != null) {
                assertThat(nowNs - entry.usedNs).as("life").isGreaterThanOrEqualTo(entry.timeoutNs());
                forget(entry);
            }
        }
        removed.clear();
    }

    private void forget(final Entry entry) {
        byInbound.remove(entry.inbound);
        byRecord.remove(entry.record);
        if (entry.replies) {
            final List<Entry> same = Objects.requireNonNull(byOutbound.get(entry.outbound));
            same.remove(entry);
            if (same.isEmpty()) {
                byOutbound.remove(entry.outbound);
            }
        }
    }

    private void check(final Tuple tuple) {
        final @Nullable Entry in = byInbound.get(tuple);
        final @Nullable List<Entry> out = byOutbound.get(tuple);
        final long expected = in != null ? in.record
            : out != null ? out.get(out.size() - 1).record | ConnectionTable.OUTBOUND : 0;
        final long found = find(tuple);
        if (found != expected) {
            throw new AssertionError(tuple + ": " + found + " instead of " + expected);
        }
        final long candidate = table().flows().candidate(hash(tuple));
        if (expected != 0 && candidate == 0) {
            throw new AssertionError(tuple + ": no candidate instead of " + expected);
        }
    }

    private long find(final Tuple tuple) {
        return WireAddress.isIpv4(tuple.sourceHigh, tuple.sourceLow)
            ? table().findIpv4(hash(tuple), WireAddress.ipv4(tuple.sourceLow), WireAddress.ipv4(tuple.destinationLow),
                tuple.ports, tuple.protocol)
            : table().findIpv6(hash(tuple), tuple.sourceHigh, tuple.sourceLow, tuple.destinationHigh,
                tuple.destinationLow, tuple.ports, tuple.protocol);
    }

    private long hash(final Tuple tuple) {
        final long six = table().hashIpv6(tuple.sourceHigh, tuple.sourceLow, tuple.destinationHigh,
            tuple.destinationLow, tuple.ports, tuple.protocol);
        if (WireAddress.isIpv4(tuple.sourceHigh, tuple.sourceLow)) {
            assertThat(table().hashIpv4(WireAddress.ipv4(tuple.sourceLow), WireAddress.ipv4(tuple.destinationLow),
                tuple.ports, tuple.protocol)).isEqualTo(six);
        }
        return six;
    }

    private ConnectionTable table() {
        unsettled().flows().openings().settle();
        return unsettled();
    }

    private ConnectionTable unsettled() {
        return Objects.requireNonNull(table);
    }

    private static Tuple inbound(final int client, final int service, final int protocol) {
        final boolean six = client % 2 == 1;
        return new Tuple(high(six, 1), low(six, 0x0A00_0000 + client / 14), high(six, 2), low(six, 200 + service),
            client / 2 % 7 | (80 + service) << 16, protocol);
    }

    private static Tuple outbound(final int client, final int service, final int server, final int protocol) {
        final boolean six = client % 2 == 1;
        // Services 1 and 2 share the ports of their real servers, so that replies may be alike.
        return new Tuple(high(six, 3), low(six, 300 + server), high(six, 1), low(six, 0x0A00_0000 + client / 14),
            (8_000 + service / 3) | client / 2 % 7 << 16, protocol);
    }

    private static long high(final boolean six, final int network) {
        return six ? 0xFD00L + network : WireAddress.IPV4_HIGH;
    }

    private static long low(final boolean six, final int host) {
        return six ? (long) host << 8 : WireAddress.low(host);
    }
}
