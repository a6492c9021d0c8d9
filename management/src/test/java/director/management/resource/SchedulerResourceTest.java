/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.service.ServiceKey;
import director.management.SchedulerJars;
import director.management.socket.SocketClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Schedulers come into a running director, are used, and leave it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SchedulerResourceTest {
    private static final IpAddress VIP = IpAddress.parse("10.0.0.100");

    @TempDir
    Path directory = Path.of("");

    @Test
    void shouldLoadUseAndUnloadTheSchedulerOfTheGuide() throws IOException {
        final Path jar = directory.resolve("rendezvous.jar");
        SchedulerJars.buildGuide(directory, jar);
        try (SocketFixture fixture = new SocketFixture(directory)) {
            final SocketClient.Answer loaded = load(fixture, jar.toAbsolutePath().toString());
            assertThat(loaded.status()).as(loaded.body()).isEqualTo(201);
            assertThat(loaded.body()).isEqualTo("{\"schedulers\":[\"hrw\"]}");
            fixture.director.with(director -> director.change(proxy -> proxy.addService(
                new ServiceSettings(Protocol.TCP, VIP, 80, "hrw", 0, List.of()))));

            assertThat(unload(fixture, "hrw").status()).isEqualTo(409);
            assertThat(unload(fixture, "hrw").body()).contains("scheduler hrw is in use by 1 service");

            fixture.director.with(director -> {
                director.change(proxy -> proxy.deleteService(new ServiceKey(Protocol.TCP, VIP, 80)));
                director.advanceTo(director.nowMs() + 3_000);
            });
            assertThat(unload(fixture, "hrw").status()).isEqualTo(204);
            assertThat(fixture.client.get("/v1/schedulers").body()).doesNotContain("hrw").contains("wlc");
        }
    }

    @Test
    void shouldSayWhyAJarIsNotLoadedOrASchedulerNotUnloaded() throws IOException {
        try (SocketFixture fixture = new SocketFixture(directory)) {
            assertThat(load(fixture, "/no/such.jar").status()).isEqualTo(422);
            assertThat(load(fixture, "/no/such.jar").body()).contains("scheduler jar /no/such.jar");
            assertThat(load(fixture, "relative.jar").body()).contains("/absolute/path.jar");
            assertThat(fixture.client.json("POST", "/v1/schedulers", "{\"jar\"").status()).isEqualTo(400);
            assertThat(unload(fixture, "none").status()).isEqualTo(404);
        }
    }

    private static SocketClient.Answer load(final SocketFixture fixture, final String jar) throws IOException {
        return fixture.client.json("POST", "/v1/schedulers", "{\"jar\":\"" + jar + "\"}");
    }

    private static SocketClient.Answer unload(final SocketFixture fixture, final String name) throws IOException {
        return fixture.client.send("DELETE", "/v1/schedulers/" + name, "");
    }
}
