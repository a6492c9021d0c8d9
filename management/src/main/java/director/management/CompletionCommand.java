/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code director completion}. */
@Command(
    name = "completion",
    description = "Prints a script by which bash completes commands and options; zsh reads it after bashcompinit. "
        + "Put it into /etc/bash_completion.d/director.")
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        final CommandSpec root = spec.root();
        spec.commandLine().getOut().print(AutoComplete.bash(root.name(), root.commandLine()));
        spec.commandLine().getOut().flush();
        return ExitCode.OK.code();
    }
}
