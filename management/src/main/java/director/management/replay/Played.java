/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import director.dataplane.status.DropReason;
import java.util.Map;
import java.util.Set;

/**
 * A trace after it was played.
 *
 * @param trace the same steps with this director's results.
 * @param drops why packets were dropped, by the line of the step; steps that dropped none are left out.
 */
public record Played(Trace trace, Map<Integer, Set<DropReason>> drops) {
}
