/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.PortSettings;
import director.dataplane.machine.KernelInterface;
import director.dataplane.machine.UnavailableException;
import director.dataplane.route.LocalAddresses;
import director.dataplane.snapshot.Snapshot;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the addresses of virtual services on the interfaces that the ports have in the kernel: without them it would
 * not know packets as its own that the director hands to it. From the thread that runs it.
 */
final class KernelAddresses implements Agent {
    private static final System.Logger LOGGER = System.getLogger(KernelAddresses.class.getName());

    private final List<PortSettings> ports;
    private final List<KernelInterface> interfaces;
    private final AtomicReference<Snapshot> published;
    private final Set<IpAddress> known = new HashSet<>();
    private @Nullable LocalAddresses seen;

    /** Interfaces in the order of the ports, or none at all: then there is nothing to do. */
    KernelAddresses(
        final List<PortSettings> ports,
        final List<KernelInterface> interfaces,
        final AtomicReference<Snapshot> published) {
        this.ports = ports;
        this.interfaces = interfaces;
        this.published = published;
    }

    @Override
    public int doWork() {
        final Snapshot snapshot = published.getAcquire();
        final LocalAddresses local = snapshot.local();
        if (interfaces.isEmpty() || local == seen) {
            return 0;
        }
        seen = local;
        final Set<IpAddress> wanted = new HashSet<>(local.single());
        // What full NAT uses the ports of must not become the source of a program's connections.
        wanted.removeAll(Set.copyOf(snapshot.localPools().addresses()));
        ports.forEach(port -> port.addresses().forEach(own -> wanted.remove(own.address())));
        int changes = 0;
        for (int i = 0; i < interfaces.size(); i++) {
            changes += change(i, wanted);
        }
        known.clear();
        known.addAll(wanted);
        return changes;
    }

    @Override
    public String roleName() {
        return "kernel-addresses";
    }

    private int change(final int port, final Set<IpAddress> wanted) {
        final List<IpAddress> added = new ArrayList<>();
        final List<IpAddress> removed = new ArrayList<>();
        for (final IpAddress address : wanted) {
            if (!known.contains(address) && place(address) == port) {
                added.add(address);
            }
        }
        for (final IpAddress address : known) {
            if (!wanted.contains(address) && place(address) == port) {
                removed.add(address);
            }
        }
        try {
            interfaces.get(port).change(added, removed);
        } catch (final UnavailableException e) {
            LOGGER.log(Level.WARNING, e.getMessage());
        }
        return added.size() + removed.size();
    }

    /** The port on whose link an address is, or the first. */
    private int place(final IpAddress address) {
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i).isOnLink(address)) {
                return i;
            }
        }
        return 0;
    }
}
