/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

/** Every block of shell commands of every page. */
class DocumentedCommandsIT extends TypedCommands {
    DocumentedCommandsIT() {
        super(Documentation.blocks(), 25, 3);
    }
}
