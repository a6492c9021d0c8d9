/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import director.dataplane.address.IpAddress;
import director.dataplane.machine.Capability;
import director.dataplane.machine.Machine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import org.jspecify.annotations.Nullable;

/**
 * Sends ICMP echo requests, one a second, until one is answered. Without the capability for raw sockets the JDK would
 * look at TCP port 7 instead, which says little: the check fails then.
 */
final class PingProbe implements Probe {
    @Override
    public void attempt(final Target target, final Deadline deadline) throws IOException {
        if (!Machine.local().has(Capability.CAP_NET_RAW)) {
            throw new ProbeException("the director lacks CAP_NET_RAW, without which it cannot send pings");
        }
        final @Nullable IpAddress source = target.source();
        final @Nullable NetworkInterface from = source == null ? null : interfaceWith(Target.inet(source));
        if (!Target.inet(target.address()).isReachable(from, 0, deadline.remainingMs())) {
            throw deadline.expired();
        }
    }

    @Override
    public boolean blocks() {
        return true;
    }

    private static NetworkInterface interfaceWith(final InetAddress source) throws IOException {
        final NetworkInterface found = NetworkInterface.getByInetAddress(source);
        if (found == null) {
            throw new ProbeException("cannot talk from source=" + source.getHostAddress()
                + ": the kernel has to have that address");
        }
        return found;
    }
}
