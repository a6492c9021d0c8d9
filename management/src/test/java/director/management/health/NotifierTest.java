/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.Protocol;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceKey;
import director.management.health.settings.FailureAction;
import director.management.health.settings.FlapSettings;
import director.management.health.settings.NotifySettings;
import director.management.health.settings.QuorumSettings;
import director.management.health.settings.RealServerHealth;
import director.management.health.settings.ServiceHealth;
import director.management.health.state.HealthEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifierTest {
    private static final ServiceKey SERVICE = new ServiceKey(Protocol.TCP, IpAddress.parse("10.0.0.100"), 80);
    private static final RealServerKey A = new RealServerKey(IpAddress.parse("10.9.0.1"), 80);
    private static final RealServerKey B = new RealServerKey(IpAddress.parse("10.9.0.2"), 80);

    private final List<Runnable> tasks = new ArrayList<>();
    private final Notifier notifier = new Notifier(tasks::add, System::nanoTime);
    @TempDir
    private Path directory = Path.of("");

    @Test
    void shouldRunWhatIsSetForEachEventOneAfterAnotherAndTellItWhatHappened() throws IOException {
        final ServiceHealth service = service(script("echo \"$*: $DIRECTOR_REAL_SERVER of $DIRECTOR_SERVICE\""));
        notifier.onEvent(service, new HealthEvent.RealServerUp(SERVICE, A));
        notifier.onEvent(service, new HealthEvent.RealServerDown(SERVICE, A, "broken"));
        notifier.onEvent(service, new HealthEvent.RealServerUp(SERVICE, B));
        notifier.onEvent(service, new HealthEvent.QuorumGained(SERVICE, 2, 1));
        notifier.onEvent(service, new HealthEvent.QuorumLost(SERVICE, 0, 1, false));
        assertThat(tasks).as("one at a time").hasSize(1);
        runAll();

        assertThat(Files.readAllLines(directory.resolve("out"))).containsExactly(
            "up: 10.9.0.1:80 of TCP 10.0.0.100:80", "down: 10.9.0.1:80 of TCP 10.0.0.100:80",
            "b up: 10.9.0.2:80 of TCP 10.0.0.100:80", "gained:  of TCP 10.0.0.100:80",
            "lost:  of TCP 10.0.0.100:80");
    }

    @Test
    void shouldGoOnAfterAProgramThatFails() throws IOException {
        final ServiceHealth service = service(script("echo $1; exit 1"));
        notifier.onEvent(service, new HealthEvent.RealServerUp(SERVICE, A));
        notifier.onEvent(service, new HealthEvent.RealServerDown(SERVICE, A, "broken"));
        runAll();
        notifier.onEvent(service, new HealthEvent.RealServerUp(SERVICE, A));
        runAll();

        assertThat(Files.readAllLines(directory.resolve("out"))).containsExactly("up", "down", "up");
    }

    @Test
    void shouldNotLetProgramsWaitWithoutLimit() throws IOException {
        final ServiceHealth service = service(script("echo $1"));
        for (int i = 0; i < Notifier.WAITING_MAX + 10; i++) {
            notifier.onEvent(service, new HealthEvent.RealServerUp(SERVICE, A));
        }
        runAll();

        assertThat(Files.readAllLines(directory.resolve("out"))).hasSize(Notifier.WAITING_MAX + 1);
    }

    private void runAll() {
        while (!tasks.isEmpty()) {
            tasks.removeFirst().run();
        }
    }

    private static ServiceHealth service(final Path program) {
        final String name = program.toString();
        return new ServiceHealth(SERVICE, List.of(), false, FailureAction.REMOVE,
            new NotifySettings(List.of(name, "up"), List.of(name, "down")),
            new QuorumSettings(1, 0, new NotifySettings(List.of(name, "gained"), List.of(name, "lost"))),
            FlapSettings.DEFAULT, List.of(new RealServerHealth(B, false, null, null, null,
                new NotifySettings(List.of(name, "b", "up"), List.of()))));
    }

    private Path script(final String line) throws IOException {
        final Path script = Files.writeString(directory.resolve("notify.sh"),
            "#!/bin/sh\nexec >>" + directory.resolve("out") + "\n" + line + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }
}
