/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An SSH server on the director's machine, and somebody behind its port who may log in. The server sees users of its
 * own: the home directory of whoever runs the tests stays as it is.
 */
final class SecureShell {
    private static final String PORT = "2222";

    private final Topology topology;
    private final String key;

    private SecureShell(final Topology topology, final String key) {
        this.topology = topology;
        this.key = key;
    }

    /** Answers once it listens: its process file comes after that. */
    static SecureShell start(final Topology topology, final Path below) throws IOException {
        final Path directory = Files.createTempDirectory(below, "ssh");
        final Path log = directory.resolve("log");
        final Path processFile = directory.resolve("pid");
        final String hostKey = key(directory.resolve("host"));
        final String clientKey = key(directory.resolve("client"));
        final Path known = Files.createDirectories(directory.resolve("home/.ssh")).resolve("authorized_keys");
        Files.writeString(known, Shell.succeed(Unpacked.command("dropbearkey", "-y", "-f", clientKey)).lines()
            .filter(line -> line.startsWith("ssh-")).findFirst().orElseThrow() + "\n");
        final Path users = Files.writeString(directory.resolve("passwd"),
            "root:x:0:0:root:" + directory.resolve("home") + ":/bin/sh\n");
        final List<String> server = new ArrayList<>(List.of("unshare", "--mount", "sh", "-ec",
            "mount --bind \"$1\" /etc/passwd && shift && exec \"$@\"", "sh", users.toString()));
        server.addAll(Unpacked.command("dropbear", "-F", "-E", "-m", "-s", "-r", hostKey, "-p", PORT,
            "-P", processFile.toString()));
        final Process process = new ProcessBuilder(topology.in("DIRECTOR", server.toArray(String[]::new)))
            .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        while (!Files.exists(processFile)) {
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            Shell.succeed("sleep", "0.1");
        }
        return new SecureShell(topology, clientKey);
    }

    /** Logs in to an address, runs something there and answers what it printed. */
    String run(final String address, final String command) {
        return Shell.succeed(topology.in("CLIENT", Unpacked.command("dbclient", "-y", "-y", "-i", key, "-p", PORT,
            "root@" + address, command).toArray(String[]::new)));
    }

    private static String key(final Path file) {
        final Shell.Result result = Shell.run(Unpacked.command("dropbearkey", "-t", "ed25519", "-f", file.toString()));
        assertThat(result.exitCode()).as(result.output()).isZero();
        return file.toString();
    }
}
