/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.desired;

import director.dataplane.conductor.Change;
import director.dataplane.configuration.AccessControl;
import director.dataplane.configuration.AccessList;
import director.dataplane.configuration.AccessSettings;
import director.management.desired.Difference.Action;
import director.management.desired.Difference.Field;
import director.management.desired.Difference.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What differs between access lists, of which there may be a hundred thousand prefixes: their numbers are told. */
final class AccessDifferences {
    private final List<Difference> found = new ArrayList<>();
    /** One change replaces everything: it goes with whichever difference is the first. */
    private List<Change> changes;

    private AccessDifferences(final AccessControl wanted) {
        changes = List.of(new Change.SetAccess(wanted));
    }

    static List<Difference> between(final AccessControl current, final AccessControl wanted) {
        final AccessDifferences differences = new AccessDifferences(wanted);
        if (current.equals(wanted)) {
            return List.of();
        }
        differences.lists(byName(current), byName(wanted));
        if (!current.everyone().equals(wanted.everyone())) {
            differences.add(Action.EDIT, Kind.ACCESS, "",
                Fields.between(tree(current.everyone()), tree(wanted.everyone())));
        }
        if (differences.found.isEmpty()) {
            differences.add(Action.EDIT, Kind.ACCESS, "", List.of());
        }
        return differences.found;
    }

    private void lists(final Map<String, AccessList> current, final Map<String, AccessList> wanted) {
        current.forEach((name, list) -> {
            if (!wanted.containsKey(name)) {
                add(Action.DELETE, Kind.ACCESS_LIST, name, List.of());
            }
        });
        wanted.forEach((name, list) -> {
            final @Nullable AccessList before = current.get(name);
            if (before == null) {
                add(Action.ADD, Kind.ACCESS_LIST, name, fields(null, list));
            } else if (!before.equals(list)) {
                add(Action.EDIT, Kind.ACCESS_LIST, name, fields(before, list));
            }
        });
    }

    private static List<Field> fields(final @Nullable AccessList before, final AccessList after) {
        final List<Field> fields = new ArrayList<>();
        final @Nullable String file = before == null ? null : before.file();
        if (!Objects.equals(after.file(), file)) {
            fields.add(new Field("file", file, after.file()));
        }
        if (before == null) {
            fields.add(new Field("prefixes", null, after.size()));
            return fields;
        }
        final Set<Object> gone = all(before);
        final Set<Object> added = all(after);
        final int common = common(gone, added);
        fields.add(new Field("prefixes", before.size(), after.size() + " (" + (added.size() - common) + " new, "
            + (gone.size() - common) + " gone)"));
        return fields;
    }

    private static Set<Object> all(final AccessList list) {
        final Set<Object> all = new HashSet<>(list.prefixes());
        all.addAll(list.fromFile());
        return all;
    }

    private static int common(final Set<Object> some, final Set<Object> others) {
        int common = 0;
        for (final Object each : some) {
            common += others.contains(each) ? 1 : 0;
        }
        return common;
    }

    private static Map<String, AccessList> byName(final AccessControl control) {
        final Map<String, AccessList> lists = new LinkedHashMap<>();
        control.lists().forEach(list -> lists.put(list.name(), list));
        return lists;
    }

    private static Map<String, Object> tree(final AccessSettings access) {
        return Map.of("allow", access.allow(), "deny", access.deny());
    }

    private void add(final Action action, final Kind kind, final String subject, final List<Field> fields) {
        found.add(new Difference(action, kind, subject, null, fields, changes));
        changes = List.of();
    }
}
