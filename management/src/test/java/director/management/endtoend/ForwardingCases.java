/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is to be right however many workers there are, of each forwarding method and version of IP, between the kernel
 * and the programs of a {@link Guest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ForwardingCases {
    @TempDir
    private static Path directory = Path.of("");

    private final String cores;
    private @Nullable DirectorProcess director;

    /** With a worker on each of these cores: {@code 0, 1}. */
    ForwardingCases(final String cores) {
        this.cores = cores;
    }

    @BeforeAll
    void start() throws IOException {
        guest().forget();
        for (final String address : Method.SILENT) {
            client("ip neigh replace %s lladdr 02:00:00:00:00:01 nud stale dev eth0".formatted(address));
        }
        final String one = configuration();
        final String yaml = cores.equals("0") ? one : one.replace("cores: [0]", "cores: [" + cores + "]")
            .replace("mbufs: 8192", "mbufs: 16384").replace("megabytes: 128", "megabytes: 256");
        director = DirectorProcess.start(
            guest(), Files.writeString(directory.resolve("director.yaml"), yaml)).awaitReady();
    }

    /** Of a director with one worker. */
    String configuration() {
        return Method.configuration();
    }

    @AfterAll
    void stop() {
        try (DirectorProcess running = director) {
            if (running != null) {
                assertThat(running.terminate()).as(running.output()).isZero();
                assertThat(running.output()).contains("Final counters:").doesNotContain("did not come back");
                assertThat(running.counter("received") + running.counter("generated")).isEqualTo(
                    running.counter("transmitted") + running.counter("consumed") + running.counter("dropped"));
                assertThat(running.counter("handed-over")).isEqualTo(running.counter("taken-over"));
                assertThat(running.counter("handed-over") > 0).isEqualTo(cores.length() > 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"STRAIT", "STRAIT6"})
    void shouldAskEachRealServerForWebPagesInTurn(final Method method) {
        // By one program, for the guest is slow to start some; its server ends each connection.
        assertThat(client("curl -sS -m 5 'http://%s/name?[1-4]'".formatted(method.host())).lines().sorted())
            .containsExactly(method.realServerName(1), method.realServerName(1),
                method.realServerName(2), method.realServerName(2));
    }

    @ParameterizedTest
    @EnumSource(names = {"NAT", "NAT6", "FULL_NAT", "FULL_NAT6", "DIRECT", "DIRECT6"})
    void shouldDeliverAnswersThatComeInFragments(final Method method) {
        assertThat(client("dig +short +tries=1 +time=3 +bufsize=4096 +ignore @%s long.test TXT | wc -c"
            .formatted(method.address()))).isEqualTo("2639");
    }

    @ParameterizedTest
    @EnumSource
    void shouldTakeTenMegabytesOverEveryPathWhateverItsMtu(final Method method) {
        assertThat(client("socat -b 65536 -t 30 - TCP:%s:9000 <%s".formatted(method.host(), guest().file("medium"))))
            .isEqualTo(sumOf("medium"));
    }

    /** Segments are too long for the link to far, as the router before it tells the address that they come from. */
    @ParameterizedTest
    @ValueSource(strings = {"10.5.0.1", "[fd05::1]"})
    void shouldLetARealServerSendTenMegabytesElsewhereOverANarrowLink(final String far) {
        assertThat(guest().succeed("real2",
            "socat -b 65536 -t 30 - TCP:%s:9000 <%s".formatted(far, guest().file("medium"))))
            .isEqualTo(sumOf("medium"));
    }

    @ParameterizedTest
    @CsvSource({
        "IPIP, 1480", "IPIP_6_IN_6, 1460", "GRE, 1476", "GUE, 1468", "IPIP_4_IN_6, 1460", "IPIP_6_IN_4, 1480"})
    void shouldTellTheClientTheMtuOfATunnel(final Method method, final int mtu) {
        // IP_MTU_DISCOVER or IPV6_MTU_DISCOVER is IP_PMTUDISC_DO: the socket sends no fragments. It has to be open when
        // the error arrives, or the kernel does not believe it.
        final String option = method.isIpv6() ? "41:23:2" : "0:10:2";
        final String send = """
            ip %4$s route flush cache
            { head -c %1$d /dev/zero; sleep 10; } | socat -u -b %1$d - UDP:%2$s:53,setsockopt-int=%3$s >/dev/null &
            """.formatted(method.isIpv6() ? 1_452 : 1_472, method.host(), option, method.isIpv6() ? "-6" : "-4");
        assertThat(client(send + until("mtu", "ip route get " + method.address()))).contains("mtu " + mtu);
    }

    /** Around the director. */
    abstract Guest guest();

    /** What sha256sum prints of a file of the real servers that arrives at its standard input. */
    final String sumOf(final String file) {
        return guest().sha256(file) + "  -";
    }

    final String client(final String script) {
        return guest().succeed("client", script);
    }

    /** A command repeated until it prints a word, for at most ten seconds: this machine may have a lot to do. */
    static String until(final String word, final String command) {
        return """
            i=0
            while [ $((i += 1)) -le 50 ]; do
                said=$(%s)
                case $said in *%s*) break ;; esac
                sleep 0.2
            done
            echo "$said"
            """.formatted(command, word);
    }
}
