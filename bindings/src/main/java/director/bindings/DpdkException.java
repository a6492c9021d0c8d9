/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.io.Serial;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        this(call, code, new String[0]);
    }

    /**
     * A refused call, and what more is known about it.
     *
     * @param call its name and arguments, as in {@code rte_eth_dev_start port=0}.
     * @param code what it answered: an error number, negated or not.
     * @param details what DPDK said, what to do; empty ones are left out.
     */
    public DpdkException(final String call, final int code, final String... details) {
        super(call + ": " + Errno.describe(code)
            + Stream.of(details).filter(detail -> !detail.isEmpty()).map("; "::concat).collect(Collectors.joining()));
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
