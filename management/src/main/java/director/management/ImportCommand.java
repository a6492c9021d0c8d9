/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.management.configuration.ConfigurationWriter;
import director.management.configuration.SettingsTree;
import director.management.health.settings.HealthSettings;
import director.management.keepalived.KeepalivedImport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code director import KEEPALIVED.CONF}. */
@Command(
    name = "import",
    description = "Prints the virtual servers and health checks of a keepalived.conf as a configuration. Each line "
        + "that is left out is named on standard error. Memory, ports and workers are to be added, or the output is to "
        + "be put beside a file that has them, as conf.d/NAME.yaml.")
final class ImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "KEEPALIVED.CONF", description = "The file, with those that it includes.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        final KeepalivedImport.Result result = KeepalivedImport.read(file);
        final PrintWriter err = spec.commandLine().getErr();
        result.notes().forEach(err::println);
        err.flush();
        final PrintWriter out = spec.commandLine().getOut();
        out.println("# Made from " + file.getFileName() + ".");
        out.println("# What a director needs besides is not in there: add ports and workers, or put this file into");
        out.println("# the directory conf.d beside a file that has them.");
        out.print(ConfigurationWriter.yaml(SettingsTree.CONCISE.services(result.services(),
            new HealthSettings(HealthSettings.DEFAULT_CONCURRENCY, result.health()), result.timeouts())));
        out.flush();
        return ExitCode.OK.code();
    }
}
