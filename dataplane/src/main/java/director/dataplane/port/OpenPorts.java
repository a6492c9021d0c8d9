/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.Eal;
import director.bindings.EalOptions;
import director.bindings.Mbuf;
import director.bindings.Mempool;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.MemorySettings;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortDevice;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.SubInterface;
import director.dataplane.ownership.OwnerHash;
import director.dataplane.ownership.Owners;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** DPDK with the pools and the ports of a director. From the thread that starts and stops the director. */
public final class OpenPorts implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(OpenPorts.class.getName());
    private static final Pattern PCI_ADDRESS =
        Pattern.compile("([0-9a-fA-F]{4}:)?[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\\.[0-7]");
    /** An AF_XDP port takes along what is in its fill and completion rings, which are of one length, when it closes. */
    private static final int AF_XDP_RINGS = 2;

    private final Eal eal;
    private final Mempools pools;
    private final List<OpenPort> ports;
    private final List<KernelPort> kernelPorts;
    private final int keptByDrivers;

    private OpenPorts(
        final Eal eal,
        final Mempools pools,
        final List<OpenPort> ports,
        final List<KernelPort> kernelPorts,
        final int keptByDrivers) {
        this.eal = eal;
        this.pools = pools;
        this.ports = ports;
        this.kernelPorts = kernelPorts;
        this.keptByDrivers = keptByDrivers;
    }

    /**
     * Starts DPDK, makes the pools, opens the ports.
     *
     * @param configuration concluded.
     * @param hugePages     whether memory is taken from huge pages.
     * @param core          for DPDK's own threads.
     * @param hash          by which several workers own clients.
     * @param before        what is done with DPDK and the first pool before the first port is opened; it may throw.
     * @return everything open; on failure nothing is left open.
     * @throws director.bindings.DpdkException            if DPDK refuses any step.
     * @throws director.bindings.DpdkUnavailableException if DPDK is missing or of an unknown version.
     * @throws director.dataplane.machine.UnavailableException if the kernel refuses to have the addresses of a port.
     */
    public static OpenPorts open(
        final DirectorConfiguration configuration,
        final boolean hugePages,
        final int core,
        final OwnerHash hash,
        final BiConsumer<Eal, Mempool> before) {
        final QueuePlan queues = new QueuePlan(configuration.workers().cores().size(), hash);
        final MempoolPlan plan = MempoolPlan.of(configuration);
        if (plan.workers() > 1) {
            LOGGER.log(Level.INFO, plan.words());
        }
        final List<PortSettings> settings = configuration.ports();
        final MemorySettings memory = configuration.memory();
        final EalOptions base = hugePages ? EalOptions.hugePages(core, memory.megabytes())
            : EalOptions.noHugePages(core, memory.megabytes());
        final Eal eal = Eal.init(base.withPciDevices(pciDevices(settings)));
        final List<OpenPort> ports = new ArrayList<>();
        final List<KernelPort> kernelPorts = new ArrayList<>();
        OpenPorts open = null;
        Mempools pools = null;
        try {
            pools = Mempools.open(eal, plan, dataRoom(settings));
            before.accept(eal, pools.of(0));
            int kept = 0;
            for (int i = 0; i < settings.size(); i++) {
                final PortSettings port = settings.get(i);
                if (port.subInterface() == null) {
                    final int inUse = pools.inUse();
                    ports.add(OpenPort.open(eal, port, i, pools, queues, port.vlans(settings)));
                    kept += port.pmd() == Pmd.AF_XDP ? AF_XDP_RINGS * (pools.inUse() - inUse) : 0;
                }
            }
            for (int i = 0; configuration.packets().host().usesKernel() && i < settings.size(); i++) {
                kernelPorts.add(
                    KernelPort.open(eal, settings.get(i), i, mac(settings, i, ports), pools, queues.workers()));
            }
            open = new OpenPorts(eal, pools, ports, kernelPorts, kept);
            return open;
        } finally {
            if (open == null) {
                kernelPorts.forEach(KernelPort::close);
                ports.forEach(OpenPort::close);
                if (pools != null) {
                    pools.close();
                }
                eal.close();
            }
        }
    }

    /**
     * DPDK itself.
     *
     * @return initialised until {@link #close}.
     */
    public Eal eal() {
        return eal;
    }

    /**
     * Where mbufs come from.
     *
     * @return open until {@link #close}.
     */
    public Mempools pools() {
        return pools;
    }

    /**
     * The ports in their order, but for VLANs, which have that of their parent.
     *
     * @return started until {@link #close}.
     */
    public List<OpenPort> ports() {
        return ports;
    }

    /**
     * How many places a table has that shares clients out among workers: those of the port with the smallest one, so
     * that each port can be told to do the same.
     *
     * @return a power of two.
     */
    public int places() {
        return ports.stream().mapToInt(port -> port.ethernet().info().redirectionTableSize())
            .filter(size -> size > 0).map(Integer::highestOneBit).reduce(Owners.PLACES, Math::min);
    }

    /**
     * Interfaces of the ports in the kernel, VLANs among them.
     *
     * @return one for each port of the configuration, in their order, or none at all.
     */
    public List<KernelPort> kernelPorts() {
        return kernelPorts;
    }

    /** Stops and closes everything; says so if a packet buffer did not come back. */
    @Override
    public void close() {
        kernelPorts.forEach(KernelPort::close);
        ports.forEach(OpenPort::close);
        final int lost = pools.inUse();
        if (lost > keptByDrivers) {
            LOGGER.log(Level.ERROR, lost + " of " + pools.size() + " mbufs did not come back: please report");
        }
        pools.close();
        eal.close();
    }

    /** A VLAN has that of its parent. */
    private static long mac(final List<PortSettings> settings, final int place, final List<OpenPort> open) {
        final PortSettings port = settings.get(place);
        return open.stream()
            .filter(other -> other.place() == place || other.settings().vlans(settings).contains(port))
            .findFirst().orElseThrow().ethernet().macAddress();
    }

    private static List<String> pciDevices(final List<PortSettings> settings) {
        final List<String> addresses = new ArrayList<>();
        for (final PortSettings port : settings) {
            for (final PortDevice opened : port.devices()) {
                final String device = opened.device();
                if (device != null && PCI_ADDRESS.matcher(device.split(",", 2)[0]).matches()) {
                    addresses.add(device);
                }
            }
        }
        return addresses;
    }

    /**
     * How long mbufs are: a frame of the longest packet of any port fits into one, so that no port has to receive or
     * send packets in several.
     *
     * @param settings all ports.
     * @return bytes, headroom and the second tag of VLANs included.
     */
    static int dataRoom(final List<PortSettings> settings) {
        final boolean twoTags = settings.stream().map(PortSettings::subInterface)
            .anyMatch(vlan -> vlan != null && vlan.outerVlan() != SubInterface.NONE);
        return settings.stream().mapToInt(PortSettings::longestFrame).max().orElse(0)
            + (twoTags ? SubInterface.TAG_BYTES : 0) + Mbuf.HEADROOM;
    }
}
