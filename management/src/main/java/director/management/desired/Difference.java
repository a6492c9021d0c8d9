/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.desired;

import director.dataplane.conductor.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One thing that differs between two states. Its text is for people: {@code + real server 10.9.0.1:80 of TCP
 * 10.0.0.100:80: weight 3}, with {@code -} for what goes and {@code ~} for what changes. Immutable; from any thread.
 *
 * @param action  what happens.
 * @param kind    to what kind of thing.
 * @param subject to which one, as people write it; the name of a sysctl; empty where there is one only.
 * @param of      the service of a real server, as people write it; else null.
 * @param fields  what it is like; of what goes, nothing.
 * @param changes what the conductor has to do; empty for what is none of its business, such as health checks.
 */
public record Difference(
    Action action, Kind kind, String subject, @Nullable String of, List<Field> fields, List<Change> changes) {
    /** Keeps copies of the lists. */
    public Difference {
        fields = List.copyOf(fields);
        changes = List.copyOf(changes);
    }

    /** What happens to something. */
    public enum Action {
        /** It was not there. */
        ADD("+"),
        /** It is another way. */
        EDIT("~"),
        /** It is no more. */
        DELETE("-");

        private final String sign;

        Action(final String sign) {
            this.sign = sign;
        }
    }

    /** Kinds of things. */
    public enum Kind {
        /** A virtual service. */
        SERVICE("service"),
        /** A real server of a service. */
        REAL_SERVER("real server"),
        /** A rule of firewall marks. */
        MARK("mark rule"),
        /** The order of the rules of firewall marks. */
        MARK_ORDER("order of mark rules"),
        /** A setting of IPVS. */
        SYSCTL("sysctl"),
        /** Timeouts, what becomes of packets that no service takes, and how long segments may be. */
        PACKETS("packets"),
        /** A list of clients. */
        ACCESS_LIST("access list"),
        /** Which lists of clients all services go by. */
        ACCESS("access"),
        /** A rule of SNAT. */
        SNAT("snat rule"),
        /** What holds for all health checks. */
        HEALTH("health");

        private final String words;

        Kind(final String words) {
            this.words = words;
        }
    }

    /**
     * Something that is another way.
     *
     * @param name   the keys of a configuration file that lead to it: {@code persistence.timeout}.
     * @param before a text, number, boolean or list of these; null if it was not there.
     * @param after  the same; null if it is there no more.
     */
    public record Field(String name, @Nullable Object before, @Nullable Object after) {
        private String words(final Action action) {
            return name + " " + (action == Action.ADD ? after
                : (before == null ? "none" : before) + " -> " + (after == null ? "none" : after));
        }
    }

    /**
     * The difference for programs.
     *
     * @return a mapping of texts, lists and mappings, ready to be written as JSON.
     */
    public Map<String, Object> json() {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("action", action.name().toLowerCase(Locale.ROOT));
        json.put("kind", kind.words.replace(' ', '-'));
        if (!subject.isEmpty()) {
            json.put("subject", subject);
        }
        if (of != null) {
            json.put("of", of);
        }
        final List<Map<String, @Nullable Object>> list = new ArrayList<>();
        for (final Field field : fields) {
            final Map<String, @Nullable Object> entry = new LinkedHashMap<>();
            entry.put("name", field.name);
            entry.put("before", field.before);
            entry.put("after", field.after);
            list.add(entry);
        }
        json.put("fields", list);
        json.put("text", toString());
        return json;
    }

    @Override
    public String toString() {
        return action.sign + " " + kind.words + (subject.isEmpty() ? "" : " " + subject)
            + (of == null ? "" : " of " + of) + (fields.isEmpty() ? "" : ": " + fields.stream()
                .map(field -> field.words(action)).collect(Collectors.joining(", ")));
    }
}
