/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.configuration.Sysctl;
import director.dataplane.configuration.Sysctls;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import java.util.concurrent.TimeUnit;

/**
 * What a worker does against a flood of connections, by the kernel's settings {@code drop_entry}, {@code drop_packet}
 * and {@code secure_tcp}: 0 nothing, 1 and 2 while room is short, 3 always. Room is short while fewer connections than
 * {@code amemthresh} find room; it is looked at once a second. From the worker's thread.
 */
final class Defence {
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int ALWAYS = 3;
    /** Part of the table that is looked through in a second, as in Linux. */
    private static final int PART = 32;
    /** Entries looked at in one duty cycle, which bounds the time that it takes. */
    private static final int AT_ONCE = 64;

    private final ConnectionTable connections;
    private final WorkerCounters counters;
    private final DutyCycle cycle;
    private long nextNs;
    private int toLookAt;
    private int dropRate;
    private int untilDrop;
    private boolean secure;

    Defence(final ConnectionTable connections, final WorkerCounters counters, final DutyCycle cycle) {
        this.connections = connections;
        this.counters = counters;
        this.cycle = cycle;
        this.nextNs = cycle.nowNs();
    }

    /** Whether the strict table of TCP states is in force. */
    boolean isSecure() {
        return secure;
    }

    /** Whether {@link #drops} has to be asked. */
    boolean isDropping() {
        return dropRate != 0;
    }

    /** Whether the next packet that asks for a connection is to be dropped: one in so many is. */
    boolean drops() {
        if (dropRate == 0) {
            return false;
        }
        untilDrop--;
        if (untilDrop > 0) {
            return false;
        }
        untilDrop = dropRate;
        return true;
    }

    /** Looks at the room once a second, and drops half-open connections at random if that is in force. */
    int poll() {
        if (cycle.nowNs() - nextNs >= 0) {
            nextNs = cycle.nowNs() + INTERVAL_NS;
            assess(cycle.snapshot().sysctls());
        }
        if (toLookAt == 0) {
            return 0;
        }
        final int now = Math.min(toLookAt, AT_ONCE);
        toLookAt -= now;
        counters.add(WorkerCounter.CONNECTIONS_DROPPED, connections.dropRandomEntries(now, cycle.nowNs()));
        return now;
    }

    private void assess(final Sysctls sysctls) {
        final int threshold = sysctls.get(Sysctl.AMEMTHRESH);
        final int room = connections.maximum() - connections.size();
        final boolean isShort = room < threshold;
        secure = isInForce(sysctls.get(Sysctl.SECURE_TCP), isShort);
        toLookAt = isInForce(sysctls.get(Sysctl.DROP_ENTRY), isShort) ? connections.size() / PART + 1 : 0;
        final int mode = sysctls.get(Sysctl.DROP_PACKET);
        final int rate = mode == ALWAYS ? sysctls.get(Sysctl.AM_DROPRATE)
            : isInForce(mode, isShort) ? threshold / (threshold - room) : 0;
        if (rate != dropRate) {
            dropRate = rate;
            untilDrop = rate;
        }
    }

    private static boolean isInForce(final int mode, final boolean isShort) {
        return mode == ALWAYS || (mode != 0 && isShort);
    }
}
