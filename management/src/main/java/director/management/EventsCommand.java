/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code director events}. */
@Command(
    name = "events",
    description = "Waits for something to happen to the running director and prints it: changes, links that go up and "
        + "down, drops that become many, local ports that become few. With --json, one object a line.")
public final class EventsCommand implements Callable<Integer> {
    private static final String TYPE = "event: ";
    private static final String DATA = "data: ";

    @Mixin
    private final ClientOptions options = new ClientOptions();


    @Option(names = {"-f", "--follow"}, description = "Go on until Ctrl-C, not only until the first event.")
    private boolean follow;

    private String type = "";

    @Override
    public Integer call() {
        final Style style = options.style();
        options.director().eachLine("/v1/events", "text/event-stream", line -> {
            if (line.startsWith(TYPE)) {
                type = line.substring(TYPE.length());
            } else if (line.startsWith(DATA)) {
                show(DirectorApi.MAPPER.readTree(line.substring(DATA.length())), style);
                return follow;
            }
            return true;
        });
        return ExitCode.OK.code();
    }

    private void show(final JsonNode data, final Style style) {
        if (options.json()) {
            options.out().println(DirectorApi.MAPPER.createObjectNode().put("event", type).set("data", data));
        } else {
            final String words = data.properties().stream()
                .filter(entry -> !entry.getKey().equals("time"))
                .map(EventsCommand::word)
                .collect(Collectors.joining(" "));
            options.out().println(data.path("time").asString("") + "  " + style.heading(type) + "  " + words);
        }
        options.out().flush();
    }

    private static String word(final Map.Entry<String, JsonNode> entry) {
        final JsonNode value = entry.getValue();
        return entry.getKey() + "=" + (value.isValueNode() ? value.asString("") : value.toString());
    }
}
