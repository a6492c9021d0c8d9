/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** With bounds for a cold JVM on a machine that does other things too. */
class ExpiryRunTest {
    private static final int CONNECTIONS = 100_000;

    @Test
    void shouldLetAllConnectionsExpireSoonAndInShortDutyCycles() {
        try (ExpiryRun run = new ExpiryRun(CONNECTIONS)) {
            run.run();
            assertThat(run.lateNs()).isLessThan(TimeUnit.SECONDS.toNanos(5));
            assertThat(run.expiring().count()).isGreaterThan(CONNECTIONS / 1_000);
            assertThat(run.expiring().quantileNs(0.9)).isLessThan(TimeUnit.MILLISECONDS.toNanos(1));
            assertThat(run.bytesEach()).isBetween(100.0, 300.0);
        }
    }
}
