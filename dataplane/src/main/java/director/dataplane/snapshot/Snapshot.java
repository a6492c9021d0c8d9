/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.snapshot;

import director.dataplane.address.WireAddress;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.HostSettings;
import director.dataplane.configuration.MssClamp;
import director.dataplane.configuration.Sysctls;
import director.dataplane.localport.LocalPool;
import director.dataplane.localport.LocalPools;
import director.dataplane.ownership.Ownership;
import director.dataplane.route.LocalAddresses;
import director.dataplane.route.RouteTable;
import director.dataplane.service.Destination;
import director.dataplane.service.Endpoints;
import director.dataplane.service.MarkRules;
import director.dataplane.service.ServiceAccess;
import director.dataplane.service.ServiceTable;
import director.dataplane.snat.SnatTable;
import org.jspecify.annotations.Nullable;

/**
 * The configuration as the packet path needs it. Immutable after it is made; workers read it once a duty cycle.
 *
 * @param sequence     counts up with every snapshot: a worker that has seen one uses none before it.
 * @param removals     counts up whenever real servers were removed.
 * @param ways         counts up whenever packets of connections may take another way than before; weights do not
 *                     matter.
 * @param services     virtual services.
 * @param destinations real servers by their numbers; null where there is none.
 * @param endpoints    real servers by address and port.
 * @param routes       where packets leave.
 * @param local        addresses that the director answers for, its own and virtual ones.
 * @param marks        firewall marks.
 * @param sysctls      settings.
 * @param timeouts     of connections.
 * @param host         what becomes of packets that no service takes.
 * @param mssClamp     how long TCP segments of connections may become.
 * @param ownership    which of several workers carry what.
 * @param localPools   where connections of full NAT and SNAT come from.
 * @param access       which clients may open connections.
 * @param snat         whose connections to elsewhere come from other addresses.
 * @param succession   what comes after this.
 */
@SuppressWarnings({"ArrayRecordComponent", "checkstyle:ParameterNumber"})
public record Snapshot(
    long sequence,
    long removals,
    long ways,
    ServiceTable services,
    @Nullable Destination[] destinations,
    Endpoints endpoints,
    RouteTable routes,
    LocalAddresses local,
    MarkRules marks,
    Sysctls sysctls,
    ConnectionTimeouts timeouts,
    HostSettings host,
    MssClamp mssClamp,
    Ownership ownership,
    LocalPools localPools,
    ServiceAccess access,
    SnatTable snat,
    Succession succession) {
    private static final int FIRST_MULTICAST = 224;

    /**
     * Whether there are connections to look for: without services and SNAT, there is no handling at all.
     *
     * @return false if every packet is the host's or to be routed.
     */
    public boolean connects() {
        return !services.isEmpty() || !snat.isEmpty();
    }

    /**
     * Whether an IPv4 address is the director's.
     *
     * @param address wire order.
     * @return true for own and virtual addresses.
     */
    public boolean isLocal(final int address) {
        return local.contains(WireAddress.IPV4_HIGH, WireAddress.low(address));
    }

    /**
     * Whether an address means more than one host.
     *
     * @param high wire order.
     * @param low  wire order.
     * @return true for multicast, broadcast and reserved addresses.
     */
    public boolean isGroup(final long high, final long low) {
        if (!WireAddress.isIpv4(high, low)) {
            return (high & 0xFF) == 0xFF;
        }
        final int address = WireAddress.ipv4(low);
        return (address & 0xFF) >= FIRST_MULTICAST || local.isBroadcast(address);
    }

    /**
     * A real server by its number. A scheduler may choose one that came after this snapshot was made.
     *
     * @param number any number.
     * @return null if it means none.
     */
    public @Nullable Destination destination(final int number) {
        final @Nullable Destination known = known(number);
        return known != null && known.available() ? known : succession.destination(number, known);
    }

    /**
     * The local addresses for connections to a real server, here or in what comes.
     *
     * @param worker that opens one.
     * @param number of the real server.
     * @return null if there are none.
     */
    public @Nullable LocalPool localPool(final int worker, final int number) {
        final @Nullable LocalPool known = localPools.pool(worker, number);
        return known != null ? known : succession.localPool(worker, number);
    }

    /** As of this snapshot. */
    @Nullable Destination known(final int number) {
        return number < destinations.length ? destinations[number] : null;
    }
}
