/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.Sysctl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration is made of files, variables and rules. */
class SourcesTest {
    private static final Set<String> SCHEDULERS = Set.of("rr", "wrr", "wlc");
    private static final String MAIN = """
        version: 1
        ports:
          - {name: client, interface: eth1, addresses: [10.0.0.254/24]}
          - {name: real, interface: eth2, addresses: [10.9.0.254/16]}
        workers: {cores: [1]}
        sysctls: {sloppy_tcp: 1}
        services:
          - {protocol: tcp, address: 10.0.0.100, port: 80, scheduler: rr, realServers: [{address: 10.9.0.1}]}
        """;

    @TempDir
    private Path directory;

    @Test
    void shouldPutVariablesIntoValues() throws IOException {
        final String yaml = MAIN.replace("port: 80", "port: \"${PORT}\"")
            .replace("10.9.0.1}", "\"10.9.0.${HOST:-7}\"}")
            .replace("scheduler: rr", "scheduler: \"${S:-wlc}\"");
        final ServiceSettings service = read(yaml, Map.of("PORT", "8080", "HOST", ""))
            .configuration().services().getFirst();
        assertThat(service.port()).isEqualTo(8_080);
        assertThat(service.scheduler()).isEqualTo("wlc");
        assertThat(service.realServers().getFirst().endpoint()).isEqualTo("10.9.0.7:8080");
    }

    @Test
    void shouldTakeWhatAVariableHoldsAsOneValueAndDollarsAsWritten() throws IOException {
        final String yaml = MAIN.replace("scheduler: rr,", "scheduler: rr, healthChecks: [{type: http, "
            + "body: '^a$$$', host: \"${NAME}\"}],");
        final ConfigurationFile file = read(yaml, Map.of("NAME", "a.example"));
        assertThat(ConfigurationWriter.yaml(file.configuration(), file.health()))
            .contains("body: ^a$$$$").contains("host: a.example");
        assertThat(refused(yaml, Map.of("NAME", "{x}"))).singleElement().asString()
            .contains("services[0].healthChecks[0].host={x} is not a host");
        assertThat(read(yaml, Map.of("NAME", "1")).health().services().getFirst().checks().toString())
            .contains("host=1,");
    }

    @Test
    void shouldNameLineAndColumnOfAVariableThatIsMissing() {
        assertThat(refused(MAIN.replace("port: 80,", "port: '80${A}${B}',").replace("eth1", "\"x${C}\"")
            + "mssClamp: ${oops\n", Map.of("A", ""))).containsExactly(
            "director.yaml:3:33: ${C} is not set: set the environment variable C, or write ${C:-default}",
            "director.yaml:8:55: ${B} is not set: set the environment variable B, or write ${B:-default}",
            "director.yaml:9:11: ${ begins a variable that does not end: write ${NAME}, ${NAME:-default}, or $$ for a "
                + "dollar sign");
    }

    @Test
    void shouldPutFilesOfTheDirectoryTogetherInTheOrderOfTheirNames() throws IOException {
        fragment("20-b.yaml", "services:\n  - {mark: 7, scheduler: wrr}\n");
        fragment("10-a.yaml", """
            version: 1
            sysctls: {drop_entry: 2}
            timeouts: {udp: 7}
            services:
              - {protocol: udp, address: 10.0.0.100, port: 53, scheduler: '${S}'}
            """);
        fragment("30-c.yaml", "# nothing\n");
        fragment("40-d.yaml.off", "nonsense");
        final ConfigurationFile file = read(MAIN, Map.of("S", "wlc"));
        assertThat(file.configuration().services()).extracting(ServiceSettings::endpoint)
            .containsExactly("TCP 10.0.0.100:80", "UDP 10.0.0.100:53", "FWM 7");
        assertThat(file.configuration().packets().sysctls().get(Sysctl.SLOPPY_TCP)).isEqualTo(1);
        assertThat(file.configuration().packets().sysctls().get(Sysctl.DROP_ENTRY)).isEqualTo(2);
        assertThat(file.configuration().packets().timeouts()).isEqualTo(new ConnectionTimeouts(900, 120, 7));
    }

    @Test
    void shouldNameBothPlacesOfWhatFilesSayTwice() throws IOException {
        fragment("a.yaml", "sysctls: {sloppy_tcp: 0}\nversion: 2\nservices:\n  - {mark: 7, scheduler: wrr}\n");
        fragment("b.yaml", "services:\n  - {mark: 7, scheduler: rr}\n  - {mark: 8, scheduler: wr}\n");
        assertThat(refused(MAIN, Map.of())).containsExactly(
            "conf.d/a.yaml:1:11: sysctls.sloppy_tcp is already at director.yaml:6:23: give it once",
            "conf.d/a.yaml:2:1: version is already at director.yaml:1:10: give it once",
            "conf.d/b.yaml:2:5: services[2]=FWM 7 is already services[1] at conf.d/a.yaml:4:5: merge the two or change "
                + "mark or version",
            "conf.d/b.yaml:3:26: services[3].scheduler=wr is not a registered scheduler: use one of rr, wlc, wrr");
    }

    @Test
    void shouldReadServicesFromRules() throws IOException {
        Files.writeString(directory.resolve("rules"), """
            # of ipvsadm -S
            -A -t 10.0.0.100:443 -s wlc -p 600
            -a -t 10.0.0.100:443 -r 10.9.0.1:443 -m -w 3
            -a -t 10.0.0.100:443 -r 10.9.0.2:443 -i -w 1

            -A -f 5 -s rr
            """);
        final List<ServiceSettings> services = read(MAIN + "rules: [rules]\n", Map.of()).configuration().services();
        assertThat(services).extracting(ServiceSettings::endpoint)
            .containsExactly("TCP 10.0.0.100:80", "TCP 10.0.0.100:443", "FWM 5");
        assertThat(services.get(1).realServers()).extracting(each -> each.endpoint() + " " + each.weight() + " "
            + each.forwarding().label()).containsExactly("10.9.0.1:443 3 nat", "10.9.0.2:443 1 tunnel");
        assertThat(services.get(1).persistence()).isNotNull()
            .satisfies(persistence -> assertThat(persistence.timeoutSeconds()).isEqualTo(600));
    }

    @Test
    void shouldNameTheLineOfARuleThatIsWrong() throws IOException {
        Files.writeString(directory.resolve("rules"), """
            -A -t 10.0.0.100:80 -s wlc
            -a -t 10.0.0.100:81 -r 10.9.0.1:443 -m
            -C
            -A -t 10.0.0.100:82 -s lifo
            -a -t 10.0.0.100:82 -r 192.0.2.1:82 -m
            """);
        assertThat(refused(MAIN + "rules:\n  - rules\n  - none\n", Map.of())).containsExactly(
            "director.yaml:11:5: rules[1]=none does not exist: correct the name, or remove it",
            "rules:1:1: services[1]=TCP 10.0.0.100:80 is already services[0] at director.yaml:8:5: merge the two or "
                + "change protocol, address or port",
            "rules:2:1: rules[0].line2=\"-a -t 10.0.0.100:81 -r 10.9.0.1:443 -m\" is refused (Service not defined): "
                + "give lines of -A and -a as ipvsadm -S writes them",
            "rules:3:1: rules[0].line3=\"-C\" is refused (it adds no service and no real server): give lines of -A "
                + "and -a as ipvsadm -S writes them",
            "rules:4:1: services[2].scheduler=lifo is not a registered scheduler: use one of rr, wlc, wrr",
            "rules:5:1: services[2].realServers[0].address=192.0.2.1 has no next hop: it is on no prefix of a port, "
                + "and no route or gateway leads there: add an address of its network to ports[].addresses, a route to "
                + "ports[].routes or a ports[].gateway");
    }

    @Test
    void shouldReadNoFilesAndNoVariablesForATextThatIsNoFile() {
        final ConfigurationFileException thrown = catchThrowableOfType(ConfigurationFileException.class,
            () -> ConfigurationFile.parse("request", MAIN + "rules: [/etc/shadow]\n", SCHEDULERS));
        assertThat(thrown).hasMessageStartingWith("request:9:8: rules names files, which are looked for beside a file");
        final ConfigurationFileException variable = catchThrowableOfType(ConfigurationFileException.class,
            () -> ConfigurationFile.parse("request", MAIN + "mssClamp: ${PATH}\n", SCHEDULERS));
        assertThat(variable).hasMessageStartingWith("request:9:11: ${PATH} is not set");
    }

    private void fragment(final String name, final String yaml) throws IOException {
        Files.createDirectories(directory.resolve("conf.d"));
        Files.writeString(directory.resolve("conf.d").resolve(name), yaml);
    }

    private ConfigurationFile read(final String yaml, final Map<String, String> variables) throws IOException {
        final Path file = directory.resolve("director.yaml");
        Files.writeString(file, yaml);
        return ConfigurationFile.read(file, SCHEDULERS, variables);
    }

    private List<String> refused(final String yaml, final Map<String, String> variables) {
        final ConfigurationFileException thrown =
            catchThrowableOfType(ConfigurationFileException.class, () -> read(yaml, variables));
        assertThat(thrown).as("is refused").isNotNull();
        return String.valueOf(thrown.getMessage()).replace(directory + "/", "").lines().toList();
    }
}
