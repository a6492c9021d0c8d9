/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the C compiler, for what only C can tell. */
final class Compiler {
    private static final long PATIENCE_S = 60;

    private Compiler() {
    }

    static void assumeInstalled() {
        assumeTrue(Path.of("/usr/bin/gcc").toFile().canExecute(), "needs gcc: apt-get install gcc");
    }

    /** The flags that the headers of DPDK need. */
    static List<String> dpdkFlags() {
        final boolean installed = Path.of("/usr/bin/pkg-config").toFile().canExecute()
            && Path.of("/usr/include/dpdk/rte_ethdev.h").toFile().exists();
        assumeTrue(installed, "needs the headers of DPDK: apt-get install libdpdk-dev pkg-config");
        return List.of(run(List.of("pkg-config", "--cflags", "libdpdk")).trim().split("\\s+", -1));
    }

    static void compile(final Path directory, final String name, final String source, final List<String> flags)
        throws IOException {
        final Path file = Files.writeString(directory.resolve(name + ".c"), source);
        final List<String> command = new ArrayList<>(List.of("gcc"));
        command.addAll(flags);
        command.addAll(List.of("-o", directory.resolve(name).toString(), file.toString()));
        run(command);
    }

    /** Answers what it printed; fails with that if it failed. */
    static String run(final List<String> command) {
        try {
            final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).as("ended: %s", command).isTrue();
            assertThat(process.exitValue()).as("%s%n%s", String.join(" ", command), output).isZero();
            return output;
        } catch (final IOException | InterruptedException e) {
            throw new AssertionError(command.toString(), e);
        }
    }
}
