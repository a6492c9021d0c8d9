/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.ipvsadm;

import director.dataplane.ManagedDirector;
import director.dataplane.address.IpAddress;
import director.dataplane.conductor.Catalogue;
import director.dataplane.conductor.Change;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.ipvsadm.Capabilities;
import director.dataplane.ipvsadm.ConfigurationTable;
import director.dataplane.ipvsadm.ConnectionView;
import director.dataplane.ipvsadm.Endpoint;
import director.dataplane.ipvsadm.IpvsException;
import director.dataplane.ipvsadm.IpvsTimeouts;
import director.dataplane.ipvsadm.KernelError;
import director.dataplane.listing.ConnectionPage;
import director.dataplane.listing.WorkerListing;
import director.dataplane.service.SummedLoad;
import director.management.desired.DesiredState;
import director.management.desired.DesiredStore;
import director.management.desired.RefusedException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A director that runs: its configuration is the desired state, and what changes becomes the desired state. */
public final class RunningTarget implements Target {
    private static final IpAddress EVERYBODY = IpAddress.parse("255.255.255.255");
    private static final int PAGE_ROWS = 2_048;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int SCTP = 132;
    private static final String SIP = "sip";

    private final ManagedDirector director;
    private final DesiredStore store;
    private final Capabilities capabilities;

    /**
     * A director.
     *
     * @param director what runs.
     * @param store    what it is to be.
     */
    public RunningTarget(final ManagedDirector director, final DesiredStore store) {
        this.director = director;
        this.store = store;
        final Set<IpAddress> broadcasts = new HashSet<>(Set.of(EVERYBODY));
        store.configuration().ports().forEach(port ->
            port.addresses().forEach(own -> broadcasts.add(broadcast(own))));
        this.capabilities = new Capabilities(name -> director.schedulers().contains(name),
            address -> address.isUnicast() && !broadcasts.contains(address), name -> false, true, false);
    }

    @Override
    public ConfigurationTable configuration() {
        final DesiredState state = store.version().state();
        final ConfigurationTable table = new ConfigurationTable(capabilities);
        state.services().forEach(service -> table.put(IpvsViews.view(service)));
        final ConnectionTimeouts timeouts = state.packets().timeouts();
        table.setTimeouts(
            new IpvsTimeouts(timeouts.tcpSeconds(), timeouts.tcpFinSeconds(), timeouts.udpSeconds()));
        return table;
    }

    @Override
    public void carryOut(final List<Change> changes, final ConfigurationTable result) throws IpvsException {
        try {
            store.change(Wordless.kept(changes, store.version().state().services()), null);
        } catch (final RefusedException e) {
            throw new IpvsException(KernelError.EINVAL,
                "nothing was changed: " + String.valueOf(e.getMessage()).replace("\n", "\ndirector: "));
        }
    }

    @Override
    public Catalogue catalogue() {
        return director.catalogue();
    }

    @Override
    public SummedLoad load() {
        return director.load();
    }

    @Override
    public void forEachConnection(final Consumer<ConnectionView> consumer) {
        final ConnectionPage page = new ConnectionPage(PAGE_ROWS);
        for (final WorkerListing worker : director.listings()) {
            int cursor = 0;
            do {
                worker.read(page, cursor, PATIENCE_NS);
                for (int row = 0; row < page.rows(); row++) {
                    consumer.accept(view(page, row));
                }
                cursor = page.cursor();
            } while (cursor != 0);
        }
    }

    private static ConnectionView view(final ConnectionPage page, final int row) {
        final String data = page.data(row);
        return new ConnectionView(protocol(page.protocol(row)), TimeUnit.NANOSECONDS.toSeconds(page.expiresNs(row)),
            page.state(row),
            endpoint(page.clientHigh(row), page.clientLow(row), page.clientPort(row)),
            endpoint(page.virtualHigh(row), page.virtualLow(row), page.virtualPort(row)),
            endpoint(page.realServerHigh(row), page.realServerLow(row), page.realServerPort(row)),
            data.isEmpty() ? "" : SIP, data);
    }

    private static Endpoint endpoint(final long high, final long low, final int port) {
        return new Endpoint(IpAddress.ofWire(high, low), port);
    }

    private static String protocol(final int number) {
        return switch (number) {
            case TCP -> "TCP";
            case UDP -> "UDP";
            case SCTP -> "SCTP";
            default -> "IP";
        };
    }

    /** The last address of a network; of one that has no broadcast address, the port's own, which cannot be real. */
    private static IpAddress broadcast(final InterfaceAddress own) {
        final int hostBits = own.address().bits() - own.prefixLength();
        if (own.address().ipv6() || hostBits < 2) {
            return EVERYBODY;
        }
        return IpAddress.ipv4((int) own.address().low() | (1 << hostBits) - 1);
    }
}
