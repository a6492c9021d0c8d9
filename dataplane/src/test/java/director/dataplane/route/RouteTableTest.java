/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.route;

import static director.dataplane.testkit.Settings.port;
import static director.dataplane.testkit.Settings.route;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.service.WireOrder;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {
    private final RouteTable table = RouteTable.of(List.of(
        port("first", "10.0.0.254/24", "10.0.0.1", 1_500,
            route("10.9.128.0/17", "10.0.0.2"), route("192.0.2.7/32", "10.0.0.3")),
        port("second", "10.9.0.254/16", "10.9.0.1", 1_500,
            route("192.0.2.0/24", "10.9.0.2"), route("192.0.0.0/8", "10.9.0.3"))));

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
    void shouldTakeTheLongestPrefixAndOfEqualOnesTheEarlierPort(
        final String destination, final int port, final String gateway, final String source) {
        final int route = table.find(wire(destination));
        assertThat(table.port(route)).isEqualTo(port);
        assertThat(table.gateway(route)).isEqualTo(wire(gateway));
        assertThat(table.source(route)).isEqualTo(wire(source));
    }

    @ParameterizedTest
    @CsvSource({"10.0.1.1", "9.255.255.255", "0.0.0.0"})
    void shouldFindNoneWithoutADefaultRoute(final String destination) {
        final RouteTable connected = RouteTable.of(List.of(port("only", "10.0.0.254/24", null, 1_500)));
        assertThat(connected.find(wire("10.0.0.9"))).isZero();
        assertThat(connected.find(wire(destination))).isEqualTo(RouteTable.NONE);
    }

    private static int wire(final String address) {
        return WireOrder.address(IpAddress.parse(address));
    }
}
