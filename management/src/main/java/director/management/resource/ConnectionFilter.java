/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.conductor.Catalogue;
import director.dataplane.listing.ConnectionPage;
import director.dataplane.service.ServiceKey;
import director.management.socket.ProblemException;
import director.management.socket.ProblemException.FieldError;
import director.management.socket.ProblemException.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which connections are listed; what is null takes all.
 *
 * @param service    whose.
 * @param numbers    of the real servers of that service, for one that a firewall mark names.
 * @param client     the addresses of clients.
 * @param realServer a real server.
 * @param state      as Linux names it.
 * @param template   whether templates are listed, or connections.
 */
record ConnectionFilter(
    @Nullable ServiceKey service,
    Set<Integer> numbers,
    @Nullable IpPrefix client,
    Names.@Nullable Endpoint realServer,
    @Nullable String state,
    @Nullable Boolean template) {
    /** What can stand in a query, filter or not. */
    static final List<String> PARAMETERS =
        List.of("service", "client", "realServer", "state", "template", "limit", "cursor");

    /** Keeps a copy of the set. */
    ConnectionFilter {
        numbers = Set.copyOf(numbers);
    }

    static ConnectionFilter of(final Map<String, String> query, final Catalogue catalogue) {
        final ServiceKey service = parsed(query, "service", Names::service);
        return new ConnectionFilter(
            service,
            service == null ? Set.of() : numbers(service, catalogue),
            parsed(query, "client", IpPrefix::parse),
            parsed(query, "realServer", Names::realServer),
            parsed(query, "state", ConnectionFilter::state),
            parsed(query, "template", ConnectionFilter::bool));
    }

    boolean takes(final ConnectionPage page, final int row) {
        return takesService(page, row)
            && (client == null || contains(client, page.clientHigh(row), page.clientLow(row)))
            && takesRealServer(page, row)
            && (state == null || state.equals(page.state(row)))
            && (template == null || template == page.isTemplate(row));
    }

    private boolean takesRealServer(final ConnectionPage page, final int row) {
        return realServer == null || (page.realServerPort(row) == realServer.port()
            && is(realServer.address(), page.realServerHigh(row), page.realServerLow(row)));
    }

    private boolean takesService(final ConnectionPage page, final int row) {
        if (service == null) {
            return true;
        } else if (service.mark() != 0) {
            return numbers.contains(page.realServerNumber(row));
        }
        return page.protocol(row) == service.protocol().number()
            && (service.port() == 0 || page.virtualPort(row) == service.port())
            && is(service.address(), page.virtualHigh(row), page.virtualLow(row));
    }

    private static boolean is(final IpAddress address, final long high, final long low) {
        return address.wireHigh() == high && address.wireLow() == low;
    }

    private static boolean contains(final IpPrefix prefix, final long high, final long low) {
        return prefix.contains(IpAddress.ofWire(high, low));
    }

    private static Set<Integer> numbers(final ServiceKey service, final Catalogue catalogue) {
        final Set<Integer> numbers = new HashSet<>();
        for (final Catalogue.Service known : catalogue.services()) {
            if (known.key().equals(service)) {
                known.realServers().forEach(entry -> numbers.add(entry.number()));
            }
        }
        return numbers;
    }

    private static <T> @Nullable T parsed(
        final Map<String, String> query, final String name, final Function<String, T> parser) {
        final String text = query.get(name);
        try {
            return text == null ? null : parser.apply(text);
        } catch (final ProblemException | IllegalArgumentException e) {
            throw new ProblemException(
                Kind.BAD_REQUEST, List.of(new FieldError(name, String.valueOf(e.getMessage()))));
        }
    }

    private static String state(final String text) {
        final String label = text.toUpperCase(Locale.ROOT);
        final List<String> labels = ConnectionPage.everyState();
        if (!labels.contains(label)) {
            throw new IllegalArgumentException("is " + text + ": give one of " + String.join(", ", labels));
        }
        return label;
    }

    private static Boolean bool(final String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("is " + text + ": give true or false");
        };
    }
}
