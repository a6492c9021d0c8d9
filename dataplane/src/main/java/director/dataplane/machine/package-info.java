/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * What the machine offers and whether it is enough: interfaces, cores, capabilities, huge pages.
 *
 * <p>{@link director.dataplane.machine.Machine} only reads {@code /proc} and {@code /sys}, below a root that a test can
 * move; the other classes judge.
 */
@NullMarked
package director.dataplane.machine;

import org.jspecify.annotations.NullMarked;
