/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import director.dataplane.configuration.ServiceSettings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Makes rigs, and closes them after each test, which asserts that nothing was lost. */
public final class Rigs implements AfterEachCallback {
    /** The virtual address of most tests. */
    public static final String VIP = "10.0.0.100";

    private final Deque<DirectorRig> open = new ArrayDeque<>();

    /** A director as the settings say. */
    public DirectorRig open(final UnaryOperator<RigSettings> settings) {
        final DirectorRig rig = new DirectorRig(settings.apply(new RigSettings()));
        open.push(rig);
        return rig;
    }

    /** A director with one TCP service on {@code 10.0.0.100:80}, rr. */
    public DirectorRig tcp(final String... realServers) {
        return open(settings -> settings.services(Settings.tcp(VIP + ":80", "rr", realServers)));
    }

    /** A director with one UDP service on {@code 10.0.0.100:53}, rr. */
    public DirectorRig udp(final String... realServers) {
        return open(settings -> settings.services(Settings.udp(VIP + ":53", "rr", realServers)));
    }

    /**
     * A director between {@code 2001:db8::/64} and {@code 2001:db8:9::/64}, which a client and a real server have asked
     * for, so that it knows where they are.
     */
    public DirectorRig ipv6(final int mtu, final String client, final String server, final ServiceSettings service) {
        final DirectorRig rig = open(settings -> settings
            .client(Settings.dualPort("client", "10.0.0.1", null, mtu, "10.0.0.254/24", "2001:db8::fe/64"))
            .real(Settings.dualPort("real", null, null, mtu, "10.9.0.254/16", "2001:db8:9::fe/64"))
            .services(service));
        rig.client().arrive(IpPackets.solicitation(
            Bytes.macOf("10.0.0.7"), client, DirectorRig.CLIENT_MAC, "2001:db8::fe"));
        rig.real().arrive(IpPackets.solicitation(
            Bytes.macOf("10.9.0.77"), server, DirectorRig.REAL_MAC, "2001:db8:9::fe"));
        rig.settle();
        rig.toClients();
        rig.toReal();
        return rig;
    }

    @Override
    public void afterEach(final ExtensionContext context) {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
