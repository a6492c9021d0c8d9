/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A change on its way to the conductor.
 *
 * @param change what to do, all or nothing.
 * @param done   completed when the workers can see it, or with why it was refused.
 */
record Command(BiConsumer<ServiceBook, NetworkBook> change, CompletableFuture<@Nullable Void> done) {
}
