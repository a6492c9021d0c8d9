/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.io.IOException;

/** Writes a table as commands that restore it. */
public final class RulesPrinter {
    private RulesPrinter() {
    }

    /**
     * Writes a table.
     *
     * @param view the table.
     * @param form what to write of it.
     * @param to   where to: one command a line.
     * @throws IOException if it cannot be written.
     */
    public static void print(final IpvsView view, final SavedRules form, final Appendable to) throws IOException {
        final boolean complete = form == SavedRules.COMPLETE;
        for (final ServiceView service : ListingOrder.services(view.configured())) {
            final StringBuilder out = new StringBuilder();
            ServiceWords.arguments(out, service);
            // A new real server becomes the first: the complete form starts with the last, so that the order stays.
            for (final ServerView server : complete ? service.servers().reversed()
                    : ListingOrder.servers(service.servers())) {
                out.append("-a ").append(service.service().argument());
                server(out, server, complete);
            }
            to.append(out);
        }
    }

    private static void server(final StringBuilder out, final ServerView server, final boolean complete) {
        final ServerOptions options = server.options();
        out.append(" -r ").append(server.server()).append(' ').append(options.mode().option());
        out.append(" -w ").append(options.weight());
        if (options.mode() == ForwardingMode.TUNNEL) {
            out.append(' ').append(options.tunnel().arguments());
        }
        if (complete && options.upper() != 0) {
            out.append(" -x ").append(options.upper());
        }
        if (complete && options.lower() != 0) {
            out.append(" -y ").append(options.lower());
        }
        out.append('\n');
    }
}
