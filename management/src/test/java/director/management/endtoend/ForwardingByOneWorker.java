/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With one worker: each forwarding method and version of IP. */
abstract class ForwardingByOneWorker extends ForwardingCases {
    ForwardingByOneWorker() {
        super("0");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"STRAIT", "STRAIT6"})
    void shouldAskEachRealServerForNamesInTurn(final Method method) {
        final String query = " @" + method.address() + " name.test TXT";
        assertThat(client("dig +short +tries=1 +time=3" + query.repeat(4)).lines().sorted()).containsExactly(
            quoted(method, 1), quoted(method, 1), quoted(method, 2), quoted(method, 2));
    }

    private static String quoted(final Method method, final int number) {
        return '"' + method.realServerName(number) + '"';
    }

    @ParameterizedTest
    @EnumSource(names = {
        "NAT", "NAT6", "FULL_NAT", "FULL_NAT6", "IPIP_4_IN_6", "IPIP_6_IN_6", "GRE_6_IN_6", "GUE_6_IN_6"})
    void shouldDeliverAHundredMegabytes(final Method method) {
        assertThat(client("curl -sS -m 50 http://%s/large | sha256sum".formatted(method.host())))
            .isEqualTo(sumOf("large"));
    }

    @ParameterizedTest
    @EnumSource(names = {"NAT", "NAT6", "FULL_NAT", "FULL_NAT6"})
    void shouldDeliverTenMegabytesToWhomANarrowLinkLeads(final Method method) {
        assertThat(guest().succeed("far",
            "curl -sS -m 30 http://%s/medium | sha256sum".formatted(method.host())))
            .isEqualTo(sumOf("medium"));
    }

    @ParameterizedTest
    @EnumSource(names = {"NAT", "NAT6", "FULL_NAT", "FULL_NAT6", "DIRECT", "DIRECT6"})
    void shouldDeliverTenMegabytesOverSctp(final Method method) {
        final String bind = method.isIpv6() ? "[fd00::1]" : "10.0.0.1";
        assertThat(client("socat -u -b 65536 SCTP:%s:9,bind=%s - | sha256sum".formatted(method.host(), bind)))
            .isEqualTo(sumOf("medium"));
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
    @CsvSource({"10.5.0.1, ':ffff:0a00:00d[23]'", "[fd05::1], 'fd00:.*:0210'"})
    void shouldHaveARealServerTalkToOthersFromAnAddressOfTheRule(final String far, final String seen) {
        assertThat(guest().succeed("real2", "curl -sS -m 5 http://%1$s/name; socat -t 5 - TCP:%1$s:9001 </dev/null"
            .formatted(far))).startsWith("far\n").containsPattern(seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.5.0.1", "fd05::1"})
    void shouldLetARealServerAskElsewhereForNamesAndGetAnswersInFragments(final String far) {
        assertThat(guest().succeed("real2", """
            dig +short +tries=1 +time=3 @%1$s name.test TXT
            dig +short +tries=1 +time=3 +tcp @%1$s name.test TXT
            dig +short +tries=2 +time=3 +bufsize=4096 +ignore @%1$s long.test TXT | wc -c""".formatted(far)))
            .isEqualTo("\"far\"\n\"far\"\n2639");
    }

    /** With IPv6 nobody cuts up for a narrow link what has left, so the first may come back as an error. */
    @ParameterizedTest
    @ValueSource(strings = {"10.5.0.1", "fd05::1"})
    void shouldLetARealServerPingElsewhereInFragments(final String far) {
        assertThat(guest().succeed("real2", """
            ip route flush cache; ip -6 route flush cache
            busybox ping -c 1 -W 1 -s 2000 %1$s >/dev/null
            busybox ping -c 1 -W 3 -s 2000 %1$s""".formatted(far))).contains("1 packets received");
    }

    @ParameterizedTest
    @CsvSource({
        "10.5.0.1, 10.9.0.254, 10.0.0.2",
        "fd05::1, fd09::254, fd00::2"})
    void shouldTellARealServerThePathElsewhereAndWhatIsClosedThere(
        final String far, final String director, final String router) {
        final String path = guest().succeed("real2", "tracepath -n -m 6 " + far);
        assertThat(path).containsPattern("(?m)^ 1: +" + director + " ").containsPattern("(?m)^ 2: +" + router + " ")
            .containsPattern("(?m)^ 3: +" + far + " .*reached").contains("Resume: pmtu 1400 hops 3 back 3");
        assertThat(guest().run("real2", "dig +tries=1 +time=3 -p 99 @" + far).output())
            .contains("connection refused");
    }

    @ParameterizedTest
    @EnumSource(names = {"NAT", "NAT6"})
    void shouldRefuseWhatNoServiceTakes(final Method method) {
        assertThat(guest().run("client", "curl -sS -m 3 http://%s:99".formatted(method.host())).output())
            .contains("Failed to connect").doesNotContain("timed out");
        assertThat(guest().run("client", "dig +tries=1 +time=3 -p 99 @" + method.address()).output())
            .contains("connection refused");
        assertThat(client("busybox ping -c 1 -W 3 " + method.address())).contains("1 packets received");
    }

    /** So that what full NAT is tested with comes back for no other reason. */
    @ParameterizedTest
    @CsvSource({"island1, 10.0.0.1", "island1, fd00::1", "island2, 10.5.0.1", "island2, fd05::1"})
    void shouldHaveRealServersOfFullNatWithoutAnyRouteToClients(final String island, final String client) {
        assertThat(guest().run(island, "ip route get " + client).output()).contains("unreachable");
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
            .contains(Shell.succeed(guest().in("cat", "/sys/class/net/dc0/address").toArray(String[]::new)).strip());
    }
}
