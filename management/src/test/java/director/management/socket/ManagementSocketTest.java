/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.machine.Peer;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ManagementSocketTest {
    @TempDir
    Path directory = Path.of("");

    @Test
    void shouldBeForItsUserAndGroupAlone() throws IOException {
        final Path file = directory.resolve("run").resolve("d.sock");
        try (ManagementSocket socket = ManagementSocket.claim(settings(file));
            ManagementSocket.Serving _ = socket.serve(List.of())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-rw----");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("run"))))
                .isEqualTo("rwxr-x---");
        }
        assertThat(directory.resolve("run")).isEmptyDirectory();
    }

    @Test
    void shouldKnowWhoAsks() throws IOException {
        final Path file = directory.resolve("d.sock");
        try (ManagementSocket socket = ManagementSocket.claim(settings(file));
            ManagementSocket.Serving _ = socket.serve(List.of(Route.get("/who", exchange ->
                Reply.json(Json.object().put("peer", exchange.peer().toString())))))) {
            assertThat(new SocketClient(file).get("/who").json().path("peer").asString())
                .isEqualTo("uid=" + Own.user() + " gid=" + Own.group() + " pid=" + ProcessHandle.current().pid());
        }
    }

    @Test
    void shouldReplaceTheSocketOfADeadProcess() throws IOException {
        final Path file = directory.resolve("d.sock");
        listen(file).close();
        assertThat(file).exists();
        try (ManagementSocket socket = ManagementSocket.claim(settings(file));
            ManagementSocket.Serving _ = socket.serve(List.of())) {
            assertThat(new SocketClient(file).get("/").status()).isEqualTo(404);
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void shouldNameTheProcessThatListensThere() throws IOException {
        final Path file = directory.resolve("d.sock");
        try (ServerSocketChannel other = listen(file)) {
            assertThat(other.isOpen()).isTrue();
            assertThatThrownBy(() -> ManagementSocket.claim(settings(file))).isInstanceOf(SocketException.class)
                .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
        }
        try (ManagementSocket socket = ManagementSocket.claim(settings(file))) {
            assertThatThrownBy(() -> ManagementSocket.claim(settings(file))).hasMessageContaining(
                "in use by another director (process " + ProcessHandle.current().pid() + ")");
            assertThat(socket.path()).isEqualTo(file);
        }
    }

    @Test
    void shouldNotRemoveWhatIsNoSocket() throws IOException {
        final Path file = Files.writeString(directory.resolve("d.sock"), "precious");
        assertThatThrownBy(() -> ManagementSocket.claim(settings(file))).hasMessageContaining("is not a socket");
        assertThat(file).hasContent("precious");
    }

    @Test
    void shouldRefuseAPathThatNoSocketCanHave() {
        assertThatThrownBy(() -> ManagementSocket.claim(settings(directory.resolve("x".repeat(110)))))
            .hasMessageContaining("is longer than");
    }

    @Test
    void shouldRefuseAGroupThatDoesNotExist() {
        final SocketSettings settings = new SocketSettings(
            directory.resolve("d.sock"), false, "no-such-group", List.of(), List.of(), 1);
        assertThatThrownBy(() -> ManagementSocket.claim(settings))
            .hasMessageContaining("there is no group no-such-group");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldLetReadersReadAndNobodyElseIn() {
        final AccessRules rules = new AccessRules(100, 200, List.of(7), List.of(300));
        assertThat(rules.of(new Peer(1, 0, 0, List.of()))).isEqualTo(Access.CHANGE);
        assertThat(rules.of(new Peer(1, 100, 1, List.of()))).isEqualTo(Access.CHANGE);
        assertThat(rules.of(new Peer(1, 5, 5, List.of(9, 200)))).isEqualTo(Access.CHANGE);
        assertThat(rules.of(new Peer(1, 7, 200, List.of(200)))).isEqualTo(Access.READ);
        assertThat(rules.of(new Peer(1, 5, 5, List.of(300, 200)))).isEqualTo(Access.READ);
        assertThat(rules.of(new Peer(1, 5, 5, List.of()))).isEqualTo(Access.NONE);
    }

    private static ServerSocketChannel listen(final Path file) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(file));
    }

    private static SocketSettings settings(final Path file) {
        return new SocketSettings(file, false);
    }
}
