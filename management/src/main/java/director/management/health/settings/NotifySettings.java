/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

import java.util.List;

/**
 * Programs that are run when something changes. No shell looks at their arguments.
 *
 * @param up   what runs when it is up: an absolute path and arguments; empty for nothing.
 * @param down what runs when it is down; empty for nothing.
 */
public record NotifySettings(List<String> up, List<String> down) {
    /** Nothing runs. */
    public static final NotifySettings NONE = new NotifySettings(List.of(), List.of());

    /** Keeps copies of the lists. */
    public NotifySettings {
        up = List.copyOf(up);
        down = List.copyOf(down);
    }
}
