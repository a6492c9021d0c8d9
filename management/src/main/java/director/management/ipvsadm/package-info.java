/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * Directors as the language of ipvsadm sees them: one table for those that run and those of replays. A command, or all
 * lines of a restore, change a draft; what came of it is carried out as one change.
 */
@NullMarked
package director.management.ipvsadm;

import org.jspecify.annotations.NullMarked;
