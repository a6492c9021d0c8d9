/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.SubInterface;
import director.dataplane.localport.PortShares;
import director.dataplane.ownership.MbufRing;
import director.dataplane.ownership.OwnerHash;
import director.dataplane.ownership.Owners;
import director.dataplane.ownership.Peers;
import director.dataplane.port.PortChecksums;
import director.schedulers.Scheduler;
import director.schedulers.SchedulerRegistry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link DirectorRig} is made of. */
public final class RigSettings {
    /** Where the clock begins: not 0, and such that it does not lie at the start of a tick. */
    private static final long START_NS = 86_400_123_456_789L;

    private static final PortSettings TRUNK = Settings.port("trunk", "10.7.0.254/24", null, 1_500);

    private final SchedulerRegistry registry = SchedulerRegistry.load();
    private PortSettings client = Settings.port("client", "10.0.0.254/24", "10.0.0.1", 1_500);
    private PortSettings real = Settings.port("real", "10.9.0.254/16", null, 1_500);
    private List<ServiceSettings> services = List.of();
    private PacketSettings packets = PacketSettings.INITIAL;
    private long startNs = START_NS;
    private int maxConnections = 1_000;
    private int maxNeighbours = 1_000;
    private int mbufs = 2_000;
    private int frameRoom = 2_048;
    private int burst = 32;
    private boolean kernel;
    private PortChecksums checksums = PortChecksums.NONE;

    private @Nullable SubInterface clientVlan;
    private @Nullable SubInterface realVlan;
    private int moreVlans;
    private Peers peers = Peers.none();
    private PortShares localPorts = PortShares.alone();

    RigSettings() {
        // Everything has a default.
    }

    /** The services at the start. */
    public RigSettings services(final ServiceSettings... first) {
        services = List.of(first);
        return this;
    }

    /** How packets are treated at the start. */
    public RigSettings packets(final PacketSettings first) {
        packets = first;
        return this;
    }

    /** One more scheduler. */
    public RigSettings scheduler(final Scheduler scheduler) {
        registry.register(scheduler);
        return this;
    }

    /** The port to the clients. */
    public RigSettings client(final PortSettings port) {
        client = port;
        return this;
    }

    /** The port to the real servers. */
    public RigSettings real(final PortSettings port) {
        real = port;
        return this;
    }

    /** What the clock shows at the start. */
    public RigSettings startNs(final long nowNs) {
        startNs = nowNs;
        return this;
    }

    /** How many connections fit. */
    public RigSettings maxConnections(final int count) {
        maxConnections = count;
        return this;
    }

    /** How many neighbours fit. */
    public RigSettings maxNeighbours(final int count) {
        maxNeighbours = count;
        return this;
    }

    /** How many mbufs there are. */
    public RigSettings mbufs(final int count) {
        mbufs = count;
        return this;
    }

    /** The longest frame; a multiple of eight. */
    public RigSettings frameRoom(final int bytes) {
        frameRoom = bytes;
        return this;
    }

    /** Packets in a burst. */
    public RigSettings burst(final int packets) {
        burst = packets;
        return this;
    }

    /** The ports compute checksums of what they send. */
    public RigSettings checksums(final PortChecksums computed) {
        checksums = computed;
        return this;
    }

    PortChecksums checksums() {
        return checksums;
    }

    /**
     * Both ports are VLANs of a third one: the director is one-armed. What arrives at them and is sent by them has tags
     * on the way there.
     */
    public RigSettings oneArmed(final SubInterface ofClient, final SubInterface ofReal) {
        clientVlan = ofClient;
        realVlan = ofReal;
        return this;
    }

    /** There are so many more VLANs, from 1,000 on, whose hosts are in 10.100.0.0/24 and the networks behind it. */
    public RigSettings moreVlans(final int count) {
        moreVlans = count;
        return this;
    }

    @Nullable SubInterface clientVlan() {
        return clientVlan;
    }

    @Nullable SubInterface realVlan() {
        return realVlan;
    }

    /** The ports have interfaces in a kernel. */
    public RigSettings kernel() {
        kernel = true;
        return this;
    }

    /** There is another worker, which does nothing and has room for one packet. */
    public RigSettings idlePeer() {
        peers = new Peers(0, new Owners(2, Owners.PLACES, OwnerHash.random()),
            new MbufRing[] {new MbufRing(1), new MbufRing(1)}, new MbufRing[0]);
        return this;
    }

    /** The ports of local addresses. */
    public RigSettings localPorts(final LocalPortSettings settings) {
        localPorts = new PortShares(Peers.none().owners(), settings, 1);
        return this;
    }

    PortShares localPorts() {
        return localPorts;
    }

    Peers peers() {
        return peers;
    }

    boolean hasKernel() {
        return kernel;
    }

    /** Where schedulers come from. */
    public SchedulerRegistry registry() {
        return registry;
    }

    List<PortSettings> ports() {
        if (clientVlan == null || realVlan == null) {
            return List.of(client, real);
        }
        final List<PortSettings> ports =
            new ArrayList<>(List.of(vlan(client, clientVlan), vlan(real, realVlan), TRUNK));
        for (int i = 0; i < moreVlans; i++) {
            ports.add(vlan(Settings.port("more" + i, "10." + (100 + i) + ".0.254/24", null, 1_500),
                new SubInterface("trunk", 1_000 + i, SubInterface.NONE)));
        }
        return ports;
    }

    private static PortSettings vlan(final PortSettings port, final SubInterface vlan) {
        return PortSettings.vlan(port.name(), vlan, port.addresses(), port.gateway(), port.gateway6(), port.routes(),
            port.mtu()).withLocalAddresses(port.localAddresses());
    }

    List<ServiceSettings> services() {
        return services;
    }

    PacketSettings packets() {
        return packets;
    }

    long startNs() {
        return startNs;
    }

    int maxConnections() {
        return maxConnections;
    }

    int maxNeighbours() {
        return maxNeighbours;
    }

    int mbufs() {
        return mbufs;
    }

    int frameRoom() {
        return frameRoom;
    }

    int burst() {
        return burst;
    }
}
