/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a director does before it opens its ports, and what it does when it cannot. */
@Tag(WholeMachine.TAG)
class WarmUpIT {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void shouldOpenItsPortsAllTheSameWhereTheNullDriverIsMissing() throws IOException {
        Requirements.assumeRootAndDpdk();
        final Path file = Files.writeString(directory.resolve("director.yaml"),
            Configurations.balancing("required", 1).replace("warmUp: 0", "warmUp: 10s"));
        try (Topology topology = new Topology(1);
            DirectorProcess director =
                DirectorProcess.startWithout(topology, "librte_net_null", drivers(), file).awaitReady()) {
            assertThat(director.terminate()).as(director.output()).isZero();
            assertThat(director.output()).contains("not warmed up, for DPDK has no null driver to do it with")
                .contains("librte-net-null23").doesNotContain("Exception");
        }
    }

    /** Where DPDK finds its drivers, whatever processor the machine has. */
    private static Path drivers() throws IOException {
        try (Stream<Path> libraries = Files.list(Path.of("/usr/lib"))) {
            return libraries.map(path -> path.resolve("dpdk/pmds-23.0")).filter(Files::isDirectory).findFirst()
                .orElseThrow();
        }
    }
}
