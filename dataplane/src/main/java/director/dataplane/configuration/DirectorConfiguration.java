/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import java.util.List;
import java.util.Set;

/**
 * Everything a director is told when it starts.
 *
 * @param memory   packet and connection memory.
 * @param ports    at least one.
 * @param workers  the threads that carry packets.
 * @param services what is balanced; may be empty.
 * @param packets  how packets are treated besides.
 * @param localPorts the ports of local addresses.
 * @param clients  what a client is to limits.
 */
public record DirectorConfiguration(
    MemorySettings memory,
    List<PortSettings> ports,
    WorkerSettings workers,
    List<ServiceSettings> services,
    PacketSettings packets,
    LocalPortSettings localPorts,
    ClientSettings clients) {
    /** Keeps copies of the lists. */
    public DirectorConfiguration {
        ports = List.copyOf(ports);
        services = List.copyOf(services);
    }

    /**
     * A director that uses the usual ports of its local addresses.
     *
     * @param memory   packet and connection memory.
     * @param ports    at least one.
     * @param workers  the threads that carry packets.
     * @param services what is balanced; may be empty.
     * @param packets  how packets are treated besides.
     */
    public DirectorConfiguration(
        final MemorySettings memory,
        final List<PortSettings> ports,
        final WorkerSettings workers,
        final List<ServiceSettings> services,
        final PacketSettings packets) {
        this(memory, ports, workers, services, packets, LocalPortSettings.DEFAULT,
            ClientSettings.DEFAULT);
    }

    /**
     * A director that treats packets as Linux begins to.
     *
     * @param memory   packet and connection memory.
     * @param ports    at least one.
     * @param workers  the threads that carry packets.
     * @param services what is balanced; may be empty.
     */
    public DirectorConfiguration(
        final MemorySettings memory,
        final List<PortSettings> ports,
        final WorkerSettings workers,
        final List<ServiceSettings> services) {
        this(memory, ports, workers, services, PacketSettings.INITIAL);
    }

    /**
     * Validates everything once.
     *
     * @param registeredSchedulers the names that a service may give.
     * @return this configuration, now known to be consistent.
     * @throws ConfigurationException naming every problem.
     */
    public DirectorConfiguration conclude(final Set<String> registeredSchedulers) {
        return conclude(registeredSchedulers, new Problems());
    }

    /**
     * Validates everything once, for a reader that already knows of problems. Values that it could not read stand here
     * as placeholders: what concerns them is not reported a second time.
     *
     * @param registeredSchedulers the names that a service may give.
     * @param problems             what is known; what is found is added.
     * @return this configuration, now known to be consistent.
     * @throws ConfigurationException naming every problem, known or found.
     */
    public DirectorConfiguration conclude(final Set<String> registeredSchedulers, final Problems problems) {
        final ValueRules values = new ValueRules(problems);
        values.checkMemory(memory);
        values.checkWorkers(workers);
        values.checkPorts(ports);
        new VlanRules(problems).check(ports);
        new BondRules(problems).check(ports);
        new ServiceRules(problems).check(services, registeredSchedulers);
        new PacketRules(problems).check(packets, ports);
        new KernelRules(problems).check(packets.host(), ports);
        new RelationRules(this, problems).check();
        new LocalAddressRules(this, problems).check();
        new SnatRules(this, problems).check();
        new PolicyRules(problems).check(this);
        problems.throwIfAny();
        return this;
    }
}
