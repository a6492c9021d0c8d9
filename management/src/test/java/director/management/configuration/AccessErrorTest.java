/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.AccessList;
import director.dataplane.configuration.AccessSettings;
import director.dataplane.configuration.ClientSettings;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.ServicePolicy;
import director.dataplane.configuration.ServiceSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits, clients and access lists in configuration files. */
class AccessErrorTest {
    private static final String START = """
        version: 1
        ports:
          - {name: client, interface: dc0, addresses: [10.0.0.254/24]}
          - {name: real, interface: dr0, addresses: [10.9.0.254/16]}
        workers: {cores: [1]}
        """;
    private static final String SERVICE = "services: [{protocol: tcp, address: 10.0.0.100, port: 80, scheduler: rr, ";

    @TempDir
    private Path directory;

    @Test
    void shouldReadLimitsAndAccess() {
        final DirectorConfiguration configuration = parse("""
            clients: {tableSize: 4096, ipv4PrefixLength: 24, ipv6PrefixLength: 56}
            accessLists:
              - {name: partners, prefixes: [192.0.2.0/24, 2001:db8::7]}
              - {name: nobody, prefixes: []}
            access: {deny: [nobody]}
            """ + SERVICE + """
            limits: {connections: 100, rate: 50, burst: 7}, clientLimits: {rate: 5}, access: {allow: [partners]},
            realServers: [{address: 10.9.0.1, limits: {connections: 3}}]}]
            """);
        assertThat(configuration.clients()).isEqualTo(new ClientSettings(4_096, 24, 56));
        assertThat(configuration.packets().access().lists()).containsExactly(
            new AccessList("partners", List.of(IpPrefix.parse("192.0.2.0/24"), IpPrefix.parse("2001:db8::7/128")), null,
                List.of()),
            new AccessList("nobody", List.of(), null, List.of()));
        assertThat(configuration.packets().access().everyone())
            .isEqualTo(new AccessSettings(List.of(), List.of("nobody")));
        final ServiceSettings service = configuration.services().getFirst();
        assertThat(service.policy()).isEqualTo(new ServicePolicy(new LimitSettings(100, 50, 7),
            new LimitSettings(0, 5, 5), new AccessSettings(List.of("partners"), List.of())));
        assertThat(service.realServers().getFirst().limits()).isEqualTo(new LimitSettings(3, 0, 0));
    }

    @Test
    void shouldReadAFileOfPrefixesBesideTheConfiguration() throws IOException {
        Files.createDirectory(directory.resolve("lists"));
        Files.writeString(directory.resolve("lists/bad.txt"),
            "# made by hand\n192.0.2.0/24 ; SBL1\n\n  2001:db8::/32   # all of it\n198.51.100.7\n");
        final AccessList list = read("accessLists: [{name: bad, file: lists/bad.txt, prefixes: [10.2.0.0/16]}]\n")
            .packets().access().lists().getFirst();
        assertThat(list.file()).isEqualTo(directory.resolve("lists/bad.txt").toAbsolutePath().toString());
        assertThat(list.prefixes()).containsExactly(IpPrefix.parse("10.2.0.0/16"));
        assertThat(list.fromFile()).containsExactly(IpPrefix.parse("192.0.2.0/24"), IpPrefix.parse("2001:db8::/32"),
            IpPrefix.parse("198.51.100.7/32"));
    }

    @Test
    void shouldReadHundredThousandPrefixesFromAFile() throws IOException {
        Files.writeString(directory.resolve("bad"), IntStream.range(0, 100_000)
            .mapToObj(i -> (11 + (i >> 16)) + "." + (i >> 8 & 255) + "." + (i & 255) + ".0/24\n")
            .collect(Collectors.joining()));
        final DirectorConfiguration configuration = read("accessLists: [{name: bad, file: bad}]\n");
        assertThat(configuration.packets().access().lists().getFirst().size()).isEqualTo(100_000);
    }

    @Test
    void shouldTellFileAndLineOfWhatCannotBeRead() throws IOException {
        final Path file = directory.resolve("bad.txt").toAbsolutePath();
        Files.writeString(file, "192.0.2.0/24\n192.0.2.1/24\n# fine\nexample.org\n::ffff:10.0.0.0/104\n");
        assertThatThrownBy(() -> read("accessLists: [{name: bad, file: bad.txt}]\n")).hasMessage(
            file + ":2:1: accessLists[0].file.line2=\"192.0.2.1/24\" cannot be read: 192.0.2.1/24 has bits set after "
                + "its first 24: the prefix is 192.0.2.0/24\n"
                + file + ":4:1: accessLists[0].file.line4=\"example.org\" cannot be read: \"example.org\" is not an IP "
                + "address such as 10.0.0.1 or fd00::1\n"
                + file + ":5:1: accessLists[0].file.line5=\"::ffff:10.0.0.0/104\" cannot be read: ::ffff:10.0.0.0/104 "
                + "is IPv4-mapped, and no client has such an address: write it as a prefix of IPv4");
    }

    @Test
    void shouldNotTellOfEveryLineOfAFileThatIsSomethingElse() throws IOException {
        Files.writeString(directory.resolve("bad.txt"), "<html>\n".repeat(1_000));
        assertThatThrownBy(() -> read("accessLists: [{name: bad, file: bad.txt}]\n"))
            .hasMessageContaining("has 980 more lines that cannot be read: give one prefix a line, such as "
                + "192.0.2.0/24")
            .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(21));
    }

    @Test
    void shouldTellOfFilesThatCannotBeRead() throws IOException {
        assertThatThrownBy(() -> read("accessLists: [{name: bad, file: missing.txt}]\n"))
            .hasMessageContaining("d.yaml:6:33: accessLists[0].file=" + directory.toAbsolutePath()
                + "/missing.txt does not exist: correct the name, or remove it");
        Files.write(directory.resolve("latin"), new byte[] {(byte) 0xE4, '\n'});
        assertThatThrownBy(() -> read("accessLists: [{name: bad, file: latin}]\n"))
            .hasMessageContaining("latin is not UTF-8 text: name a file with a prefix a line");
        assertThatThrownBy(() -> parse("accessLists: [{name: bad, file: latin}]\n")).hasMessageContaining(
            "accessLists[0].file=latin is looked for beside a file, and this is none: give an absolute path");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "limits: {connections: 0} | services[0].limits.connections=0 is less than 1: leave it out for no limit; to let "
            + "nobody in, use access",
        "limits: {rate: 10000001} | services[0].limits.rate=10000001 is more than 10000000: give 0 to 10000000",
        "clientLimits: {burst: 3} | services[0].clientLimits.burst=3 stands without rate: give a rate, or remove it",
        "clientLimits: {rate: -1} | services[0].clientLimits.rate=-1 is less than 0: give 0 to 10000000",
        "'realServers: [{address: 10.9.0.1, limits: {burst: 3}}]' | services[0].realServers[0].limits.burst=3 stands "
            + "without rate: give a rate, or remove it",
        "limits: {connection: 3} | services[0].limits.connection is not a known key: did you mean connections? The "
            + "keys here are connections, rate, burst",
        "access: {deny: [bad]} | services[0].access.deny[0]=bad is no access list: use one of good, worse"})
    void shouldRefuseWrongLimits(final String setting, final String message) {
        assertRefused("accessLists: [{name: good, prefixes: []}, {name: worse, prefixes: []}]\n" + SERVICE + setting
            + "}]\n", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "clients: {tableSize: 100} | clients.tableSize=100 is less than 1024: give 1024 to 4194304",
        "clients: {ipv4PrefixLength: 33} | clients.ipv4PrefixLength=33 is more than 32: give 1 to 32",
        "clients: {ipv6PrefixLength: 0} | clients.ipv6PrefixLength=0 is less than 1: give 1 to 128",
        "access: {allow: [x]} | access.allow[0]=x is no access list: define it in accessLists",
        "'accessLists: [{name: a}]' | accessLists[0].prefixes is missing: give prefixes, [] for none, or a file of "
            + "them",
        "'accessLists: [{name: a b, prefixes: []}]' | accessLists[0].name=a b is no name: give 1 to 64 letters, "
            + "digits, dots, hyphens and underscores",
        "'accessLists: [{name: a, prefixes: []}, {name: a, prefixes: []}]' | accessLists[1].name=a is the name of "
            + "accessLists[0] already: give each list its own name",
        "'accessLists: [{name: a, prefixes: [10.0.0.1/8]}]' | accessLists[0].prefixes[0]=10.0.0.1/8 cannot be read: "
            + "10.0.0.1/8 has bits set after its first 8: the prefix is 10.0.0.0/8"})
    void shouldRefuseWrongLists(final String setting, final String message) {
        assertRefused(setting + "\n", message);
    }

    private static void assertRefused(final String end, final String message) {
        assertThatThrownBy(() -> parse(end)).isInstanceOf(ConfigurationFileException.class).satisfies(e ->
            assertThat(String.valueOf(e.getMessage()).replaceFirst("^d.yaml(:[0-9]+)*: ", "")).isEqualTo(message));
    }

    private static DirectorConfiguration parse(final String end) {
        return ConfigurationFile.parse("d.yaml", START + end, Set.of("rr")).configuration();
    }

    private DirectorConfiguration read(final String end) throws IOException {
        final Path file = directory.resolve("d.yaml");
        Files.writeString(file, START + end, StandardCharsets.UTF_8);
        return ConfigurationFile.read(file, Set.of("rr"), Map.of()).configuration();
    }
}
