/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.events;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened. Immutable, as far as what it holds is.
 *
 * @param number counts up from 1 with every event of a run.
 * @param time   when.
 * @param type   what kind of thing, such as {@code configuration}.
 * @param data   what there is to know: texts, numbers, booleans, and lists and mappings of these.
 */
public record Event(long number, Instant time, String type, Map<String, @Nullable Object> data) {
    /** Keeps a copy of the map, in its order. */
    public Event {
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    /**
     * How large it is.
     *
     * @return the number of values in it, at least 1.
     */
    int values() {
        return values(data);
    }

    private static int values(final @Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> 1 + map.values().stream().mapToInt(Event::values).sum();
            case List<?> list -> 1 + list.stream().mapToInt(Event::values).sum();
            case null, default -> 1;
        };
    }
}
