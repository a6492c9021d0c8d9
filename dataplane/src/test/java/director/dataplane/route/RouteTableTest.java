/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.route;

import static director.dataplane.testkit.Settings.dualPort;
import static director.dataplane.testkit.Settings.port;
import static director.dataplane.testkit.Settings.route;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private final RouteTable table = RouteTable.of(List.of(
        port("first", "10.0.0.254/24", "10.0.0.1", 1_500,
            route("10.9.128.0/17", "10.0.0.2"), route("192.0.2.7/32", "10.0.0.3")),
        port("second", "10.9.0.254/16", null, 1_500,
            route("192.0.2.0/24", "10.9.0.2"), route("192.0.0.0/8", "10.9.0.3"), route("10.0.0.0/24", "10.9.0.4"))));

    /** The destination, the port to leave by, the gateway or 0.0.0.0, and the own address to ask from. */
    @ParameterizedTest
    @CsvSource({
        "10.0.0.7,      0, 0.0.0.0,  10.0.0.254", "10.0.0.255,    0, 0.0.0.0,  10.0.0.254",
        "10.9.0.1,      1, 0.0.0.0,  10.9.0.254", "10.9.127.255,  1, 0.0.0.0,  10.9.0.254",
        "10.9.128.0,    0, 10.0.0.2, 10.0.0.254", "10.9.255.255,  0, 10.0.0.2, 10.0.0.254",
        "192.0.2.7,     0, 10.0.0.3, 10.0.0.254", "192.0.2.8,     1, 10.9.0.2, 10.9.0.254",
        "192.0.3.1,     1, 10.9.0.3, 10.9.0.254", "192.255.255.255, 1, 10.9.0.3, 10.9.0.254",
        "10.0.1.0,      0, 10.0.0.1, 10.0.0.254", "0.0.0.0,       0, 10.0.0.1, 10.0.0.254",
        "255.255.255.255, 0, 10.0.0.1, 10.0.0.254",
    })
    void shouldTakeTheLongestPrefixAndOfEqualOnesThatOfTheLink(
        final String destination, final int port, final String gateway, final String source) {
        final int route = find(table, destination);
        assertThat(table.port(route)).isEqualTo(port);
        assertThat(table.hasGateway(route)).isEqualTo(!gateway.equals("0.0.0.0"));
        if (table.hasGateway(route)) {
            assertThat(IpAddress.ofWire(table.gatewayHigh(route), table.gatewayLow(route))).hasToString(gateway);
        }
        assertThat(source(table, route)).isEqualTo(source);
    }

    @ParameterizedTest
    @CsvSource({"10.0.1.1", "9.255.255.255", "0.0.0.0"})
    void shouldFindNoneWithoutADefaultRoute(final String destination) {
        final RouteTable connected = RouteTable.of(List.of(port("only", "10.0.0.254/24", null, 1_500)));
        assertThat(find(connected, "10.0.0.9")).isZero();
        assertThat(find(connected, destination)).isEqualTo(RouteTable.NONE);
    }

    /** The default route of one version of IP is none of the other's. */
    @ParameterizedTest
    @CsvSource({"10.0.0.1, , 192.0.2.1, 2001:db8::1", ", fd00::1, 2001:db8::1, 192.0.2.1",
        "10.0.0.1, , 0.0.0.0, ::", ", fd00::1, ::, 0.0.0.0"})
    void shouldKeepTheVersionsOfIpApart(
        final @Nullable String gateway, final @Nullable String gateway6, final String leads, final String doesNot) {
        final RouteTable one = RouteTable.of(List.of(
            dualPort("only", gateway, gateway6, 1_500, "10.0.0.254/24", "fd00::254/64")));
        final int route = find(one, leads);
        assertThat(one.hasGateway(route)).isTrue();
        assertThat(source(one, route)).isEqualTo(gateway == null ? "fd00::254" : "10.0.0.254");
        assertThat(find(one, doesNot)).isEqualTo(RouteTable.NONE);
    }

    @Test
    void shouldSendFromAnAddressThatIsGoodWhereTheRouteLeads() {
        final RouteTable linkLocal = RouteTable.of(List.of(
            dualPort("first", null, "fe80::1", 1_500, "fe80::254/64", "fd00::254/64"),
            dualPort("second", null, null, 1_500, "fe80::253/64", "fd09::254/64")));
        final int routed = find(linkLocal, "2001:db8::1");
        assertThat(IpAddress.ofWire(linkLocal.gatewayHigh(routed), linkLocal.gatewayLow(routed)))
            .hasToString("fe80::1");
        assertThat(source(linkLocal, routed)).isEqualTo("fd00::254");
        assertThat(source(linkLocal, find(linkLocal, "fe80::7"))).isEqualTo("fe80::254");
        final IpAddress neighbour = IpAddress.parse("fe80::7");
        assertThat(source(linkLocal, linkLocal.onLink(1, neighbour.wireHigh(), neighbour.wireLow())))
            .isEqualTo("fe80::253");
        assertThat(linkLocal.onLink(1, IpAddress.ANY.wireHigh(), IpAddress.ANY.wireLow())).isEqualTo(RouteTable.NONE);
    }

    /** A linear scan of all routes is the model; addresses are drawn near the routes, so that most have several. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldFindWhatAScanOfThousandsOfRoutesFinds(final long seed) {
        final Random random = new Random(seed);
        final List<Route> routes = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            final boolean ipv6 = random.nextBoolean();
            final IpAddress address = address(ipv6, random);
            routes.add(new Route(IpPrefix.of(address, random.nextInt(address.bits() + 1)),
                IpAddress.parse(ipv6 ? "fd00::" + Integer.toHexString(i + 1) : "10.0." + i / 250 + "." + i % 250)));
        }
        final RouteTable many = RouteTable.of(List.of(new PortSettings("only", "only", null, Pmd.AF_PACKET,
            List.of(), null, null, routes, 1_500, 1_024, 1_024, false)));
        final RouteChoice choice = new RouteChoice(many);
        int found = 0;
        int equal = 0;
        for (int i = 0; i < 3_000; i++) {
            final IpAddress destination = address(random.nextBoolean(), random);
            final List<IpAddress> expected = scan(routes, destination);
            final int route = choice.find(destination.wireHigh(), destination.wireLow());
            if (route == RouteTable.NONE) {
                assertThat(expected).as(destination.toString()).isEmpty();
            } else {
                assertThat(IpAddress.ofWire(many.gatewayHigh(route), many.gatewayLow(route)))
                    .as(destination.toString()).isIn(expected);
            }
            found += expected.isEmpty() ? 0 : 1;
            equal += expected.size() > 1 ? 1 : 0;
        }
        assertThat(found).isGreaterThan(1_000);
        assertThat(equal).isGreaterThan(100);
    }

    /** The routers of the longest prefix, of which several routes can have the same. */
    private static List<IpAddress> scan(final List<Route> routes, final IpAddress destination) {
        final List<Route> leading = routes.stream().filter(route -> route.to().contains(destination)).toList();
        final int longest = leading.stream().mapToInt(route -> route.to().length()).max().orElse(0);
        return leading.stream().filter(route -> route.to().length() == longest).map(Route::via).toList();
    }

    /** Bits are mostly those of two patterns, so that long prefixes are shared, too. */
    private static IpAddress address(final boolean ipv6, final Random random) {
        long high = ipv6 ? 0x2001_0db8_0000_0000L : 0;
        long low = 0x0A00_0000L;
        for (int i = 0; i < 3; i++) {
            high ^= ipv6 && random.nextInt(4) == 0 ? 1L << random.nextInt(64) : 0;
            low ^= random.nextInt(2) == 0 ? 1L << random.nextInt(ipv6 ? 64 : 32) : 0;
        }
        return new IpAddress(ipv6, high, low);
    }

    private static int find(final RouteTable table, final String destination) {
        final IpAddress address = IpAddress.parse(destination);
        return table.find(address.wireHigh(), address.wireLow());
    }

    private static String source(final RouteTable table, final int route) {
        return IpAddress.ofWire(table.sourceHigh(route), table.sourceLow(route)).toString();
    }
}
