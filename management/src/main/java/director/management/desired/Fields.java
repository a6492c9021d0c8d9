/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.desired;

import director.management.desired.Difference.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares mappings of settings, value by value. */
final class Fields {
    private Fields() {
    }

    /** The values that are not the same. */
    static List<Field> between(final Map<String, Object> before, final Map<String, Object> after) {
        final Map<String, Object> flatBefore = flat(before);
        final Map<String, Object> flatAfter = flat(after);
        final Set<String> names = new LinkedHashSet<>(flatBefore.keySet());
        names.addAll(flatAfter.keySet());
        final List<Field> fields = new ArrayList<>();
        for (final String name : names) {
            final @Nullable Object was = flatBefore.get(name);
            final @Nullable Object is = flatAfter.get(name);
            if (!Objects.equals(was, is)) {
                fields.add(new Field(name, was, is));
            }
        }
        return fields;
    }

    /** All values, but for those of some keys, as of something that is new. */
    static List<Field> of(final Map<String, Object> added, final String... without) {
        final Map<String, Object> rest = new LinkedHashMap<>(added);
        for (final String key : without) {
            rest.remove(key);
        }
        return flat(rest).entrySet().stream().map(entry -> new Field(entry.getKey(), null, entry.getValue())).toList();
    }

    private static Map<String, Object> flat(final Map<String, Object> tree) {
        final Map<String, Object> flat = new LinkedHashMap<>();
        tree.forEach((key, value) -> put(flat, key, value));
        return flat;
    }

    private static void put(final Map<String, Object> flat, final String name, final Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> put(flat, name + "." + key, each));
        } else if (value instanceof List<?> list && !list.isEmpty() && list.getFirst() instanceof Map) {
            for (int i = 0; i < list.size(); i++) {
                put(flat, name + "[" + i + "]", list.get(i));
            }
        } else {
            flat.put(name, value);
        }
    }
}
