/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Connections that were there before and are to be there afterwards, over which a client talks all the time. */
final class Talks implements AutoCloseable {
    private static final Pattern SUMMARY = Pattern.compile("(\\{.*}) (\\{.*}) (\\d+)");

    private final Process client;
    private final BufferedReader output;

    /**
     * What came of it.
     *
     * @param homes     how many connections talk to which server.
     * @param problems  what ended which connections, or was answered by another server than before.
     * @param exchanges how many questions were answered.
     */
    record Summary(String homes, String problems, long exchanges) {
    }

    /** Begins, and waits until each connection has got an answer. */
    Talks(final Topology topology, final String address, final int port, final int connections) throws IOException {
        client = topology.start(
            "CLIENT", "Talker", address, Integer.toString(port), Integer.toString(connections));
        output = client.inputReader();
        assertThat(output.readLine()).isEqualTo("ready");
    }

    Summary end() throws IOException {
        client.outputWriter().append('\n').close();
        final Matcher summary = SUMMARY.matcher(Objects.requireNonNullElse(output.readLine(), "it died"));
        assertThat(summary.matches()).as("%s", summary).isTrue();
        return new Summary(summary.group(1), summary.group(2), Long.parseLong(summary.group(3)));
    }

    @Override
    public void close() {
        client.destroyForcibly();
    }
}
