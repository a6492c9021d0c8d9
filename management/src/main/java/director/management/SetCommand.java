/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code director set [NAME [VALUE]]}. */
@Command(
    name = "set",
    description = "Shows settings of the running director, or changes one: the sysctls of IPVS by their names below "
        + "net.ipv4.vs, and the timeouts of connections in seconds as timeouts.tcp, timeouts.tcpFin and timeouts.udp.")
public final class SetCommand implements Callable<Integer> {
    private static final String SETTINGS = "/v1/settings";
    private static final String TIMEOUTS = "/v1/timeouts";
    private static final String TIMEOUT = "timeouts.";
    private static final String SYSCTL = "net.ipv4.vs.";

    @Mixin
    private final ClientOptions options = new ClientOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "Which one; all unless told.")
    private @Nullable String name;

    @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "What it is to be, a whole number.")
    private @Nullable Integer value;

    @Override
    public Integer call() {
        final DirectorApi director = options.director();
        if (value != null && name != null) {
            change(director, plain(name), value);
        }
        final Map<String, Long> settings = settings(director);
        if (name != null) {
            final Long present = settings.get(plain(name));
            if (present == null) {
                throw new CommandFailure(ExitCode.REFUSED,
                    List.of("there is no setting " + name + ": director set lists those that there are"), null);
            }
            settings.keySet().retainAll(List.of(plain(name)));
        }
        show(settings);
        return ExitCode.OK.code();
    }

    private void show(final Map<String, Long> settings) {
        if (options.json()) {
            final ObjectNode json = JsonNodeFactory.instance.objectNode();
            settings.forEach(json::put);
            options.print(json);
            return;
        }
        final Table table = new Table(options.style(), "SETTING", ">VALUE");
        settings.forEach((each, present) -> table.row(each, Long.toString(present)));
        table.print(options.out());
    }

    private static void change(final DirectorApi director, final String name, final int value) {
        final ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (name.startsWith(TIMEOUT)) {
            director.put(TIMEOUTS, body.put(name.substring(TIMEOUT.length()), value));
        } else {
            director.patch(SETTINGS, body.put(name, value));
        }
    }

    private static Map<String, Long> settings(final DirectorApi director) {
        final Map<String, Long> settings = new LinkedHashMap<>();
        for (final Map.Entry<String, JsonNode> each : director.get(SETTINGS).properties()) {
            settings.put(each.getKey(), each.getValue().asLong());
        }
        for (final Map.Entry<String, JsonNode> each : director.get(TIMEOUTS).properties()) {
            settings.put(TIMEOUT + each.getKey(), each.getValue().asLong());
        }
        return settings;
    }

    /** As sysctl(8) has it, too. */
    private static String plain(final String name) {
        return name.startsWith(SYSCTL) ? name.substring(SYSCTL.length()) : name;
    }
}
