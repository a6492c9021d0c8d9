/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each forwarding method and version of IP, between the kernel and the programs of a {@link Guest}, with one worker and
 * with two.
 */
@ParameterizedClass
@ValueSource(strings = {"0", "0, 1"})
class ForwardingIT {
    @TempDir
    private static Path directory;
    private static Guest guest;
    private static @Nullable DirectorProcess director;

    ForwardingIT(final String cores) {
        assertThat(cores).startsWith("0");
    }

    @BeforeAll
    static void boot() {
        Requirements.assumeRootAndDpdk();
        Requirements.assumeGuest();
        guest = new Guest();
        for (final String address : Method.SILENT) {
            client("ip neigh replace %s lladdr 02:00:00:00:00:01 nud stale dev eth0".formatted(address));
        }
    }

    @AfterAll
    static void halt() {
        if (guest != null) {
            guest.close();
        }
    }

    @BeforeParameterizedClassInvocation
    static void start(final String cores) throws IOException {
        final String one = Method.configuration();
        final String yaml = cores.equals("0") ? one : one.replace("cores: [0]", "cores: [" + cores + "]")
            .replace("mbufs: 8192", "mbufs: 16384").replace("megabytes: 128", "megabytes: 256");
        director = DirectorProcess.start(
            guest, Files.writeString(directory.resolve("director.yaml"), yaml)).awaitReady();
    }

    @AfterParameterizedClassInvocation
    static void stop(final String cores) {
        try (DirectorProcess running = Objects.requireNonNull(director)) {
            assertThat(running.terminate()).as(running.output()).isZero();
            assertThat(running.output()).contains("Final counters:").doesNotContain("did not come back");
            assertThat(running.counter("received") + running.counter("generated")).isEqualTo(
                running.counter("transmitted") + running.counter("consumed") + running.counter("dropped"));
            assertThat(running.counter("handed-over")).isEqualTo(running.counter("taken-over"));
            assertThat(running.counter("handed-over") > 0).isEqualTo(cores.length() > 1);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"STRAIT", "STRAIT6"})
    void shouldAskEachRealServerForWebPagesInTurn(final Method method) {
        assertThat(client("for i in 1 2 3 4; do curl -sS -m 5 http://%s/name; done | sort".formatted(method.host())))
            .isEqualTo("%1$s\n%1$s\n%2$s\n%2$s".formatted(method.realServerName(1), method.realServerName(2)));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"STRAIT", "STRAIT6"})
    void shouldAskEachRealServerForNamesInTurn(final Method method) {
        assertThat(client("for i in 1 2 3 4; do dig +short +tries=1 +time=3 @%s name.test TXT; done | sort"
            .formatted(method.address()))).isEqualTo("\"%1$s\"\n\"%1$s\"\n\"%2$s\"\n\"%2$s\"".formatted(
                method.realServerName(1), method.realServerName(2)));
    }

    @ParameterizedTest
    @EnumSource(names = {"NAT", "NAT6", "FULL_NAT", "FULL_NAT6", "DIRECT", "DIRECT6"})
    void shouldDeliverAnswersThatComeInFragments(final Method method) {
        assertThat(client("dig +short +tries=1 +time=3 +bufsize=4096 +ignore @%s long.test TXT | wc -c"
            .formatted(method.address()))).isEqualTo("2639");
    }

    @ParameterizedTest
    @EnumSource(names = {
        "NAT", "NAT6", "FULL_NAT", "FULL_NAT6", "IPIP_4_IN_6", "IPIP_6_IN_6", "GRE_6_IN_6", "GUE_6_IN_6"})
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
    @EnumSource(names = {"NAT", "NAT6", "FULL_NAT", "FULL_NAT6"})
    void shouldDeliverTenMegabytesToWhomANarrowLinkLeads(final Method method) {
        assertThat(guest.succeed("far",
            "curl -sS -m 30 http://%s/medium | sha256sum | cut -c-64".formatted(method.host())))
            .isEqualTo(guest.sha256("medium"));
    }

    @ParameterizedTest
    @EnumSource(names = {"NAT", "NAT6", "FULL_NAT", "FULL_NAT6", "DIRECT", "DIRECT6"})
    void shouldDeliverTenMegabytesOverSctp(final Method method) {
        final String bind = method.isIpv6() ? "[fd00::1]" : "10.0.0.1";
        assertThat(client("socat -u SCTP:%s:9,bind=%s - | sha256sum | cut -c-64".formatted(method.host(), bind)))
            .isEqualTo(guest.sha256("medium"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.6.0.3, 10.0.0.254, 10.9.0.250",
        "fd06::3, fd00::254, fd09::250"})
    void shouldBeOneHopOfAPathWhoseMtuIsToldToTheClient(
        final String host, final String director, final String router) {
        final String path = client("tracepath -n -m 6 " + host);
        assertThat(path).containsPattern("(?m)^ 1: +" + director + " ").containsPattern("(?m)^ 2: +" + router + " ")
            .containsPattern("(?m)^ 3: +" + router + " .* pmtu 1400")
            .containsPattern("(?m)^ 3: +" + host + " .*reached").contains("Resume: pmtu 1400 hops 3 back 3");
    }

    @ParameterizedTest
    @CsvSource({
        "IPIP, 1480", "IPIP_6_IN_6, 1460", "GRE, 1476", "GUE, 1468", "IPIP_4_IN_6, 1460", "IPIP_6_IN_4, 1480"})
    void shouldTellTheClientTheMtuOfATunnel(final Method method, final int mtu) {
        // IP_MTU_DISCOVER or IPV6_MTU_DISCOVER is IP_PMTUDISC_DO: the socket sends no fragments. It has to be open when
        // the error arrives, or the kernel does not believe it.
        final String option = method.isIpv6() ? "41:23:2" : "0:10:2";
        client("ip route flush cache; ip -6 route flush cache");
        client("{ head -c %1$d /dev/zero; sleep 10; } | socat -u -b %1$d - UDP:%2$s:53,setsockopt-int=%3$s >/dev/null &"
            .formatted(method.isIpv6() ? 1_452 : 1_472, method.host(), option));
        final String route = "ip route get " + method.address();
        assertThat(client(until("mtu", route))).contains("mtu " + mtu);
    }

    @ParameterizedTest
    @EnumSource(names = {"NAT", "NAT6"})
    void shouldRefuseWhatNoServiceTakes(final Method method) {
        assertThat(guest.run("client", "curl -sS -m 3 http://%s:99".formatted(method.host())).output())
            .contains("Failed to connect").doesNotContain("timed out");
        assertThat(guest.run("client", "dig +tries=1 +time=3 -p 99 @" + method.address()).output())
            .contains("connection refused");
        assertThat(client("busybox ping -c 1 -W 3 " + method.address())).contains("1 packets received");
    }

    /** So that what full NAT is tested with comes back for no other reason. */
    @ParameterizedTest
    @CsvSource({"island1, 10.0.0.1", "island1, fd00::1", "island2, 10.5.0.1", "island2, fd05::1"})
    void shouldHaveRealServersOfFullNatWithoutAnyRouteToClients(final String island, final String client) {
        assertThat(guest.run(island, "ip route get " + client).output()).contains("unreachable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.254", "fd00::254"})
    void shouldAnswerTheKernelsProbesOfItsNeighbour(final String address) {
        client("busybox ping -c 1 -W 3 " + address);
        client("ip neigh change %s dev eth0 nud probe".formatted(address));
        assertThat(client(until("REACHABLE", "ip neigh show " + address))).contains("REACHABLE");
    }

    @ParameterizedTest
    @FieldSource("director.management.endtoend.Method#SILENT")
    void shouldCorrectNeighboursWithoutBeingAsked(final String address) {
        assertThat(client("ip neigh show " + address))
            .contains(Shell.succeed(guest.in("cat", "/sys/class/net/dc0/address").toArray(String[]::new)).strip());
    }

    /** A command repeated until it prints a word, for at most ten seconds: this machine may have a lot to do. */
    private static String until(final String word, final String command) {
        return "for i in $(seq 50); do %1$s | grep -q %2$s && break; sleep 0.2; done; %1$s".formatted(command, word);
    }

    private static String client(final String script) {
        return guest.succeed("client", script);
    }
}
