/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.io.Serial;

/** DPDK is missing, incomplete or unknown; the message says what was found, what is supported and what to do. */
public class DpdkUnavailableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Without a cause.
     *
     * @param message what was found, what is supported and what to do.
     */
    public DpdkUnavailableException(final String message) {
        super(message);
    }

    /**
     * With a cause.
     *
     * @param message what was found, what is supported and what to do.
     * @param cause where it was noticed first.
     */
    public DpdkUnavailableException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
