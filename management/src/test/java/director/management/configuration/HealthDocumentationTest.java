/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import director.management.health.settings.CheckSettings;
import director.management.health.settings.ServiceHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HealthDocumentationTest {
    private static final Path PAGE = Path.of("..", "docs", "health.md");

    @Test
    void shouldAcceptEveryExampleOfThePage() throws IOException {
        final List<ServiceHealth> services = new ArrayList<>();
        final String[] examples = Files.readString(PAGE).split("```yaml\n", -1);
        for (int i = 1; i < examples.length; i++) {
            services.addAll(ConfigurationFile.parse("health.md",
                examples[i].substring(0, examples[i].indexOf("```")), Set.of("rr", "wrr", "wlc")).health().services());
        }
        assertThat(services).hasSize(4).allMatch(ServiceHealth::isWatched);
        assertThat(services.stream().flatMap(service -> service.checks().stream()).map(CheckSettings::probe))
            .extracting(probe -> probe.type()).contains("http", "https", "dns", "ping", "smtp");
    }
}
