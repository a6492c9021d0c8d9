/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.roundrobin;

import static org.assertj.core.api.Assertions.assertThat;

import director.schedulers.Destinations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plays what Linux was told and compares each pick. A line of a recording is one of
 * <pre>
 *   scheduler NAME | add NUMBER WEIGHT | edit NUMBER WEIGHT | delete NUMBER
 *   overload NUMBER | available NUMBER          the flag of the connection thresholds
 *   pick NUMBER...                              what Linux picked, - for none
 * </pre>
 */
class RecordedPicksTest {
    private static final int NUMBERS = 64;

    private final Rig.Load load = new Rig.Load(NUMBERS);

    @ParameterizedTest
    @ValueSource(strings = {
        "sched-rr-plain", "sched-rr-live", "sched-rr-edit", "threshold-rr",
        "sched-wrr-plain", "sched-wrr-live", "sched-wrr-edit", "sched-wrr-six", "threshold-wrr",
        "sched-wrr-classic-down", "sched-wrr-classic-mixed", "sched-wrr-classic-up"})
    void shouldPickWhatLinuxPicked(final String recording) throws IOException {
        final List<String> lines = lines(recording);
        final String scheduler = lines.get(0).split(" ", -1)[1];
        final RoundScheduler service = Rig.service(scheduler, Destinations.none(), load);
        final LinuxModel model = new LinuxModel(scheduler);
        int picks = 0;
        for (int index = 1; index < lines.size(); index++) {
            final String[] words = lines.get(index).split(" ", -1);
            if ("pick".equals(words[0])) {
                for (final String pick : Arrays.asList(words).subList(1, words.length)) {
                    assertThat(Rig.picks(service, 1)).as("pick %d of %s", picks, recording).isEqualTo(pick);
                    assertThat(model.pick()).as("the judge, pick %d", picks).isEqualTo(
                        "-".equals(pick) ? -1 : Integer.parseInt(pick));
                    picks++;
                }
            } else {
                change(model, words);
                service.updateService(model.destinations());
            }
        }
        assertThat(picks).isGreaterThanOrEqualTo(36);
    }

    private void change(final LinuxModel model, final String[] words) {
        final int number = Integer.parseInt(words[1]);
        switch (words[0]) {
            case "add" -> model.add(number, Integer.parseInt(words[2]));
            case "edit" -> model.edit(number, Integer.parseInt(words[2]));
            case "delete" -> model.delete(number);
            case "overload", "available" -> {
                load.overload(number, "overload".equals(words[0]));
                model.overload(number, "overload".equals(words[0]));
            }
            default -> throw new IllegalArgumentException(String.join(" ", words));
        }
    }

    private static List<String> lines(final String recording) throws IOException {
        try (InputStream in = Objects.requireNonNull(
            RecordedPicksTest.class.getResourceAsStream(recording + ".txt"), recording)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
        }
    }
}
