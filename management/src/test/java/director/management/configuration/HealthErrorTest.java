/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of {what is written of health checks from line 11 on, messages without the file's name}. */
class HealthErrorTest {
    private static final String START = """
        version: 1
        ports:
          - {name: client, interface: dc0, addresses: [10.0.0.254/24]}
          - {name: real, interface: dr0, addresses: [10.9.0.254/16]}
        workers: {cores: [1]}
        services:
          - protocol: tcp
            address: 10.0.0.100
            port: 80
            scheduler: rr
        """;

    @ParameterizedTest(name = "{0}")
    @MethodSource({"timed", "probed", "asked", "concluded"})
    void shouldNameEverythingThatIsWrong(final Row row) {
        assertThatThrownBy(() -> ConfigurationFile.parse("d.yaml", START + row.end(), Set.of("rr")))
            .isInstanceOf(ConfigurationFileException.class)
            .hasMessage(String.join(System.lineSeparator(),
                row.messages().stream().map(message -> "d.yaml:" + message).toList()));
    }

    static Stream<Row> timed() {
        return Stream.of(
            check("type: tcp, intervalMs: 99", "intervalMs=99 is less than 100: give 100 to 86400000"),
            check("type: tcp, timeoutMs: 9", "timeoutMs=9 is less than 10: give 10 to 600000"),
            check("type: tcp, retries: 11", "retries=11 is more than 10: give 0 to 10"),
            check("type: tcp, retryDelayMs: 60001", "retryDelayMs=60001 is more than 60000: give 0 to 60000"),
            check("type: tcp, rise: 0", "rise=0 is less than 1: give 1 to 1000"),
            check("type: tcp, fall: 1001", "fall=1001 is more than 1000: give 1 to 1000"),
            check("type: tcp, warmUpMs: -1", "warmUpMs=-1 is less than 0: give 0 to 3600000"),
            check("type: tcp, port: 0", "port=0 is not a port: give 1 to 65535, or remove it"),
            check("type: tcp, port: 65536", "port=65536 is more than 65535: give 0 to 65535"),
            check("type: tcp, source: 0.0.0.0",
                "source=0.0.0.0 is not a unicast address: give an address that one host can have"));
    }

    static Stream<Row> probed() {
        return Stream.of(
            check("type: http, method: get",
                "method=get is not a method: give GET, HEAD or another in capitals"),
            check("type: http, path: health", "path=health is not the path of a request: begin with /, and write what"
                + " is not printable ASCII as %XX"),
            check("type: http, path: \"/a\\r\\nb\"", "path=/a\r\nb is not the path of a request: begin with /, and"
                + " write what is not printable ASCII as %XX"),
            check("type: http, host: \"a b\"",
                "host=a b is not a host: give a name or an address, with a port if need be"),
            check("type: http, statuses: [20]",
                "statuses[0]=20 cannot be read: give a status such as 200, or a range such as 200-299"),
            check("type: http, statuses: [300-200]",
                "statuses[0]=300-200 cannot be read: give statuses of 100 to 599, the lower one first"),
            check("type: http, statuses: []",
                "statuses is empty: list what is healthy, such as [200, 300-399]"),
            check("type: http, body: \"(\"", "body=( is not a regular expression (Unclosed group): see"
                + " java.util.regex.Pattern for what can be written"),
            check("type: http, md5: 00",
                "md5=00 is not 32 hexadecimal digits: give the digest of the whole body"),
            check("type: http, method: HEAD, body: x",
                "method=HEAD is answered without a body, which is to be looked at: use GET"),
            check("type: http, redirects: 11", "redirects=11 is more than 10: give 0 to 10"),
            check("type: http, bodyLimit: 16777217", "bodyLimit=16777217 is more than 16777216: give 0 to 16777216"),
            check("type: https, verify: true", "verify=true needs to know whose certificate is right: give serverName"),
            check("type: http, serverName: x", "serverName is not a known key: The keys here are type, statuses,"
                + " method, path, host, body, sha256, md5, redirects, bodyLimit, intervalMs, timeoutMs, retries,"
                + " retryDelayMs, rise, fall, warmUpMs, port, source"));
    }

    static Stream<Row> asked() {
        return Stream.of(
            check("type: dns, name: a..b",
                "name=a..b is not a domain name: give one such as example.org, or ."),
            check("type: dns, query: any", "query=any is not one of a, ns, cname, soa, ptr, mx, txt, aaaa, srv: use"
                + " one of these"),
            check("type: smtp, hello: \"a\\r\\nb\"",
                "hello=a\r\nb is not a host name: give a name such as lb1.example.org"),
            check("type: udp, payloadHex: abc",
                "payloadHex=abc is not pairs of hexadecimal digits: give such as 0a0b"),
            check("type: udp, payload: a, payloadHex: 0a",
                "payloadHex stands beside payload: remove one of the two"),
            check("type: udp, reply: optional, replyHex: 0a",
                "reply=optional stands beside replyHex: remove one of the two"),
            check("type: script", "command is missing: list the program's path and its arguments"),
            check("type: script, command: [test]", "command=test is not an absolute path: begin with /"),
            check("type: tpc", "type=tpc is not one of tcp, http, https, dns, smtp, ping, udp, script: use tcp"));
    }

    static Stream<Row> concluded() {
        return Stream.of(
            row("a quorum that is never lost", "    quorum: {weight: 2, hysteresis: 2}\n",
                "11:37: services[0].quorum.hysteresis=2 is more than 1: give 0 to 1"),
            row("a quorum of nothing", "    quorum: {weight: 0}\n",
                "11:22: services[0].quorum.weight=0 is less than 1: give 1 to 2147483647"),
            row("a program that is looked for", "    notify: {up: [page]}\n",
                "11:18: services[0].notify.up=page is not an absolute path: begin with /"),
            row("a window without end", "    flapping: {windowMs: 3600001, maxDoublings: 11}\n",
                "11:26: services[0].flapping.windowMs=3600001 is more than 3600000: give 0 to 3600000",
                "11:49: services[0].flapping.maxDoublings=11 is more than 10: give 0 to 10"),
            row("a word that is none", "    onFailure: ignore\n    initially: sick\n",
                "11:16: services[0].onFailure=ignore is not one of remove, inhibit: use one of these",
                "12:16: services[0].initially=sick is not one of down, up: use one of these"),
            row("no concurrency", "health: {concurrency: 0}\n",
                "11:23: health.concurrency=0 is less than 1: give 1 to 65536"),
            row("a real server that is nowhere",
                "    realServers: [{address: 10.9.0.1, checkAddress: 224.0.0.1,"
                    + " healthChecks: [{type: ping, port: 1}]}]\n",
                "11:53: services[0].realServers[0].checkAddress=224.0.0.1 is not a unicast address: give an address"
                    + " that one host can have",
                "11:92: services[0].realServers[0].healthChecks[0].port is not a known key: The keys here are type,"
                    + " intervalMs, timeoutMs, retries, retryDelayMs, rise, fall, warmUpMs, source"),
            row("a source of the other version of IP",
                "    healthChecks: [{type: tcp, source: fd00::1}]\n    realServers: [{address: 10.9.0.1}]\n",
                "11:40: services[0].healthChecks[0].source=fd00::1 is of another version of IP than 10.9.0.1: give"
                    + " this real server checks of its own, or remove it"),
            row("no port to talk to", """
                    realServers: [{address: 10.9.0.1, port: 81}]
                  - {mark: 5, scheduler: rr, healthChecks: [{type: ping}, {type: tcp}],
                     realServers: [{address: 10.9.0.1, forwarding: direct-routing}]}
                """,
                "12:59: services[1].healthChecks[1].port is missing, and the real server has no port of its own:"
                    + " give the port to check"));
    }

    private static Row check(final String check, final String message) {
        final String before = "    healthChecks: [{";
        final int key = message.matches("[a-zA-Z0-9]+ is (missing|not a known).*") ? 0 : 1;
        final String name = message.replaceFirst("[\\[= ].*", "").lines().findFirst().orElseThrow();
        final int column = message.contains("is missing") ? before.length()
            : check.indexOf(name + ":") + before.length() + 1
                + (key == 0 ? 0 : name.length() + 2 + (message.startsWith(name + "[") ? 1 : 0));
        return row(check, before + check + "}]\n",
            "11:" + column + ": services[0].healthChecks[0]." + message);
    }

    private static Row row(final String what, final String end, final String... messages) {
        return new Row(what, end, List.of(messages));
    }

    /** What is wrong, how the file goes on from line 11, and what is said about it. */
    record Row(String what, String end, List<String> messages) {
        @Override
        public String toString() {
            return what;
        }
    }
}
