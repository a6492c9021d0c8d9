/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A keepalived in one namespace that speaks VRRP on an interface. */
final class Keepalived {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern ENTERED = Pattern.compile("Entering (\\w+) STATE");

    private final String where;
    private final Path log;
    private final Process process;

    private Keepalived(final String where, final Path log, final Process process) {
        this.where = where;
        this.log = log;
        this.process = process;
    }

    static Keepalived start(
        final Topology topology,
        final Path below,
        final String where,
        final String interfaceName,
        final int priority)
        throws IOException {
        return start(topology, below, where, """
            vrrp_instance shared {
                interface %s
                virtual_router_id 51
                state BACKUP
                priority %d
                advert_int 0.2
                version 3
                virtual_ipaddress { 10.0.0.111/32 }
            }
            """.formatted(interfaceName, priority));
    }

    /** With what would be its {@code keepalived.conf}. */
    static Keepalived start(
        final Topology topology, final Path below, final String where, final String content) throws IOException {
        final Path directory = Files.createTempDirectory(below, "keepalived");
        final Path configuration = Files.writeString(directory.resolve("keepalived.conf"), content);
        final Path log = directory.resolve("keepalived.log");
        return new Keepalived(where, log, new ProcessBuilder(topology.in(where, Unpacked.command("keepalived",
            "--dont-fork", "--log-console", "--log-detail", "--vrrp", "--use-file", configuration.toString(),
            "--pid", directory.resolve("pid").toString(), "--vrrp_pid", directory.resolve("vrrp-pid").toString())
            .toArray(String[]::new))).redirectErrorStream(true).redirectOutput(log.toFile()).start());
    }

    /** Waits until it has last entered a state: {@code MASTER} or {@code BACKUP}. */
    void await(final String state) throws IOException {
        final long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!lastState().equals(state)) {
            assertThat(System.nanoTime()).as("%s is no %s:%n%s", where, state, Files.readString(log))
                .isLessThan(deadline);
            Shell.succeed("sleep", "0.1");
        }
    }

    /** The state that it entered last, or nothing. */
    String lastState() throws IOException {
        return ENTERED.matcher(Files.readString(log)).results().map(found -> found.group(1))
            .reduce("", (earlier, later) -> later);
    }

    void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
}
