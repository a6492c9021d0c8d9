/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import director.dataplane.address.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A table that holds configuration and refuses what the kernel refuses, but handles no packet: it has no connections
 * and its figures stay zero. Not thread-safe.
 */
public final class ConfigurationTable implements IpvsTable {
    private static final int TABLE_SIZE = 4096;
    private static final IpvsTimeouts DEFAULT_TIMEOUTS = new IpvsTimeouts(900, 120, 300);

    private final Map<ServiceId, Entry> services = new LinkedHashMap<>();
    private final DaemonTable daemons;
    private final Capabilities capabilities;
    private IpvsTimeouts timeouts = DEFAULT_TIMEOUTS;

    /**
     * An empty table.
     *
     * @param capabilities what it accepts.
     */
    public ConfigurationTable(final Capabilities capabilities) {
        this.capabilities = capabilities;
        this.daemons = new DaemonTable(capabilities.interfaces());
    }

    /**
     * An empty table that accepts what Linux does.
     *
     * @param schedulers which names are schedulers.
     * @param unicast    which addresses a real server may have.
     * @param interfaces which names are network interfaces.
     */
    public ConfigurationTable(final Predicate<String> schedulers, final Predicate<IpAddress> unicast,
            final Predicate<String> interfaces) {
        this(Capabilities.ofLinux(schedulers, unicast, interfaces));
    }

    /**
     * Adds what exists already, so that it is not checked.
     *
     * @param service a service that the table does not have, with its real servers, the newest first.
     */
    public void put(final ServiceView service) {
        final Entry entry = new Entry(service.options());
        service.servers().reversed().forEach(server -> entry.servers.put(server.server(), server.options()));
        services.put(service.service(), entry);
    }

    /**
     * How a real server is configured.
     *
     * @param service its service.
     * @param server  its name.
     * @return its options.
     * @throws IpvsException ESRCH, ENOENT.
     */
    public ServerOptions server(final ServiceId service, final Endpoint server) throws IpvsException {
        final ServerOptions options = entry(service).servers.get(server);
        if (options == null) {
            throw new IpvsException(KernelError.ENOENT);
        }
        return options;
    }

    /**
     * The same table, to be changed while this one stays as it is.
     *
     * @return a copy.
     */
    public ConfigurationTable copy() {
        final ConfigurationTable copy = new ConfigurationTable(capabilities);
        services().forEach(copy::put);
        copy.timeouts = timeouts;
        copy.daemons.takeOver(daemons);
        return copy;
    }

    /** A service with its real servers, the oldest first. */
    private static final class Entry {
        private final LinkedHashMap<Endpoint, ServerOptions> servers = new LinkedHashMap<>();
        private ServiceOptions options;

        Entry(final ServiceOptions options) {
            this.options = options;
        }

        void needs(final Endpoint server) throws IpvsException {
            refuseIf(!servers.containsKey(server), KernelError.ENOENT);
        }
    }

    @Override
    public void addService(final ServiceId service, final ServiceOptions options) throws IpvsException {
        refuseIf(services.containsKey(service), KernelError.EEXIST);
        check(service, options);
        services.put(service, new Entry(options));
    }

    @Override
    public void editService(final ServiceId service, final ServiceOptions options) throws IpvsException {
        final Entry entry = entry(service);
        check(service, options);
        entry.options = options;
    }

    private void check(final ServiceId service, final ServiceOptions options) throws IpvsException {
        final String engine = options.persistenceEngine();
        refuseIf(!capabilities.schedulers().test(options.scheduler()) || (!engine.isEmpty() && !"sip".equals(engine)),
            KernelError.ENOENT);
        refuseIf(service.ipv6() && (options.netmask() < 1 || options.netmask() > ServiceOptions.WHOLE_IPV6),
            KernelError.EINVAL);
        if (options.persistent() && !service.ipv6() && capabilities.prefixesOnly() && !isPrefix(options.netmask())) {
            throw new IpvsException(KernelError.EINVAL, "netmask " + IpAddress.ipv4(options.netmask())
                + " is not the beginning of an address: give one like 255.255.255.0");
        }
    }

    /** Ones, and then nothing but zeros. */
    private static boolean isPrefix(final int netmask) {
        final int zeros = ~netmask;
        return (zeros & zeros + 1) == 0;
    }

    @Override
    public void deleteService(final ServiceId service) throws IpvsException {
        entry(service);
        services.remove(service);
    }

    @Override
    public void addServer(final ServiceId service, final Endpoint server, final ServerOptions options)
            throws IpvsException {
        final Entry entry = entry(service);
        refuseIf(options.lower() > options.upper(), KernelError.ERANGE);
        refuseIf(entry.servers.containsKey(server), KernelError.EEXIST);
        refuseIf(!capabilities.unicast().test(server.address()), KernelError.EINVAL);
        entry.servers.put(server, options);
    }

    @Override
    public void editServer(final ServiceId service, final Endpoint server, final ServerOptions options)
            throws IpvsException {
        final Entry entry = entry(service);
        refuseIf(options.lower() > options.upper(), KernelError.ERANGE);
        entry.needs(server);
        entry.servers.put(server, options);
    }

    @Override
    public void deleteServer(final ServiceId service, final Endpoint server) throws IpvsException {
        final Entry entry = entry(service);
        entry.needs(server);
        entry.servers.remove(server);
    }

    @Override
    public void flush() {
        services.clear();
    }

    @Override
    public void zero(final @Nullable ServiceId service) throws IpvsException {
        if (service != null) {
            entry(service);
        }
    }

    @Override
    public void setTimeouts(final IpvsTimeouts wanted) {
        timeouts = new IpvsTimeouts(orElse(wanted.tcp(), timeouts.tcp()), orElse(wanted.tcpFin(), timeouts.tcpFin()),
            orElse(wanted.udp(), timeouts.udp()));
    }

    private static int orElse(final int wanted, final int before) {
        return wanted == 0 ? before : wanted;
    }

    @Override
    public void startDaemon(final SyncDaemon daemon) throws IpvsException {
        if (!capabilities.synchronises()) {
            throw new IpvsException(KernelError.ENOSYS,
                "this director does not synchronise its connections with others: it has no daemon to start");
        }
        daemons.start(daemon);
    }

    @Override
    public void stopDaemon(final SyncDaemon.Role role) throws IpvsException {
        daemons.stop(role);
    }

    @Override
    public List<ServiceView> services() {
        final List<ServiceView> views = new ArrayList<>(services.size());
        services.forEach((service, entry) -> views.add(view(service, entry)));
        return views;
    }

    @Override
    public @Nullable ServiceView service(final ServiceId service) {
        final Entry entry = services.get(service);
        return entry == null ? null : view(service, entry);
    }

    @Override
    public void forEachConnection(final Consumer<ConnectionView> consumer) {
        // It handles no packet.
    }

    @Override
    public IpvsTimeouts timeouts() {
        return timeouts;
    }

    @Override
    public List<SyncDaemon> daemons() {
        return daemons.running();
    }

    @Override
    public int connectionTableSize() {
        return TABLE_SIZE;
    }

    private Entry entry(final ServiceId service) throws IpvsException {
        final Entry entry = services.get(service);
        if (entry == null) {
            throw new IpvsException(KernelError.ESRCH);
        }
        return entry;
    }

    private static ServiceView view(final ServiceId service, final Entry entry) {
        return new ServiceView(service, entry.options, Statistics.ZERO, Statistics.ZERO,
            entry.servers.sequencedEntrySet().reversed().stream()
                .map(server -> view(server.getKey(), server.getValue()))
                .toList());
    }

    private static ServerView view(final Endpoint server, final ServerOptions options) {
        return new ServerView(server, options, 0, 0, 0, Statistics.ZERO, Statistics.ZERO);
    }

    private static void refuseIf(final boolean wrong, final KernelError error) throws IpvsException {
        if (wrong) {
            throw new IpvsException(error);
        }
    }
}
