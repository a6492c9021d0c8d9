/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.route;

import static director.dataplane.testkit.Settings.dualPort;
import static director.dataplane.testkit.Settings.port;
import static director.dataplane.testkit.Settings.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.PortSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteChoiceTest {
    private static final int CLIENTS = 30_000;
    private static final PortSettings FIRST = port("first", "10.0.0.254/24", "10.0.0.1", 1_500,
        route("0.0.0.0/0", "10.0.0.2"), route("192.0.2.0/24", "10.0.0.3"));
    private static final PortSettings SECOND = port("second", "10.9.0.254/16", null, 1_500,
        route("0.0.0.0/0", "10.9.0.1"), route("10.0.0.0/24", "10.9.0.2"));
    private static final List<PortSettings> IPV6 = List.of(
        dualPort("one", null, "fe80::1", 1_500, "fe80::254/64"),
        dualPort("two", null, "fe80::1", 1_500, "fe80::254/64"),
        dualPort("three", null, "fd00::3", 1_500, "fd00::254/64"));

    /** Neighbours in one network, networks side by side, and both versions of IP. */
    static Stream<Arguments> clients() {
        return Stream.of(
            clients(List.of(FIRST, SECOND), i -> "198.51." + (i >>> 8) + "." + (i & 255)),
            clients(List.of(FIRST, SECOND), i -> (11 + (i >>> 10)) + "." + (i >>> 2 & 255) + "." + (i & 3) + ".7"),
            clients(IPV6, i -> "2001:db8::" + Integer.toHexString(i)),
            clients(IPV6, i -> "2001:db8:" + Integer.toHexString(i) + "::7"));
    }

    private static Arguments clients(final List<PortSettings> ports, final IntFunction<String> address) {
        return Arguments.of(new RouteChoice(RouteTable.of(ports)),
            IntStream.range(0, CLIENTS).mapToObj(address).map(IpAddress::parse).toList());
    }

    /** By 256 buckets, of which a third has 85 or 86: 33.2 to 33.6 of a hundred, beside what chance does. */
    @ParameterizedTest
    @MethodSource("clients")
    void shouldShareAddressesEvenly(final RouteChoice choice, final List<IpAddress> clients) {
        assertThat(choice.equalRoutes()).hasSize(3);
        final int[] ways = ways(choice, clients);
        for (final int route : choice.equalRoutes()) {
            final long share = IntStream.of(ways).filter(way -> way == route).count();
            assertThat(share * 3.0 / CLIENTS).isCloseTo(1, within(0.06));
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void shouldMoveOnlyWhatALostRouteCarriedAndBack(final RouteChoice choice, final List<IpAddress> clients) {
        final int[] before = ways(choice, clients);
        for (final int lost : choice.equalRoutes()) {
            choice.use(lost, false);
            final int[] meanwhile = ways(choice, clients);
            final List<Integer> moved = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                if (before[i] == lost) {
                    moved.add(meanwhile[i]);
                } else {
                    assertThat(meanwhile[i]).isEqualTo(before[i]);
                }
            }
            assertThat(moved).doesNotContain(lost);
            for (final int route : choice.equalRoutes()) {
                // 85 buckets by chance over two: 42.5, and a standard deviation of 4.6.
                final long share = moved.stream().filter(way -> way == route).count();
                assertThat(route == lost ? 0.5 : share * 1.0 / moved.size()).isCloseTo(0.5, within(0.2));
            }
            choice.use(lost, true);
            assertThat(ways(choice, clients)).isEqualTo(before);
        }
    }

    /** In whatever order they were lost. */
    @ParameterizedTest
    @MethodSource("clients")
    void shouldUseTheOnlyRouteThatIsLeftAndAllIfNoneIs(final RouteChoice choice, final List<IpAddress> clients) {
        final int[] before = ways(choice, clients);
        final int[] equal = choice.equalRoutes();
        choice.use(equal[2], false);
        choice.use(equal[0], false);
        assertThat(choice.isUsed(equal[0])).isFalse();
        assertThat(ways(choice, clients)).containsOnly(equal[1]);
        choice.use(equal[1], false);
        assertThat(ways(choice, clients)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7", "10.9.1.1", "192.0.2.1"})
    void shouldLeaveWhatHasOneWayAlone(final String address) {
        final RouteTable table = RouteTable.of(List.of(FIRST, SECOND));
        final RouteChoice choice = new RouteChoice(table);
        final IpAddress to = IpAddress.parse(address);
        assertThat(table.find(to.wireHigh(), to.wireLow())).isLessThan(table.size())
            .isEqualTo(choice.find(to.wireHigh(), to.wireLow()));
    }

    @Test
    void shouldFindNoneWhereNothingLeads() {
        final IpAddress nowhere = IpAddress.parse("2001:db8::1");
        final RouteChoice choice = new RouteChoice(RouteTable.of(List.of(FIRST, SECOND)));
        assertThat(choice.find(nowhere.wireHigh(), nowhere.wireLow())).isEqualTo(RouteTable.NONE);
    }

    /** Two directors of one configuration agree, and one agrees with itself after a restart. */
    @ParameterizedTest
    @MethodSource("clients")
    void shouldChooseTheSameForTheSameRoutes(final RouteChoice choice, final List<IpAddress> clients) {
        assertThat(ways(new RouteChoice(choice.routes()), clients)).isEqualTo(ways(choice, clients));
    }

    private static int[] ways(final RouteChoice choice, final List<IpAddress> clients) {
        return clients.stream().mapToInt(client -> choice.find(client.wireHigh(), client.wireLow())).toArray();
    }
}
