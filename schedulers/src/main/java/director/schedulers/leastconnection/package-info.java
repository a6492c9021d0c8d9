/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * The schedulers that look at connections or take the heaviest: lc, wlc, sed, nq, fo and ovf, which are one
 * {@link director.schedulers.leastconnection.WinnerTree} with six preferences, and twos, which compares two real
 * servers drawn at random.
 */
@NullMarked
package director.schedulers.leastconnection;

import org.jspecify.annotations.NullMarked;
