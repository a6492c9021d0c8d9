/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import director.dataplane.ipvsadm.Ipvsadm;
import director.dataplane.replay.NotSupportedException;
import director.dataplane.replay.ReplayDirector;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** Carries out the {@code ipvsadm} commands of a trace on one director. */
public final class CommandRunner {
    private static final String BLANKS = " \t";

    private final DirectorTable table;

    /**
     * For one director, whose services nobody else changes.
     *
     * @param director empty.
     */
    public CommandRunner(final ReplayDirector director) {
        this.table = new DirectorTable(director);
    }

    /**
     * Runs one command.
     *
     * @param arguments the command line after {@code ipvsadm}, words between blanks.
     * @param stdin     standard input, empty unless the trace says otherwise.
     * @return what it answered.
     * @throws NotSupportedException if the director cannot do it yet; a restore has then done the lines before.
     */
    public Ipvsadm.Result run(final String arguments, final String stdin) {
        final List<String> words = new ArrayList<>();
        final StringTokenizer tokens = new StringTokenizer(arguments, BLANKS);
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return Ipvsadm.run(table, words, stdin);
    }
}
