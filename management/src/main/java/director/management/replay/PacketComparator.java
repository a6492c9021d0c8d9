/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares the packets that a step let out. Order counts within a side; bytes under the recorded mask do not, but for
 * the source port of GUE, which stays in its range.
 */
final class PacketComparator {
    private static final List<String> SIDES = List.of("client", "real");
    private static final int UDP = 17;
    private static final int GUE_PORT = 6080;
    private static final int GUE_SOURCE_MIN = 32_768;
    private static final int GUE_SOURCE_MAX = 60_999;

    private PacketComparator() {
    }

    /** What differs, or null. */
    static @Nullable String difference(final List<ObjectNode> expected, final List<ObjectNode> actual) {
        for (final String side : SIDES) {
            final List<ObjectNode> wanted = packets(expected, side);
            final List<ObjectNode> got = packets(actual, side);
            for (int i = 0; i < Math.max(wanted.size(), got.size()); i++) {
                if (i >= got.size()) {
                    return "expected on the " + side + " port " + describe(wanted.get(i)) + "; got nothing";
                }
                if (i >= wanted.size()) {
                    return "expected nothing" + (i > 0 ? " more" : "") + " on the " + side + " port; got "
                        + describe(got.get(i));
                }
                final String difference = packet(wanted.get(i), got.get(i));
                if (difference != null) {
                    return "on the " + side + " port " + difference;
                }
            }
        }
        return null;
    }

    private static @Nullable String packet(final ObjectNode expected, final ObjectNode actual) {
        final byte[] wanted = bytes(expected);
        final byte[] got = bytes(actual);
        final BitSet masked = mask(expected);
        final List<String> differences = new ArrayList<>();
        final String via = expected.path("via").asString("");
        if (!via.equals(actual.path("via").asString(""))) {
            differences.add("next hop: expected " + via + ", got " + actual.path("via").asString("none"));
        }
        if (wanted.length != got.length) {
            differences.add("length: expected " + wanted.length + ", got " + got.length);
        }
        if (!equal(wanted, got, masked)) {
            differences.addAll(fields(wanted, got, masked));
        }
        final String gue = gue(expected, got);
        if (gue != null) {
            differences.add(gue);
        }
        if (differences.isEmpty()) {
            return null;
        }
        return "expected " + describe(expected) + "; got " + describe(actual) + "; different: "
            + String.join("; ", differences);
    }

    private static boolean equal(final byte[] wanted, final byte[] got, final BitSet masked) {
        for (int i = 0; i < Math.min(wanted.length, got.length); i++) {
            if (wanted[i] != got[i] && !masked.get(i)) {
                return false;
            }
        }
        return wanted.length == got.length;
    }

    /** Names the fields, by the layout of the expected packet. */
    private static List<String> fields(final byte[] wanted, final byte[] got, final BitSet masked) {
        final List<PacketField> gotFields = PacketDecoder.fields(got);
        final List<String> differences = new ArrayList<>();
        for (final PacketField field : PacketDecoder.fields(wanted)) {
            final int end = Math.min(field.offset() + field.length(), Math.min(wanted.length, got.length));
            for (int i = field.offset(); i < end; i++) {
                if (wanted[i] != got[i] && !masked.get(i)) {
                    final PacketField other = gotFields.stream()
                        .filter(candidate -> candidate.name().equals(field.name()))
                        .findFirst()
                        .orElse(null);
                    differences.add(other == null || other.value().equals(field.value())
                        ? field.name() + " from byte " + i
                        : field.name() + ": expected " + field.value() + ", got " + other.value());
                    break;
                }
            }
        }
        return differences;
    }

    private static @Nullable String gue(final ObjectNode expected, final byte[] got) {
        final int udp = got.length > 0 && (got[0] & 0xF0) == 0x60 ? 40 : 20;
        final int protocolAt = udp == 40 ? 6 : 9;
        if (!mask(expected).get(udp) || got.length < udp + 4 || got[protocolAt] != UDP
            || uint16(got, udp + 2) != GUE_PORT) {
            return null;
        }
        final int port = uint16(got, udp);
        return port >= GUE_SOURCE_MIN && port <= GUE_SOURCE_MAX ? null
            : "GUE source port " + port + " is not in " + GUE_SOURCE_MIN + ".." + GUE_SOURCE_MAX;
    }

    private static int uint16(final byte[] bytes, final int at) {
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }

    private static BitSet mask(final ObjectNode expected) {
        final BitSet masked = new BitSet();
        for (final JsonNode pair : expected.path("mask")) {
            final int from = pair.get(0).intValue();
            masked.set(from, from + pair.get(1).intValue());
        }
        return masked;
    }

    private static List<ObjectNode> packets(final List<ObjectNode> seen, final String side) {
        return seen.stream()
            .filter(line -> line.path("see").asString().equals("packet") && line.path("port").asString().equals(side))
            .toList();
    }

    private static String describe(final ObjectNode packet) {
        return "[" + PacketDecoder.summary(bytes(packet)) + "]";
    }

    private static byte[] bytes(final ObjectNode packet) {
        return HexFormat.of().parseHex(packet.path("ip").asString());
    }
}
