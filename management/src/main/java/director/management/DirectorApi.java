/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.management.client.ManagementClient;
import director.management.client.NoDirectorException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The running director. What it refuses ends the command with the director's own words. */
final class DirectorApi {
    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final String JSON = "application/json";
    private static final String LINES = "application/x-ndjson";
    private static final int FIRST_FAILURE = 300;
    private static final int NO_CONTENT = 204;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int INVALID = 422;
    private static final int SERVER_ERRORS = 500;

    private final Path socket;

    DirectorApi(final Path socket) {
        this.socket = socket;
    }

    JsonNode get(final String path) {
        return ask("GET", path, null, null);
    }

    /** Answers null if there is no such thing. */
    @Nullable JsonNode find(final String path) {
        try (ManagementClient answer = send("GET", path, JSON, null, new byte[0])) {
            return answer.status() == NOT_FOUND ? null : json(answer);
        } catch (final IOException e) {
            throw broken(e);
        }
    }

    JsonNode patch(final String path, final ObjectNode body) {
        return ask("PATCH", path, "application/merge-patch+json", body);
    }

    JsonNode put(final String path, final ObjectNode body) {
        return ask("PUT", path, JSON, body);
    }

    void delete(final String path) {
        ask("DELETE", path, null, null);
    }

    /** Sends something that is no JSON and answers JSON. */
    JsonNode send(final String method, final String path, final String type, final byte[] body) {
        try (ManagementClient answer = send(method, path, JSON, type, body)) {
            return json(answer);
        } catch (final IOException e) {
            throw broken(e);
        }
    }

    /** Something that is no JSON. */
    String text(final String path, final String type) {
        try (ManagementClient answer = send("GET", path, type, null, new byte[0])) {
            final String text = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
            if (answer.status() >= FIRST_FAILURE) {
                throw refused(answer.status(), text);
            }
            return text;
        } catch (final IOException e) {
            throw broken(e);
        }
    }

    /** Objects of which there may be any number, one after another. */
    void lines(final String path, final Consumer<JsonNode> consumer) {
        eachLine(path, LINES, line -> {
            consumer.accept(MAPPER.readTree(line));
            return true;
        });
    }

    /** Lines of an answer while they come, as long as the consumer says that it wants more. */
    void eachLine(final String path, final String type, final Predicate<String> consumer) {
        try (ManagementClient answer = send("GET", path, type, null, new byte[0]);
            BufferedReader reader =
                new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            if (answer.status() >= FIRST_FAILURE) {
                throw refused(answer.status(), reader.readLine());
            }
            String line = reader.readLine();
            while (line != null && consumer.test(line)) {
                line = reader.readLine();
            }
        } catch (final IOException e) {
            throw broken(e);
        }
    }

    private JsonNode ask(
        final String method, final String path, final @Nullable String type, final @Nullable ObjectNode body) {
        final byte[] encoded = body == null ? new byte[0] : MAPPER.writeValueAsBytes(body);
        try (ManagementClient answer = send(method, path, JSON, type, encoded)) {
            return json(answer);
        } catch (final IOException e) {
            throw broken(e);
        }
    }

    private ManagementClient send(
        final String method, final String path, final String accept, final @Nullable String type, final byte[] body)
        throws IOException {
        return ManagementClient.send(socket, method, path, accept, type, body);
    }

    private static JsonNode json(final ManagementClient answer) throws IOException {
        final String text = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
        if (answer.status() >= FIRST_FAILURE) {
            throw refused(answer.status(), text);
        }
        try {
            return answer.status() == NO_CONTENT || text.isEmpty() ? JsonNodeFactory.instance.objectNode()
                : MAPPER.readTree(text);
        } catch (final JacksonException e) {
            throw new IOException("the director broke off its answer", e);
        }
    }

    private static CommandFailure refused(final int status, final @Nullable String problem) {
        return new CommandFailure(
            switch (status) {
                case FORBIDDEN -> ExitCode.NOT_PERMITTED;
                case INVALID -> ExitCode.CONFIGURATION;
                default -> status >= SERVER_ERRORS ? ExitCode.UNAVAILABLE : ExitCode.REFUSED;
            }, words(status, problem), null);
    }

    private static List<String> words(final int status, final @Nullable String problem) {
        try {
            final JsonNode json = MAPPER.readTree(problem == null ? "" : problem);
            final List<String> errors = json.path("errors").valueStream()
                .map(error -> (error.path("field").asString("") + " " + error.path("detail").asString("")).strip())
                .toList();
            return !errors.isEmpty() ? errors
                : List.of(json.path("detail").asString(json.path("title").asString("status " + status)));
        } catch (final JacksonException e) {
            return List.of("the director answered with status " + status);
        }
    }

    private CommandFailure broken(final IOException e) {
        if (e instanceof NoDirectorException none) {
            return new CommandFailure(none.forbidden() ? ExitCode.NOT_PERMITTED : ExitCode.UNAVAILABLE,
                List.of(String.valueOf(none.getMessage())), none);
        }
        return new CommandFailure(ExitCode.UNAVAILABLE, List.of(socket + ": " + e.getMessage()), e);
    }
}
