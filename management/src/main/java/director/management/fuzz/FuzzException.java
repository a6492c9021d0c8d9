/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import java.util.List;

/** A director did something wrong with wrong packets. */
public final class FuzzException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int SHOWN = 20;

    FuzzException(final long seed, final List<Arrival> arrivals, final Throwable cause) {
        super(message(seed, arrivals, cause), cause);
    }

    private static String message(final long seed, final List<Arrival> arrivals, final Throwable cause) {
        final StringBuilder text = new StringBuilder(256);
        text.append(cause).append("\nseed ").append(seed).append(", ").append(arrivals.size()).append(" frames:");
        arrivals.stream().limit(SHOWN).forEach(arrival -> text.append("\n  ").append(arrival));
        return text.append(arrivals.size() > SHOWN ? "\n  ..." : "").toString();
    }
}
