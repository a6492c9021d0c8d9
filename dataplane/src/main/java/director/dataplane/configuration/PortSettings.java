/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A port: a DPDK device, or a kernel interface that a DPDK driver opens, or several of these in a bond, or a VLAN of
 * one of these, with the director's own addresses on it.
 *
 * @param name          what messages and counters call it.
 * @param device        DPDK device arguments, {@code 0000:03:00.0} or {@code net_null0}; null if an interface or a bond
 *                      is named.
 * @param interfaceName a kernel interface; null if a device or a bond is named.
 * @param pmd           the driver that opens the interface; without meaning for a device.
 * @param addresses     the director's own addresses, for ARP, ICMP and the routes that follow from the prefixes.
 * @param gateway       the default route of IPv4; at most one port of a director needs one.
 * @param gateway6      the default route of IPv6; at most one port of a director needs one.
 * @param routes        static routes through this port.
 * @param mtu           the longest IP packet in bytes.
 * @param rxDescriptors the length of the receive ring in packets.
 * @param txDescriptors the length of the transmit ring in packets.
 * @param promiscuous   whether frames for other MAC addresses are received.
 * @param kernelInterface what the port is called in the kernel if that gets packets; null for {@code director} and the
 *                      place of the port.
 * @param rss           by which end of packets the port shares them out among several workers.
 * @param localAddresses where connections come from that full NAT takes to real servers behind this port, unless the
 *                      service has its own.
 * @param subInterface  what makes this a VLAN of another port, which opens nothing itself; null for a port of its own.
 * @param bond          what makes this a port of several interfaces or devices; null if it opens one, or is a VLAN.
 */
@SuppressWarnings("checkstyle:ParameterNumber")
public record PortSettings(
    String name,
    @Nullable String device,
    @Nullable String interfaceName,
    Pmd pmd,
    List<InterfaceAddress> addresses,
    @Nullable IpAddress gateway,
    @Nullable IpAddress gateway6,
    List<Route> routes,
    int mtu,
    int rxDescriptors,
    int txDescriptors,
    boolean promiscuous,
    @Nullable String kernelInterface,
    RssHash rss,
    List<IpPrefix> localAddresses,
    @Nullable SubInterface subInterface,
    @Nullable BondSettings bond) {
    /** The MTU unless told. */
    public static final int DEFAULT_MTU = 1_500;
    /** The length of a ring unless told. */
    public static final int DEFAULT_DESCRIPTORS = 1_024;

    /** The length of the rings of a port's interface in the kernel. */
    public static final int KERNEL_DESCRIPTORS = 64;

    /** What most drivers want room for, whatever the MTU. */
    private static final int LEAST_FRAME = 2_048;
    /** Addresses, type, a VLAN's tag and the checksum. */
    private static final int ETHERNET_OVERHEAD = 22;
    /**
     * The least frame of {@code af_packet}'s rings. The driver asks the kernel to put fragments of IPv4 together
     * (PACKET_FANOUT_FLAG_DEFRAG), so a frame may be much longer than the MTU, and is cut off where there is no room.
     * This is enough for the longest answers of DNS over UDP.
     */
    private static final int LEAST_RING_FRAME = 8_192;
    /** What stands before the packet in a frame of such a ring, and more. */
    private static final int RING_OVERHEAD = 512;

    /** Keeps copies of the lists. */
    public PortSettings {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        localAddresses = List.copyOf(localAddresses);
    }

    /**
     * A port whose interface in the kernel, if any, has the usual name, and that shares packets out by both ends.
     *
     * @param name          what messages and counters call it.
     * @param device        DPDK device arguments; null if an interface is named.
     * @param interfaceName a kernel interface; null if a device is named.
     * @param pmd           the driver that opens the interface; without meaning for a device.
     * @param addresses     the director's own addresses.
     * @param gateway       the default route of IPv4.
     * @param gateway6      the default route of IPv6.
     * @param routes        static routes through this port.
     * @param mtu           the longest IP packet in bytes.
     * @param rxDescriptors the length of the receive ring in packets.
     * @param txDescriptors the length of the transmit ring in packets.
     * @param promiscuous   whether frames for other MAC addresses are received.
     */
    @SuppressWarnings("checkstyle:ParameterNumber")
    public PortSettings(
        final String name,
        final @Nullable String device,
        final @Nullable String interfaceName,
        final Pmd pmd,
        final List<InterfaceAddress> addresses,
        final @Nullable IpAddress gateway,
        final @Nullable IpAddress gateway6,
        final List<Route> routes,
        final int mtu,
        final int rxDescriptors,
        final int txDescriptors,
        final boolean promiscuous) {
        this(name, device, interfaceName, pmd, addresses, gateway, gateway6, routes, mtu, rxDescriptors, txDescriptors,
            promiscuous, null, RssHash.ALL, List.of(), null, null);
    }

    /**
     * A VLAN of another port. What a device of its own would need is that port's business.
     *
     * @param name         what messages and counters call it.
     * @param subInterface which VLAN of which port.
     * @param addresses    the director's own addresses.
     * @param gateway      the default route of IPv4.
     * @param gateway6     the default route of IPv6.
     * @param routes       static routes through this VLAN.
     * @param mtu          the longest IP packet in bytes.
     * @return a port without a device.
     */
    public static PortSettings vlan(
        final String name,
        final SubInterface subInterface,
        final List<InterfaceAddress> addresses,
        final @Nullable IpAddress gateway,
        final @Nullable IpAddress gateway6,
        final List<Route> routes,
        final int mtu) {
        return new PortSettings(name, null, null, Pmd.AF_PACKET, addresses, gateway, gateway6, routes, mtu,
            DEFAULT_DESCRIPTORS, DEFAULT_DESCRIPTORS, false, null, RssHash.ALL, List.of(), subInterface, null);
    }

    /**
     * The same port with another MTU.
     *
     * @param bytes the longest IP packet.
     * @return all else as here.
     */
    public PortSettings withMtu(final int bytes) {
        return new PortSettings(name, device, interfaceName, pmd, addresses, gateway, gateway6, routes, bytes,
            rxDescriptors, txDescriptors, promiscuous, kernelInterface, rss, localAddresses, subInterface, bond);
    }

    /**
     * The same port with more addresses.
     *
     * @param more on links that it is on as well.
     * @return all else as here.
     */
    public PortSettings withAddresses(final List<InterfaceAddress> more) {
        final List<InterfaceAddress> all = new ArrayList<>(addresses);
        all.addAll(more);
        return new PortSettings(name, device, interfaceName, pmd, all, gateway, gateway6, routes, mtu, rxDescriptors,
            txDescriptors, promiscuous, kernelInterface, rss, localAddresses, subInterface, bond);
    }

    /**
     * The same port with other local addresses.
     *
     * @param others where connections come from that full NAT takes to real servers behind this port.
     * @return all else as here.
     */
    public PortSettings withLocalAddresses(final List<IpPrefix> others) {
        return new PortSettings(name, device, interfaceName, pmd, addresses, gateway, gateway6, routes, mtu,
            rxDescriptors, txDescriptors, promiscuous, kernelInterface, rss, others, subInterface, bond);
    }

    /**
     * What this port opens.
     *
     * @return one, a bond's members, or nothing for a VLAN.
     */
    public List<PortDevice> devices() {
        if (subInterface != null) {
            return List.of();
        }
        if (bond == null) {
            return List.of(new PortDevice("", device, interfaceName));
        }
        return IntStream.range(0, bond.members().size()).mapToObj(i -> new PortDevice("bond.members[" + i + "].",
            bond.members().get(i).device(), bond.members().get(i).interfaceName())).toList();
    }

    /**
     * The VLANs of this port.
     *
     * @param all every port of the configuration.
     * @return those whose parent this is, in their order.
     */
    public List<PortSettings> vlans(final List<PortSettings> all) {
        return all.stream().filter(port -> port.subInterface != null && port.subInterface.parent().equals(name))
            .toList();
    }

    /**
     * What this port is called in the kernel if that gets packets.
     *
     * @param index the place of the port in the configuration.
     * @return the name that is configured, else {@code director} and the place.
     */
    public String kernelInterface(final int index) {
        return kernelInterface == null ? "director" + index : kernelInterface;
    }

    /**
     * Whether an address is reached through this port without a router.
     *
     * @param address any address.
     * @return true if it is on the prefix of one of the port's addresses.
     */
    public boolean isOnLink(final IpAddress address) {
        return addresses.stream().anyMatch(own -> own.prefix().contains(address));
    }

    /**
     * How long a frame may be that this port receives.
     *
     * @return bytes, for which each mbuf has to have room; a power of two where frames come from {@code af_packet}'s
     *         ring; 0 for a VLAN, whose frames its parent receives.
     */
    public int longestFrame() {
        if (subInterface != null) {
            return 0;
        }
        return pmd == Pmd.AF_PACKET && devices().stream().anyMatch(opened -> opened.device() == null)
            ? Integer.highestOneBit(Math.max(LEAST_RING_FRAME, 2 * (mtu + RING_OVERHEAD) - 1))
            : Math.max(LEAST_FRAME, mtu + ETHERNET_OVERHEAD);
    }

    /**
     * Static routes, and a default route for each gateway.
     *
     * @return in this order.
     */
    public List<Route> allRoutes() {
        return Stream.concat(routes.stream(), gateways().stream().map(Route::toAnywhere)).toList();
    }

    /**
     * The default routes that have a setting of their own.
     *
     * @return none, one or two.
     */
    public List<IpAddress> gateways() {
        final List<IpAddress> routers = new ArrayList<>();
        if (gateway != null) {
            routers.add(gateway);
        }
        if (gateway6 != null) {
            routers.add(gateway6);
        }
        return routers;
    }
}
