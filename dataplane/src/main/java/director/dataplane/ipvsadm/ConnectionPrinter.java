/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes what {@code -L -c} shows. */
final class ConnectionPrinter {
    private static final int ENDPOINT_WIDTH = 18;

    private ConnectionPrinter() {
    }

    /** Writes line by line, so that no more than one is held however many there are. */
    static void print(final IpvsView view, final boolean engineData, final Appendable to) throws IOException {
        to.append("IPVS connection entries\npro expire state       source             virtual            destination")
            .append(engineData ? "        pe name          pe_data\n" : "\n");
        final StringBuilder line = new StringBuilder();
        try {
            view.forEachConnection(connection -> {
                line.setLength(0);
                line(line, connection, engineData);
                append(to, line);
            });
        } catch (final UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void append(final Appendable to, final StringBuilder line) {
        try {
            to.append(line);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void line(final StringBuilder out, final ConnectionView connection, final boolean engineData) {
        Column.left(out, connection.protocol(), 3).append(' ');
        Column.left(out, expires(connection.expiresSeconds()), 6).append(' ');
        Column.left(out, connection.state(), 11).append(' ');
        Column.left(out, connection.client().toString(), ENDPOINT_WIDTH).append(' ');
        Column.left(out, connection.virtual().toString(), ENDPOINT_WIDTH).append(' ');
        if (engineData) {
            Column.left(out, connection.server().toString(), ENDPOINT_WIDTH).append(' ');
            Column.left(out, connection.engine(), 16).append(' ').append(connection.engineData());
        } else {
            out.append(connection.server());
        }
        out.append('\n');
    }

    private static String expires(final long seconds) {
        return twoDigits(seconds / 60) + ":" + twoDigits(seconds % 60);
    }

    private static String twoDigits(final long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }
}
