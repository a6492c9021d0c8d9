/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code director drain SERVER}. */
@Command(
    name = "drain",
    description = "Takes a real server out of service: gives it weight 0, waits until its last connection has ended, "
        + "and removes it. Clients that persistence ties to it may still come back while it waits, unless the setting "
        + "expire_quiescent_template is 1. Ctrl-C stops the waiting: it stays, with weight 0.")
public final class DrainCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(500);

    private final StopRequest stop;
    private final LongSupplier nanoTime;

    @Mixin
    private final ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "SERVER", description = "The real server: ADDRESS:PORT, or ADDRESS for all its ports.")
    private String server = "";

    @Option(names = "--service", paramLabel = "SERVICE", description = "Only in this service; in every one that has it "
        + "unless told.")
    private @Nullable String service;

    @Option(names = "--within", paramLabel = "TIME", converter = Time.class, description = "For how long to wait: 90s, "
        + "5m or 1h (5m).")
    private Duration within = Duration.ofMinutes(5);

    @Option(names = "--stragglers", paramLabel = "WHAT", description = "What to do when there still are connections "
        + "then: keep the real server with weight 0 (default), remove it all the same, or restore its weight.")
    private Stragglers stragglers = Stragglers.KEEP;

    /** What becomes of a real server whose connections do not end in time. */
    enum Stragglers {
        /** It stays, with weight 0. */
        KEEP,
        /** It is removed. */
        REMOVE,
        /** It gets its weight back. */
        RESTORE
    }

    /**
     * The command.
     *
     * @param stop     tells when Ctrl-C is pressed.
     * @param nanoTime the time.
     */
    public DrainCommand(final StopRequest stop, final LongSupplier nanoTime) {
        this.stop = stop;
        this.nanoTime = nanoTime;
    }

    @Override
    public Integer call() throws InterruptedException {
        final DirectorApi director = options.director();
        final List<Drained> left = find(director.get("/v1/services"));
        stop.listen();
        final long deadlineNs = nanoTime.getAsLong() + within.toNanos();
        for (final Drained each : left) {
            each.weigh(director, 0);
            say(each + ": weight " + each.weight() + " -> 0, " + connections(each.connections()));
        }
        while (!left.isEmpty()) {
            final boolean stopped = stop.await(POLL);
            look(director, left);
            if (stopped) {
                return interrupted(left);
            } else if (!left.isEmpty() && nanoTime.getAsLong() - deadlineNs >= 0) {
                return late(director, left);
            }
        }
        return ExitCode.OK.code();
    }

    private List<Drained> find(final JsonNode services) {
        final JsonNode only = service == null ? null : ServiceName.find(services, service);
        final List<Drained> found = new ArrayList<>();
        for (final JsonNode each : only == null ? services.path("services") : List.of(only)) {
            for (final JsonNode realServer : each.path("realServers")) {
                if (ServiceName.isRealServer(realServer, server)) {
                    found.add(Drained.of(each, realServer));
                }
            }
        }
        if (found.isEmpty()) {
            throw new CommandFailure(ExitCode.REFUSED, List.of("no service" + (service == null ? "" : " " + service)
                + " has a real server " + server + ": director services lists those that there are"), null);
        }
        return found;
    }

    /** Removes those whose connections have ended. */
    private void look(final DirectorApi director, final List<Drained> left) {
        final JsonNode services = director.get("/v1/services");
        for (final Drained each : List.copyOf(left)) {
            final Drained now = each.in(services);
            left.remove(each);
            if (now == null) {
                say(each + ": somebody else has removed it");
            } else if (now.connections() == 0) {
                now.remove(director);
                say(each + ": no connection is left, removed");
            } else {
                left.add(now);
            }
        }
    }

    private int interrupted(final List<Drained> left) {
        for (final Drained each : left) {
            tell(each + ": interrupted, it stays with weight 0 and " + connections(each.connections())
                + "; to take it back, give it weight " + each.weight() + " again");
        }
        return left.isEmpty() ? ExitCode.OK.code() : ExitCode.INTERRUPTED.code();
    }

    private int late(final DirectorApi director, final List<Drained> left) {
        for (final Drained each : left) {
            final String after = each + ": " + connections(each.connections()) + " left after "
                + Figure.time(within.toSeconds());
            switch (stragglers) {
                case KEEP -> tell(after + ", it stays with weight 0");
                case REMOVE -> {
                    each.remove(director);
                    tell(after + ", removed");
                }
                case RESTORE -> {
                    each.weigh(director, each.weight());
                    tell(after + ", it has its weight of " + each.weight() + " again");
                }
                default -> throw new IllegalStateException(stragglers.toString());
            }
        }
        return ExitCode.REFUSED.code();
    }

    private void say(final String line) {
        print(options.json() ? options.err() : options.out(), line);
    }

    private void tell(final String line) {
        print(options.err(), line);
    }

    private static void print(final PrintWriter to, final String line) {
        to.println(line);
        to.flush();
    }

    private static String connections(final long count) {
        return count == 1 ? "1 connection" : count + " connections";
    }
}
