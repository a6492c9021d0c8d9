/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.management.client.MadeUpDirector;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine;

/**
 * Runs the commands that talk to a director against a made-up one, so that the JVM can note what they load: the build
 * makes the archive of that which lets later runs start quickly.
 */
public final class CommandRehearsal {
    /** Something of everything that commands look at. */
    private static final String ANSWER = """
        {"services": [{"id": "tcp-10.0.0.1-80", "protocol": "tcp", "address": "10.0.0.1", "port": 80, "scheduler": "rr",
        "statistics": {"rates": {}},
        "realServers": [{"address": "10.0.0.2", "port": 80, "weight": 1, "statistics": {"weight": 1, "rates": {}}}]}],
        "workers": [{"name": "0", "core": 0, "counters": {"received": 1000000}}],
        "ports": [{"name": "client", "link": {"up": true}, "statistics": {}}],
        "counters": [{"name": "drop", "labels": "reason=malformed", "value": 1}],
        "schedulers": [{"name": "rr", "references": 1, "module": "director.schedulers"}, {"name": "wrr"}],
        "changes": [{"text": "+ something"}]}""".replace('\n', ' ');

    private CommandRehearsal() {
    }

    /**
     * Shows, changes, applies and fails to connect.
     *
     * @param arguments a configuration file.
     * @throws IOException           if the made-up director cannot be made.
     * @throws IllegalStateException if a command did not go as it should.
     */
    public static void main(final String[] arguments) throws IOException {
        final List<String> failures = new ArrayList<>();
        try (MadeUpDirector director = new MadeUpDirector(CommandRehearsal::answer)) {
            final String socket = director.socket().toString();
            for (final String command : List.of("status", "status --json", "services", "connections", "schedulers",
                "refusals", "snat", "set", "set drop_entry 1", "save", "events", "apply --dry-run " + arguments[0])) {
                final List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
                Collections.addAll(words, "--socket", socket);
                if (run(words) != 0) {
                    failures.add(command);
                }
            }
            if (run(List.of("status", "--socket", socket + ".nobody")) == 0) {
                failures.add("nobody answered, and that was no failure");
            }
        }
        run(List.of("--help"));
        run(List.of("man"));
        if (!failures.isEmpty()) {
            throw new IllegalStateException("the rehearsal failed: " + failures);
        }
    }

    private static int run(final List<String> words) {
        final CommandLine commands = DirectorCommand.commandLine(Surroundings.real(new StopSignal()));
        final PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return commands.setOut(nowhere).setErr(nowhere).execute(words.toArray(String[]::new));
    }

    private static String answer(final String request) {
        final String path = request.split(" ", -1)[1];
        return switch (path) {
            case "/v1/status" -> "{\"version\": \"1\", \"pid\": 1, \"uptimeSeconds\": 1, \"services\": 1}";
            case "/v1/settings", "/v1/timeouts" -> "{\"drop_entry\": 1}";
            case "/v1/events" -> "event: changed\ndata: " + ANSWER + "\n";
            default -> ANSWER;
        };
    }
}
