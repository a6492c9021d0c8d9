/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

import java.util.List;

/**
 * Runs a program; its exit code 0 is health. No shell looks at its arguments.
 *
 * @param command the program's absolute path and its arguments.
 */
public record ScriptSettings(List<String> command) implements ProbeSettings {
    /** Keeps a copy of the list. */
    public ScriptSettings {
        command = List.copyOf(command);
    }

    @Override
    public String type() {
        return "script";
    }

    @Override
    public boolean needsPort() {
        return false;
    }
}
