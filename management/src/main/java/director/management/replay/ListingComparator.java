/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares what {@code ipvsadm} printed: to the letter, but for what has no order in Linux ({@code --nosort} and lists
 * of connections), the times of connections, and rates, which depend on the phase of a timer.
 */
final class ListingComparator {
    private static final String CONNECTIONS = "IPVS connection entries";
    private static final int HEADING_LINES = 2;
    private static final long RATE_TOLERANCE = 2;

    private ListingComparator() {
    }

    /** What differs, or null. */
    static @Nullable String difference(final String arguments, final String expected, final String actual) {
        if (expected.equals(actual)) {
            return null;
        }
        final List<String> words = Arrays.asList(arguments.strip().split("\\s+", -1));
        if (expected.startsWith(CONNECTIONS) && actual.startsWith(CONNECTIONS)) {
            return connections(expected, actual);
        }
        final List<String> wanted = lines(expected);
        final List<String> got = lines(actual);
        final boolean noSort = words.contains("--nosort");
        return lines(noSort ? sortServices(wanted) : wanted, noSort ? sortServices(got) : got,
            words.contains("--rate"));
    }

    private static @Nullable String connections(final String expected, final String actual) {
        final List<String> wanted = lines(expected);
        final List<String> got = lines(actual);
        final String heading = lines(head(wanted), head(got), false);
        if (heading != null) {
            return heading;
        }
        final List<ConnectionRow> wantedRows = new ArrayList<>();
        final List<ConnectionRow> gotRows = new ArrayList<>();
        final String unreadable = Stream.of(read(wanted, wantedRows), read(got, gotRows))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
        return unreadable != null ? unreadable : ConnectionComparator.difference(wantedRows, gotRows);
    }

    private static List<String> head(final List<String> lines) {
        return lines.subList(0, Math.min(HEADING_LINES, lines.size()));
    }

    private static @Nullable String read(final List<String> lines, final List<ConnectionRow> rows) {
        for (final String line : lines.subList(Math.min(HEADING_LINES, lines.size()), lines.size())) {
            final ConnectionRow row = ConnectionRow.ofListing(line);
            if (line.isEmpty()) {
                continue;
            }
            if (row == null) {
                return "\"" + line + "\" is no line of a list of connections";
            }
            rows.add(row);
        }
        return null;
    }

    private static @Nullable String lines(
        final List<String> expected,
        final List<String> actual,
        final boolean rates) {
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            if (i >= actual.size()) {
                return "expected line \"" + expected.get(i) + "\"; the output ends before it";
            }
            if (i >= expected.size()) {
                return "expected the end of the output; got line \"" + actual.get(i) + "\"";
            }
            if (!expected.get(i).equals(actual.get(i)) && !(rates && ratesAgree(expected.get(i), actual.get(i)))) {
                return "expected line \"" + expected.get(i) + "\"; got \"" + actual.get(i) + "\"";
            }
        }
        return null;
    }

    /** Whether two lines are alike but for figures, of which neither is 0 and neither is twice the other. */
    private static boolean ratesAgree(final String expected, final String actual) {
        final String[] wanted = expected.strip().split("\\s+", -1);
        final String[] got = actual.strip().split("\\s+", -1);
        if (wanted.length != got.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (!wanted[i].equals(got[i]) && !isNear(wanted[i], got[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNear(final String expected, final String actual) {
        if (!expected.matches("[0-9]{1,15}") || !actual.matches("[0-9]{1,15}")) {
            return false;
        }
        final long wanted = Long.parseLong(expected);
        final long got = Long.parseLong(actual);
        return wanted != 0 && got != 0
            && (Math.abs(wanted - got) <= RATE_TOLERANCE || Math.max(wanted, got) <= 2 * Math.min(wanted, got));
    }

    /** Sorts the services of a listing by their first lines; each keeps its real servers behind it. */
    private static List<String> sortServices(final List<String> lines) {
        final List<String> heading = new ArrayList<>();
        final List<List<String>> services = new ArrayList<>();
        for (final String line : lines) {
            if (line.startsWith("IP Virtual Server") || line.startsWith("Prot ") || line.contains("RemoteAddress:")) {
                heading.add(line);
            } else if (services.isEmpty() || !line.startsWith(" ")) {
                services.add(new ArrayList<>(List.of(line)));
            } else {
                services.getLast().add(line);
            }
        }
        services.sort((one, other) -> one.getFirst().compareTo(other.getFirst()));
        return Stream.concat(heading.stream(), services.stream().flatMap(List::stream)).toList();
    }

    private static List<String> lines(final String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split("\n", -1));
    }
}
