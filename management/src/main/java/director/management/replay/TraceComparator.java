/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import director.dataplane.status.DropReason;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares what a director did with what was recorded, step by step. */
public final class TraceComparator {
    private static final int SYNC_HEADER = 8;

    private TraceComparator() {
    }

    /**
     * Finds the first difference.
     *
     * @param recorded a trace with its recorded results.
     * @param played   the same steps with this director's.
     * @return null if there is none.
     */
    public static @Nullable Difference first(final Trace recorded, final Played played) {
        for (int i = 0; i < recorded.steps().size(); i++) {
            final Step expected = recorded.steps().get(i);
            final String words = difference(expected, played.trace().steps().get(i));
            if (words != null) {
                return new Difference(expected.line(), describe(expected) + ": " + words
                    + drops(played.drops().getOrDefault(expected.line(), Set.of())));
            }
        }
        return null;
    }

    private static @Nullable String difference(final Step expected, final Step actual) {
        if (actual.isNotSupported()) {
            return actual.notSupported();
        }
        final String result = switch (expected.kind()) {
            case "ipvsadm", "show" -> command(expected, actual);
            case "conns" -> ConnectionComparator.difference(rows(expected), rows(actual));
            case "sysctl" -> sysctl(expected, actual);
            default -> null;
        };
        if (result != null) {
            return result;
        }
        final String packets = PacketComparator.difference(expected.seen(), actual.seen());
        return packets != null ? packets : synchronisation(expected.seen(), actual.seen());
    }

    private static @Nullable String command(final Step expected, final Step actual) {
        if (expected.done().path("rc").intValue(0) != actual.done().path("rc").intValue(0)) {
            return "expected exit status " + expected.done().path("rc").intValue(0) + ", got "
                + actual.done().path("rc").intValue(0) + text(", which said: ", actual.text("err"));
        }
        if (!expected.text("err").equals(actual.text("err"))) {
            return "expected on standard error \"" + expected.text("err") + "\", got \"" + actual.text("err") + "\"";
        }
        return ListingComparator.difference(expected.text("args"), expected.text("out"), actual.text("out"));
    }

    /** Only a write that failed has results. */
    private static @Nullable String sysctl(final Step expected, final Step actual) {
        return expected.done().path("rc").intValue(0) == actual.done().path("rc").intValue(0) ? null
            : "expected exit status " + expected.done().path("rc").intValue(0) + ", got "
                + actual.done().path("rc").intValue(0);
    }

    /** Messages may be cut at another place: what counts is the records, one after another. */
    private static @Nullable String synchronisation(final List<ObjectNode> expected, final List<ObjectNode> actual) {
        final List<ObjectNode> wanted = messages(expected);
        final List<ObjectNode> got = messages(actual);
        if (wanted.isEmpty() != got.isEmpty()) {
            return wanted.isEmpty() ? "expected no synchronisation message, got " + got.size()
                : "expected " + wanted.size() + " synchronisation messages, got none";
        }
        final String wantedTo = receivers(wanted);
        if (!wantedTo.equals(receivers(got))) {
            return "expected synchronisation messages to " + wantedTo + ", got " + receivers(got);
        }
        return records(wanted).equals(records(got)) ? null
            : "expected synchronisation records " + records(wanted) + ", got " + records(got);
    }

    private static List<ObjectNode> messages(final List<ObjectNode> seen) {
        return seen.stream().filter(line -> line.path("see").asString().equals("sync")).toList();
    }

    private static String receivers(final List<ObjectNode> messages) {
        return messages.stream().map(message -> message.path("to").asString("the group")).distinct()
            .collect(Collectors.joining(", "));
    }

    private static String records(final List<ObjectNode> messages) {
        final ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (final ObjectNode message : messages) {
            final byte[] payload = HexFormat.of().parseHex(message.path("payload").asString());
            final int from = Math.min(SYNC_HEADER, payload.length);
            records.write(payload, from, payload.length - from);
        }
        return HexFormat.of().formatHex(records.toByteArray());
    }

    private static List<ConnectionRow> rows(final Step step) {
        final List<ConnectionRow> rows = new ArrayList<>();
        for (final JsonNode row : step.done().path("rows")) {
            rows.add(ConnectionRow.of(row));
        }
        return rows;
    }

    private static String describe(final Step step) {
        return switch (step.kind()) {
            case "packet" -> "after [" + PacketDecoder.summary(HexFormat.of().parseHex(step.text("ip")))
                + "] into the " + step.text("port") + " port";
            case "ipvsadm", "show" -> "ipvsadm " + step.text("args");
            case "conns" -> "list of connections";
            case "sleep" -> "after a pause of " + step.done().path("ms") + " ms";
            case "syncin" -> "after a synchronisation message";
            case "vip" -> "address " + step.text("addr");
            case "sysctl" -> "sysctl " + step.text("name") + "=" + step.text("value");
            case "mtu" -> "MTU " + step.done().path("value") + " on the " + step.text("port") + " port";
            default -> step.kind();
        };
    }

    private static String drops(final Set<DropReason> reasons) {
        return reasons.isEmpty() ? ""
            : " (dropped: " + reasons.stream().map(DropReason::label).collect(Collectors.joining(", ")) + ")";
    }

    private static String text(final String before, final String text) {
        return text.isEmpty() ? "" : before + text.strip();
    }
}
