/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code director connections}. */
@Command(
    name = "connections",
    description = "Lists connections and persistence templates while they are read from the director's tables, however "
        + "many there are. With --json, one object a line.")
public final class ConnectionsCommand implements Callable<Integer> {
    /** As many rows as tell how wide columns are. */
    private static final int ROWS_AT_ONCE = 1_000;

    @Mixin
    private final ClientOptions options = new ClientOptions();

    @Option(names = "--service", paramLabel = "SERVICE", description = "Only those of a service: ADDRESS:PORT, "
        + "PROTOCOL-ADDRESS-PORT or mark-NUMBER.")
    private @Nullable String service;

    @Option(names = "--client", paramLabel = "ADDRESS[/LENGTH]", description = "Only those of these clients.")
    private @Nullable String client;

    @Option(names = "--real-server", paramLabel = "ADDRESS:PORT", description = "Only those of a real server.")
    private @Nullable String realServer;

    @Option(names = "--state", paramLabel = "STATE", description = "Only those in a state, such as ESTABLISHED.")
    private @Nullable String state;

    @Option(names = "--templates", negatable = true, description = "Only persistence templates, or none of them.")
    private @Nullable Boolean templates;

    @Override
    public Integer call() {
        final DirectorApi director = options.director();
        final String path = "/v1/connections" + query(director);
        if (options.json()) {
            director.eachLine(path, "application/x-ndjson", line -> {
                options.out().println(line);
                return true;
            });
            options.out().flush();
            return ExitCode.OK.code();
        }
        final Table table = new Table(options.style(), "PROTOCOL", "CLIENT", "SERVICE", "REAL SERVER", "FORWARDING",
            "STATE", ">EXPIRES");
        director.lines(path, connection -> {
            table.row(connection.path("protocol").asString(""), endpoint(connection, "client"),
                endpoint(connection, "virtual"), endpoint(connection, "realServer"),
                connection.path("forwarding").asString(""),
                connection.path("template").asBoolean(false) ? "template" : connection.path("state").asString(""),
                connection.path("expiresSeconds").asLong() + " s");
            if (table.size() == ROWS_AT_ONCE) {
                table.print(options.out());
            }
        });
        table.print(options.out());
        return ExitCode.OK.code();
    }

    private String query(final DirectorApi director) {
        final StringBuilder query = new StringBuilder();
        if (service != null) {
            add(query, "service", ServiceName.find(director.get("/v1/services"), service).path("id").asString(""));
        }
        add(query, "client", client);
        add(query, "realServer", realServer == null ? null : identifier(realServer));
        add(query, "state", state);
        add(query, "template", templates == null ? null : templates.toString());
        return query.toString();
    }

    private static void add(final StringBuilder query, final String name, final @Nullable String value) {
        if (value != null) {
            query.append(query.isEmpty() ? '?' : '&').append(name).append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }

    /** What stands in paths for {@code ADDRESS:PORT}. */
    private static String identifier(final String endpoint) {
        final int colon = endpoint.lastIndexOf(':');
        return colon < 0 ? endpoint
            : endpoint.substring(0, colon).replace("[", "").replace("]", "") + "-" + endpoint.substring(colon + 1);
    }

    private static String endpoint(final JsonNode connection, final String whose) {
        return ServiceName.endpoint(connection.path(whose + "Address").asString(""),
            connection.path(whose + "Port").asInt(0));
    }
}
