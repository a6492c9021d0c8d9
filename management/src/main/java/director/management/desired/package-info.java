/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * What the operator wants of a running director, and the only way to want something else: one store that commands,
 * files and requests change, which knows what differs, tells who listens and has the conductor carry it out.
 */
@NullMarked
package director.management.desired;

import org.jspecify.annotations.NullMarked;
