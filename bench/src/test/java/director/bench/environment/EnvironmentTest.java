/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.environment;

import static org.assertj.core.api.Assertions.assertThat;

import director.bench.BenchCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EnvironmentTest {
    @TempDir
    private Path root = Path.of("");

    private void file(final String name, final String text) throws IOException {
        final Path file = root.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }

    @Test
    void shouldReadWhatTheKernelTells() throws IOException {
        file("proc/cpuinfo", "processor\t: 0\nmodel name\t: A Processor 9000\nflags\t\t: fpu hypervisor avx2\n");
        file("proc/meminfo", "MemTotal:       24683520 kB\nHugetlb:          524288 kB\n");
        file("proc/cmdline", "quiet rdinit=/first mitigations=off init=/bin/init -- --token 1\n");
        file("proc/loadavg", "0.50 0.25 0.10 1/200 4000\n");
        file("sys/devices/system/cpu/cpu0/cache/index0/level", "1\n");
        file("sys/devices/system/cpu/cpu0/cache/index0/type", "Data\n");
        file("sys/devices/system/cpu/cpu0/cache/index0/size", "32K\n");
        file("sys/devices/system/cpu/cpu0/cache/index0/shared_cpu_list", "0-1\n");
        file("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
        file("sys/devices/system/cpu/vulnerabilities/meltdown", "Not affected\n");
        final Map<String, Object> facts = Environment.of(new SystemFiles(root)).facts();
        assertThat(facts).containsEntry("cpu", "A Processor 9000").containsEntry("hypervisor", true)
            .containsEntry("memoryMb", 24_105L).containsEntry("hugePagesMb", 512L)
            .containsEntry("kernelCommandLine", "quiet mitigations=off").containsEntry("governor", "performance")
            .containsEntry("loadAverage", "0.50 0.25 0.10 1/200 4000")
            .containsEntry("caches", List.of("L1 Data 32K, shared by 0-1"))
            .containsEntry("mitigations", Map.of("meltdown", "Not affected"));
    }

    @Test
    void shouldSayWhatItDoesNotKnow() {
        final Environment environment = Environment.of(new SystemFiles(root));
        assertThat(environment.facts()).containsEntry("cpu", "unknown").containsEntry("governor", "none")
            .containsEntry("hugePagesMb", 0L).containsEntry("caches", List.of());
        assertThat(environment.sentence()).startsWith("unknown, ").contains("governor none");
        assertThat(environment.text("nothing")).isEqualTo("unknown");
    }

    @Test
    void shouldCountOrdersToTheCompilerInASentence() {
        final List<String> flags = List.of("-XX:CompileCommand=quiet", "-Xmx1g", "-XX:CompileCommand=inline,a.B::c");
        final Environment environment = new Environment(Map.of("jvmFlags", flags));
        assertThat(environment.sentence()).endsWith(" JVM flags: -Xmx1g and 2 -XX:CompileCommand.");
        assertThat(environment.lines()).contains(flags);
    }

    @Test
    void shouldPrintTheSameFactsAsTextAndAsJson() {
        final String text = print("collect-environment-info");
        final JsonNode json = JsonMapper.shared().readTree(print("environment", "--json"));
        assertThat(json.propertyNames()).contains("cpu", "caches", "cores", "kernel", "kernelCommandLine",
            "mitigations", "governor", "hugePagesMb", "jdk", "jvmFlags", "dpdk", "loadAverage", "revision")
            .allSatisfy(name -> assertThat(text).contains(name + ":"));
    }

    private static String print(final String... arguments) {
        final StringWriter out = new StringWriter();
        assertThat(BenchCommand.commandLine().setOut(new PrintWriter(out)).execute(arguments)).isZero();
        return out.toString();
    }

    @Test
    void shouldNotTellWhereTheDirectorLies() {
        assertThat(Environment.withoutPlaces(List.of("--module-path=/home/me/director/dist/lib", "-Xmx1g")))
            .containsExactly("--module-path=dist/lib", "-Xmx1g");
    }
}
