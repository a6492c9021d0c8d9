/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.configuration.Problems;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The keys and values of one mapping. Asking for a key makes it known; {@link #end} reports the keys that nobody asked
 * for. A value that cannot be used is reported and a placeholder answered, so that reading goes on.
 */
final class Section {
    private static final long UNSIGNED_MAX = (1L << Integer.SIZE) - 1;

    private final String path;
    private final Problems problems;
    private final Positions positions;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    Section(final String path, final Node node, final Problems problems, final Positions positions) {
        this.path = path;
        this.problems = problems;
        this.positions = positions;
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::add);
        } else {
            problems.add(path, null, "is " + kind(node) + ", not keys with values",
                "write it as key: value");
        }
    }

    /** The path of a key of this section. */
    String path(final String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    boolean has(final String key) {
        return entries.containsKey(key);
    }

    /** Makes a key known that is not to be read. */
    void known(final String key) {
        known.add(key);
    }

    /** Whether something about a value of this section was reported. */
    boolean isWrong(final String key) {
        return problems.concern(path(key));
    }

    int integer(final String key, final int fallback) {
        final Node node = value(key);
        return node == null ? fallback : integer(path(key), node, fallback);
    }

    int requiredInteger(final String key, final String remedy, final int placeholder) {
        final Node node = required(key, remedy);
        return node == null ? placeholder : integer(path(key), node, placeholder);
    }

    /** A number of 32 bits without sign, such as a firewall mark. */
    int unsigned(final String key, final int fallback) {
        final Node node = value(key);
        if (node == null) {
            return fallback;
        }
        final BigInteger number = number(path(key), node);
        if (number == null) {
            return fallback;
        }
        if (number.signum() < 0 || number.bitLength() > Integer.SIZE) {
            problems.add(path(key), number, number.signum() < 0 ? "is less than 0" : "is more than " + UNSIGNED_MAX,
                "give 0 to " + UNSIGNED_MAX);
            return fallback;
        }
        return number.intValue();
    }

    boolean bool(final String key, final boolean fallback) {
        final Node node = value(key);
        if (node == null) {
            return fallback;
        }
        if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
            return scalar.getValue().toLowerCase(Locale.ROOT).equals("true");
        }
        wrongType(path(key), node, "true or false", "write true or false");
        return fallback;
    }

    @Nullable String text(final String key) {
        final Node node = value(key);
        if (node == null) {
            return null;
        }
        if (node instanceof ScalarNode scalar
            && (scalar.getTag().equals(Tag.STR) || scalar.getScalarStyle() != ScalarStyle.PLAIN)) {
            return scalar.getValue();
        }
        wrongType(path(key), node, "a text", node instanceof ScalarNode scalar
            ? "put it in quotes: \"" + scalar.getValue() + "\"" : "write one text");
        return null;
    }

    String requiredText(final String key, final String remedy) {
        final String text = required(key, remedy) == null ? null : text(key);
        return text == null ? "" : text;
    }

    /** One of some words: the constants of an enumeration, in small letters. */
    <E extends Enum<E>> E word(final String key, final E fallback) {
        final Node node = value(key);
        return node == null ? fallback : word(path(key), node, words(fallback.getDeclaringClass()), fallback);
    }

    /** One of some words that are not the constants of an enumeration. */
    <E> E word(final String key, final Map<String, E> words, final E fallback) {
        final Node node = value(key);
        return node == null ? fallback : word(path(key), node, words, fallback);
    }

    <E extends Enum<E>> E requiredWord(final String key, final Class<E> type, final E placeholder) {
        final Map<String, E> words = words(type);
        final Node node = required(key, "give " + String.join(" or ", words.keySet()));
        return node == null ? placeholder : word(path(key), node, words, placeholder);
    }

    /** A value with a notation of its own, such as an address. */
    <T> @Nullable T parsed(final String key, final Function<String, T> parser) {
        final Node node = value(key);
        return node == null ? null : parsed(path(key), node, parser);
    }

    <T> T requiredParsed(
        final String key, final String remedy, final Function<String, T> parser, final T placeholder) {
        final Node node = required(key, remedy);
        final T value = node == null ? null : parsed(path(key), node, parser);
        return value == null ? placeholder : value;
    }

    <T> List<T> parsedList(final String key, final Function<String, T> parser, final T placeholder) {
        return list(key, (at, node) -> {
            final T value = parsed(at, node, parser);
            return value == null ? placeholder : value;
        });
    }

    List<Integer> integers(final String key) {
        return list(key, (at, node) -> integer(at, node, 0));
    }

    List<Integer> requiredIntegers(final String key, final String remedy) {
        return required(key, remedy) == null ? List.of() : integers(key);
    }

    <E> List<E> words(final String key, final Map<String, E> words, final E placeholder) {
        return list(key, (at, node) -> word(at, node, words, placeholder));
    }

    /** A section below this one; null if there is none. */
    @Nullable Section section(final String key) {
        final Node node = value(key);
        return node == null ? null : new Section(path(key), node, problems, positions);
    }

    @Nullable Section requiredSection(final String key, final String remedy) {
        return required(key, remedy) == null ? null : section(key);
    }

    <T> List<T> sections(final String key, final Function<Section, T> reader) {
        return list(key, (at, node) -> reader.apply(new Section(at, node, problems, positions)));
    }

    <T> List<T> requiredSections(final String key, final String remedy, final Function<Section, T> reader) {
        return required(key, remedy) == null ? List.of() : sections(key, reader);
    }

    /** Reports something about a value of this section. */
    void problem(final String key, final @Nullable Object value, final String limit, final String remedy) {
        problems.add(path(key), value, limit, remedy);
    }

    /** Reports the keys that nobody asked for. */
    void end() {
        positions.known(path, known);
        for (final Map.Entry<String, NodeTuple> entry : entries.entrySet()) {
            final String key = entry.getKey();
            if (!known.contains(key)) {
                final String meant = Spelling.nearest(key, known);
                positions.put(problems.add(path(key), null, "is not a known key",
                    (meant == null ? "" : "did you mean " + meant + "? ") + "The keys here are "
                        + String.join(", ", known)), entry.getValue().getKeyNode());
            }
        }
    }

    private void add(final NodeTuple entry) {
        final String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
        final NodeTuple first = entries.putIfAbsent(key, entry);
        if (first == null) {
            positions.put(path(key), entry.getValueNode());
        } else {
            final int line = first.getKeyNode().getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
            positions.put(problems.add(path(key), null, "is already on line " + line, "give a key once"),
                entry.getKeyNode());
        }
    }

    private @Nullable Node value(final String key) {
        known.add(key);
        final NodeTuple entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        final Node node = entry.getValueNode();
        if (node.getTag().equals(Tag.NULL)) {
            if (!problems.concern(path(key))) {
                problems.add(path(key), null, "has no value", "give one or remove the key");
            }
            return null;
        }
        return node;
    }

    @Nullable Node required(final String key, final String remedy) {
        final Node node = value(key);
        if (node == null && !problems.concern(path(key))) {
            problems.add(path(key), null, "is missing", remedy);
        }
        return node;
    }

    private <T> List<T> list(final String key, final ElementReader<T> reader) {
        final Node node = value(key);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            wrongType(path(key), node, "a list", "write it as [a, b] or as lines that begin with -");
            return List.of();
        }
        final List<T> elements = new ArrayList<>();
        for (final Node element : sequence.getValue()) {
            final String at = path(key) + "[" + elements.size() + "]";
            positions.put(at, element);
            elements.add(reader.read(at, element));
        }
        return elements;
    }

    private int integer(final String at, final Node node, final int placeholder) {
        final BigInteger number = number(at, node);
        if (number == null) {
            return placeholder;
        }
        if (number.bitLength() >= Integer.SIZE) {
            problems.add(at, number, number.signum() < 0 ? "is less than 0" : "is more than " + Integer.MAX_VALUE,
                "give a sensible number");
            return placeholder;
        }
        return number.intValue();
    }

    private @Nullable BigInteger number(final String at, final Node node) {
        if (!(node instanceof ScalarNode scalar) || !scalar.getTag().equals(Tag.INT)) {
            wrongType(at, node, "a whole number", "write digits without quotes");
            return null;
        }
        final String digits = scalar.getValue();
        if (!digits.matches("[-+]?[0-9]+")) {
            wrongType(at, node, "a decimal number", "write decimal digits");
            return null;
        }
        return new BigInteger(digits);
    }

    private <T> @Nullable T parsed(final String at, final Node node, final Function<String, T> parser) {
        if (!(node instanceof ScalarNode scalar)) {
            wrongType(at, node, "a text", "write one value");
            return null;
        }
        try {
            return parser.apply(scalar.getValue());
        } catch (final IllegalArgumentException e) {
            problems.add(at, scalar.getValue(), "cannot be read", String.valueOf(e.getMessage()));
            return null;
        }
    }

    private <E> E word(final String at, final Node node, final Map<String, E> words, final E placeholder) {
        final E value = node instanceof ScalarNode scalar ? words.get(scalar.getValue()) : null;
        if (value != null) {
            return value;
        }
        final String written = node instanceof ScalarNode scalar ? scalar.getValue() : null;
        final String meant = written == null ? null : Spelling.nearest(written, words.keySet());
        problems.add(at, written, "is not one of " + String.join(", ", words.keySet()),
            "use " + (meant == null ? "one of these" : meant));
        return placeholder;
    }

    private void wrongType(final String at, final Node node, final String wanted, final String remedy) {
        problems.add(at, node instanceof ScalarNode scalar ? scalar.getValue() : null,
            "is " + kind(node) + ", not " + wanted, remedy);
    }

    private static String kind(final Node node) {
        if (node instanceof MappingNode) {
            return "a mapping";
        } else if (node instanceof SequenceNode) {
            return "a list";
        }
        final Tag tag = node.getTag();
        return tag.equals(Tag.INT) || tag.equals(Tag.FLOAT) ? "a number"
            : tag.equals(Tag.BOOL) ? "true or false" : tag.equals(Tag.NULL) ? "nothing" : "a text";
    }

    static <E extends Enum<E>> Map<String, E> words(final Class<E> type) {
        final Map<String, E> words = new LinkedHashMap<>();
        for (final E constant : type.getEnumConstants()) {
            words.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        return words;
    }

    /** Reads one element of a list. */
    private interface ElementReader<T> {
        T read(String at, Node node);
    }
}
