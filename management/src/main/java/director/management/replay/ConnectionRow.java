/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A listed connection, from {@code conns} or from {@code ipvsadm -Lc}.
 *
 * @param name    everything but the time, which names the row.
 * @param service protocol and real server, to find a template's connections.
 * @param template whether it is a persistence template.
 * @param expires seconds left.
 */
record ConnectionRow(String name, String service, boolean template, long expires) {
    private static final int EXPIRE = 1;
    private static final int STATE = 2;
    private static final int SOURCE = 3;
    private static final int DESTINATION = 5;

    static ConnectionRow of(final JsonNode row) {
        final StringBuilder name = new StringBuilder();
        name.append(text(row, "proto")).append(' ').append(text(row, "client")).append(" > ").append(text(row, "vip"))
            .append(" > ").append(text(row, "dest")).append(' ').append(text(row, "state"));
        if (row.has("pe")) {
            name.append(" pe ").append(row.path("pe"));
        }
        return new ConnectionRow(name.toString(), host(text(row, "dest"), '|'), text(row, "client").endsWith("|0"),
            row.path("expires").longValue(0));
    }

    /** Reads a line of {@code ipvsadm -Lnc}; null if it is none. */
    static @Nullable ConnectionRow ofListing(final String line) {
        final String[] words = line.strip().split("\\s+", -1);
        if (words.length <= DESTINATION || !words[EXPIRE].matches("[0-9]+:[0-5][0-9]")) {
            return null;
        }
        final int colon = words[EXPIRE].indexOf(':');
        final long expires = Long.parseLong(words[EXPIRE], 0, colon, 10) * 60
            + Long.parseLong(words[EXPIRE], colon + 1, words[EXPIRE].length(), 10);
        // The time is as wide as any other: what remains are the columns with their padding.
        final String name = line.replaceFirst("[0-9]+:[0-5][0-9]", "TIME ");
        return new ConnectionRow(name, host(words[DESTINATION], ':'),
            words[SOURCE].endsWith(":0") || words[STATE].equals("ASSURED"), expires);
    }

    private static String host(final String endpoint, final char separator) {
        return endpoint.substring(0, Math.max(0, endpoint.lastIndexOf(separator)));
    }

    private static String text(final JsonNode row, final String key) {
        return row.path(key).asString("?");
    }
}
