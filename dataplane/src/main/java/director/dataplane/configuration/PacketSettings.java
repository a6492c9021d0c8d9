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
 * @param access   which clients may open connections.
 * @param snat     whose connections to elsewhere come from other addresses.
 */
public record PacketSettings(
    List<MarkRule> marks,
    Sysctls sysctls,
    ConnectionTimeouts timeouts,
    HostSettings host,
    MssClamp mssClamp,
    AccessControl access,
    List<SnatSettings> snat) {
    /** As Linux begins. */
    public static final PacketSettings INITIAL =
        new PacketSettings(List.of(), Sysctls.INITIAL, ConnectionTimeouts.INITIAL, HostSettings.INITIAL);

    /** Keeps copies of the lists. */
    public PacketSettings {
        marks = List.copyOf(marks);
        snat = List.copyOf(snat);
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
        this(marks, sysctls, timeouts, host, MssClamp.OFF, AccessControl.NONE, List.of());
    }

    /**
     * The same with other settings of IPVS.
     *
     * @param other the settings.
     * @return all else as here.
     */
    public PacketSettings withSysctls(final Sysctls other) {
        return new PacketSettings(marks, other, timeouts, host, mssClamp, access, snat);
    }

    /**
     * The same with other timeouts.
     *
     * @param other of connections.
     * @return all else as here.
     */
    public PacketSettings withTimeouts(final ConnectionTimeouts other) {
        return new PacketSettings(marks, sysctls, other, host, mssClamp, access, snat);
    }

    /**
     * The same with other firewall marks.
     *
     * @param others a rule overrides those before it.
     * @return all else as here.
     */
    public PacketSettings withMarks(final List<MarkRule> others) {
        return new PacketSettings(others, sysctls, timeouts, host, mssClamp, access, snat);
    }

    /**
     * The same where other packets find another fate.
     *
     * @param other what becomes of packets that no service takes.
     * @return all else as here.
     */
    public PacketSettings withHost(final HostSettings other) {
        return new PacketSettings(marks, sysctls, timeouts, other, mssClamp, access, snat);
    }

    /**
     * The same with another limit of segments.
     *
     * @param other how long TCP segments of connections may become.
     * @return all else as here.
     */
    public PacketSettings withMssClamp(final MssClamp other) {
        return new PacketSettings(marks, sysctls, timeouts, host, other, access, snat);
    }

    /**
     * The same for other clients.
     *
     * @param other which clients may open connections.
     * @return all else as here.
     */
    public PacketSettings withAccess(final AccessControl other) {
        return new PacketSettings(marks, sysctls, timeouts, host, mssClamp, other, snat);
    }

    /**
     * The same with other rules of SNAT.
     *
     * @param others the rules.
     * @return all else as here.
     */
    public PacketSettings withSnat(final List<SnatSettings> others) {
        return new PacketSettings(marks, sysctls, timeouts, host, mssClamp, access, others);
    }
}
