/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/**
 * Puts variables into the values of a file: {@code ${NAME}}, or {@code ${NAME:-default}} where the default stands for a
 * variable that is missing or empty; {@code $$} is one dollar sign. What a variable holds is one value: it cannot bring
 * keys or lists with it. A value in quotes that is nothing but a variable is a number if the variable holds one. For
 * one file.
 */
final class Substitution {
    private static final Pattern PLACE =
        Pattern.compile("\\$\\$|\\$\\{(?:([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?})?");

    private final Map<String, String> variables;
    private final ScalarResolver resolver;
    private final Positions positions;
    private final List<String> problems = new ArrayList<>();

    Substitution(final Map<String, String> variables, final ScalarResolver resolver, final Positions positions) {
        this.variables = variables;
        this.resolver = resolver;
        this.positions = positions;
    }

    /** The same with every variable replaced. */
    Node replace(final Node node) {
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar);
            case SequenceNode list -> new SequenceNode(list.getTag(), true,
                list.getValue().stream().map(this::replace).toList(), list.getFlowStyle(), list.getStartMark(),
                list.getEndMark());
            case MappingNode mapping -> new MappingNode(mapping.getTag(), true,
                mapping.getValue().stream().map(entry ->
                    new NodeTuple(entry.getKeyNode(), replace(entry.getValueNode()))).toList(),
                mapping.getFlowStyle(), mapping.getStartMark(), mapping.getEndMark());
            default -> node;
        };
    }

    /** What could not be replaced, a line each. */
    List<String> problems() {
        return problems;
    }

    private ScalarNode scalar(final ScalarNode scalar) {
        final String text = scalar.getValue();
        if (text.indexOf('$') < 0) {
            return scalar;
        }
        final Matcher matcher = PLACE.matcher(text);
        final String replaced =
            matcher.replaceAll(match -> Matcher.quoteReplacement(value(scalar, matcher)));
        // Between braces YAML wants a variable in quotes, which then mean nothing else.
        final boolean whole = PLACE.matcher(text).matches();
        final Tag tag = whole || scalar.getScalarStyle() == ScalarStyle.PLAIN
            ? resolver.resolve(replaced, true) : scalar.getTag();
        return new ScalarNode(tag, true, replaced, scalar.getScalarStyle(), scalar.getStartMark(), scalar.getEndMark());
    }

    private String value(final ScalarNode scalar, final Matcher place) {
        if (place.group().equals("$$")) {
            return "$";
        }
        final @Nullable String name = place.group(1);
        if (name == null) {
            problem(scalar, place.start(), "${ begins a variable that does not end: write ${NAME}, ${NAME:-default}, "
                + "or $$ for a dollar sign");
            return "";
        }
        final String value = variables.getOrDefault(name, "");
        if (place.group(2) != null) {
            return value.isEmpty() ? place.group(3) : value;
        }
        if (!variables.containsKey(name)) {
            problem(scalar, place.start(), "${" + name + "} is not set: set the environment variable " + name
                + ", or write ${" + name + ":-default}");
        }
        return value;
    }

    /** Of a value on one line, the column is that of the variable. */
    private void problem(final ScalarNode scalar, final int offset, final String words) {
        final boolean quoted = scalar.getScalarStyle() != ScalarStyle.PLAIN;
        final boolean oneLine = scalar.getStartMark().flatMap(start -> scalar.getEndMark().map(end ->
            start.getLine() == end.getLine()
                && end.getColumn() - start.getColumn() == scalar.getValue().length() + (quoted ? 2 : 0))).orElse(false);
        problems.add(positions.place(scalar, oneLine ? offset + (quoted ? 1 : 0) : 0) + ": " + words);
    }
}
