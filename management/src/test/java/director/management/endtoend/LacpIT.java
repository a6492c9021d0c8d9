/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A director whose only port is a bond with LACP, opposite the bonding driver of Linux in a {@link Guest}: its two
 * wires are the members. The other end's are virtual Ethernet, which has a speed as LACP wants it; what they send goes
 * to the wires. Behind it client and real servers are in one segment.
 */
@Tag(WholeMachine.TAG)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LacpIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MORE_THAN_LACP = 60;
    private static final Pattern MEMBER_SENT =
        Pattern.compile("director_bond_member_transmit_packets_total\\{member=\"(\\w+)\",port=\"front\"} (\\S+)");
    private static final String PARTNER = """
        set -e
        modprobe -d /run/kmod -a bonding sch_ingress act_mirred cls_matchall
        ip link add bond0 type bond mode 802.3ad lacp_rate fast miimon 50 xmit_hash_policy layer3+4
        for i in 0 1; do
            ip link set vec$i nomaster
            ip link set vec$i promisc on up
            ip link add a$i type veth peer name b$i
            ethtool -K a$i rx off tx off tso off gso off gro off >/dev/null
            ip link set b$i promisc on up
            ip link set a$i master bond0
            tc qdisc add dev vec$i clsact
            tc qdisc add dev b$i clsact
            tc filter add dev vec$i ingress matchall action mirred egress redirect dev b$i
            tc filter add dev b$i ingress matchall action mirred egress redirect dev vec$i
        done
        ip link set bond0 up master near
        ip link set ds0 master near
        """;
    private static final String CONFIGURATION = """
        version: 1
        memory: {hugePages: required, megabytes: 128, mbufs: 8192, maxConnections: 65536}
        ports:
          - name: front
            bond: {mode: 802.3ad, members: [{interface: dc0}, {interface: ds0}], xmitHashPolicy: layer3+4}
            addresses: [10.0.0.254/24, 10.9.0.254/16, fd00::254/64, fd09::254/64]
        workers: {cores: [0], idle: backoff, warmUp: 0}
        services:
          - {protocol: tcp, address: 10.0.0.100, port: 80, scheduler: rr,
             realServers: [{address: 10.9.0.1}, {address: 10.9.0.2}]}
          - {protocol: tcp, address: 'fd00::100', port: 80, scheduler: rr,
             realServers: [{address: 'fd09::1'}, {address: 'fd09::2'}]}
        """;

    @TempDir
    private static Path directory = Path.of("");

    private @Nullable Guest guest;
    private @Nullable DirectorProcess director;

    @BeforeAll
    void start() throws IOException {
        Requirements.assumeRootAndDpdk();
        Requirements.assumeGuest();
        guest = new Guest(Guest.Extent.CLIENTS);
        guest.succeed("director", PARTNER);
        director = DirectorProcess.start(
            guest, Files.writeString(directory.resolve("director.yaml"), CONFIGURATION)).awaitReady();
    }

    @AfterAll
    void stop() {
        try (Guest around = guest; DirectorProcess running = director) {
            if (around != null && running != null) {
                assertThat(running.terminate()).as(running.output()).isZero();
                assertThat(running.output()).doesNotContain("did not come back");
                assertThat(running.counter("received") + running.counter("generated")).isEqualTo(
                    running.counter("transmitted") + running.counter("consumed") + running.counter("dropped"));
            }
        }
    }

    @Test
    @Order(1)
    void shouldAggregateBothMembersWithLinux() {
        await(() -> carrying("dc0") && carrying("ds0"));
        await(() -> bonding().contains("Number of ports: 2"));
        final Matcher partner = Pattern.compile("Partner Mac Address: (\\S+)").matcher(bonding());
        assertThat(partner.find()).isTrue();
        assertThat(Shell.succeed("curl", "-sS", "--unix-socket", DirectorProcess.SOCKET.toString(),
            "http://director/v1/ports")).containsPattern("\"distributing\":true,\"partnerSynchronized\":true,"
                + "\"partner\":\"(?!00:00:00:00:00:00)");
        assertThat(partner.group(1)).as(bonding()).isNotEqualTo("00:00:00:00:00:00");
    }

    @Test
    @Order(2)
    void shouldBalanceOverBothMembers() {
        assertThat(client("for i in 1 2 3 4; do curl -sS -m 5 http://10.0.0.100/name; done | sort"))
            .isEqualTo("real1\nreal1\nreal2\nreal2");
        assertThat(client("curl -gsS -m 30 http://[fd00::100]/medium | sha256sum | cut -c-64"))
            .isEqualTo(guest().sha256("medium"));
        assertThat(client("for i in 1 2 3 4 5 6 7 8 9 10 11 12; do curl -sS -m 5 http://10.0.0.100/name; done | wc -l"))
            .isEqualTo("12");
        final Matcher sent = MEMBER_SENT.matcher(metrics());
        for (int i = 0; i < 2; i++) {
            assertThat(sent.find()).as(metrics()).isTrue();
            // What LACP itself sends is a packet a second at most.
            assertThat(Double.parseDouble(sent.group(2))).as(metrics()).isGreaterThan(MORE_THAN_LACP);
        }
    }

    @Test
    @Order(3)
    void shouldAnswerOnByOneMemberAndTakeTheOtherOneBack() {
        // The guest's end goes first and comes last: to a TAP device that is down, user-mode Linux must not write, for
        // its driver leaves such an interface alone for good.
        guest().succeed("director", "ip link set a1 down");
        in("ip link set ds0 down");
        await(() -> !carrying("ds0"));
        assertThat(carrying("dc0")).isTrue();
        for (int i = 0; i < 8; i++) {
            assertThat(client("curl -gsS -m 2 http://[fd00::100]/name")).startsWith("real");
        }
        in("ip link set ds0 up");
        guest().succeed("director", "ip link set a1 up");
        await(() -> carrying("ds0"));
        await(() -> bonding().contains("Number of ports: 2"));
        assertThat(client("curl -sS -m 5 http://10.0.0.100/name")).startsWith("real");
    }

    private boolean carrying(final String member) {
        return metrics().contains("director_bond_member_carrying{member=\"" + member + "\",port=\"front\"} 1.0");
    }

    private void await(final BooleanSupplier condition) {
        // What the guest is asked for keeps it from LACP: what has gone wrong is looked for only then.
        for (final long begin = System.nanoTime(); !condition.getAsBoolean(); Shell.succeed("sleep", "0.1")) {
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(() -> String.join("\n", metrics(), bonding(),
                Objects.requireNonNull(director).output())).isLessThan(PATIENCE);
        }
    }

    private String bonding() {
        return guest().succeed("director", "cat /proc/net/bonding/bond0");
    }

    private static String metrics() {
        return Shell.succeed("curl", "-sS", "--unix-socket", DirectorProcess.SOCKET.toString(),
            "http://director/metrics").replaceAll("(?m)^(?!director_bond|director_port).*\n", "");
    }

    private void in(final String command) {
        Shell.succeed(guest().in("sh", "-c", command));
    }

    private String client(final String script) {
        return guest().succeed("client", script);
    }

    private Guest guest() {
        return Objects.requireNonNull(guest);
    }
}
