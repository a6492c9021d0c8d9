/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import java.util.List;

/**
 * How packets are treated, whatever services there are.
 *
 * @param marks    firewall marks; a rule overrides those before it.
 * @param sysctls  settings of IPVS.
 * @param timeouts of connections.
 * @param host     what becomes of packets that no service takes.
 * @param mssClamp how long TCP segments of connections may become.
 */
public record PacketSettings(
    List<MarkRule> marks, Sysctls sysctls, ConnectionTimeouts timeouts, HostSettings host, MssClamp mssClamp) {
    /** As Linux begins. */
    public static final PacketSettings INITIAL =
        new PacketSettings(List.of(), Sysctls.INITIAL, ConnectionTimeouts.INITIAL, HostSettings.INITIAL);

    /** Keeps a copy of the list. */
    public PacketSettings {
        marks = List.copyOf(marks);
    }

    /**
     * Settings that leave TCP segments as long as their senders want them.
     *
     * @param marks    firewall marks; a rule overrides those before it.
     * @param sysctls  settings of IPVS.
     * @param timeouts of connections.
     * @param host     what becomes of packets that no service takes.
     */
    public PacketSettings(
        final List<MarkRule> marks,
        final Sysctls sysctls,
        final ConnectionTimeouts timeouts,
        final HostSettings host) {
        this(marks, sysctls, timeouts, host, MssClamp.OFF);
    }
}
