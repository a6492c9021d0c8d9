/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings of a director at work: what is read out of them must be printed as it was, to the blank. */
class RecordedListingsTest {
    private static final ServerOptions ANY = new ServerOptions(ForwardingMode.DIRECT, Tunnel.IPIP, 1, 0, 0);

    @ParameterizedTest
    @ValueSource(strings = {"mgmt-wide", "other-listings"})
    void shouldPrintFiguresAndConnectionsAsRecorded(final String name) throws IOException, UsageException {
        int compared = 0;
        for (final RecordedCommand command : RecordedCommand.read(name)) {
            if (command.out().isEmpty()
                || !(IpvsadmParser.parse(Ipvsadm.words(command.arguments())) instanceof IpvsadmCommand.List list)) {
                continue;
            }
            final String[] lines = command.out().lines().toArray(String[]::new);
            final String printed = switch (list.listing().view()) {
                case CONNECTIONS -> all(new FixedView(List.of(), connections(lines)), list.listing());
                case STATISTICS, RATES, SERVERS, PERSISTENT, THRESHOLDS -> {
                    final List<ServiceView> services = services(lines, list.listing().view());
                    yield list.service() == null
                        ? all(new FixedView(services, List.of()), list.listing())
                        : one(services.getFirst(), list.listing());
                }
                default -> command.out();
            };
            assertThat(printed).as(command.arguments()).isEqualTo(command.out());
            compared++;
        }
        assertThat(compared).isPositive();
    }

    @Test
    void shouldHoldNoMoreThanOneConnectionWhileItLists() throws IOException {
        final ConnectionView one = new ConnectionView("TCP", 61, "ESTABLISHED", endpoint("10.0.0.2:4000"),
            endpoint("10.0.0.100:80"), endpoint("10.9.0.1:80"), "", "");
        final List<CharSequence> pieces = new ArrayList<>();
        final Appendable out = new Appendable() {
            @Override
            public Appendable append(final CharSequence piece) {
                pieces.add(piece.toString());
                return this;
            }

            @Override
            public Appendable append(final CharSequence piece, final int start, final int end) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Appendable append(final char c) {
                throw new UnsupportedOperationException();
            }
        };
        ListingPrinter.all(new FixedView(List.of(), Collections.nCopies(1_000, one)),
            new Listing(Listing.View.CONNECTIONS, false, true, false), out);
        assertThat(pieces).hasSizeGreaterThan(1_000).allMatch(piece -> piece.toString().lines().count() <= 2);
    }

    private static String all(final IpvsView view, final Listing listing) throws IOException {
        final StringBuilder out = new StringBuilder();
        ListingPrinter.all(view, listing, out);
        return out.toString();
    }

    private static String one(final ServiceView service, final Listing listing) throws IOException {
        final StringBuilder out = new StringBuilder();
        ListingPrinter.one(service, listing, out);
        return out.toString();
    }

    private static List<ConnectionView> connections(final String[] lines) {
        final List<ConnectionView> connections = new ArrayList<>();
        for (final String line : Arrays.asList(lines).subList(2, lines.length)) {
            final String[] words = line.split(" +", -1);
            final String[] expires = words[1].split(":", -1);
            final long seconds = Long.parseLong(expires[0]) * 60 + Long.parseLong(expires[1]);
            connections.add(new ConnectionView(words[0], seconds, words[2], endpoint(words[3]), endpoint(words[4]),
                endpoint(words[5]), "", ""));
        }
        return connections;
    }

    private static List<ServiceView> services(final String[] lines, final Listing.View view) {
        final List<ServiceView> services = new ArrayList<>();
        final List<ServerView> servers = new ArrayList<>();
        // From the end, so that a service finds its real servers read.
        for (int i = lines.length - 1; i >= 0 && !lines[i].contains("RemoteAddress"); i--) {
            final String[] words = lines[i].trim().split(" +", -1);
            if ("->".equals(words[0])) {
                servers.addFirst(server(words, view));
            } else {
                final int name = "FWM".equals(words[0]) && "IPv6".equals(words[2]) ? 3 : 2;
                final boolean figures = view == Listing.View.STATISTICS || view == Listing.View.RATES;
                final Statistics statistics = figures ? statistics(words, name) : Statistics.ZERO;
                final String scheduler = String.join(" ", Arrays.asList(words).subList(name, words.length));
                final ServiceId id = service(words, name == 3);
                services.addFirst(new ServiceView(id, ServiceOptions.scheduledBy(scheduler, id.ipv6()), statistics,
                    statistics, servers));
                servers.clear();
            }
        }
        return services;
    }

    private static ServiceId service(final String[] words, final boolean ipv6) {
        return "FWM".equals(words[0]) ? ServiceId.ofMark(Integer.parseUnsignedInt(words[1]), ipv6)
            : ServiceId.of(ServiceProtocol.valueOf(words[0]), endpoint(words[1]));
    }

    private static ServerView server(final String[] words, final Listing.View view) {
        final Endpoint name = endpoint(words[1]);
        final int last = words.length - 1;
        if (view == Listing.View.STATISTICS || view == Listing.View.RATES) {
            final Statistics statistics = statistics(words, 2);
            return new ServerView(name, ANY, 0, 0, 0, statistics, statistics);
        }
        final int weight = Integer.parseInt(words[view == Listing.View.SERVERS ? 3 : 2]);
        final int other = view == Listing.View.SERVERS ? 0 : Integer.parseInt(words[3]);
        final ServerOptions options = new ServerOptions(mode(words[2]), Tunnel.IPIP, weight, weight, other);
        return new ServerView(name, options, Long.parseLong(words[last - 1]), Long.parseLong(words[last]), other,
            Statistics.ZERO, Statistics.ZERO);
    }

    private static ForwardingMode mode(final String word) {
        return switch (word) {
            case "Masq" -> ForwardingMode.MASQUERADE;
            case "Tunnel" -> ForwardingMode.TUNNEL;
            default -> ForwardingMode.DIRECT;
        };
    }

    private static Statistics statistics(final String[] words, final int from) {
        return new Statistics(Long.parseLong(words[from]), Long.parseLong(words[from + 1]),
            Long.parseLong(words[from + 2]), Long.parseLong(words[from + 3]), Long.parseLong(words[from + 4]));
    }

    private static Endpoint endpoint(final String text) {
        try {
            return Values.endpoint(text, 0, "recorded");
        } catch (final UsageException unreadable) {
            throw new AssertionError(text, unreadable);
        }
    }
}
