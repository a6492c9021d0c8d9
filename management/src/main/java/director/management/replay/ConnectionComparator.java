/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares lists of connections; their order means nothing.
 *
 * <p>Times may be off by one second. Linux removes a connection late, never early: until then it shows 0, and a
 * director that is on time has no such row. A persistence template that still has connections is armed anew for 60 s
 * when its timer fires, first up to 16 s late and then up to 2 s late each time, so its time is compared within that
 * cycle, four of which are allowed for.
 */
final class ConnectionComparator {
    private static final long TOLERANCE = 1;
    private static final long REARMED = 60;
    private static final long MAX_LATENESS = 16 + 4 * 2;

    private ConnectionComparator() {
    }

    /** What differs, or null. */
    static @Nullable String difference(final List<ConnectionRow> expected, final List<ConnectionRow> actual) {
        final List<ConnectionRow> left = new ArrayList<>(actual);
        for (final ConnectionRow wanted : expected) {
            final ConnectionRow got = left.stream()
                .filter(candidate -> candidate.name().equals(wanted.name()))
                .min(Comparator.comparingLong(candidate -> Math.abs(candidate.expires() - wanted.expires())))
                .orElse(null);
            if (got == null) {
                if (wanted.expires() > 0) {
                    return "expected connection [" + describe(wanted) + "]; got " + instead(wanted, left);
                }
            } else {
                if (!isNear(wanted, got, expected)) {
                    return "connection [" + wanted.name() + "]: expected " + wanted.expires() + " s left, got "
                        + got.expires();
                }
                left.remove(got);
            }
        }
        return left.isEmpty() ? null : "expected no connection [" + describe(left.getFirst()) + "]";
    }

    private static boolean isNear(
        final ConnectionRow wanted,
        final ConnectionRow got,
        final List<ConnectionRow> expected) {
        final long later = wanted.expires() - got.expires();
        if (Math.abs(later) <= TOLERANCE) {
            return true;
        }
        if (!wanted.template() || wanted.expires() > REARMED || got.expires() > REARMED) {
            return false;
        }
        final boolean inUse = expected.stream()
            .anyMatch(row -> !row.template() && row.service().equals(wanted.service()));
        return inUse && Math.floorMod(later + TOLERANCE, REARMED) <= MAX_LATENESS + 2 * TOLERANCE;
    }

    /** A row that looks like the missing one but for its state or real server helps more than "nothing". */
    private static String instead(final ConnectionRow wanted, final List<ConnectionRow> left) {
        final String start = wanted.name().substring(0, Math.max(0, wanted.name().indexOf(" > ")));
        return left.stream()
            .filter(row -> !start.isEmpty() && row.name().startsWith(start + " > "))
            .findFirst()
            .map(row -> "[" + describe(row) + "]")
            .orElse("no such connection, among " + left.size());
    }

    private static String describe(final ConnectionRow row) {
        return row.name() + ", " + row.expires() + " s left";
    }
}
