/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

/** What tests are marked with that measure under load, have no patience, or look at how much of a machine is in use. */
final class WholeMachine {
    /** The name management/pom.xml has them run alone by. */
    static final String TAG = "whole-machine";

    private WholeMachine() {
    }
}
