/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.Route;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.service.ServiceKey;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configurations in one line. */
public final class Settings {
    private Settings() {
    }

    /** A port with one address, {@code 10.0.0.254/24}, and a gateway unless that is null. */
    public static PortSettings port(
        final String name, final String address, final @Nullable String gateway, final int mtu, final Route... routes) {
        return new PortSettings(name, name, null, Pmd.AF_PACKET, List.of(InterfaceAddress.parse(address)),
            gateway == null ? null : IpAddress.parse(gateway), null, List.of(routes), mtu,
            PortSettings.DEFAULT_DESCRIPTORS, PortSettings.DEFAULT_DESCRIPTORS, false);
    }

    /** A port with addresses of both versions of IP, and gateways unless they are null. */
    public static PortSettings dualPort(
        final String name,
        final @Nullable String gateway,
        final @Nullable String gateway6,
        final int mtu,
        final String... addresses) {
        return new PortSettings(name, name, null, Pmd.AF_PACKET,
            Arrays.stream(addresses).map(InterfaceAddress::parse).toList(),
            gateway == null ? null : IpAddress.parse(gateway), gateway6 == null ? null : IpAddress.parse(gateway6),
            List.of(), mtu, PortSettings.DEFAULT_DESCRIPTORS, PortSettings.DEFAULT_DESCRIPTORS, false);
    }

    /** A static route. */
    public static Route route(final String prefix, final String via) {
        return new Route(IpPrefix.parse(prefix), IpAddress.parse(via));
    }

    /** A TCP service. */
    public static ServiceSettings tcp(final String endpoint, final String scheduler, final String... realServers) {
        return service(Protocol.TCP, endpoint, scheduler, realServers);
    }

    /** A UDP service. */
    public static ServiceSettings udp(final String endpoint, final String scheduler, final String... realServers) {
        return service(Protocol.UDP, endpoint, scheduler, realServers);
    }

    /** A real server: {@code 10.9.0.1:80}, or {@code 10.9.0.1:80*3} with weight 3. */
    public static RealServerSettings real(final String text) {
        final int star = text.indexOf('*');
        final String endpoint = star < 0 ? text : text.substring(0, star);
        return new RealServerSettings(address(endpoint), port(endpoint),
            star < 0 ? RealServerSettings.DEFAULT_WEIGHT : Integer.parseInt(text.substring(star + 1)),
            ForwardingMethod.NAT);
    }

    /** What names a TCP service. */
    public static ServiceKey tcpKey(final String endpoint) {
        return new ServiceKey(Protocol.TCP, address(endpoint), port(endpoint));
    }

    /** A real server of either version, reached by NAT. */
    public static RealServerSettings realServer(final String address, final int port) {
        return new RealServerSettings(
            IpAddress.parse(address), port, RealServerSettings.DEFAULT_WEIGHT, ForwardingMethod.NAT);
    }

    /** The same service, to whose real servers full NAT takes connections from these addresses. */
    public static ServiceSettings fullNat(final ServiceSettings service, final String... localAddresses) {
        return service.withLocalAddresses(Arrays.stream(localAddresses).map(IpPrefix::parse).toList())
            .withRealServers(service.realServers().stream()
                .map(server -> server.withForwarding(ForwardingMethod.FULL_NAT)).toList());
    }

    private static ServiceSettings service(
        final Protocol protocol, final String endpoint, final String scheduler, final String... realServers) {
        return new ServiceSettings(protocol, address(endpoint), port(endpoint), scheduler, 0,
            Arrays.stream(realServers).map(Settings::real).toList());
    }

    private static IpAddress address(final String endpoint) {
        return IpAddress.parse(endpoint.substring(0, endpoint.indexOf(':')));
    }

    private static int port(final String endpoint) {
        return Integer.parseInt(endpoint.substring(endpoint.indexOf(':') + 1));
    }
}
