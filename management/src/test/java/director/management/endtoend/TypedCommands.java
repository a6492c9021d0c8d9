/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import director.management.endtoend.Documentation.Example;
import director.management.socket.SocketClient;
import director.management.socket.SocketClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Types commands of the documentation as they stand there, through the launcher, beside a director that has the
 * README's configuration. What they write into the machine's directories goes to a copy.
 */
abstract class TypedCommands {
    /** What runs for minutes, or is what is running now; shorter versions have tests of their own. */
    private static final String NOT_HERE = "(\\./director (test|bench) |\\./director test$|JAZZER_FUZZ=1 ).*";
    private static final String RUNS = "(\\./)?director run .*";
    private static final String SERVICE_OF_README = "10.0.0.100:80";
    /** What a reader has before them, in the directory where the commands are typed. */
    private static final List<String> OWN = List.of("director", "dist");
    private static final String PROLOGUE = """
        mount -t tmpfs tmpfs "$COPIES"
        for directory in usr etc run; do
            mkdir "$COPIES/$directory" "$COPIES/$directory.work"
            mount -t overlay overlay \\
                -o "lowerdir=/$directory,upperdir=$COPIES/$directory,workdir=$COPIES/$directory.work" "/$directory"
        done
        mkdir -p /etc/bash_completion.d /run/director
        ln -s "$PROJECT" /usr/lib/director
        printf '%s\\n' '-A -t 10.0.0.100:443 -s wrr' '-a -t 10.0.0.100:443 -r 10.9.0.1:443 -m' >/etc/ipvsadm.rules
        [ -z "$SOCKET" ] || ln -s "$SOCKET" /run/director/director.sock
        # Starts a program that runs until it is stopped, and stops it.
        serve() {
            # Emptied before the program starts: what another one said must not be taken for its word.
            : >served
            "$@" >>served 2>&1 &
            until grep -q '^director: ready' served; do
                kill -0 $! || { cat served; exit 1; }
                sleep 0.1
            done
            kill $!
            wait $!
        }
        """;

    /** What ends a build, done by whoever comes first of those that test at the same time. */
    private static final String PREPARE = """
        . "$DIRECTOR_HOME/deploy/lib/message.sh"
        . "$DIRECTOR_HOME/deploy/lib/java.sh"
        . "$DIRECTOR_HOME/deploy/lib/client.sh"
        need_java
        client_is_prepared || prepare_client
        """;

    private static Topology topology;

    @TempDir
    private Path directory = Path.of("");

    private final List<Example> examples;
    private final int leastBeside;
    private final int leastAlone;

    /** For commands of which at least so many talk to a director, and so many run one themselves. */
    TypedCommands(final List<Example> examples, final int leastBeside, final int leastAlone) {
        this.examples = examples;
        this.leastBeside = leastBeside;
        this.leastAlone = leastAlone;
    }

    @BeforeAll
    static void makeNetwork() {
        Requirements.assumeRootAndDpdk();
        for (final String program : List.of("curl", "man", "unshare")) {
            assumeTrue(Shell.has(program), "needs " + program);
        }
        Shell.succeed("env", "DIRECTOR_HOME=" + Topology.PROJECT,
            "DIRECTOR_JAVA_HOME=" + System.getProperty("java.home"),
            "flock", Topology.PROJECT.resolve("dist/client.lock").toString(), "sh", "-euc", PREPARE);
        topology = new Topology(2);
    }

    @AfterAll
    static void removeNetwork() {
        if (topology != null) {
            topology.close();
        }
    }

    @AfterEach
    void unlink() throws IOException {
        for (final String own : OWN) {
            Files.deleteIfExists(directory.resolve(own));
        }
    }

    @Test
    void shouldSucceedWithEveryCommandThatTalksToADirector() throws IOException {
        final List<Example> beside = examples.stream().filter(each -> !runs(each)).toList();
        assertThat(beside).hasSizeGreaterThanOrEqualTo(leastBeside);
        final String configuration = prepare();
        try (DirectorProcess director = DirectorProcess.start(topology, directory.resolve("director.yaml"))
            .awaitReady()) {
            for (final Example example : beside) {
                // Each finds the director as the README has it, or without services if it adds them itself.
                configure(example.script().contains("-A -t " + SERVICE_OF_README)
                    ? configuration.substring(0, configuration.indexOf("services:")) : configuration);
                type(example, DirectorProcess.SOCKET.toString());
            }
            assertThat(director.terminate()).as(director.output()).isZero();
        }
    }

    @Test
    void shouldSucceedWithEveryCommandThatRunsADirector() throws IOException {
        final List<Example> alone = examples.stream().filter(TypedCommands::runs).toList();
        assertThat(alone).hasSizeGreaterThanOrEqualTo(leastAlone);
        prepare();
        for (final Example example : alone) {
            type(example, "");
        }
    }

    private static boolean runs(final Example example) {
        return example.script().lines().anyMatch(line -> line.matches(RUNS));
    }

    /** What the reader is supposed to have. Answers the configuration of the README, for the network of this test. */
    private String prepare() throws IOException {
        final String configuration = Documentation.first("README.md", "yaml")
            .replace("eth1 ", "dc0 ").replace("eth2\n", "ds0\n").replace("cores: [1]", "cores: [0], warmUp: 0");
        Files.writeString(directory.resolve("director.yaml"), configuration);
        Files.writeString(directory.resolve("RendezvousScheduler.java"),
            Documentation.first("docs/writing-a-scheduler.md", "java"));
        Files.writeString(directory.resolve("keepalived.conf"), """
            virtual_server 10.0.0.100 443 {
                lb_algo wrr
                lb_kind NAT
                protocol TCP
                real_server 10.9.0.1 443 {
                    TCP_CHECK {
                    }
                }
            }
            """);
        final Path resources = Topology.PROJECT.resolve("management/src/test/resources");
        copy(resources.resolve("captures/rules.txt"), "rules.txt");
        copy(resources.resolve("captures/both-be.pcapng"), "in.pcapng");
        copy(resources.resolve("captures/client-micro-le.pcap"), "c.pcap");
        copy(resources.resolve("captures/real-micro-le.pcap"), "r.pcap");
        try (Stream<Path> traces = Files.list(resources.resolve("traces"))) {
            copy(traces.filter(path -> path.toString().endsWith(".jsonl")).sorted().findFirst().orElseThrow(),
                "trace.jsonl");
        }
        for (final String own : OWN) {
            Files.createSymbolicLink(directory.resolve(own), Topology.PROJECT.resolve(own));
        }
        Files.createDirectories(directory.resolve("copies"));
        Files.createDirectories(directory.resolve("out"));
        return configuration;
    }

    private void copy(final Path from, final String to) throws IOException {
        Files.copy(from, directory.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void configure(final String yaml) throws IOException {
        final Answer answer = new SocketClient(DirectorProcess.SOCKET)
            .send("PUT", "/v1/configuration", yaml, "Content-Type: application/yaml");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private void type(final Example example, final String socket) {
        final String script = example.script().lines()
            .filter(line -> !line.matches(NOT_HERE))
            .map(TypedCommands::ended)
            .collect(Collectors.joining("\n"));
        final List<String> command = new ArrayList<>(topology.in("DIRECTOR", "unshare", "--mount", "env", "-C",
            directory.toString(), "PATH=" + directory + ":" + Path.of(System.getProperty("java.home"), "bin") + ":"
                + System.getenv("PATH") + ":/usr/local/sbin:/usr/sbin:/sbin",
            "PROJECT=" + Topology.PROJECT, "COPIES=" + directory.resolve("copies"), "SOCKET=" + socket,
            "DIRECTOR_NO_BUILD=1", "DIRECTOR_JAVA_HOME=" + System.getProperty("java.home"),
            "bash", "-e", "-o", "pipefail", "-c", PROLOGUE + script));
        final Shell.Result result = Shell.run(command);
        assertThat(result.exitCode()).as("%s%n%s%n%s", example, script, result.output()).isZero();
    }

    /** Lets a command come to an end that does not by itself, or waits for something that nobody else does. */
    private static String ended(final String line) {
        if (line.matches(RUNS)) {
            return "serve " + line;
        }
        return switch (line) {
            case "director events" -> "{ sleep 2; director set drop_entry 1; } & director events";
            case "director events --follow" -> "timeout --signal INT 4 director events --follow || [ $? -eq 124 ]";
            default -> line;
        };
    }
}
