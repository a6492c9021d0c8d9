/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What listings read. An answer is a moment's picture; implementations say from which thread they may be called. */
public interface IpvsView {
    /**
     * All virtual services.
     *
     * @return the services, in the table's own order.
     */
    List<ServiceView> services();

    /**
     * All virtual services as they are configured: with the weights that were given, whether or not a health check
     * lets them count, and perhaps without figures. This is what is saved.
     *
     * @return the services, in the table's own order.
     */
    default List<ServiceView> configured() {
        return services();
    }

    /**
     * One virtual service.
     *
     * @param service its name.
     * @return the service, or null if there is none.
     */
    @Nullable ServiceView service(ServiceId service);

    /**
     * Shows every connection, without holding them all.
     *
     * @param consumer called once for each, templates included.
     */
    void forEachConnection(Consumer<ConnectionView> consumer);

    /**
     * The timeouts.
     *
     * @return the timeouts in force.
     */
    IpvsTimeouts timeouts();

    /**
     * The synchronisation daemons that run.
     *
     * @return none, one or two, the master first.
     */
    List<SyncDaemon> daemons();

    /**
     * The size that the first line of listings tells.
     *
     * @return the buckets of the connection table.
     */
    int connectionTableSize();
}
