/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedCommandsTest {
    @ParameterizedTest
    @ValueSource(strings = {"mgmt-empty", "mgmt-invalid", "mgmt-listings-0", "mgmt-listings-1", "mgmt-listings-2",
        "mgmt-restore", "other-commands"})
    void shouldAnswerAsRecorded(final String name) throws IOException {
        ConfigurationTable table = Tables.empty();
        for (final RecordedCommand command : RecordedCommand.read(name)) {
            if (command.first()) {
                table = Tables.empty();
            }
            final Ipvsadm.Result result = Ipvsadm.run(table, Ipvsadm.words(command.arguments()), command.input());
            final boolean sorted = !command.arguments().contains("--nosort");
            final String out = sorted ? result.out() : byService(result.out());
            assertThat(out).as(command.arguments()).isEqualTo(command.out());
            assertThat(result.err()).as(command.arguments()).isEqualTo(command.err());
            assertThat(result.exitCode()).as(command.arguments()).isEqualTo(command.exitCode());
        }
    }

    /** Unsorted services were recorded sorted by their first line, because the kernel's order is random. */
    private static String byService(final String listing) {
        final List<String> services = new ArrayList<>();
        final StringBuilder heading = new StringBuilder();
        for (final String line : listing.split("(?<=\n)", -1)) {
            if (heading.toString().lines().count() < 3) {
                heading.append(line);
            } else if (line.startsWith("  ->")) {
                services.set(services.size() - 1, services.getLast() + line);
            } else {
                services.add(line);
            }
        }
        Collections.sort(services);
        return heading + String.join("", services);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mgmt-empty", "mgmt-invalid", "mgmt-listings-0", "mgmt-listings-1", "mgmt-listings-2",
        "mgmt-restore", "other-commands"})
    void shouldComeBackFromItsRulesUnchanged(final String name) throws IOException {
        ConfigurationTable table = Tables.empty();
        for (final RecordedCommand command : RecordedCommand.read(name)) {
            if (command.first()) {
                table = Tables.empty();
            }
            Ipvsadm.run(table, Ipvsadm.words(command.arguments()), command.input());
            final ConfigurationTable restored = Tables.empty();
            final String rules = saved(table, SavedRules.COMPLETE);
            assertThat(Ipvsadm.run(restored, List.of("-R"), rules)).isEqualTo(new Ipvsadm.Result(0, "", ""));
            assertThat(saved(restored, SavedRules.COMPLETE)).isEqualTo(rules);
            assertThat(saved(restored, SavedRules.AS_IPVSADM)).isEqualTo(saved(table, SavedRules.AS_IPVSADM));
            assertThat(list(restored, "-Ln", "--thresholds")).isEqualTo(list(table, "-Ln", "--thresholds"));
        }
    }

    /** What the original has saved is read, and saved again as it was. */
    @ParameterizedTest
    @ValueSource(strings = {"mgmt-empty", "mgmt-invalid", "mgmt-listings-0", "mgmt-listings-1", "mgmt-listings-2",
        "mgmt-restore", "other-commands"})
    void shouldSaveWhatTheOriginalSavedAsItWas(final String name) throws IOException {
        int restores = 0;
        for (final RecordedCommand command : RecordedCommand.read(name)) {
            if (command.arguments().startsWith("-S") && command.exitCode() == 0) {
                for (final SavedRules form : SavedRules.values()) {
                    final ConfigurationTable restored = Tables.empty();
                    assertThat(Ipvsadm.run(restored, List.of("-R"), command.out()))
                        .isEqualTo(new Ipvsadm.Result(0, "", ""));
                    assertThat(saved(restored, form)).isEqualTo(command.out());
                    restores++;
                }
            }
        }
        assertThat(restores).isPositive();
    }

    private static String saved(final IpvsView view, final SavedRules form) throws IOException {
        final StringBuilder out = new StringBuilder();
        RulesPrinter.print(view, form, out);
        return out.toString();
    }

    private static String list(final IpvsTable table, final String... arguments) {
        return Ipvsadm.run(table, Arrays.asList(arguments), "").out();
    }
}
