/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

/** A batch of changes that was refused because of one of them. Nothing has changed. */
public final class BatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int index;
    private final transient Change change;
    private final RuntimeException reason;

    /**
     * A refusal.
     *
     * @param index  which change was refused, from 0.
     * @param size   how many there were.
     * @param change the refused one.
     * @param reason why.
     */
    BatchException(final int index, final int size, final Change change, final RuntimeException reason) {
        super((size == 1 ? "" : "change " + (index + 1) + " of " + size + ": ") + change + ": " + reason.getMessage(),
            reason);
        this.index = index;
        this.change = change;
        this.reason = reason;
    }

    /**
     * Which change was refused.
     *
     * @return its place in the batch, from 0.
     */
    public int index() {
        return index;
    }

    /**
     * The change that was refused.
     *
     * @return one of the batch.
     */
    public Change change() {
        return change;
    }

    /**
     * Why it was refused.
     *
     * @return a {@link ServiceException}, a {@link director.schedulers.SchedulerException}, or an
     *     {@link IllegalArgumentException} about a value.
     */
    public RuntimeException reason() {
        return reason;
    }
}
