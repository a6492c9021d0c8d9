/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

/** A change of services that was refused. Nothing has changed. */
public final class ServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A refusal.
     *
     * @param message what was refused and why.
     */
    public ServiceException(final String message) {
        super(message);
    }
}
