/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.desired;

import director.dataplane.configuration.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change of the desired state that was refused. Nothing has changed. The message has a line for each reason. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient List<Problem> problems;

    RefusedException(
        final Reason reason, final String message, final List<Problem> problems, final @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.problems = List.copyOf(problems);
    }

    /** Why something was refused. */
    public enum Reason {
        /** The result would not be a valid configuration. */
        INVALID,
        /** Something is to change that a director is told when it starts. */
        NEEDS_RESTART,
        /** The state is no longer the one that the change was made for. */
        CONFLICT,
        /** The conductor refused it: the cause is a {@link director.dataplane.conductor.BatchException} as a rule. */
        CONDUCTOR
    }

    /**
     * Why it was refused.
     *
     * @return never null.
     */
    public Reason reason() {
        return reason;
    }

    /**
     * What is wrong, with paths of the configuration that was asked for.
     *
     * @return empty unless the reason is {@link Reason#INVALID} or {@link Reason#NEEDS_RESTART}.
     */
    public List<Problem> problems() {
        return problems;
    }
}
