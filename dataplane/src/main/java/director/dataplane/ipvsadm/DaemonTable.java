/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The synchronisation daemons that were started, at most one of each role. */
final class DaemonTable {
    /** Octets that an interface of 1500 leaves to a message after the headers of IP and UDP. */
    private static final int IPV4_ROOM = 1472;
    private static final int IPV6_ROOM = 1452;

    private final Map<SyncDaemon.Role, SyncDaemon> running = new EnumMap<>(SyncDaemon.Role.class);
    private final Predicate<String> interfaces;

    DaemonTable(final Predicate<String> interfaces) {
        this.interfaces = interfaces;
    }

    void start(final SyncDaemon daemon) throws IpvsException {
        if (running.containsKey(daemon.role())) {
            throw new IpvsException(KernelError.EEXIST);
        }
        if (!interfaces.test(daemon.interfaceName())) {
            throw new IpvsException(KernelError.ENODEV);
        }
        final int room = daemon.group().ipv6() ? IPV6_ROOM : IPV4_ROOM;
        final int length = daemon.maxLength() == 0 ? room : Math.min(daemon.maxLength(), room);
        running.put(daemon.role(), new SyncDaemon(daemon.role(), daemon.interfaceName(), daemon.syncId(), length,
            daemon.group(), daemon.port(), daemon.ttl()));
    }

    void takeOver(final DaemonTable other) {
        running.putAll(other.running);
    }

    void stop(final SyncDaemon.Role role) throws IpvsException {
        if (running.remove(role) == null) {
            throw new IpvsException(KernelError.ESRCH);
        }
    }

    List<SyncDaemon> running() {
        return List.copyOf(running.values());
    }
}
