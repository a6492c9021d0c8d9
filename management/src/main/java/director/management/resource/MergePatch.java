/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.management.socket.Reply;
import director.management.socket.Route;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON merge patches (RFC 7396): what is there replaces what was, null removes it. */
final class MergePatch {
    static final String TYPE = "application/merge-patch+json";

    private MergePatch() {
    }

    static Route route(final String path, final Route.Handler handler) {
        return new Route("PATCH", path, Route.SMALL_BODY, List.of(TYPE, Reply.JSON), handler);
    }

    /** Changes the first one as the second says, and answers it. */
    static ObjectNode apply(final ObjectNode target, final ObjectNode patch) {
        for (final Map.Entry<String, JsonNode> entry : patch.properties()) {
            final String key = entry.getKey();
            if (entry.getValue().isNull()) {
                target.remove(key);
            } else if (entry.getValue() instanceof ObjectNode part) {
                target.set(key, apply(target.get(key) instanceof ObjectNode there ? there
                    : target.objectNode(), part));
            } else {
                target.set(key, entry.getValue());
            }
        }
        return target;
    }
}
