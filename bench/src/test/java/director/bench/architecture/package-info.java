/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The table of modules, as rules over class files. */
@NullMarked
package director.bench.architecture;

import org.jspecify.annotations.NullMarked;
