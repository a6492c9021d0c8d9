/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import director.bench.BenchCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ExpiryCommandTest {
    @Test
    void shouldReportEachRound() {
        final StringWriter out = new StringWriter();
        // Whether the figures are good depends on the machine.
        assertThat(BenchCommand.commandLine().setOut(new PrintWriter(out))
            .execute("expiry", "--connections", "5000", "--rounds", "2")).isBetween(0, 1);
        assertThat(out.toString()).contains("round 1: 5,000 connections of", "round 2: 5,000 connections of")
            .containsPattern("(?m)^  expiring  [0-9,]+ duty cycles: median [0-9.]+ us, .*longest [0-9.]+ us$");
    }
}
