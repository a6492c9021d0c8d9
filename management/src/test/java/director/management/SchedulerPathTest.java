/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.machine.Machine;
import director.management.schedulers.SchedulerPath;
import director.schedulers.BoundScheduler;
import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Scheduler;
import director.schedulers.SchedulerRegistry;
import director.schedulers.ServiceContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedulers that the director was not built with: the one of docs/writing-a-scheduler.md, and broken ones. */
class SchedulerPathTest {
    private static final Path PAGE = SchedulerJars.PAGE;
    private static final String SERVICE_FILE = SchedulerJars.SERVICE_FILE;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    @TempDir
    private Path directory;
    private Path path;

    @BeforeEach
    void makePath() throws IOException {
        path = Files.createDirectory(directory.resolve("path"));
    }

    @Test
    void shouldLoadAndUseTheSchedulerOfTheGuide() throws IOException {
        buildGuide();

        assertThat(replay("hrw")).as(err.toString()).isZero();

        final List<String> chosen = Pattern.compile("\"via\":\"([^\"]*)").matcher(out.toString()).results()
            .map(result -> result.group(1)).toList();
        assertThat(chosen).hasSize(20).contains("10.9.0.1", "10.9.0.2", "10.9.0.3");
        assertThat(chosen.subList(10, 20)).as("the same clients again").isEqualTo(chosen.subList(0, 10));
    }

    @Test
    void shouldNameThePageCommandsThatTheTestStandsFor() throws IOException {
        assertThat(SchedulerJars.block(Files.readString(PAGE), "sh"))
            .contains(SERVICE_FILE, "--scheduler-path", SchedulerJars.block(Files.readString(PAGE), "text").strip());
    }

    @Test
    void shouldNotPlayASchedulerThatIsNotThere() throws IOException {
        replay("hrw");

        assertThat(out.toString()).contains("Scheduler or persistence engine not found");
    }

    @Test
    void shouldRefuseAJarThatIsNone() throws IOException {
        Files.writeString(path.resolve("broken.jar"), "not a jar");

        assertThat(replay("rr")).isEqualTo(ExitCode.NO_INPUT.code());
        assertThat(err.toString()).contains("scheduler jar " + path.resolve("broken.jar"), "build it again");
    }

    @Test
    void shouldRefuseAJarWithoutAScheduler() throws IOException {
        buildJar("idle.jar", "example/Idle.java", "package example; public final class Idle { }", "");

        assertThat(replay("rr")).isEqualTo(ExitCode.NO_INPUT.code());
        assertThat(err.toString()).contains("idle.jar: provides no scheduler: name its class in " + SERVICE_FILE);
    }

    @Test
    void shouldRefuseAJarWhoseSchedulerCannotBeMade() throws IOException {
        final String page = Files.readString(PAGE);
        buildJar("failing.jar", "example/RendezvousScheduler.java", SchedulerJars.block(page, "java").replace(
            "    public String name()", "    { if (true) throw new IllegalStateException(\"no\"); }\n"
                + "    public String name()"), SchedulerJars.block(page, "text"));

        assertThat(replay("rr")).isEqualTo(ExitCode.NO_INPUT.code());
        assertThat(err.toString()).contains("failing.jar: its scheduler cannot be loaded", "build it against");
    }

    @Test
    void shouldRefuseANameThatIsTaken() throws IOException {
        final String page = Files.readString(PAGE);
        buildJar("twice.jar", "example/RendezvousScheduler.java",
            SchedulerJars.block(page, "java").replace("\"hrw\"", "\"rr\""), SchedulerJars.block(page, "text"));

        assertThat(replay("rr")).isEqualTo(ExitCode.NO_INPUT.code());
        assertThat(err.toString()).contains("twice.jar: scheduler rr of example.Rendezvous", "the name is taken");
    }

    @Test
    void shouldUnloadASchedulerWhenNoServiceUsesItAndLoadItAgain() throws Exception {
        buildGuide();
        final Path jar = path.resolve("rendezvous.jar");
        final SchedulerRegistry registry = SchedulerRegistry.load();
        final WeakReference<ClassLoader> loaded = useAndUnload(jar, registry);

        for (int attempt = 0; attempt < 100 && loaded.get() != null; attempt++) {
            System.gc();
            Thread.sleep(10);
        }

        assertThat(loaded.get()).as("the classes of the jar").isNull();
        SchedulerPath.registerJar(jar, registry);
        assertThat(registry.contains("hrw")).isTrue();
    }

    /** Apart, so that nothing of it is left on the stack. */
    private static WeakReference<ClassLoader> useAndUnload(final Path jar, final SchedulerRegistry registry) {
        final List<Scheduler> provided = SchedulerPath.provided(jar);
        registry.registerAll(provided);
        assertThat(registry.registrations()).contains(new SchedulerRegistry.Registration("hrw", 0, "rendezvous"));
        final BoundScheduler service = registry.bind(
            "hrw", new ServiceContext("TCP 10.0.0.100:80", 0), Destinations.none(), new NoLoad());
        assertThatThrownBy(() -> SchedulerPath.unregister("hrw", registry))
            .hasMessage("scheduler hrw is in use by 1 service");
        assertThat(registry.contains("hrw")).isTrue();
        service.doneService();
        SchedulerPath.unregister("hrw", registry);
        assertThat(registry.contains("hrw")).isFalse();
        return new WeakReference<>(provided.getFirst().getClass().getClassLoader());
    }

    @Test
    void shouldNotUnloadWhatIsPartOfTheDirectorOrUnknown() {
        final SchedulerRegistry registry = SchedulerRegistry.load();
        assertThatThrownBy(() -> SchedulerPath.unregister("rr", registry))
            .hasMessageContaining("is part of the director");
        assertThatThrownBy(() -> SchedulerPath.unregister("hrw", registry)).hasMessageContaining("registered are");
    }

    @Test
    void shouldRefuseAPathThatIsNoDirectory() throws IOException {
        path = directory.resolve("missing");

        assertThat(replay("rr")).isEqualTo(ExitCode.NO_INPUT.code());
        assertThat(err.toString()).contains("scheduler path " + path + " is not a directory");
    }

    @Test
    void shouldTakeSchedulersOfAPathIntoRulesForCaptures() throws IOException {
        assertThat(replayCapture("hrw")).isEqualTo(ExitCode.NO_INPUT.code());
        assertThat(err.toString()).contains("rules:1: Scheduler or persistence engine not found");
        buildGuide();

        assertThat(replayCapture("hrw")).as(err.toString()).isZero();

        assertThat(out.toString()).contains("4 packets arrived, 4 were sent");
    }

    private int replayCapture(final String scheduler) throws IOException {
        final Path rules = Files.writeString(directory.resolve("rules"), """
            -A -t 10.0.0.100:80 -s %1$s
            -a -t 10.0.0.100:80 -r 10.9.0.1:8080 -m -w 1
            -A -u [fd00::100]:53 -s %1$s
            -a -u [fd00::100]:53 -r [fd09::1]:53 -g -w 1
            """.formatted(scheduler));
        return execute("replay", "--scheduler-path", path.toString(), "--rules", rules.toString(),
            Path.of("src", "test", "resources", "captures", "both-be.pcapng").toString(),
            directory.resolve("out.pcapng").toString());
    }

    private void buildGuide() throws IOException {
        SchedulerJars.buildGuide(directory, path.resolve("rendezvous.jar"));
    }

    /** Nobody is connected. */
    private static final class NoLoad implements DestinationLoad {
        @Override
        public boolean isOverloaded(final int number) {
            return false;
        }

        @Override
        public int activeConnections(final int number) {
            return 0;
        }

        @Override
        public int inactiveConnections(final int number) {
            return 0;
        }
    }

    private int replay(final String scheduler) throws IOException {
        final StringBuilder trace = new StringBuilder("""
            {"meta":{"name":"foreign","about":"a scheduler from a jar","kernel":"none"}}
            {"do":"vip","addr":"198.51.100.125","t":0}
            {"do":"ipvsadm","args":"-A -t 198.51.100.125:443 -s %s","rc":0,"out":"","t":1}
            {"do":"ipvsadm","args":"-a -t 198.51.100.125:443 -r 10.9.0.1:443 -g","rc":0,"out":"","t":2}
            {"do":"ipvsadm","args":"-a -t 198.51.100.125:443 -r 10.9.0.2:443 -g","rc":0,"out":"","t":3}
            {"do":"ipvsadm","args":"-a -t 198.51.100.125:443 -r 10.9.0.3:443 -g","rc":0,"out":"","t":4}
            """.formatted(scheduler));
        for (int packet = 0; packet < 20; packet++) {
            // The checksum is not looked at: a real server does that.
            trace.append("{\"do\":\"packet\",\"port\":\"client\",\"ip\":\"")
                .append(withChecksum(syn(1 + packet % 10))).append("\",\"t\":").append(10 + packet)
                .append("}\n");
        }
        final Path file = Files.writeString(directory.resolve("foreign.jsonl"), trace);
        return execute("replay", "--scheduler-path", path.toString(), file.toString());
    }

    private int execute(final String... arguments) {
        final Surroundings surroundings = new Surroundings(SchedulerPath::load, new Machine(directory), directory,
            (_, _) -> {
                throw new AssertionError("replay starts nothing");
            }, new StopSignal(), new HangupSignal());
        return DirectorCommand.commandLine(surroundings).setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true)).execute(arguments);
    }

    /** To 198.51.100.125 from 10.0.0.1 or a neighbour. */
    private static String syn(final int client) {
        return String.format(
            "4500002806ff40004006ff050a0000%02xc633647d12e101bbe785dbca0000000050022000832a0000", client);
    }

    private void buildJar(final String jar, final String source, final String code, final String providers)
            throws IOException {
        SchedulerJars.build(directory, path.resolve(jar), source, code, providers);
    }

    /** Puts the checksum of an IPv4 header right. */
    private static String withChecksum(final String packet) {
        int sum = 0;
        for (int word = 0; word < 10; word++) {
            sum += word == 5 ? 0 : Integer.parseInt(packet, 4 * word, 4 * word + 4, 16);
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        return packet.substring(0, 20) + String.format("%04x", ~sum & 0xFFFF) + packet.substring(24);
    }
}
