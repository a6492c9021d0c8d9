/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.configuration.MarkRule;

/**
 * Transport ports that follow one another.
 *
 * @param first 0 to 65,535.
 * @param last  0 to 65,535.
 */
record PortRange(int first, int last) {
    /** Reads {@code 80} or {@code 8000-8099}. */
    static PortRange parse(final String text) {
        if (!text.matches("[0-9]{1,5}(-[0-9]{1,5})?")) {
            throw new IllegalArgumentException("write one port, such as 80, or a range, such as 8000-8099");
        }
        final int dash = text.indexOf('-');
        final PortRange range = new PortRange(Integer.parseInt(dash < 0 ? text : text.substring(0, dash)),
            Integer.parseInt(text.substring(dash + 1)));
        if (Math.max(range.first, range.last) > MarkRule.LAST_PORT) {
            throw new IllegalArgumentException("give ports of 0 to " + MarkRule.LAST_PORT);
        }
        return range;
    }
}
