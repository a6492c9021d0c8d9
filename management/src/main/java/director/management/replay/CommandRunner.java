/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import director.dataplane.replay.NotSupportedException;
import director.dataplane.replay.ReplayDirector;

/** Carries out {@code ipvsadm} commands on a director. */
@FunctionalInterface
public interface CommandRunner {
    /** For directors without such commands: each is not supported yet. */
    CommandRunner NONE = (director, arguments, stdin) -> {
        throw new NotSupportedException("ipvsadm " + arguments);
    };

    /**
     * Runs one command.
     *
     * @param director  on which.
     * @param arguments the command line after {@code ipvsadm}.
     * @param stdin     standard input, empty unless the trace says otherwise.
     * @return what it answered.
     * @throws NotSupportedException if the director cannot do it yet.
     */
    CommandResult run(ReplayDirector director, String arguments, String stdin);
}
