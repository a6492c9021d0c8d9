/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A manual page, made of what the help of a command says. Source of the macros: man(7). */
final class ManPage {
    private static final int SECTION = 8;

    private final CommandLine command;
    private final StringBuilder text = new StringBuilder();

    private ManPage(final CommandLine command) {
        this.command = command;
    }

    /** The page of a command, as {@code man -l} reads it. */
    static String of(final CommandLine command) {
        final ManPage page = new ManPage(command);
        page.write();
        return page.text.toString();
    }

    private void write() {
        final CommandSpec spec = command.getCommandSpec();
        final String name = spec.qualifiedName("-");
        final String description = String.join(" ", spec.usageMessage().description());
        macro("TH", name.toUpperCase(Locale.ROOT), Integer.toString(SECTION), "", "Director", "");
        macro("SH", "NAME");
        text.append(escaped(name)).append(" \\- ").append(escaped(firstSentence(description))).append('\n');
        macro("SH", "SYNOPSIS");
        line(command.getHelp().synopsis(0).strip());
        macro("SH", "DESCRIPTION");
        line(description);
        items("ARGUMENTS", spec.positionalParameters().stream().filter(each -> !each.hidden()).map(ManPage::item)
            .toList());
        items("OPTIONS", spec.options().stream().filter(each -> !each.hidden()).map(ManPage::item).toList());
        items("COMMANDS", command.getSubcommands().entrySet().stream().map(each -> new Item(each.getKey(),
            String.join(" ", each.getValue().getCommandSpec().usageMessage().description()))).toList());
        items("EXIT STATUS", spec.root().usageMessage().exitCodeList().entrySet().stream()
            .map(each -> new Item(each.getKey().strip(), each.getValue())).toList());
    }

    private void items(final String heading, final List<Item> items) {
        if (!items.isEmpty()) {
            macro("SH", heading);
        }
        for (final Item item : items) {
            macro("TP");
            text.append("\\fB").append(escaped(item.term)).append("\\fR\n");
            line(item.description);
        }
    }

    private static Item item(final OptionSpec option) {
        final String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
        return new Item(String.join(", ", option.names()) + value, description(option));
    }

    private static Item item(final PositionalParamSpec positional) {
        return new Item(positional.paramLabel(), description(positional));
    }

    private static String description(final ArgSpec argument) {
        return String.join(" ", argument.description());
    }

    private static String firstSentence(final String description) {
        final int end = description.indexOf(". ");
        return (end < 0 ? description : description.substring(0, end)).replaceAll("\\.$", "");
    }

    private void macro(final String name, final String... arguments) {
        final List<String> words = new ArrayList<>(List.of("." + name));
        for (final String argument : arguments) {
            words.add('"' + escaped(argument) + '"');
        }
        text.append(String.join(" ", words)).append('\n');
    }

    /** A line of text, which must not be taken for a macro. */
    private void line(final String words) {
        text.append("\\&").append(escaped(Ansi.OFF.string(words))).append('\n');
    }

    private static String escaped(final String words) {
        return words.replace("\\", "\\e").replace("-", "\\-").replaceAll("\\s+", " ");
    }

    private record Item(String term, String description) {
    }
}
