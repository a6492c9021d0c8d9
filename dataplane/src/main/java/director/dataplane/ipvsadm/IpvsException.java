/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.io.Serial;

/** A table refused a command; nothing was changed. */
public final class IpvsException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final KernelError error;
    private final String detail;

    /**
     * A refusal.
     *
     * @param error why.
     */
    public IpvsException(final KernelError error) {
        this(error, "");
    }

    /**
     * A refusal that ipvsadm has too few words for.
     *
     * @param error  why.
     * @param detail what this director refuses, and the remedy.
     */
    public IpvsException(final KernelError error, final String detail) {
        super(detail.isEmpty() ? error.name() : error.name() + ": " + detail);
        this.error = error;
        this.detail = detail;
    }

    /**
     * What the error does not say.
     *
     * @return empty if it says all.
     */
    public String detail() {
        return detail;
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
