/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.management.configuration.ConfigurationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file says, the director goes on. */
class ReloadTest {
    private static final String GOOD = """
        version: 1
        ports: [{name: client, interface: dc0, addresses: [10.0.0.254/24]}]
        workers: {cores: [1]}
        """;

    @TempDir
    private Path directory = Path.of("");

    private static Set<String> schedulers() {
        return RandomConfigurations.SCHEDULERS;
    }

    private Reload reload(final String text, final Supplier<Set<String>> schedulers) throws IOException {
        final ConfigurationFile running = ConfigurationFile.parse("d.yaml", GOOD, RandomConfigurations.SCHEDULERS);
        final DesiredStore store = new DesiredStore(running.configuration(), running.health(),
            _ -> CompletableFuture.completedFuture(null), ReloadTest::schedulers, _ -> { });
        return new Reload(Files.writeString(directory.resolve("d.yaml"), text), schedulers, store);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x: &a [*a]\n", "x: [\n", "x: y\n", "%", "\u0000"})
    void shouldGoOnAfterAWrongFile(final String added) throws IOException {
        final Reload reload = reload(GOOD + added, ReloadTest::schedulers);
        assertThatThrownBy(reload::reload).hasMessageContaining("d.yaml");
        reload.reloadOrSayWhyNot();
    }

    @Test
    void shouldGoOnAfterAMistakeOfItsOwn() throws IOException {
        final Reload reload = reload(GOOD, () -> {
            throw new IllegalStateException("a mistake");
        });
        assertThatThrownBy(reload::reload).hasMessage("a mistake");
        reload.reloadOrSayWhyNot();
    }

    @Test
    void shouldSayThatNothingDiffers() throws IOException {
        assertThat(reload(GOOD, ReloadTest::schedulers).reload().differences()).isEqualTo(List.of());
    }
}
