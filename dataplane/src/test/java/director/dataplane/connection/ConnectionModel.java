/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.service.DestinationCounters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ConnectionTable} has to know, in a map, beside the table itself: every operation is done to both and
 * compared. A client is a number; a service's endpoint is its number, a real server's 100 more than its own.
 */
final class ConnectionModel {
    private static final long TICK_NS = 1L << 26;
    private static final int ALL = Integer.MAX_VALUE;

    private final ConnectionTable table;
    private final DestinationCounters counters;
    private final int capacity;
    private final Map<Long, Entry> byInbound = new HashMap<>();
    private final Map<Long, Entry> byOutbound = new HashMap<>();
    private long nowNs;

    ConnectionModel(
        final ConnectionTable table, final DestinationCounters counters, final int capacity, final long nowNs) {
        this.table = table;
        this.counters = counters;
        this.capacity = capacity;
        this.nowNs = nowNs;
    }

    void open(final int client, final int service, final int destination, final boolean tcp) {
        final long inbound = inbound(client, service);
        final long outbound = outbound(client, destination);
        if (byInbound.containsKey(inbound)) {
            return;
        }
        final long slot = table.open(inbound, outbound, destination, tcp, nowNs);
        if (byOutbound.containsKey(outbound)) {
            assertThat(slot).isEqualTo(ConnectionTable.CONFLICT);
        } else if (byInbound.size() == capacity) {
            assertThat(slot).isEqualTo(ConnectionTable.FULL);
        } else {
            assertThat(slot).isEqualTo(table.findInbound(inbound, table.homeInbound(inbound))).isPositive();
            final Entry entry = new Entry(inbound, outbound, destination, tcp);
            entry.usedNs = nowNs;
            byInbound.put(inbound, entry);
            byOutbound.put(outbound, entry);
        }
    }

    void remove(final int client, final int service) {
        final @Nullable Entry entry = byInbound.get(inbound(client, service));
        if (entry != null) {
            table.remove(Slot.value(inboundSlot(entry)));
            forget(entry);
        }
    }

    void touch(final int client, final int service, final boolean out) {
        final @Nullable Entry entry = byInbound.get(inbound(client, service));
        if (entry != null) {
            final long slot = out ? outboundSlot(entry) : inboundSlot(entry);
            table.touch(slot, Slot.value(slot), nowNs);
            entry.usedNs = nowNs;
        }
    }

    void transition(final int client, final int service, final int state, final boolean out) {
        final @Nullable Entry entry = byInbound.get(inbound(client, service));
        if (entry != null && entry.tcp) {
            final long slot = out ? outboundSlot(entry) : inboundSlot(entry);
            table.transition(slot, Slot.value(slot), state, nowNs);
            entry.state = TcpState.of(state);
            entry.usedNs = nowNs;
        }
    }

    void find(final int client, final int service, final int destination) {
        assertSame(inbound(client, service), true, byInbound.get(inbound(client, service)));
        assertSame(outbound(client, destination), false, byOutbound.get(outbound(client, destination)));
    }

    /** Time passes, and nobody looks for what has expired. */
    void advance(final long nanoseconds) {
        nowNs += nanoseconds;
    }

    /** Time passes and connections expire: none early, and all that are late by two ticks. */
    void pass(final long nanoseconds) {
        nowNs += nanoseconds;
        while (table.expire(nowNs, ALL) > 0 || lags()) {
            // Long pauses are worked off in several calls.
        }
        for (final Entry entry : List.copyOf(byInbound.values())) {
            final long lateNs = nowNs - entry.usedNs - entry.timeoutNs();
            final boolean there = table.findInbound(entry.inbound, table.homeInbound(entry.inbound)) != 0;
            if (!there) {
                assertThat(lateNs).as("how late a connection expired").isNotNegative();
                forget(entry);
            } else {
                assertThat(lateNs).as("how late a connection is").isLessThan(2 * TICK_NS);
            }
        }
    }

    void checkAll() {
        byInbound.forEach((key, entry) -> assertSame(key, true, entry));
        byOutbound.forEach((key, entry) -> assertSame(key, false, entry));
        assertThat(table.size()).isEqualTo(byInbound.size());
        for (int number = 0; number < 8; number++) {
            final int of = number;
            assertThat(counters.active(number)).isEqualTo(count(entry -> entry.destination == of && entry.isActive()));
            assertThat(counters.inactive(number))
                .isEqualTo(count(entry -> entry.destination == of && !entry.isActive()));
        }
    }

    void removeAll() {
        for (final Entry entry : List.copyOf(byInbound.values())) {
            table.remove(Slot.value(outboundSlot(entry)));
            forget(entry);
        }
        checkAll();
    }

    /** A poll passes over a bounded number of empty ticks: a pause of a minute takes four. */
    private boolean lags() {
        int handled = 0;
        for (int i = 0; i < 8; i++) {
            handled += table.expire(nowNs, ALL);
        }
        return handled > 0;
    }

    private long count(final Predicate<Entry> wanted) {
        return byInbound.values().stream().filter(wanted).count();
    }

    private void forget(final Entry entry) {
        byInbound.remove(entry.inbound);
        byOutbound.remove(entry.outbound);
    }

    private long inboundSlot(final Entry entry) {
        return table.findInbound(entry.inbound, table.homeInbound(entry.inbound));
    }

    private long outboundSlot(final Entry entry) {
        return table.findOutbound(entry.outbound, table.homeOutbound(entry.outbound));
    }

    private void assertSame(final long key, final boolean in, final @Nullable Entry entry) {
        final long slot = in ? table.findInbound(key, table.homeInbound(key))
            : table.findOutbound(key, table.homeOutbound(key));
        if ((slot != 0) != (entry != null)) {
            throw new AssertionError("key 0x" + Long.toHexString(key) + " found: " + (slot != 0));
        }
        if (entry != null && (Slot.key(slot) != key || Slot.destination(Slot.value(slot)) != entry.destination
            || Slot.state(Slot.value(slot)) != entry.state.id())) {
            throw new AssertionError("key 0x" + Long.toHexString(key) + " has another connection's value");
        }
    }

    private static long inbound(final int client, final int service) {
        return ConnectionKey.of(0x0A00_0000 + client / 7, client % 7, service);
    }

    private static long outbound(final int client, final int destination) {
        return ConnectionKey.of(0x0A00_0000 + client / 7, client % 7, 100 + destination);
    }

    private static final class Entry {
        private static final long UDP_NS = 300_000_000_000L;

        private final long inbound;
        private final long outbound;
        private final int destination;
        private final boolean tcp;
        private TcpState state = TcpState.NONE;
        private long usedNs;

        private Entry(final long inbound, final long outbound, final int destination, final boolean tcp) {
            this.inbound = inbound;
            this.outbound = outbound;
            this.destination = destination;
            this.tcp = tcp;
        }

        private boolean isActive() {
            return state.isActive();
        }

        private long timeoutNs() {
            return tcp ? state.timeoutSeconds() * 1_000_000_000L : UDP_NS;
        }
    }
}
