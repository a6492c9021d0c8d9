/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.configuration.ConfigurationException;
import director.dataplane.service.ServiceKey;
import director.management.configuration.JsonService;
import director.management.desired.DesiredState;
import director.management.desired.DesiredStore;
import director.management.desired.RefusedException;
import director.management.socket.ProblemException;
import director.management.socket.ProblemException.Kind;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes of what is desired, and how refusals are told. From any thread. */
final class Changes {
    private final DesiredStore store;

    Changes(final DesiredStore store) {
        this.store = store;
    }

    DesiredState state() {
        return store.version().state();
    }

    /**
     * Makes a change.
     *
     * @param edit   makes a new state of the present one, or throws to leave everything as it is.
     * @param key    the service that it is about; null for none.
     * @param within what of the service the asker has written, such as {@code realServers[1]}; empty for all of it.
     */
    DesiredState make(final UnaryOperator<DesiredState> edit, final @Nullable ServiceKey key, final String within) {
        final DesiredState[] wanted = new DesiredState[1];
        try {
            return store.update(present -> {
                wanted[0] = edit.apply(present);
                return wanted[0];
            }, null).version().state();
        } catch (final RefusedException e) {
            final String service = key == null || wanted[0] == null ? "" : Edits.path(wanted[0], key);
            throw problem(e, service.isEmpty() || within.isEmpty() ? service : service + "." + within);
        }
    }

    /** Reads a service; what is only shown may be sent back, and is not looked at. */
    static JsonService read(final ObjectNode json, final String within) {
        json.remove(List.of("id", "statistics"));
        for (final JsonNode realServer : json.path("realServers")) {
            if (realServer instanceof ObjectNode object) {
                object.remove(List.of("id", "statistics"));
            }
        }
        try {
            return JsonService.read(json);
        } catch (final ConfigurationException e) {
            throw Bodies.invalid(e.problems(), within);
        }
    }

    /** A refusal as a problem, told to one who sees only a part of the configuration. */
    static ProblemException problem(final RefusedException refused, final String part) {
        return switch (refused.reason()) {
            case INVALID, NEEDS_RESTART -> refused.problems().isEmpty()
                ? problem(Kind.UNPROCESSABLE_CONTENT, refused) : Bodies.invalid(refused.problems(), part);
            case CONFLICT -> problem(Kind.PRECONDITION_FAILED, refused);
            case CONDUCTOR -> problem(Kind.CONFLICT, refused);
        };
    }

    private static ProblemException problem(final Kind kind, final RefusedException refused) {
        return new ProblemException(kind, String.valueOf(refused.getMessage()), List.of(), Map.of(), refused);
    }
}
