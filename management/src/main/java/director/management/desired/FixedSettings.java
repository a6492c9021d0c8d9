/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.desired;

import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.Problem;
import director.management.configuration.SettingsTree;
import java.util.List;
import java.util.stream.Stream;

/** What a director is told when it starts, and not later: memory, ports and workers. */
final class FixedSettings {
    private FixedSettings() {
    }

    /** What a configuration wants to be different, each with its remedy. */
    static List<Problem> problems(final DirectorConfiguration running, final DirectorConfiguration wanted) {
        final Stream<Problem> kernel = running.packets().host().usesKernel() == wanted.packets().host().usesKernel()
            ? Stream.empty()
            : Stream.of(new Problem("host", null, (running.packets().host().usesKernel() ? "has to" : "cannot")
                + " hand something to the kernel while the director runs, which has "
                + (running.packets().host().usesKernel() ? "" : "no ") + "interfaces there",
                "restart the director with this file, or give what it runs with"));
        return Stream.concat(kernel, Fields.between(SettingsTree.COMPLETE.fixed(running), SettingsTree.COMPLETE.fixed(wanted)).stream()
            .map(field -> new Problem(field.name(), field.after() == null ? null : field.after().toString(),
                (field.after() == null ? "is missing, and" : "cannot be changed while")
                    + " the director runs with " + (field.before() == null ? "none" : field.before()),
                "restart the director with this file, or give what it runs with")))
            .toList();
    }
}
