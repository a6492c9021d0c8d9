/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.SubInterface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PortLocksTest {
    @TempDir
    Path temporary = Path.of("");

    @Test
    void shouldRefuseAnInterfaceThatThisProcessHas() {
        final PortLocks first = acquire(port(null, "dc0"));
        try {
            assertThatThrownBy(() -> acquire(port(null, "dc0"))).isInstanceOf(UnavailableException.class)
                .hasMessage("ports[0].interface=dc0 is in use by another director (process "
                    + ProcessHandle.current().pid() + "): stop that one or give this one another port");
        } finally {
            first.close();
        }
        assertThatCode(() -> acquire(port(null, "dc0")).close()).doesNotThrowAnyException();
    }

    @Test
    void shouldLeaveNothingBehind() throws IOException {
        acquire(port(null, "dc0"), port("0000:03:00.0", null)).close();
        assertThat(files()).isEmpty();
    }

    @Test
    void shouldLockNothingWhenOnePortIsInUse() throws IOException {
        try (PortLocks first = acquire(port(null, "dc1"))) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> acquire(port(null, "dc0"), port(null, "dc1")))
                .hasMessageContaining("ports[1].interface=dc1");
            assertThat(files()).singleElement().asString().endsWith("-dc1.lock");
            assertThatCode(() -> acquire(port(null, "dc0")).close()).doesNotThrowAnyException();
        }
    }

    @Test
    void shouldTakeAnInterfaceForTheSameHoweverItIsNamed() {
        try (PortLocks first = acquire(port("net_af_packet0,iface=dc0,blocksz=4096", null))) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> acquire(port(null, "dc0"))).hasMessageContaining("in use");
        }
    }

    @Test
    void shouldTakeAPciAddressWithAndWithoutDomainForTheSame() {
        try (PortLocks first = acquire(port("0000:03:0A.0,rx_queues=2", null))) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> acquire(port("03:0a.0", null))).hasMessageContaining("ports[0].device=03:0a.0");
        }
    }

    @Test
    void shouldLetEveryProcessHaveItsOwnVirtualDevices() throws IOException {
        try (PortLocks first = acquire(port("net_null0", null)); PortLocks second = acquire(port("net_null0", null))) {
            assertThat(first).isNotSameAs(second);
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void shouldSeeTheLockOfAnotherProcessUntilThatIsKilled() throws Exception {
        final String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        final String path = System.getProperty("java.class.path") + ":target/classes:target/test-classes";
        final Process other = new ProcessBuilder(java, "-cp", path, Holder.class.getName(), temporary.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            assertThat(other.getInputStream().read()).isEqualTo('+');
            assertThatThrownBy(() -> acquire(port(null, "dc0")))
                .hasMessageContaining("in use by another director (process " + other.pid() + ")");
            // A refused attempt must not take the lock from who has it.
            assertThatThrownBy(() -> acquire(port(null, "dc0"))).hasMessageContaining("in use");
        } finally {
            other.destroyForcibly().waitFor();
        }
        assertThat(files()).hasSize(1);
        acquire(port(null, "dc0")).close();
        assertThat(files()).isEmpty();
    }

    @Test
    void shouldLockNothingForAVlan() throws IOException {
        try (PortLocks _ = acquire(port(null, "dc0"),
            PortSettings.vlan("v", new SubInterface("p", 5, 0), List.of(), null, null, List.of(), 1_500))) {
            assertThat(files()).hasSize(1);
        }
    }

    @Test
    void shouldNameTheDirectoryThatCannotBeMade() throws IOException {
        final Path file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> PortLocks.acquire(List.of(port(null, "dc0")), file.resolve("below")))
            .isInstanceOf(UnavailableException.class).hasMessageContaining(file.resolve("below").toString());
    }

    private PortLocks acquire(final PortSettings... ports) {
        return PortLocks.acquire(List.of(ports), temporary);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.toList();
        }
    }

    private static PortSettings port(final @Nullable String device, final @Nullable String interfaceName) {
        return new PortSettings("p", device, interfaceName, Pmd.AF_PACKET, List.of(), null, null, List.of(), 1_500,
            1_024, 1_024, false);
    }

    /** Another director: holds dc0 until it is killed. */
    static final class Holder {
        private Holder() {
        }

        public static void main(final String[] arguments) throws InterruptedException {
            PortLocks.acquire(List.of(port(null, "dc0")), Path.of(arguments[0]));
            System.out.print('+');
            System.out.flush();
            Thread.sleep(60_000);
        }
    }
}
