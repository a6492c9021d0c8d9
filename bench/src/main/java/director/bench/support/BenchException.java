/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.support;

/** A benchmark that could not be run, or that counts for nothing. The message is for people and needs no stack. */
public final class BenchException extends RuntimeException {
    /** What was measured is wrong or worth nothing. */
    public static final int FAILED = 1;
    /** Something on this machine is missing or not enough. */
    public static final int UNAVAILABLE = 69;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private BenchException(final int exitCode, final String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /**
     * A measurement that failed.
     *
     * @param message what was wrong.
     * @return the exception.
     */
    public static BenchException failed(final String message) {
        return new BenchException(FAILED, message);
    }

    /**
     * Something is missing.
     *
     * @param message what is missing and what to do.
     * @return the exception.
     */
    public static BenchException unavailable(final String message) {
        return new BenchException(UNAVAILABLE, message);
    }

    /**
     * With which code the process ends.
     *
     * @return {@link #FAILED} or {@link #UNAVAILABLE}.
     */
    public int exitCode() {
        return exitCode;
    }
}
