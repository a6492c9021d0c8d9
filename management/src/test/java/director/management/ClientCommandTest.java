/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import static org.assertj.core.api.Assertions.assertThat;

import director.management.resource.SocketFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Help.Ansi;

class ClientCommandTest {
    private static final String SERVICES = """
        {"services":[{"id":"tcp-10.0.0.100-80","protocol":"tcp","address":"10.0.0.100","port":80,"scheduler":"wrr",
         "statistics":{"rates":{"connections":12,"bytesIn":1234567,"bytesOut":0}},"realServers":[
          {"id":"10.9.0.1-80","address":"10.9.0.1","port":80,"weight":3,"forwarding":"nat",
           "statistics":{"weight":3,"activeConnections":5,"inactiveConnections":100000,"overloaded":false,
            "rates":{"connections":12,"bytesIn":1234567,"bytesOut":0}}},
          {"id":"10.9.0.2-80","address":"10.9.0.2","port":80,"weight":1,"forwarding":"nat",
           "statistics":{"weight":0,"activeConnections":0,"inactiveConnections":0,"overloaded":false}}]},
         {"id":"mark6-5","mark":5,"version":6,"scheduler":"rr","realServers":[]}]}""";

    @TempDir
    private Path directory;

    static Stream<Callable<Integer>> all() {
        return Stream.of(new StatusCommand(), new ServicesCommand(), new ConnectionsCommand(), new SetCommand(),
            new SchedulersCommand(), new EventsCommand(), new SaveCommand(), new RefusalsCommand(),
            new SnatCommand());
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldNameSocketAndRemedyWhenNoDirectorRuns(final Callable<Integer> command) {
        final CommandRun run = CommandRun.of(command, socket());
        assertThat(run.exitCode()).isEqualTo(69);
        assertThat(run.err()).contains("no director runs, or not here (there is no " + socket() + ")", "director run");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldEndWithWhatTheDirectorRefused(final Callable<Integer> command) {
        try (FakeApi director = new FakeApi(socket())) {
            for (final String path : new String[] {"status", "services", "connections", "settings", "schedulers",
                "refusals?limit=20", "snat",
                "events", "configuration"}) {
                director.answer("GET /v1/" + path, 403, "{\"detail\":\"uid=33 may not use this socket: ask\"}");
            }
            final CommandRun run = CommandRun.of(command, socket());
            assertThat(run.exitCode()).isEqualTo(77);
            assertThat(run.err()).contains("uid=33 may not use this socket: ask");
        }
    }

    @Test
    void shouldAlignServicesAndRealServers() {
        try (FakeApi director = new FakeApi(socket())) {
            director.answer("GET /v1/services", SERVICES);
            assertThat(CommandRun.of(new ServicesCommand(), socket()).out().replace(" ", ".").lines()).containsExactly(
                "SERVICE............SCHEDULER..REAL.SERVER..FORWARDING..STATE...WEIGHT..ACTIVE..INACTIVE..CONN/S"
                    + "..IN.B/S..OUT.B/S",
                "TCP.10.0.0.100:80..wrr" + ".".repeat(71) + "12....1.2M........0",
                ".".repeat(30) + "10.9.0.1:80..nat.........in.use.......3.......5....100.0k......12....1.2M........0",
                ".".repeat(30) + "10.9.0.2:80..nat.........down.........0.......0.........0.......0.......0........0",
                "mark.5.IPv6........rr" + ".".repeat(73) + "0.......0........0");
            assertThat(CommandRun.of(new ServicesCommand(), socket(), "mark 5 IPv6").out()).doesNotContain("TCP");
            assertThat(CommandRun.of(new ServicesCommand(), socket(), "10.0.0.100:80", "--json").out())
                .startsWith("{").contains("\"scheduler\" : \"wrr\"").doesNotContain("mark");
        }
    }

    @Test
    void shouldShowWhatServicesRefusedIfTheyDid() {
        try (FakeApi director = new FakeApi(socket())) {
            director.answer("GET /v1/services", SERVICES.replace("\"statistics\":{\"rates\":{\"connections\":12,"
                + "\"bytesIn\":1234567,\"bytesOut\":0}},\"realServers\"", "\"statistics\":{\"refused\":1234},"
                + "\"realServers\""));
            assertThat(CommandRun.of(new ServicesCommand(), socket()).out().lines())
                .anySatisfy(line -> assertThat(line).startsWith("SERVICE").endsWith("OUT B/S  REFUSED"))
                .anySatisfy(line -> assertThat(line).startsWith("TCP 10.0.0.100:80").endsWith("0     1234"));
        }
    }

    @Test
    void shouldListWhomServicesRefusedAndWhy() {
        try (FakeApi director = new FakeApi(socket())) {
            director.answer("GET /v1/refusals?limit=20", """
                {"services":[{"service":"tcp-10.0.0.100-80","limitedConnections":7,
                  "refused":{"client-denied":0,"client-rate":12,"service-rate":3},
                  "last":{"client":"192.0.2.7","reason":"client-rate"}}],
                 "clients":[{"service":"tcp-10.0.0.100-80","client":"192.0.2.7","connections":2,"refused":12}]}""");
            assertThat(CommandRun.of(new RefusalsCommand(), socket()).out().replace(" ", ".").lines()).containsExactly(
                "SERVICE............REFUSED.BECAUSE..CONNECTIONS..LAST.CLIENT",
                "tcp-10.0.0.100-80..client-rate...............12..192.0.2.7",
                "tcp-10.0.0.100-80..service-rate...............3",
                "",
                "CLIENT.....OF.SERVICE.........CONNECTIONS..REFUSED",
                "192.0.2.7..tcp-10.0.0.100-80............2.......12");
            director.answer("GET /v1/refusals?limit=3", "{\"services\":[],\"clients\":[]}");
            assertThat(CommandRun.of(new RefusalsCommand(), socket(), "--limit", "3").out())
                .isEqualTo("No service has refused anybody.\n");
        }
    }

    @Test
    void shouldListRulesOfSnatAndWhatGoesByThem() {
        try (FakeApi director = new FakeApi(socket())) {
            director.answer("GET /v1/snat", """
                {"rules":[{"name":"internet","sources":["10.9.0.0/16","10.8.0.1"],"port":"client",
                  "addresses":["10.0.0.200-10.0.0.203"],"statistics":{"activeConnections":3,"inactiveConnections":4,
                  "connections":1234567,"refused":5,"packetsOut":6,"packetsIn":7,"bytesOut":800,"bytesIn":900}}]}""");
            assertThat(CommandRun.of(new SnatCommand(), socket()).out().replace(" ", ".").lines()).containsExactly(
                "RULE......SOURCES................PORT....ADDRESSES..............ACTIVE..INACTIVE..OPENED..REFUSED"
                    + "..OUT.B..IN.B",
                "internet..10.9.0.0/16,.10.8.0.1..client..10.0.0.200-10.0.0.203.......3.........4....1.2M........5"
                    + "....800...900");
            director.answer("GET /v1/snat", "{\"rules\":[]}");
            assertThat(CommandRun.of(new SnatCommand(), socket()).out()).isEqualTo("There are no snat rules.\n");
        }
    }

    @Test
    void shouldColourOnTerminalsAlone() {
        try (FakeApi director = new FakeApi(socket())) {
            director.answer("GET /v1/services", SERVICES);
            final String plain = CommandRun.of(new ServicesCommand(), socket()).out();
            final String coloured = CommandRun.of(new ServicesCommand(), Ansi.ON, socket()).out();
            assertThat(plain).doesNotContain("\u001b");
            assertThat(coloured).contains("\u001b[31mdown\u001b[0m");
            assertThat(coloured.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(plain);
        }
    }

    @Test
    void shouldShowAndChangeSettings() {
        try (FakeApi director = new FakeApi(socket())) {
            director.answer("GET /v1/settings", "{\"sloppy_tcp\":0,\"drop_entry\":2}")
                .answer("GET /v1/timeouts", "{\"tcp\":900,\"tcpFin\":120,\"udp\":300}")
                .answer("PATCH /v1/settings", "{}").answer("PUT /v1/timeouts", "{}");
            assertThat(CommandRun.of(new SetCommand(), socket()).out()).isEqualTo("""
                SETTING          VALUE
                sloppy_tcp           0
                drop_entry           2
                timeouts.tcp       900
                timeouts.tcpFin    120
                timeouts.udp       300
                """);
            assertThat(CommandRun.of(new SetCommand(), socket(), "net.ipv4.vs.sloppy_tcp", "1").exitCode()).isZero();
            assertThat(CommandRun.of(new SetCommand(), socket(), "timeouts.udp", "60").exitCode()).isZero();
            assertThat(director.changes()).containsExactly(
                "PATCH /v1/settings {\"sloppy_tcp\":1}", "PUT /v1/timeouts {\"udp\":60}");
            final CommandRun unknown = CommandRun.of(new SetCommand(), socket(), "sloppy");
            assertThat(unknown.exitCode()).isEqualTo(1);
            assertThat(unknown.err()).contains("there is no setting sloppy");
        }
    }

    @Test
    void shouldPrintEventsAndGoOnOnlyWhenTold() {
        try (FakeApi director = new FakeApi(socket())) {
            director.answer("GET /v1/events", ":\n\nid: 1\nevent: port-link\ndata: {\"time\":\"T1\","
                + "\"port\":\"client\",\"up\":true}\n\nid: 2\nevent: drops\n"
                + "data: {\"time\":\"T2\",\"reason\":\"no-service\"}\n\n");
            assertThat(CommandRun.of(new EventsCommand(), socket()).out())
                .isEqualTo("T1  port-link  port=client up=true\n");
            assertThat(CommandRun.of(new EventsCommand(), socket(), "--follow").out())
                .isEqualTo("T1  port-link  port=client up=true\nT2  drops  reason=no-service\n");
            assertThat(CommandRun.of(new EventsCommand(), socket(), "-f", "--json").out().lines()).hasSize(2)
                .first().isEqualTo(
                    "{\"event\":\"port-link\",\"data\":{\"time\":\"T1\",\"port\":\"client\",\"up\":true}}");
        }
    }

    @Test
    void shouldApplyWhatDiffersAndSaveItAgain() throws IOException {
        try (SocketFixture director = new SocketFixture(directory)) {
            final Path file = directory.resolve("director.yaml");
            assertThat(CommandRun.of(new SaveCommand(), socket(), file.toString()).exitCode()).isZero();
            Files.writeString(file, """
                services:
                  - {protocol: tcp, address: 10.0.0.100, port: 80, scheduler: wrr, realServers: [{address: 10.9.0.1}]}
                """, java.nio.file.StandardOpenOption.APPEND);
            final CommandRun dry = CommandRun.of(new ApplyCommand(), socket(), file.toString(), "--dry-run");
            assertThat(dry.exitCode()).as(dry.err()).isZero();
            assertThat(dry.out()).startsWith("+ service TCP 10.0.0.100:80")
                .endsWith(file + ": 2 differences, nothing was changed\n");
            assertThat(director.store.version().number()).isEqualTo(1);

            assertThat(CommandRun.of(new ApplyCommand(), socket(), file.toString()).out())
                .endsWith(file + ": 2 differences, applied as version 2\n");
            assertThat(CommandRun.of(new ApplyCommand(), socket(), file.toString()).out())
                .isEqualTo(file + ": nothing differs\n");
            final Path saved = directory.resolve("saved.yaml");
            assertThat(CommandRun.of(new SaveCommand(), socket(), saved.toString()).exitCode()).isZero();
            assertThat(CommandRun.of(new ApplyCommand(), socket(), saved.toString()).out())
                .isEqualTo(saved + ": nothing differs\n");
            assertThat(CommandRun.of(new SaveCommand(), socket()).out()).isEqualTo(Files.readString(saved));
        }
    }

    @Test
    void shouldApplyNothingOfWhatNeedsARestart() throws IOException {
        try (SocketFixture director = new SocketFixture(directory)) {
            final Path file = directory.resolve("director.yaml");
            CommandRun.of(new SaveCommand(), socket(), file.toString());
            Files.writeString(file, Files.readString(file).replace("10.9.0.254/16", "10.9.0.253/16"));
            final CommandRun run = CommandRun.of(new ApplyCommand(), socket(), file.toString());
            assertThat(run.exitCode()).isEqualTo(78);
            assertThat(run.err()).contains("cannot be changed while the director runs");
            assertThat(director.store.version().number()).isEqualTo(1);
        }
    }

    @Test
    void shouldShowWhatTheKernelGetsByPortsThatItKnows() {
        try (FakeApi director = new FakeApi(socket())) {
            director.answer("GET /v1/status", "{}");
            director.answer("GET /v1/workers", "{}");
            director.answer("GET /v1/counters", "{}");
            director.answer("GET /v1/ports", """
                {"ports": [{"name": "front"}, {"name": "clients", "kernel":
                    {"interface": "toclients", "toKernel": 12000, "fromKernel": 7, "refused": 3}}]}""");
            assertThat(CommandRun.of(new StatusCommand(), socket()).out()).endsWith("""

                PORT     IN THE KERNEL  TO KERNEL  FROM KERNEL  BEYOND RATE
                clients  toclients          12000            7            3
                """);
        }
    }

    @Test
    void shouldLookAtARunningDirector() {
        try (SocketFixture director = new SocketFixture(directory)) {
            assertThat(director.file()).isEqualTo(socket());
            assertThat(CommandRun.of(new StatusCommand(), socket()).out())
                .contains("running for", "0 services, 0 real servers", "WORKER", "PORT");
            assertThat(CommandRun.of(new StatusCommand(), socket(), "--json").out()).startsWith("{")
                .contains("\"workers\"", "\"ports\"", "\"counters\"");
            assertThat(CommandRun.of(new SchedulersCommand(), socket()).out())
                .startsWith("SCHEDULER  SERVICES  FROM\n").contains("\nwrr ");
            final CommandRun connections = CommandRun.of(new ConnectionsCommand(), socket(), "--state", "ESTABLISHED");
            assertThat(connections.out()).as(connections.err())
                .startsWith("PROTOCOL  CLIENT");
        }
    }

    @Test
    void shouldRehearseWhatTheBuildArchives() throws IOException {
        CommandRehearsal.main(new String[] {
            Path.of(System.getProperty("basedir", ""), "../deploy/director.example.yaml").toString()});
    }

    private Path socket() {
        return directory.resolve("d.sock");
    }
}
