/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.desired;

import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.Problem;
import director.management.configuration.SettingsTree;
import java.util.List;
import java.util.stream.Stream;

/** What a director is told when it starts, and not later: memory, ports, workers, local ports, clients. */
final class FixedSettings {
    private static final String REMEDY = "restart the director with this file, or give what it runs with";

    private FixedSettings() {
    }

    /** What a configuration wants to be different, each with its remedy. */
    static List<Problem> problems(final DirectorConfiguration running, final DirectorConfiguration wanted) {
        return Stream.concat(
            kernel(running.packets().host().usesKernel(), wanted.packets().host().usesKernel()),
            sections(running, wanted)).toList();
    }

    /** Interfaces in the kernel are made at the start, if it is to get any packets. */
    private static Stream<Problem> kernel(final boolean running, final boolean wanted) {
        return running == wanted ? Stream.empty() : Stream.of(new Problem("host", null,
            running ? "has to hand something to the kernel while the director runs, which has interfaces there"
                : "cannot hand something to the kernel while the director runs, which has no interfaces there",
            REMEDY));
    }

    private static Stream<Problem> sections(
        final DirectorConfiguration running, final DirectorConfiguration wanted) {
        return Fields.between(SettingsTree.COMPLETE.fixed(running), SettingsTree.COMPLETE.fixed(wanted)).stream()
            .map(field -> new Problem(field.name(), field.after() == null ? null : field.after().toString(),
                (field.after() == null ? "is missing, and" : "cannot be changed while")
                    + " the director runs with " + (field.before() == null ? "none" : field.before()),
                REMEDY));
    }
}
