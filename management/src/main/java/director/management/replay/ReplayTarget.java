/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import director.dataplane.address.IpAddress;
import director.dataplane.conductor.BatchException;
import director.dataplane.conductor.Catalogue;
import director.dataplane.conductor.Change;
import director.dataplane.ipvsadm.Capabilities;
import director.dataplane.ipvsadm.ConfigurationTable;
import director.dataplane.ipvsadm.ConnectionView;
import director.dataplane.ipvsadm.Endpoint;
import director.dataplane.replay.ListedConnection;
import director.dataplane.replay.NotSupportedException;
import director.dataplane.replay.ReplayDirector;
import director.dataplane.service.SummedLoad;
import director.management.ipvsadm.Target;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A {@link ReplayDirector}: what it cannot do is a {@link NotSupportedException}, and nothing has changed then.
 * Synchronisation daemons are listed, but neither send nor receive.
 */
final class ReplayTarget implements Target {
    /** Those of Linux, whether or not the director has them: another name is an error of whoever wrote it. */
    private static final Set<String> SCHEDULERS = Set.of("rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed",
        "nq", "fo", "ovf", "mh");
    /** The broadcast addresses of the director's networks. */
    private static final Set<String> BROADCASTS = Set.of("10.0.0.255", "10.9.255.255", "255.255.255.255");
    /** The real port as recordings name it. */
    private static final String INTERFACE = "rs0";
    private static final String SIP = "sip";

    private final ReplayDirector director;
    private ConfigurationTable configuration;

    ReplayTarget(final ReplayDirector director) {
        this.director = director;
        this.configuration = new ConfigurationTable(Capabilities.ofLinux(
            name -> SCHEDULERS.contains(name) || director.hasScheduler(name),
            address -> !address.isMulticast() && !BROADCASTS.contains(address.toString()), INTERFACE::equals));
    }

    @Override
    public ConfigurationTable configuration() {
        return configuration.copy();
    }

    @Override
    public void carryOut(final List<Change> changes, final ConfigurationTable result) {
        try {
            if (!changes.isEmpty()) {
                director.change(proxy -> proxy.apply(changes));
            }
        } catch (final BatchException e) {
            throw new NotSupportedException(String.valueOf(e.reason().getMessage()));
        }
        configuration = result;
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
        director.connections().forEach(connection -> consumer.accept(view(connection)));
    }

    private static ConnectionView view(final ListedConnection connection) {
        final String callId = connection.callId();
        return new ConnectionView(connection.protocol(), connection.expiresSeconds(), connection.state(),
            endpoint(connection.clientAddress(), connection.clientPort()),
            endpoint(connection.virtualAddress(), connection.virtualPort()),
            endpoint(connection.destinationAddress(), connection.destinationPort()),
            callId == null ? "" : SIP, callId == null ? "" : callId);
    }

    private static Endpoint endpoint(final String address, final int port) {
        return new Endpoint(IpAddress.parse(address), port);
    }
}
