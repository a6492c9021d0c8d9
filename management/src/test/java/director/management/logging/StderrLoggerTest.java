/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StderrLoggerTest {
    private final StderrLogger logger = new StderrLogger("director.Test");

    @AfterEach
    void restoreThreshold() {
        StderrLogger.setThreshold(System.Logger.Level.INFO);
    }

    @Test
    void shouldWriteOneLineWithTimeLevelAndName() {
        assertThat(logger.line(Instant.parse("2026-01-31T12:00:00.5Z"), System.Logger.Level.INFO, "running", null))
            .isEqualTo("2026-01-31T12:00:00.500Z INFO    director.Test: running");
    }

    @Test
    void shouldShowTheStackOfAnExceptionAtLevelDebugOnly() {
        final Exception exception = new IllegalStateException("oops");
        final Instant now = Instant.EPOCH;
        assertThat(logger.line(now, System.Logger.Level.ERROR, "worker", exception))
            .endsWith("worker (java.lang.IllegalStateException: oops)");
        StderrLogger.setThreshold(System.Logger.Level.DEBUG);
        assertThat(logger.line(now, System.Logger.Level.ERROR, "worker", exception)).contains("\tat director");
    }

    @Test
    void shouldLeaveOutWhatIsBelowTheThreshold() {
        StderrLogger.setThreshold(System.Logger.Level.WARNING);
        assertThat(written(() -> {
            logger.log(System.Logger.Level.INFO, "quiet");
            logger.log(System.Logger.Level.WARNING, "port {0} is {1}", 0, "down");
            logger.log(System.Logger.Level.ERROR, "braces {0} stay without parameters");
        })).doesNotContain("quiet").contains("port 0 is down", "braces {0} stay");
    }

    @Test
    void shouldBeBehindEveryLoggerOfThePlatform() {
        assertThat(written(() -> System.getLogger("any.name").log(System.Logger.Level.INFO, "hello")))
            .endsWith("INFO    any.name: hello" + System.lineSeparator());
    }

    private static String written(final Runnable logging) {
        final PrintStream before = System.err;
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            logging.run();
        } finally {
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
