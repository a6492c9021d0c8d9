/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Changes on their way to the conductor.
 *
 * @param changes what to do, all or nothing.
 * @param done    completed when the workers can see it, or with why it was refused.
 */
record Command(List<Change> changes, CompletableFuture<@Nullable Void> done) {
}
