/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.LocalPortSettings;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read and refused of full NAT. */
class LocalAddressErrorTest {
    private static final String START = """
        version: 1
        ports:
          - name: client
            interface: dc0
            addresses: [10.0.0.254/24, "fd00::254/64"]
          - name: real
            interface: dr0
            addresses: [10.9.0.254/16, "fd09::254/64"]
        """;
    private static final String SERVICE = "services: [{protocol: tcp, address: 10.0.0.100, port: 80, scheduler: rr, ";
    private static final String SERVER = "realServers: [{address: 10.9.0.1, forwarding: fullnat}]}]";

    @Test
    void shouldReadLocalAddressesAndTheirPorts() {
        final DirectorConfiguration configuration = read("workers: {cores: [1]}\n" + SERVICE
            + "localAddresses: [10.9.0.200, 10.9.0.208/29], " + SERVER
            + "\nlocalPorts: {range: 2000-3000, reuseDelay: 2m}");
        assertThat(configuration.services().getFirst().localAddresses())
            .containsExactly(IpPrefix.parse("10.9.0.200"), IpPrefix.parse("10.9.0.208/29"));
        assertThat(configuration.services().getFirst().realServers().getFirst().forwarding())
            .isEqualTo(ForwardingMethod.FULL_NAT);
        assertThat(configuration.localPorts()).isEqualTo(new LocalPortSettings(2_000, 3_000, 120));
    }

    @Test
    void shouldReadTheLocalAddressesOfAPort() {
        final DirectorConfiguration configuration =
            read("    localAddresses: [10.9.0.200]\nworkers: {cores: [1]}\n" + SERVICE + SERVER);
        assertThat(configuration.ports().getLast().localAddresses()).containsExactly(IpPrefix.parse("10.9.0.200"));
        assertThat(configuration.localPorts()).isEqualTo(LocalPortSettings.DEFAULT);
    }

    @ParameterizedTest
    @EnumSource(ClientAddress.Form.class)
    void shouldReadHowRealServersAreToldTheClient(final ClientAddress.Form form) {
        final String service = form == ClientAddress.Form.UOA ? SERVICE.replace("tcp", "udp") : SERVICE;
        assertThat(read("workers: {cores: [1]}\n" + service + "localAddresses: [10.9.0.200], clientAddress: "
            + form.label() + ", " + SERVER).services().getFirst().clientAddress().form()).isEqualTo(form);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "udp | toa | fullnat | services[0].clientAddress=toa is an option of TCP, and this service is UDP: "
            + "write uoa or remove it",
        "tcp | uoa | fullnat | services[0].clientAddress=uoa is an option in front of UDP, and this service is TCP: "
            + "write proxy-v1, proxy-v2 or toa, or remove it",
        "sctp | uoa | fullnat | services[0].clientAddress=uoa is an option in front of UDP, and this service is SCTP: "
            + "remove it",
        "udp | 'uoa, clientAddressOption: 31' | fullnat | services[0].clientAddressOption stands beside "
            + "clientAddress=uoa: write clientAddress: toa or remove it",
        "tcp | toa | nat | services[0].realServers[0].forwarding=nat stands beside clientAddress=toa",
        "tcp | 'toa, clientAddressOption: 69' | fullnat | services[0].clientAddressOption=69 is less than 70",
        "tcp | 'proxy-v1, clientAddressOption: 99' | fullnat | services[0].clientAddressOption stands beside "
            + "clientAddress=proxy-v1: write clientAddress: toa or remove it",
        "tcp | proxy-v3 | fullnat | services[0].clientAddress=proxy-v3",
        "udp | proxy-v2 | fullnat | services[0].clientAddress=proxy-v2 is a header in front of what a TCP connection "
            + "carries, and this service is UDP: write uoa or remove it",
        "tcp | proxy-v1 | direct-routing | services[0].realServers[0].forwarding=direct-routing stands beside "
            + "clientAddress=proxy-v1, and such a real server sees the client's address anyway: write forwarding: "
            + "fullnat or remove clientAddress"})
    void shouldSayWhyRealServersCannotBeToldTheClient(
        final String protocol, final String form, final String forwarding, final String problem) {
        assertThatThrownBy(() -> read("workers: {cores: [1]}\n" + SERVICE.replace("tcp", protocol)
            + "localAddresses: [10.9.0.200], clientAddress: " + form + ", " + SERVER.replace("fullnat", forwarding)))
            .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'' | services[0].realServers[0].forwarding=fullnat has no local address of IPv4 to come from: give some in "
            + "services[0].localAddresses or in ports[1].localAddresses",
        "10.9.0.254 | services[0].localAddresses[0]=10.9.0.254/32 has 10.9.0.254, which is already "
            + "ports[1].addresses[0]: give addresses that nothing else uses: their ports are full NAT's alone",
        "10.9.0.0/30 | services[0].localAddresses[0]=10.9.0.0/30 has 10.9.0.1, which is already "
            + "services[0].realServers[0].address: give addresses that nothing else uses: their ports are full NAT's "
            + "alone",
        "10.0.0.100 | services[0].localAddresses[0]=10.0.0.100/32 has 10.0.0.100, which is already "
            + "services[0].address: give addresses that nothing else uses: their ports are full NAT's alone",
        "'10.9.0.200, 10.9.0.200' | services[0].localAddresses[1]=10.9.0.200/32 has 10.9.0.200, which is already "
            + "services[0].localAddresses[0]: give addresses that nothing else uses: their ports are full NAT's alone",
        "10.9.2.0/23 | services[0].localAddresses[0]=10.9.2.0/23 has more than 256 addresses: give a longer prefix",
        "'10.9.2.0/24, 10.9.3.1' | localAddresses of all ports and services together are 257 addresses, more than 256: "
            + "give fewer, or share them among services",
        "224.0.0.1 | services[0].localAddresses[0]=224.0.0.1/32 has 224.0.0.1, which no real server can answer: give "
            + "addresses of one host each that are routed to the director",
        "'fd09::200' | services[0].localAddresses[0]=fd09::200/128 is of IPv6, and TCP 10.0.0.100:80 takes IPv4: give "
            + "IPv4 addresses"})
    void shouldRefuseLocalAddresses(final String list, final String message) {
        assertRefused("workers: {cores: [1]}\n" + SERVICE
            + (list.isEmpty() ? "" : "localAddresses: [" + quoted(list) + "], ") + SERVER, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "1 | range: 0-100 | localPorts.range=0-100 is no range of ports: give one within 1-65535, such as 1024-65535",
        "1 | range: 200-100 | localPorts.range=200-100 is no range of ports: give one within 1-65535, such as "
            + "1024-65535",
        "'1, 2' | range: 1000-1100 | localPorts.range=1000-1100 has fewer than the 128 ports that 2 workers share at "
            + "least: give more ports, or fewer workers",
        "1 | reuseDelay: 2h | localPorts.reuseDelay=7200 is more than 3600: give 0 to 3600"})
    void shouldRefusePorts(final String cores, final String setting, final String message) {
        assertRefused("workers: {cores: [" + cores + "]}\nlocalPorts: {" + setting + "}\n" + SERVICE
            + "localAddresses: [10.9.0.200], " + SERVER, message);
    }

    @Test
    void shouldRefuseTheDirectorAsARealServer() {
        assertRefused("workers: {cores: [1]}\n" + SERVICE + "localAddresses: [10.9.0.200], "
            + SERVER.replace("10.9.0.1", "10.9.0.254"), "services[0].realServers[0].address=10.9.0.254 is the director "
            + "itself (ports[1].addresses[0]), which forwarding=fullnat cannot reach: use forwarding: nat");
    }

    @ParameterizedTest
    @CsvSource({"'fd00::100', 10.9.0.1, 10.9.0.200", "10.0.0.100, 'fd09::1', 'fd09::200'"})
    void shouldReadRealServersOfTheOtherVersionOfIp(
        final String virtual, final String server, final String local) {
        final DirectorConfiguration configuration = read(between(virtual, server, local, "clientAddress: toa, "));
        assertThat(configuration.services().getFirst().realServers().getFirst().address().toString()).isEqualTo(server);
    }

    @Test
    void shouldRefuseRealServersOfTheOtherVersionWithoutAnAddressToComeFrom() {
        assertRefused(between("fd00::100", "10.9.0.1", "fd09::200", ""),
            "services[0].realServers[0].forwarding=fullnat has no local address of IPv4 to come from: give some in "
                + "services[0].localAddresses or in ports[1].localAddresses");
    }

    @Test
    void shouldRefuseToTellRealServersOfTheOtherVersionClientsOfDatagrams() {
        assertRefused(between("fd00::100", "10.9.0.1", "10.9.0.200", "clientAddress: uoa, ").replace("tcp", "udp"),
            "services[0].realServers[0].address=10.9.0.1 is an IPv4 address beside clientAddress=uoa, which tells "
                + "it of IPv4 clients only, and those of UDP [fd00::100]:80 are of IPv6: remove clientAddress, or give "
                + "the IPv6 address of the real server");
    }

    private static String between(
        final String virtual, final String server, final String local, final String settings) {
        return "workers: {cores: [1]}\n" + SERVICE.replace("10.0.0.100", "'" + virtual + "'") + settings
            + "localAddresses: ['" + local + "'], " + SERVER.replace("10.9.0.1", "'" + server + "'");
    }

    private static String quoted(final String list) {
        return list.contains("::") ? "'" + list + "'" : list;
    }

    private static void assertRefused(final String end, final String message) {
        assertThatThrownBy(() -> read(end)).isInstanceOf(ConfigurationFileException.class).satisfies(e ->
            assertThat(String.valueOf(e.getMessage()).replaceFirst("^d.yaml(:[0-9]+)*: ", "")).isEqualTo(message));
    }

    private static DirectorConfiguration read(final String end) {
        return ConfigurationFile.parse("d.yaml", START + end + "\n", Set.of("rr")).configuration();
    }
}
