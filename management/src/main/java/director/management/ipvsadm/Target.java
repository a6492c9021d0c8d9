/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.ipvsadm;

import director.dataplane.conductor.Catalogue;
import director.dataplane.conductor.Change;
import director.dataplane.ipvsadm.ConfigurationTable;
import director.dataplane.ipvsadm.ConnectionView;
import director.dataplane.ipvsadm.IpvsException;
import director.dataplane.service.SummedLoad;
import java.util.List;
import java.util.function.Consumer;

/** The director that a {@link DirectorTable} is about. */
public interface Target {
    /**
     * What is configured at the moment.
     *
     * @return a copy, which the caller may change.
     */
    ConfigurationTable configuration();

    /**
     * Carries out changes, all or nothing.
     *
     * @param changes in their order; none if only daemons were started or stopped, or everything was refused.
     * @param result  the configuration that comes of them.
     * @throws IpvsException if they are refused; nothing has changed then.
     */
    void carryOut(List<Change> changes, ConfigurationTable result) throws IpvsException;

    /**
     * What the conductor knows of services.
     *
     * @return that of the moment.
     */
    Catalogue catalogue();

    /**
     * What real servers have to do.
     *
     * @return by the numbers of the catalogue.
     */
    SummedLoad load();

    /**
     * Shows every connection, without holding them all.
     *
     * @param consumer called once for each, templates included.
     */
    void forEachConnection(Consumer<ConnectionView> consumer);
}
