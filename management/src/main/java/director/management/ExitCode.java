/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

/** With which code a command ends. The numbers from 64 on are those of BSD's {@code sysexits.h}. */
public enum ExitCode {
    /** It did what it was asked, or was stopped by a signal. */
    OK(0),
    /** A thread died while it ran. */
    DIED(1),
    /** A replay differs from its recording. */
    DIFFERENT(1),
    /** A running director did not do what it was asked, or not all of it came about. */
    REFUSED(1),
    /** The command line is wrong. */
    USAGE(64),
    /** An input file is missing or malformed. */
    NO_INPUT(66),
    /** DPDK, a port, a core or memory is not available. */
    UNAVAILABLE(69),
    /** A mistake in the director itself. */
    INTERNAL(70),
    /** The privileges are not enough. */
    NOT_PERMITTED(77),
    /** The configuration file is missing or wrong. */
    CONFIGURATION(78),
    /** A signal ended it before it was done: 128 and SIGINT, as shells have it. */
    INTERRUPTED(130);

    private final int code;

    ExitCode(final int code) {
        this.code = code;
    }

    /**
     * What the process ends with.
     *
     * @return 0 to 255.
     */
    public int code() {
        return code;
    }
}
