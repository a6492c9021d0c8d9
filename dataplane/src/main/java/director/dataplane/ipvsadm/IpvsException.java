/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.io.Serial;

/** A table refused a command; nothing was changed. */
public final class IpvsException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final KernelError error;

    /**
     * A refusal.
     *
     * @param error why.
     */
    public IpvsException(final KernelError error) {
        super(error.name());
        this.error = error;
    }

    /**
     * Why.
     *
     * @return the error.
     */
    public KernelError error() {
        return error;
    }
}
