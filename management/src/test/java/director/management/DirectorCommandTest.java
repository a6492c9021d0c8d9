/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.DpdkException;
import director.bindings.DpdkUnavailableException;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import director.dataplane.machine.Machine;
import director.dataplane.machine.PortLocks;
import director.schedulers.SchedulerRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DirectorCommandTest {
    private static final String CONFIGURATION = """
        version: 1
        memory: {hugePages: none}
        ports:
          - {name: client, interface: dc0, addresses: [10.0.0.254/24]}
        workers: {cores: [1]}
        services:
          - protocol: tcp
            address: 10.0.0.100
            port: 80
            scheduler: rr
            realServers: [{address: 10.0.0.1}, {address: 10.0.0.2}]
        """;

    @TempDir
    Path directory = Path.of("");

    private final FakeDirector director = new FakeDirector();
    private final FakeStop stop = new FakeStop();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeMachine() throws IOException {
        write("machine/proc/self/net/dev", "    lo: 0 0\n   dc0: 0 0\n");
        write("machine/proc/self/status", "CapEff:\t000001fffeffffff\nCpus_allowed_list:\t0-1\n");
        write("machine/sys/devices/system/cpu/online", "0-1\n");
        write("d.yaml", CONFIGURATION);
    }

    @Test
    void shouldSayWhatElseAConfigurationHas() throws IOException {
        Files.writeString(Path.of(file()), """
            marks: [{mark: 1}, {mark: 2, version: 6}]
            sysctls: {sloppy_tcp: 1, conn_reuse_mode: 0}
            timeouts: {udp: 10}
            host: {forwarding: drop}
            """, StandardOpenOption.APPEND);
        assertThat(execute("check-config", file())).isZero();
        assertThat(out).hasToString(String.format("%s: valid: 1 port, 1 service, 2 real servers, 2 mark rules, "
            + "sysctls [sloppy_tcp=1, conn_reuse_mode=0], timeouts 900 120 10 s, "
            + "host refusals=answer forwarding=drop errors=answer%n", file()));
    }

    @Test
    void shouldImportAKeepalivedFileAndSayWhatItLeavesOut() throws IOException {
        write("k.conf", "virtual_server 10.0.0.100 80 {\n  nonsense\n  real_server 10.9.0.1 80 { weight 2 }\n}\n");
        assertThat(execute("import", directory.resolve("k.conf").toString())).isZero();
        assertThat(err).hasToString(
            String.format("%s/k.conf:2: nonsense: is not understood, and left out%n", directory));
        assertThat(out.toString()).startsWith("# Made from k.conf.").contains("""
            version: 1
            services:
            """, "weight: 2");
        assertThat(execute("import", directory.resolve("none").toString())).isEqualTo(66);
    }

    @Test
    void shouldRunUntilStoppedThenPrintCountersAndRelease() throws IOException {
        assertThat(execute("run", "--config", file())).isZero();
        assertThat(director.started).singleElement()
            .satisfies(configuration -> assertThat(configuration.services()).hasSize(1));
        assertThat(stop.listened).isEqualTo(1);
        assertThat(director.closed).isEqualTo(1);
        assertThat(out).hasToString(String.format(
            "director: ready%nFinal counters:%n                 12345  rx_packets{port=client}%n"
                + "                     7  connections%n"));
        assertThat(locks()).isEmpty();
    }

    @Test
    void shouldEndWithOneWhenAThreadDies() throws IOException {
        stop.never = true;
        director.failure = new IllegalStateException("worker 0 at core 1");
        assertThat(execute("run", "--config", file())).isEqualTo(1);
        assertThat(err.toString()).startsWith("director: a thread died: java.lang.IllegalStateException: worker 0")
            .doesNotContain("\tat ");
        assertThat(out.toString()).contains("Final counters:");
        assertThat(director.closed).isEqualTo(1);
        assertThat(locks()).isEmpty();
    }

    @Test
    void shouldNameLineOfAnInterfaceThatDoesNotExist() throws IOException {
        write("machine/proc/self/net/dev", "    lo: 0 0\n  eth0: 0 0\n");
        assertThat(execute("run", "--config", file())).isEqualTo(69);
        assertThat(err).hasToString(String.format("director: %s:4:31: ports[0].interface=dc0 is not an interface of "
            + "this network namespace: use one of eth0, lo%n", file()));
        assertThat(director.started).isEmpty();
    }

    @Test
    void shouldNameLineOfACoreThatDoesNotExist() throws IOException {
        write("machine/sys/devices/system/cpu/online", "0\n");
        assertThat(execute("run", "--config", file())).isEqualTo(69);
        assertThat(err.toString()).contains(file() + ":5:19: workers.cores[0]=1 is not a core of this machine");
    }

    @Test
    void shouldSayWhichPrivilegesAreMissing() throws IOException {
        write("machine/proc/self/status", "CapEff:\t0000000000000000\nCpus_allowed_list:\t0-1\n");
        assertThat(execute("run", "--config", file())).isEqualTo(77);
        assertThat(err.toString()).contains(file() + ":4:31: ports[0].interface=dc0 needs CAP_NET_RAW");
    }

    @Test
    void shouldSayHowToReserveTheHugePagesThatAreRequired() throws IOException {
        write("d.yaml", CONFIGURATION.replace(
            "hugePages: none", "hugePages: required, megabytes: 128, mbufs: 8192, maxConnections: 65536"));
        write("machine/proc/meminfo", "Hugepagesize:       2048 kB\n");
        write("machine/proc/sys/vm/nr_hugepages", "10\n");
        write("machine/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "2\n");
        assertThat(execute("run", "--config", file())).isEqualTo(69);
        assertThat(err.toString()).contains(file() + ":2:42: memory.megabytes=128 is more than the 4 MiB of free huge "
            + "pages: run `sysctl -w vm.nr_hugepages=72` as root");
    }

    @Test
    void shouldNameTheProcessThatHasThePort() throws IOException {
        final PortSettings port = new PortSettings("other", null, "dc0", Pmd.AF_PACKET, List.of(), null, null,
            List.of(), 1_500, 1_024, 1_024, false);
        try (PortLocks other = PortLocks.acquire(List.of(port), directory.resolve("locks"))) {
            assertThat(other).isNotNull();
            assertThat(execute("run", "--config", file())).isEqualTo(69);
        }
        assertThat(err.toString()).contains(file() + ":4:31: ports[0].interface=dc0 is in use by another director "
            + "(process " + ProcessHandle.current().pid() + ")");
        assertThat(director.started).isEmpty();
    }

    @Test
    void shouldReleaseThePortsWhenDpdkIsMissing() throws IOException {
        director.refusal = new DpdkUnavailableException("librte_eal.so.23 is not installed: apt-get install dpdk");
        assertThat(execute("run", "--config", file())).isEqualTo(69);
        assertThat(err).hasToString(
            String.format("director: librte_eal.so.23 is not installed: apt-get install dpdk%n"));
        assertThat(locks()).isEmpty();
    }

    @Test
    void shouldTellRefusedPrivilegesFromOtherRefusedCalls() {
        director.refusal = new DpdkException("rte_eal_hotplug_add devargs=net_af_packet0", -1);
        assertThat(execute("run", "--config", file())).isEqualTo(77);
        director.refusal = new DpdkException("rte_eth_dev_start port=0", -16);
        assertThat(execute("run", "--config", file())).isEqualTo(69);
        assertThat(err.toString()).contains("rte_eth_dev_start port=0");
    }

    @Test
    void shouldShowTheStackOfAMistakeOnlyWhenAsked() {
        director.refusal = new IllegalStateException("oops");
        assertThat(execute("run", "--config", file())).isEqualTo(70);
        assertThat(err.toString()).contains("internal error: java.lang.IllegalStateException: oops", "--debug")
            .doesNotContain("\tat ");
        assertThat(execute("--debug", "run", "--config", file())).isEqualTo(70);
        assertThat(err.toString()).contains("\tat director.management");
    }

    @Test
    void shouldCompleteCommandsAndOptionsInBash() throws Exception {
        assertThat(execute("completion")).isZero();
        final Path script = Files.writeString(directory.resolve("completion"), out.toString());
        final Process bash = new ProcessBuilder("bash", "-c", ". " + script + "; "
            + "COMP_WORDS=(director appl); COMP_CWORD=1; _complete_director; echo ${COMPREPLY[*]}; "
            + "COMP_WORDS=(director apply --dry); COMP_CWORD=2; _complete_director; echo ${COMPREPLY[*]}").start();
        assertThat(bash.inputReader().lines()).containsExactly("apply", "--dry-run");
        assertThat(bash.waitFor()).isZero();
    }

    @Test
    void shouldPrintManualPagesOfEachCommandWithAllItsOptions() {
        final CommandLine commandLine = DirectorCommand.commandLine(surroundings());
        for (final String command : commandLine.getSubcommands().keySet()) {
            assertThat(execute("man", command)).isZero();
            final String page = out.toString();
            out.getBuffer().setLength(0);
            assertThat(page).startsWith(".TH \"DIRECTOR\\-").contains("\n.SH \"NAME\"\ndirector\\-",
                "\n.SH \"SYNOPSIS\"\n", "\n.SH \"EXIT STATUS\"\n",
                "\\fB78\\fR\n\\&the configuration is missing or wrong\n");
            commandLine.getSubcommands().get(command).getCommandSpec().options().stream().filter(each -> !each.hidden())
                .forEach(option -> assertThat(page).contains(option.longestName().replace("-", "\\-")));
            assertThat(page.lines().filter(line -> line.startsWith(".")))
                .allMatch(line -> line.matches("\\.(TH|SH|TP)( \".*\")*"));
        }
        assertThat(execute("man")).isZero();
        assertThat(out.toString()).contains("\n.SH \"COMMANDS\"\n", "\\fBapply\\fR");
        assertThat(execute("man", "nonsense")).isEqualTo(64);
        assertThat(err.toString()).contains("there is no command nonsense: use one of run, ");
    }

    @Test
    void shouldEndWhenAClassIsMissing() throws IOException {
        director.fault = new NoClassDefFoundError("some/Library");
        assertThat(execute("run", "--config", file())).isEqualTo(70);
        assertThat(err.toString()).contains("internal error: ", "NoClassDefFoundError: some/Library");
        assertThat(locks()).isEmpty();
    }

    @Test
    void shouldNameEveryProblemOfAConfiguration() throws IOException {
        write("d.yaml", CONFIGURATION.replace("scheduler: rr", "scheduler: lc").replace("port: 80", "port: -1"));
        for (final String[] arguments : new String[][] {{"run", "--config", file()}, {"check-config", file()}}) {
            err.getBuffer().setLength(0);
            assertThat(execute(arguments)).isEqualTo(78);
            assertThat(err.toString().lines()).containsExactly(
                "director: " + file() + ":9:11: services[0].port=-1 is less than 0: give 0 to 65535",
                "director: " + file() + ":10:16: services[0].scheduler=lc is not a registered scheduler: "
                    + "use one of rr, wrr");
        }
        assertThat(stop.listened).isZero();
    }

    @Test
    void shouldCheckAConfigurationWithoutLookingAtTheMachine() throws IOException {
        write("machine/proc/self/net/dev", "");
        assertThat(execute("check-config", file())).isZero();
        assertThat(out).hasToString(String.format("%s: valid: 1 port, 1 service, 2 real servers%n", file()));
        assertThat(director.started).isEmpty();
    }

    @Test
    void shouldNameAConfigurationThatIsMissing() {
        assertThat(execute("check-config", "none.yaml")).isEqualTo(78);
        assertThat(err).hasToString(String.format("director: none.yaml: there is no such file%n"));
    }

    @Test
    void shouldRefuseAWrongCommandLineWith64() {
        assertThat(execute()).isEqualTo(64);
        assertThat(execute("run")).isEqualTo(64);
        assertThat(execute("run", "--config", file(), "more")).isEqualTo(64);
        assertThat(execute("walk")).isEqualTo(64);
        assertThat(execute("check-config", file(), "--log-level", "loud")).isEqualTo(64);
        assertThat(err.toString()).contains("Missing required option: '--config=FILE'", "--log-level");
    }

    @Test
    void shouldPrintHelpAndVersion() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("run", "check-config", "--log-level", "--debug",
            "78   the configuration is missing or wrong");
        for (final ExitCode exitCode : ExitCode.values()) {
            assertThat(out.toString()).containsPattern("(?m)^\\s+" + exitCode.code() + "   ");
        }
        assertThat(execute("run", "--help")).isZero();
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).containsPattern("director [0-9(]");
    }

    private static SchedulerRegistry roundRobins() {
        final SchedulerRegistry schedulers = SchedulerRegistry.load();
        schedulers.names().stream().filter(name -> !name.endsWith("rr")).forEach(schedulers::unregister);
        return schedulers;
    }

    private Surroundings surroundings() {
        return new Surroundings(_ -> roundRobins(),
            new Machine(directory.resolve("machine")), directory.resolve("locks"),
            (configuration, _) -> director.start(configuration), stop, new HangupSignal());
    }

    private int execute(final String... arguments) {
        final CommandLine commandLine = DirectorCommand.commandLine(surroundings());
        return commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }

    private String file() {
        return directory.resolve("d.yaml").toString();
    }

    private void write(final String file, final String content) throws IOException {
        final Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    private List<Path> locks() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("locks"))) {
            return files.toList();
        }
    }

    /** Stops at once, or never. */
    private static final class FakeStop implements StopRequest {
        private boolean never;
        private int listened;

        @Override
        public void listen() {
            listened++;
        }

        @Override
        public boolean await(final Duration time) {
            return !never;
        }
    }
}
