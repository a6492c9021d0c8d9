/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A mapping as it is written: keys in their order, and values that are texts, numbers, booleans, lists or mappings. */
final class Tree {
    private final Map<String, Object> entries = new LinkedHashMap<>();
    private final boolean complete;

    /**
     * An empty mapping.
     *
     * @param complete whether values that are the defaults are written, too.
     */
    Tree(final boolean complete) {
        this.complete = complete;
    }

    /** A value that is always written. */
    Tree put(final String key, final Object value) {
        entries.put(key, value);
        return this;
    }

    /** A value that need not be written if it is the default. */
    Tree put(final String key, final Object value, final Object unless) {
        if (complete || !value.equals(unless)) {
            entries.put(key, value);
        }
        return this;
    }

    /** A value that is written unless it is missing; its text is. */
    Tree text(final String key, final @Nullable Object value) {
        if (value != null) {
            entries.put(key, value.toString());
        }
        return this;
    }

    /** A list or mapping that is written unless it is empty. */
    Tree filled(final String key, final Collection<?> values) {
        if (!values.isEmpty()) {
            entries.put(key, values);
        }
        return this;
    }

    /** A mapping that is written unless it is empty. */
    Tree filled(final String key, final Tree values) {
        if (!values.entries.isEmpty()) {
            entries.put(key, values.entries);
        }
        return this;
    }

    Map<String, Object> entries() {
        return entries;
    }
}
