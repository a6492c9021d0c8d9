/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each forwarding method and version of IP, between the kernel and the programs of a {@link Guest}. */
class ForwardingIT {
    @TempDir
    private static Path directory;
    private static Guest guest;
    private static DirectorProcess director;

    @BeforeAll
    static void start() throws IOException {
        Requirements.assumeRootAndDpdk();
        Requirements.assumeGuest();
        guest = new Guest();
        director = DirectorProcess.start(
            guest, Files.writeString(directory.resolve("director.yaml"), Method.configuration())).awaitReady();
    }

    @AfterAll
    static void stop() {
        try (Guest around = guest; DirectorProcess running = director) {
            if (around != null && running != null) {
                assertThat(running.terminate()).as(running.output()).isZero();
                assertThat(running.output()).contains("Final counters:").doesNotContain("did not come back");
                assertThat(running.counter("received") + running.counter("generated")).isEqualTo(
                    running.counter("transmitted") + running.counter("consumed") + running.counter("dropped"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"STRAIT", "STRAIT6"})
    void shouldAskEachRealServerForWebPagesInTurn(final Method method) {
        assertThat(client("for i in 1 2 3 4; do curl -sS -m 5 http://%s/name; done | sort".formatted(method.host())))
            .isEqualTo("real1\nreal1\nreal2\nreal2");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"STRAIT", "STRAIT6"})
    void shouldAskEachRealServerForNamesInTurn(final Method method) {
        assertThat(client("for i in 1 2 3 4; do dig +short +tries=1 +time=3 @%s name.test TXT; done | sort"
            .formatted(method.address()))).isEqualTo("\"real1\"\n\"real1\"\n\"real2\"\n\"real2\"");
    }

    @ParameterizedTest
    @EnumSource(names = {"NAT", "NAT6", "DIRECT", "DIRECT6"})
    void shouldDeliverAnswersThatComeInFragments(final Method method) {
        assertThat(client("dig +short +tries=1 +time=3 +bufsize=4096 +ignore @%s long.test TXT | wc -c"
            .formatted(method.address()))).isEqualTo("2639");
    }

    @ParameterizedTest
    @EnumSource(names = {"NAT", "NAT6"})
    void shouldDeliverAHundredMegabytes(final Method method) {
        assertThat(client("curl -sS -m 50 http://%s/large | sha256sum | cut -c-64".formatted(method.host())))
            .isEqualTo(guest.sha256("large"));
    }

    @ParameterizedTest
    @EnumSource
    void shouldTakeTenMegabytesOverEveryPathWhateverItsMtu(final Method method) {
        assertThat(client("socat -t 30 - TCP:%s:9000 <%s".formatted(method.host(), guest.file("medium"))))
            .isEqualTo(guest.sha256("medium"));
    }

    @ParameterizedTest
    @EnumSource(names = {"NAT", "NAT6"})
    void shouldDeliverTenMegabytesToWhomANarrowLinkLeads(final Method method) {
        assertThat(guest.succeed("far",
            "curl -sS -m 30 http://%s/medium | sha256sum | cut -c-64".formatted(method.host())))
            .isEqualTo(guest.sha256("medium"));
    }

    @ParameterizedTest
    @EnumSource(names = {"NAT", "NAT6", "DIRECT", "DIRECT6"})
    void shouldDeliverTenMegabytesOverSctp(final Method method) {
        final String bind = method.isIpv6() ? "[fd00::1]" : "10.0.0.1";
        assertThat(client("socat -u SCTP:%s:9,bind=%s - | sha256sum | cut -c-64".formatted(method.host(), bind)))
            .isEqualTo(guest.sha256("medium"));
    }

    private static String client(final String script) {
        return guest.succeed("client", script);
    }
}
