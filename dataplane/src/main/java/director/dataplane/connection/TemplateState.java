/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

/** The states of a persistence template. */
public enum TemplateState {
    /** None of its connections has got an answer: it may go when memory is short. */
    NONE(0),
    /** One of its connections was established, or answered by the real server. */
    ASSURED(1);

    private final int id;

    TemplateState(final int id) {
        this.id = id;
    }

    /**
     * Whether a template is assured.
     *
     * @param template address of the record.
     * @return false if it may go when memory is short.
     */
    public static boolean isAssured(final long template) {
        return Connection.state(template) == ASSURED.id;
    }

    /**
     * The number under which templates keep it.
     *
     * @return 0 or 1.
     */
    public int id() {
        return id;
    }

    /**
     * The name in {@code /proc/net/ip_vs_conn}.
     *
     * @return upper case.
     */
    public String label() {
        return name();
    }
}
