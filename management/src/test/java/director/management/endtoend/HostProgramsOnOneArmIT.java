/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a one-armed director, as the manual has it: clients and real servers are in two VLANs of its only port. */
class HostProgramsOnOneArmIT extends HostProgramsCases {
    private static final String MANUAL = "docs/operations.md";
    private static final String ADDRESS = "10.0.7.100";

    /** The manual's, on the interface and the cores that are here, with IPv6 and one more service. */
    @Override
    String configuration() {
        return replaced(Documentation.first(MANUAL, "yaml", "kernelInterface"),
            "interface: eth1", "interface: trunk",
            "[10.0.0.254/24]", "[10.0.0.254/24, fd00::254/64, fe80::254/64]",
            "[10.9.0.254/16]", "[10.9.0.254/16, fd09::254/64]",
            ", {address: 10.9.0.2, forwarding: fullnat}", "",
            "{cores: [1]}", "{cores: [0], idle: backoff, warmUp: 0}",
            "errors: kernel}", "errors: kernel, kernelRate: 5000}")
            + "  - {protocol: tcp, address: 10.0.0.100, port: 80, scheduler: rr, realServers: [{address: 10.9.0.1}]}\n"
            + "memory: {hugePages: required, megabytes: 128, mbufs: 8192, maxConnections: 65536}\n";
    }

    @Override
    String towardsClients() {
        return "clients";
    }

    @Override
    void prepare(final Topology around) throws IOException {
        OneArm.prepare(around, 100, 200);
    }

    @Test
    void shouldGiveTheKernelAnInterfaceOfEachVlan() {
        final String links = in("ip -brief link");
        assertThat(mac(links, "clients")).isEqualTo(mac(links, "trunk"));
        assertThat(mac(links, "servers")).isEqualTo(mac(links, "trunk"));
        assertThat(mac(links, "director0")).as("of what has no tag").isEqualTo(mac(links, "trunk"));
        assertThat(in("ip -brief address"))
            .containsPattern("(?m)^clients .* 10\\.0\\.0\\.254/24 10\\.0\\.0\\.100/32 fd00::254/64 fe80::254/64 *$")
            .containsPattern("(?m)^servers .* 10\\.9\\.0\\.254/16 fd09::254/64 *$")
            .containsPattern("(?m)^director0 .* 10\\.0\\.7\\.100/32 *$");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "fd00::1", "10.9.0.1", "fd09::1"})
    void shouldLetItsMachineReachOthersInBothVlans(final String address) {
        assertThat(in("busybox ping -c 2 -i 0.1 -W 3 " + address)).contains(" 0% packet loss");
    }

    /** Routers know the virtual address by the director that keepalived has chosen, and by no other. */
    @Test
    void shouldAnnounceTheAddressAsLongAsKeepalivedSays() throws IOException, InterruptedException {
        Unpacked.assume("bird", "bird2");
        Unpacked.assume("keepalived", "keepalived");
        final String manual = replaced(Documentation.first(MANUAL, "keepalived", "vrrp_instance"),
            "advert_int 1", "advert_int 0.2\n    version 3");
        // Without an election of a designated router, which takes seconds.
        final String bird = replaced(Documentation.first(MANUAL, "bird", "ospf"), "hello 1;", "hello 1; type ptp;");
        try (Bird ours = Bird.start(network(), directory, "DIRECTOR", bird);
            Bird router = Bird.start(network(), directory, "CLIENT",
                replaced(bird, "router id 10.0.0.254", "router id 10.0.0.1", "\"clients\"", "\"eth0\""))) {
            final Path control = directory.resolve("birdc");
            Files.writeString(control, "#!/bin/sh\nexec " + ours.control() + " \"$@\"\n");
            assertThat(control.toFile().setExecutable(true)).isTrue();
            final Keepalived chosen = Keepalived.start(network(), directory, "DIRECTOR",
                manual.replace("/usr/sbin/birdc", control.toString()));
            router.await(ADDRESS + "/32", "ospf1", true);
            assertThat(Shell.succeed(network().in("CLIENT", "curl", "-sS", "-m", "5", "http://" + ADDRESS + "/")))
                .isEqualTo("real1");
            final String theirs = replaced(manual, "interface clients", "interface eth0")
                .replaceAll("(?m)^ *notify_.*$", "");
            final Keepalived better = Keepalived.start(
                network(), directory, "CLIENT", replaced(theirs, "priority 200", "priority 250"));
            // The router hears of it five seconds after it heard of the route, as OSPF wants it.
            ours.await(ADDRESS + "/32", "announced", false);
            better.stop();
            ours.await(ADDRESS + "/32", "announced", true);
            final Keepalived lesser = Keepalived.start(
                network(), directory, "CLIENT", replaced(theirs, "priority 200", "priority 100"));
            lesser.await("BACKUP");
            Thread.sleep(QUIET.toMillis());
            assertThat(lesser.lastState()).isEqualTo("BACKUP");
            lesser.stop();
            chosen.stop();
        }
    }

    /** A text with each of these, which it has to have, in place of the one in front of it. */
    private static String replaced(final String text, final String... pairs) {
        String result = text;
        for (int i = 0; i < pairs.length; i += 2) {
            assertThat(result).contains(pairs[i]);
            result = result.replace(pairs[i], pairs[i + 1]);
        }
        return result;
    }

    private String in(final String command) {
        return Shell.succeed(network().in("DIRECTOR", "sh", "-c", command)).strip();
    }

    private static String mac(final String links, final String name) {
        final Matcher line = Pattern.compile("(?m)^" + name + " +\\S+ +(\\S+)").matcher(links);
        assertThat(line.find()).as(links).isTrue();
        return line.group(1);
    }
}
