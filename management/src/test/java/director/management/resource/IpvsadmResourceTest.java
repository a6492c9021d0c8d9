/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.management.client.IpvsadmClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The client of ipvsadm and a running director, with a socket between them. */
class IpvsadmResourceTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String RULES = """
        -A -t 10.0.0.100:80 -s wrr -p 60 -M 255.255.255.0
        -a -t 10.0.0.100:80 -r 10.9.0.1:8080 -m -w 3 -x 20 -y 10
        -a -t 10.0.0.100:80 -r 10.9.0.2:80 -i -w 2 --tun-type gue --tun-port 6080 --tun-remcsum
        -a -t 10.0.0.100:80 -r 10.9.0.3:80 -i -w 2 --tun-type gre --tun-csum -x 7
        -a -t 10.0.0.100:80 -r 10.9.0.4:80 -g -w 0
        -A -u 10.0.0.100:5060 -s rr -p 30 --pe sip
        -A -u 10.0.0.100:53 -s sh -o -b sh-fallback,sh-port
        -A --sctp-service 10.0.0.100:9 -s lc
        -A -t [fd00::100]:80 -s mh -p 360 -M 64
        -a -t [fd00::100]:80 -r [fd09::1]:80 -m -w 1
        -A -f 12 -6 -s rr
        """;

    @TempDir
    private Path directory;

    private SocketFixture fixture;
    private String out = "";
    private String err = "";

    @BeforeEach
    void open() {
        fixture = new SocketFixture(directory);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /** What ipvsadm 1.31 saved in the recordings. */
    static Stream<String> saved() throws Exception {
        final List<String> found = new ArrayList<>();
        final Path traces = Path.of(System.getProperty("basedir", "."), "src/test/resources/traces");
        try (Stream<Path> files = Files.list(traces)) {
            for (final Path file : files.filter(path -> path.getFileName().toString().startsWith("mgmt-")).toList()) {
                for (final String line : Files.readAllLines(file)) {
                    final JsonNode step = MAPPER.readTree(line);
                    final String rules = step.path("out").asString("");
                    if (step.path("args").asString("").startsWith("-S") && !rules.isEmpty() && !found.contains(rules)) {
                        found.add(rules);
                    }
                }
            }
        }
        return found.stream();
    }

    @ParameterizedTest
    @MethodSource("saved")
    void shouldSaveWhatTheOriginalSavedAsItWas(final String recorded) {
        final String rules = withoutWhatIsNotForThisDirector(recorded);
        assertThat(run(rules, "-R")).as(err).isZero();
        assertThat(run("", "-S", "-n")).isZero();
        assertThat(out).isEqualTo(rules);
    }

    /** Masks that are no prefixes, and real servers that are this machine or its loopback. */
    private static String withoutWhatIsNotForThisDirector(final String rules) {
        return rules.lines()
            .filter(line -> !line.matches(".*(-M (255.0.255.0|0.0.0.33)|-r (127.0.0.1|10.0.0.165|10.9.0.254):).*"))
            .map(line -> line + "\n")
            .reduce("", String::concat);
    }

    @Test
    void shouldLoseNothingWhenItSavesAndRestores() {
        assertThat(run(RULES, "-R")).as(err).isZero();
        run("", "-S", "-n");
        final String saved = out;
        assertThat(saved.lines()).containsExactlyInAnyOrderElementsOf(RULES.lines().toList());
        run("", "-Ln", "--nosort", "--thresholds");
        final String listed = out;
        assertThat(run("", "-C")).isZero();
        assertThat(run(saved, "-R")).isZero();
        run("", "-S", "-n");
        assertThat(out).isEqualTo(saved);
        run("", "-Ln", "--nosort", "--thresholds");
        assertThat(out.lines().sorted()).containsExactlyElementsOf(listed.lines().sorted().toList());
    }

    @Test
    void shouldKeepTheSlowStartAndTimeoutsThatItHasNoWordsFor() throws Exception {
        final String answer = fixture.client.json("POST", "/v1/services", """
            {"protocol": "tcp", "address": "10.0.0.100", "port": 80, "scheduler": "wrr", "slowStart": 60,
             "timeouts": {"tcp": 30}, "realServers": [{"address": "10.9.0.1", "slowStart": 5}, {"address": "10.9.0.2"}]}
            """).body();
        assertThat(run("", "-E -t 10.0.0.100:80 -s wlc".split(" "))).as(answer + err).isZero();
        assertThat(run("", "-e -t 10.0.0.100:80 -r 10.9.0.1:80 -m -w 7".split(" "))).as(err).isZero();
        assertThat(run("", "-e -t 10.0.0.100:80 -r 10.9.0.2:80 -m -w 7".split(" "))).as(err).isZero();
        final ServiceSettings edited = fixture.store.configuration().services().getFirst();
        assertThat(edited.scheduler()).isEqualTo("wlc");
        assertThat(edited.slowStartSeconds()).isEqualTo(60);
        assertThat(edited.timeouts()).isEqualTo(new ConnectionTimeouts(30, 0, 0));
        assertThat(edited.realServers()).extracting(RealServerSettings::weight, RealServerSettings::slowStartSeconds)
            .containsExactlyInAnyOrder(tuple(7, 5), tuple(7, null));

        final String anew = """
            -D -t 10.0.0.100:80
            -A -t 10.0.0.100:80 -s rr
            -E -t 10.0.0.100:80 -s wrr
            -a -t 10.0.0.100:80 -r 10.9.0.1:80 -m
            -e -t 10.0.0.100:80 -r 10.9.0.1:80 -m -w 2
            """;
        assertThat(run(anew, "-R")).as(err).isZero();
        final ServiceSettings added = fixture.store.configuration().services().getFirst();
        assertThat(added.slowStartSeconds()).isZero();
        assertThat(added.timeouts()).isEqualTo(ConnectionTimeouts.GENERAL);
        assertThat(added.realServers()).extracting(RealServerSettings::weight, RealServerSettings::slowStartSeconds)
            .containsExactly(tuple(2, null));
    }

    @Test
    void shouldMakeOneChangeOfARestore() {
        final StringBuilder rules = new StringBuilder("-C\n");
        for (int service = 1; service <= 100; service++) {
            rules.append("-A -t 10.1.0.%d:80 -s wrr\n".formatted(service));
            for (int server = 1; server <= 98; server++) {
                rules.append("-a -t 10.1.0.%d:80 -r 10.9.%d.%d:80 -m -w 2\n".formatted(service, service, server));
            }
        }
        final long before = fixture.store.version().number();
        assertThat(run(rules.toString(), "-R")).as(err).isZero();
        assertThat(fixture.store.version().number()).isEqualTo(before + 1);
        assertThat(fixture.director.managed().catalogue().services()).hasSize(100)
            .allMatch(service -> service.realServers().size() == 98);
    }

    @Test
    void shouldSkipLinesThatAreRefusedAndCarryOutTheRest() {
        assertThat(run("""
            -A -t 10.0.0.100:80 -s rr
            -A -t 10.0.0.100:80 -s rr
            -A -t 10.0.0.100:81 -s nosuch
            -A -t 10.0.0.100:82 -s rr
            """, "-R")).isZero();
        assertThat(err).isEqualTo("Service already exists\nScheduler or persistence engine not found\n");
        run("", "-Sn");
        assertThat(out).isEqualTo("-A -t 10.0.0.100:80 -s rr\n-A -t 10.0.0.100:82 -s rr\n");
    }

    @Test
    void shouldChangeNothingWhenTheConfigurationWouldBeInvalid() {
        assertThat(run("""
            -A -t 10.0.0.100:80 -s rr
            -a -t 10.0.0.100:80 -r 172.16.0.1:80 -g
            -A -t [fd00::100]:80 -s rr
            -a -t [fd00::100]:80 -r [2001:db8::1]:80 -m
            """, "-R")).isEqualTo(255);
        assertThat(err).contains("director: nothing was changed: ", "2001:db8::1", "has no next hop");
        assertThat(fixture.store.version().number()).isEqualTo(1);
    }

    @Test
    void shouldSayWhatThisDirectorDoesNotDo() {
        assertThat(run("", "-A", "-t", "10.0.0.100:80", "-s", "rr", "-p", "-M", "255.0.255.0")).isEqualTo(255);
        assertThat(err).startsWith("Invalid operation.").contains("director: netmask 255.0.255.0");
        assertThat(run("", "--start-daemon", "master", "--mcast-interface", "eth0")).isEqualTo(255);
        assertThat(err).startsWith("Function not implemented\ndirector: this director does not synchronise");
        assertThat(run("", "--stop-daemon", "master")).isEqualTo(255);
        assertThat(err).isEqualTo("No daemon is running\n");
        assertThat(run("", "-L", "--daemon")).isZero();
        assertThat(out).isEmpty();
        assertThat(fixture.store.version().number()).isEqualTo(1);
    }

    @Test
    void shouldSetTimeoutsAndKeepThoseOfZero() {
        assertThat(run("", "--set", "800", "0", "77")).isZero();
        assertThat(run("", "-L", "--timeout")).isZero();
        assertThat(out).isEqualTo("Timeout (tcp tcpfin udp): 800 120 77\n");
    }

    @Test
    void shouldListWhatTheDirectorCountsAndSetItToZero() {
        run("-A -t 10.0.0.100:80 -s rr\n-a -t 10.0.0.100:80 -r 10.9.0.1:80 -m -w 2\n", "-R");
        fixture.director.with(director -> LiveDirector.open(director, 1, 4_000));
        run("", "-Ln");
        assertThat(out).endsWith("  -> 10.9.0.1:80                  Masq    2      1          0         \n");
        run("", "-Ln", "--stats");
        assertThat(out).endsWith("  -> 10.9.0.1:80                         1        1        0       40        0\n");
        run("", "-Lnc");
        assertThat(out).contains("SYN_RECV    100.0.0.1:4000     10.0.0.100:80      10.9.0.1:80\n");
        assertThat(run("", "-Z", "-t", "10.0.0.100:80")).isZero();
        run("", "-Ln", "--stats");
        assertThat(out).endsWith("  -> 10.9.0.1:80                         0        0        0        0        0\n");
        assertThat(run("", "-e", "-t", "10.0.0.100:80", "-r", "10.9.0.1:80", "-m", "-w", "0")).isZero();
        run("", "-Ln");
        assertThat(out).endsWith("  -> 10.9.0.1:80                  Masq    0      1          0         \n");
    }

    @Test
    void shouldNotLetAGetChangeAnything() throws Exception {
        final JsonNode answer = MAPPER.readTree(
            fixture.client.get("/v1/ipvsadm?arguments=-A%20-t%2010.0.0.100:80").body());
        assertThat(answer.path("rc").asInt()).isEqualTo(255);
        assertThat(answer.path("err").asString()).isEqualTo("Permission denied (you must be root)\n");
        assertThat(fixture.store.version().number()).isEqualTo(1);
    }

    private int run(final String input, final String... arguments) {
        final ByteArrayOutputStream standard = new ByteArrayOutputStream();
        final ByteArrayOutputStream errors = new ByteArrayOutputStream();
        final int exitCode = new IpvsadmClient(fixture.file(),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), standard, errors).run(arguments);
        out = standard.toString(StandardCharsets.UTF_8);
        err = errors.toString(StandardCharsets.UTF_8);
        return exitCode;
    }
}
