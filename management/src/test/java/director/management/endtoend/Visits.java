/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a client sees who asks all the time. */
final class Visits implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private record Visit(long atNs, String answer) {
    }

    private final Process client;
    private final List<Visit> visits = new ArrayList<>();

    Visits(final Topology topology, final String address, final int port) {
        client = topology.start("CLIENT", "Visitor", address, Integer.toString(port));
        Thread.ofVirtual().start(this::read);
    }

    /**
     * Waits until for a second nobody but these has answered, each of them at least once. Answers how many milliseconds
     * after the call the last other answer came, 0 if there was none, and how many after it all of these had answered.
     */
    Change awaitOnly(final String... expected) throws InterruptedException {
        final long beganNs = System.nanoTime();
        final Set<String> wanted = new TreeSet<>(Set.of(expected));
        while (true) {
            final long nowNs = System.nanoTime();
            final long settledNs = nowNs - Duration.ofSeconds(1).toNanos();
            if (settledNs > beganNs && since(settledNs).equals(wanted)) {
                return change(beganNs, wanted);
            }
            assertThat(nowNs - beganNs).as("still %s, not %s", since(settledNs), wanted)
                .isLessThan(PATIENCE.toNanos());
            Thread.sleep(20);
        }
    }

    /**
     * How long a change took.
     *
     * @param leftMs  until the last answer of others.
     * @param cameMs  until each of those expected had answered.
     */
    record Change(long leftMs, long cameMs) {
    }

    @Override
    public void close() {
        client.destroyForcibly();
    }

    private synchronized Set<String> since(final long ns) {
        final Set<String> answers = new TreeSet<>();
        visits.stream().filter(visit -> visit.atNs >= ns).forEach(visit -> answers.add(visit.answer));
        return answers;
    }

    private synchronized Change change(final long beganNs, final Set<String> wanted) {
        long leftNs = beganNs;
        long cameNs = beganNs;
        final Set<String> came = new TreeSet<>();
        for (final Visit visit : visits) {
            if (visit.atNs >= beganNs && !wanted.contains(visit.answer)) {
                leftNs = visit.atNs;
            } else if (visit.atNs >= beganNs && came.add(visit.answer)) {
                cameNs = visit.atNs;
            }
        }
        return new Change((leftNs - beganNs) / 1_000_000, (cameNs - beganNs) / 1_000_000);
    }

    private void read() {
        try (BufferedReader lines = client.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (this) {
                    visits.add(new Visit(System.nanoTime(), line));
                }
            }
        } catch (final IOException e) {
            // The test is over.
        }
    }
}
