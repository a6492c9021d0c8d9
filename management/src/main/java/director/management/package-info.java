/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The command line: what an operator types, what is printed, and with which code it ends. */
@NullMarked
package director.management;

import org.jspecify.annotations.NullMarked;
