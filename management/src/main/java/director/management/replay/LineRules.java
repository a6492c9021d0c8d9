/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which members the lines of a trace have. Others are kept and mean nothing.
 *
 * @param kinds the members by the line's kind; those whose name ends in {@code ?} may be missing.
 */
record LineRules(Map<String, Map<String, LineRules.Type>> kinds) {
    static final LineRules OF_DO = new LineRules(Map.of(
        "vip", Map.of("addr", Type.TEXT),
        "mark", Map.of("mark", Type.NUMBER, "proto?", Type.TEXT, "dst?", Type.TEXT, "dport?", Type.PORT,
            "af?", Type.NUMBER),
        "sysctl", Map.of("name", Type.TEXT, "value", Type.TEXT),
        "mtu", Map.of("port", Type.SIDE, "value", Type.MTU),
        "ipvsadm", Map.of("args", Type.TEXT, "stdin?", Type.TEXT),
        "show", Map.of("args", Type.TEXT, "stdin?", Type.TEXT),
        "packet", Map.of("port", Type.SIDE, "ip", Type.HEX),
        "conns", Map.of("rows?", Type.LIST),
        "sleep", Map.of("ms", Type.NUMBER),
        "syncin", Map.of("payload", Type.HEX)));
    static final LineRules OF_SEE = new LineRules(Map.of(
        "packet", Map.of("port", Type.SIDE, "via?", Type.TEXT, "ip", Type.HEX, "mask?", Type.MASK),
        "nothing", Map.of(),
        "sync", Map.of("payload", Type.HEX, "to?", Type.TEXT)));

    private static final long MAX_TIME_MS = 1_000L * 365 * 86_400;

    /** What is wrong with a line, or null. */
    @Nullable String problem(final ObjectNode line, final String name) {
        final String kind = line.path(name).asString("");
        final Map<String, Type> members = kinds.get(kind);
        if (members == null) {
            return "\"" + name + "\":" + line.path(name) + " is none of " + kinds.keySet().stream().sorted().toList();
        }
        if (line.has("t") && !Type.NUMBER.matches.test(line.path("t"))) {
            return "\"t\":" + line.path("t") + " is not " + Type.NUMBER.words;
        }
        for (final Map.Entry<String, Type> member : members.entrySet()) {
            final boolean optional = member.getKey().endsWith("?");
            final String key = optional ? member.getKey().substring(0, member.getKey().length() - 1) : member.getKey();
            final JsonNode value = line.path(key);
            if (value.isMissingNode() && !optional) {
                return "\"" + key + "\" is missing in a \"" + kind + "\"";
            }
            if (!value.isMissingNode() && !member.getValue().matches.test(value)) {
                return "\"" + key + "\":" + value + " is not " + member.getValue().words;
            }
        }
        return null;
    }

    private static boolean isMask(final JsonNode node) {
        if (!node.isArray()) {
            return false;
        }
        for (final JsonNode pair : node) {
            if (!pair.isArray() || pair.size() != 2 || !isNatural(pair.get(0)) || !isNatural(pair.get(1))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNatural(final JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0
            && node.longValue() <= MAX_TIME_MS;
    }

    private static boolean isIn(final JsonNode node, final int from, final int to) {
        return isNatural(node) && node.longValue() >= from && node.longValue() <= to;
    }

    /** What a member's value can be. */
    @SuppressWarnings("ImmutableEnumChecker") // The predicates have no state.
    enum Type {
        TEXT("a text", JsonNode::isString),
        NUMBER("a whole number of at least 0", LineRules::isNatural),
        PORT("a number of 0 to 65535", node -> isIn(node, 0, 0xFFFF)),
        MTU("a number of 68 to 65535", node -> isIn(node, 68, 0xFFFF)),
        SIDE("\"client\" or \"real\"", node -> node.isString() && node.asString().matches("client|real")),
        HEX("an even number of hex digits", node -> node.isString() && node.asString().matches("([0-9a-fA-F]{2})*")),
        LIST("a list", JsonNode::isArray),
        MASK("a list of [offset, length]", LineRules::isMask);

        private final String words;
        private final Predicate<JsonNode> matches;

        Type(final String words, final Predicate<JsonNode> matches) {
            this.words = words;
            this.matches = matches;
        }
    }
}
