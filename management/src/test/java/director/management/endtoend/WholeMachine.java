/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

/**
 * What tests are marked with that measure under load, have no patience, look at how much of a machine is in use, or
 * have a {@link Guest}, which boots in a third of its minute if it has a core, and not at all beside a busy test.
 */
final class WholeMachine {
    /** The name management/pom.xml has them run alone by. */
    static final String TAG = "whole-machine";

    private WholeMachine() {
    }
}
