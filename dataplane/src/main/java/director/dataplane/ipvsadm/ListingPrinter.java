/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.io.IOException;
import java.util.List;
import java.util.function.ToLongFunction;

/** Writes what {@code -L} shows. */
final class ListingPrinter {
    private static final int NAME_WIDTH = 33;
    private static final int SERVER_WIDTH = 28;
    private static final String SERVER_HEADING = "  -> RemoteAddress:Port";
    private static final String NAME_HEADING = "Prot LocalAddress:Port";
    private static final List<ToLongFunction<Statistics>> FIGURES = List.of(Statistics::connections,
        Statistics::inPackets, Statistics::outPackets, Statistics::inBytes, Statistics::outBytes);

    private final StringBuilder out = new StringBuilder();
    private final Listing listing;

    private ListingPrinter(final Listing listing) {
        this.listing = listing;
    }

    static void all(final IpvsView view, final Listing listing, final Appendable to) throws IOException {
        switch (listing.view()) {
            case CONNECTIONS -> ConnectionPrinter.print(view, listing.engineData(), to);
            case TIMEOUTS -> to.append(timeouts(view.timeouts()));
            case DAEMONS -> to.append(daemons(view.daemons()));
            default -> {
                final List<ServiceView> services = view.services();
                final ListingPrinter printer = new ListingPrinter(listing);
                printer.out.append(Ipvsadm.KERNEL_VERSION + " (size=").append(view.connectionTableSize()).append(")\n");
                printer.print(listing.sorted() ? ListingOrder.services(services) : services, to);
            }
        }
    }

    static void one(final ServiceView service, final Listing listing, final Appendable to) throws IOException {
        new ListingPrinter(listing).print(List.of(service), to);
    }

    private static String timeouts(final IpvsTimeouts timeouts) {
        return "Timeout (tcp tcpfin udp): " + timeouts.tcp() + " " + timeouts.tcpFin() + " " + timeouts.udp() + "\n";
    }

    private static String daemons(final List<SyncDaemon> daemons) {
        final StringBuilder text = new StringBuilder();
        daemons.forEach(daemon -> text.append(daemon.listed()));
        return text.toString();
    }

    /** Service by service, so that no more than one is held. */
    private void print(final List<ServiceView> services, final Appendable to) throws IOException {
        heading();
        for (final ServiceView service : services) {
            service(service);
            to.append(out);
            out.setLength(0);
        }
        to.append(out);
    }

    private void heading() {
        switch (listing.view()) {
            case STATISTICS -> figureHeading("Conns", "InPkts", "OutPkts", "InBytes", "OutBytes");
            case RATES -> figureHeading("CPS", "InPPS", "OutPPS", "InBPS", "OutBPS");
            case THRESHOLDS -> Column.left(out, NAME_HEADING, NAME_WIDTH)
                .append(" Uthreshold Lthreshold ActiveConn InActConn \n").append(SERVER_HEADING).append('\n');
            case PERSISTENT -> Column.left(out, NAME_HEADING, NAME_WIDTH)
                .append(" Weight    PersistConn ActiveConn InActConn \n").append(SERVER_HEADING).append('\n');
            case TUNNELS -> out.append(NAME_HEADING).append(" Scheduler Flags\n").append(SERVER_HEADING)
                .append("           Forward TunnelInfo    Weight ActiveConn InActConn\n");
            default -> out.append(NAME_HEADING).append(" Scheduler Flags\n").append(SERVER_HEADING)
                .append("           Forward Weight ActiveConn InActConn\n");
        }
    }

    private void figureHeading(final String... names) {
        Column.left(out, NAME_HEADING, NAME_WIDTH);
        for (final String name : names) {
            Column.right(out, name);
        }
        out.append('\n').append(SERVER_HEADING).append('\n');
    }

    private void service(final ServiceView service) {
        switch (listing.view()) {
            case STATISTICS -> figures(service.service().listed(), NAME_WIDTH, service.totals());
            case RATES -> figures(service.service().listed(), NAME_WIDTH, service.rates());
            default -> {
                out.append(service.service().listed()).append(' ');
                ServiceWords.listed(out, service);
                out.append('\n');
            }
        }
        final List<ServerView> servers = service.servers();
        (listing.sorted() ? ListingOrder.servers(servers) : servers).forEach(this::server);
    }

    private void figures(final String name, final int width, final Statistics statistics) {
        Column.left(out, name, width);
        for (final ToLongFunction<Statistics> figure : FIGURES) {
            Column.figure(out, figure.applyAsLong(statistics), listing.exact());
        }
        out.append('\n');
    }

    private void server(final ServerView server) {
        out.append("  -> ");
        final String name = server.server().toString();
        switch (listing.view()) {
            case STATISTICS -> figures(name, SERVER_WIDTH, server.totals());
            case RATES -> figures(name, SERVER_WIDTH, server.rates());
            case THRESHOLDS -> {
                Column.left(Column.left(out, name, SERVER_WIDTH).append(' '), server.options().upper(), 10).append(' ');
                Column.left(out, server.options().lower(), 10).append(' ');
                connections(server);
            }
            case PERSISTENT -> {
                Column.left(Column.left(out, name, SERVER_WIDTH).append(' '), server.options().weight(), 9).append(' ');
                Column.left(out, server.persistent(), 11).append(' ');
                connections(server);
            }
            default -> {
                Column.left(out, name, SERVER_WIDTH).append(' ');
                forwarding(server.options());
                connections(server);
            }
        }
    }

    private void forwarding(final ServerOptions options) {
        Column.left(out, options.mode().listed(), 7).append(' ');
        if (listing.view() == Listing.View.TUNNELS) {
            final boolean tunnel = options.mode() == ForwardingMode.TUNNEL;
            Column.left(out, tunnel ? options.tunnel().listed() : "n/a", 13).append(' ');
        }
        Column.left(out, options.weight(), 6).append(' ');
    }

    private void connections(final ServerView server) {
        Column.left(out, server.active(), 10).append(' ');
        Column.left(out, server.inactive(), 10).append('\n');
    }
}
