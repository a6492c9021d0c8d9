/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

/** Every command of tables of commands, with all its options. */
class CommandReferenceIT extends TypedCommands {
    CommandReferenceIT() {
        super(Documentation.cells(), 23, 1);
    }
}
