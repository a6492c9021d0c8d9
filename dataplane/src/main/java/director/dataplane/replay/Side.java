/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import java.util.Locale;

/** The two ports of a {@link ReplayDirector}. */
public enum Side {
    /** Where clients are. */
    CLIENT(0),
    /** Where real servers are. */
    REAL(1);

    private final int index;

    Side(final int index) {
        this.index = index;
    }

    /** The port's place in the configuration. */
    int index() {
        return index;
    }

    /**
     * The name in traces.
     *
     * @return for example {@code client}.
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
