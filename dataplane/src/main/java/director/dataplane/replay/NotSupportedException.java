/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

/** A step of a trace needs something that the director cannot do yet. */
public final class NotSupportedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String what;

    /**
     * A refusal.
     *
     * @param what is missing, in a few words.
     */
    public NotSupportedException(final String what) {
        super("not supported yet: " + what);
        this.what = what;
    }

    /**
     * What is missing.
     *
     * @return a few words, without "not supported yet".
     */
    public String what() {
        return what;
    }
}
