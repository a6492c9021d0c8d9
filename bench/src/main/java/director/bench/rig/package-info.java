/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** What measurements with packets stand on: frames, a worker on ports that replay them, and checks of what it did. */
@NullMarked
package director.bench.rig;

import org.jspecify.annotations.NullMarked;
