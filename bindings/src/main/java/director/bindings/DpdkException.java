/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.io.Serial;

/** A call was refused. The message names it, its arguments, its code and, where one is known, the remedy. */
public class DpdkException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int code;

    /**
     * A refused call.
     *
     * @param call its name and arguments, as in {@code rte_eth_dev_start port=0}.
     * @param code what it answered: an error number, negated or not.
     */
    public DpdkException(final String call, final int code) {
        this(call, code, "");
    }

    /**
     * A refused call, and what more is known about it.
     *
     * @param call its name and arguments, as in {@code rte_eth_dev_start port=0}.
     * @param code what it answered: an error number, negated or not.
     * @param detail what DPDK said, or what to do; may be empty.
     */
    public DpdkException(final String call, final int code, final String detail) {
        super(call + ": " + Errno.describe(code) + (detail.isEmpty() ? "" : "; " + detail));
        this.code = -Math.abs(code);
    }

    /**
     * The error number.
     *
     * @return negative, as DPDK's functions answer it.
     */
    public int code() {
        return code;
    }
}
