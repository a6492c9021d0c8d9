/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.desired;

import director.dataplane.conductor.Change;
import director.dataplane.configuration.SnatSettings;
import director.management.configuration.SettingsTree;
import director.management.desired.Difference.Action;
import director.management.desired.Difference.Field;
import director.management.desired.Difference.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What differs between rules of SNAT, which are known by their names. Their order does not matter. */
final class SnatDifferences {
    private final List<Difference> found = new ArrayList<>();
    /** One change replaces everything: it goes with whichever difference is the first. */
    private List<Change> changes;

    private SnatDifferences(final List<SnatSettings> wanted) {
        changes = List.of(new Change.SetSnat(wanted));
    }

    static List<Difference> between(final List<SnatSettings> current, final List<SnatSettings> wanted) {
        final SnatDifferences differences = new SnatDifferences(wanted);
        final Map<String, SnatSettings> before = byName(current);
        final Map<String, SnatSettings> after = byName(wanted);
        before.forEach((name, rule) -> {
            if (!after.containsKey(name)) {
                differences.add(Action.DELETE, name, List.of());
            }
        });
        after.forEach((name, rule) -> {
            final @Nullable SnatSettings old = before.get(name);
            if (old == null) {
                differences.add(Action.ADD, name, Fields.of(SettingsTree.CONCISE.snat(rule), "name"));
            } else if (!old.equals(rule)) {
                differences.add(Action.EDIT, name,
                    Fields.between(SettingsTree.COMPLETE.snat(old), SettingsTree.COMPLETE.snat(rule)));
            }
        });
        return differences.found;
    }

    private static Map<String, SnatSettings> byName(final List<SnatSettings> rules) {
        final Map<String, SnatSettings> names = new LinkedHashMap<>();
        rules.forEach(rule -> names.put(rule.name(), rule));
        return names;
    }

    private void add(final Action action, final String name, final List<Field> fields) {
        found.add(new Difference(action, Kind.SNAT, name, null, fields, changes));
        changes = List.of();
    }
}
