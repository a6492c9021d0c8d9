/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link ReplayDirector} stands.
 *
 * @param client   its addresses on the clients' side.
 * @param real     its addresses on the real servers' side.
 * @param gateway  the default route of IPv4, on the clients' side; null for none.
 * @param gateway6 the default route of IPv6, on the clients' side; null for none.
 */
public record ReplayNetwork(
    List<InterfaceAddress> client,
    List<InterfaceAddress> real,
    @Nullable IpAddress gateway,
    @Nullable IpAddress gateway6) {
    /** That of recorded traces. */
    public static final ReplayNetwork STANDARD = new ReplayNetwork(addresses("10.0.0.254/24", "fd00::254/64"),
        addresses("10.9.0.254/16", "fd09::254/64"), IpAddress.parse("10.0.0.1"), IpAddress.parse("fd00::1"));

    /** Keeps copies of the lists. */
    public ReplayNetwork {
        client = List.copyOf(client);
        real = List.copyOf(real);
    }

    List<PortSettings> ports() {
        return List.of(port(Side.CLIENT, gateway, gateway6, client), port(Side.REAL, null, null, real));
    }

    private static List<InterfaceAddress> addresses(final String... addresses) {
        return Stream.of(addresses).map(InterfaceAddress::parse).toList();
    }

    private static PortSettings port(
        final Side side,
        final @Nullable IpAddress gateway,
        final @Nullable IpAddress gateway6,
        final List<InterfaceAddress> addresses) {
        return new PortSettings(side.label(), side.label(), null, Pmd.AF_PACKET, addresses, gateway, gateway6,
            List.of(), PortSettings.DEFAULT_MTU, PortSettings.DEFAULT_DESCRIPTORS, PortSettings.DEFAULT_DESCRIPTORS,
            false);
    }
}
