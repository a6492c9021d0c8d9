/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.keepalived;

import org.jspecify.annotations.Nullable;

/**
 * What a virtual server says for its real servers, and they for their checks. Each starts from a copy of what stands
 * above it. For one block.
 */
final class Defaults {
    /** What keepalived takes unless told. */
    private static final int DELAY_LOOP_MS = 60_000;

    int delayLoopMs = DELAY_LOOP_MS;
    /** Null for what the kind of check has. */
    @Nullable Integer retries;
    @Nullable Integer retryDelayMs;
    @Nullable Integer warmUpMs;
    boolean alpha;
    boolean inhibit;
    @Nullable String virtualHost;

    Defaults copy() {
        final Defaults copy = new Defaults();
        copy.delayLoopMs = delayLoopMs;
        copy.retries = retries;
        copy.retryDelayMs = retryDelayMs;
        copy.warmUpMs = warmUpMs;
        copy.alpha = alpha;
        copy.inhibit = inhibit;
        copy.virtualHost = virtualHost;
        return copy;
    }

    /** Takes a statement if it is one of these. Answers whether it was. */
    boolean take(final Statement statement, final Arguments arguments) {
        switch (statement.name()) {
            case "delay_loop" -> delayLoopMs = arguments.millis(statement, delayLoopMs);
            case "retry", "nb_get_retry" -> retries = arguments.number(statement, 0, 1);
            case "delay_before_retry" -> retryDelayMs = arguments.millis(statement, 1_000);
            case "warmup" -> warmUpMs = arguments.millis(statement, 0);
            case "alpha" -> alpha = arguments.truth(statement);
            case "inhibit_on_failure" -> inhibit = arguments.truth(statement);
            case "virtualhost" -> virtualHost = statement.argument(0);
            default -> {
                return false;
            }
        }
        return true;
    }
}
