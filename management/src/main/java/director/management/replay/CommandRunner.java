/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import director.dataplane.ipvsadm.Ipvsadm;
import director.dataplane.ipvsadm.SavedRules;
import director.dataplane.replay.NotSupportedException;
import director.dataplane.replay.ReplayDirector;
import director.management.ipvsadm.DirectorTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** Carries out the {@code ipvsadm} commands of a trace on one director. */
public final class CommandRunner {
    private static final String BLANKS = " \t";

    private final ReplayTarget target;

    /**
     * For one director, whose services nobody else changes.
     *
     * @param director empty.
     */
    public CommandRunner(final ReplayDirector director) {
        this.target = new ReplayTarget(director);
    }

    /**
     * Runs one command.
     *
     * @param arguments the command line after {@code ipvsadm}, words between blanks.
     * @param stdin     standard input, empty unless the trace says otherwise.
     * @return what it answered.
     * @throws NotSupportedException if the director cannot do it; nothing of it has been done then.
     */
    public Ipvsadm.Result run(final String arguments, final String stdin) {
        final List<String> words = new ArrayList<>();
        final StringTokenizer tokens = new StringTokenizer(arguments, BLANKS);
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        final StringBuilder out = new StringBuilder();
        final StringBuilder err = new StringBuilder();
        try {
            final int exitCode = DirectorTable.run(target, false, SavedRules.AS_IPVSADM, words, stdin, out, err);
            return new Ipvsadm.Result(exitCode, out.toString(), err.toString());
        } catch (final IOException e) {
            throw new AssertionError("memory is no device", e);
        }
    }
}
