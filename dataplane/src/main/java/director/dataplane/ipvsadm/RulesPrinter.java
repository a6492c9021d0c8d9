/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

/** Writes a table as commands that restore it. */
public final class RulesPrinter {
    private RulesPrinter() {
    }

    /**
     * What {@code -S} writes. ipvsadm leaves thresholds out, so a restore loses them.
     *
     * @param view the table.
     * @return one command a line.
     */
    public static String asSaved(final IpvsView view) {
        return print(view, false);
    }

    /**
     * The same with everything that commands can set.
     *
     * @param view the table.
     * @return one command a line; restoring them gives the same table.
     */
    public static String complete(final IpvsView view) {
        return print(view, true);
    }

    private static String print(final IpvsView view, final boolean complete) {
        final StringBuilder out = new StringBuilder();
        for (final ServiceView service : ListingOrder.services(view.services())) {
            ServiceWords.arguments(out, service);
            // A new real server becomes the first: the complete form starts with the last, so that the order stays.
            for (final ServerView server : complete ? service.servers().reversed()
                    : ListingOrder.servers(service.servers())) {
                out.append("-a ").append(service.service().argument());
                server(out, server, complete);
            }
        }
        return out.toString();
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
