/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

/** A scheduler that cannot be registered, unregistered or bound, or one of whose callbacks failed. */
public final class SchedulerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A refusal.
     *
     * @param message what was refused, of which scheduler, and why.
     */
    public SchedulerException(final String message) {
        super(message);
    }

    /**
     * A failed callback.
     *
     * @param message which callback of which scheduler, for which service.
     * @param cause   what it threw.
     */
    public SchedulerException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
