/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A command and its results as recorded from ipvsadm 1.31 on Linux 6.1. In the files, lines begin with a mark: $ the
 * arguments, &lt; standard input, &gt; standard output, ! standard error, = the exit code, which ends a command, # the
 * beginning of a new recording. A mark followed by ~ says that the text before has no line end.
 */
record RecordedCommand(String arguments, String input, String out, String err, int exitCode, boolean first) {
    static List<RecordedCommand> read(final String name) throws IOException {
        final List<RecordedCommand> commands = new ArrayList<>();
        final StringBuilder[] texts = {new StringBuilder(), new StringBuilder(), new StringBuilder()};
        String arguments = "";
        boolean first = true;
        for (final String line : text(name).lines().toList()) {
            final String rest = line.length() > 2 ? line.substring(2) : "";
            final int text = "<>!".indexOf(line.charAt(0));
            if (line.endsWith("~") && line.length() == 2) {
                texts[text].setLength(texts[text].length() - 1);
            } else if (text >= 0) {
                texts[text].append(rest).append('\n');
            } else if (line.charAt(0) == '$') {
                arguments = rest;
            } else if (line.charAt(0) == '#') {
                first = true;
            } else {
                commands.add(new RecordedCommand(arguments, texts[0].toString(), texts[1].toString(),
                    texts[2].toString(), Integer.parseInt(rest), first));
                first = false;
                for (final StringBuilder done : texts) {
                    done.setLength(0);
                }
            }
        }
        return commands;
    }

    private static String text(final String name) throws IOException {
        try (InputStream stream = RecordedCommand.class.getResourceAsStream(name + ".txt")) {
            return new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
