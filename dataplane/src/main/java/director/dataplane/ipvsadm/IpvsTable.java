/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import org.jspecify.annotations.Nullable;

/** What commands change. Each call happens whole or, if it throws, not at all. */
public interface IpvsTable extends IpvsView {
    /**
     * Adds a virtual service.
     *
     * @param service its name.
     * @param options how it behaves.
     * @throws IpvsException EEXIST, ENOENT (no such scheduler or persistence engine), EINVAL.
     */
    void addService(ServiceId service, ServiceOptions options) throws IpvsException;

    /**
     * Changes a virtual service, keeping its real servers.
     *
     * @param service its name.
     * @param options how it behaves from now on.
     * @throws IpvsException ESRCH, ENOENT (no such scheduler or persistence engine), EINVAL.
     */
    void editService(ServiceId service, ServiceOptions options) throws IpvsException;

    /**
     * Removes a virtual service with its real servers.
     *
     * @param service its name.
     * @throws IpvsException ESRCH.
     */
    void deleteService(ServiceId service) throws IpvsException;

    /**
     * Adds a real server.
     *
     * @param service its service.
     * @param server  its name.
     * @param options how it is used.
     * @throws IpvsException ESRCH, EEXIST, ERANGE (thresholds), EINVAL (address).
     */
    void addServer(ServiceId service, Endpoint server, ServerOptions options) throws IpvsException;

    /**
     * Changes a real server.
     *
     * @param service its service.
     * @param server  its name.
     * @param options how it is used from now on.
     * @throws IpvsException ESRCH, ENOENT, ERANGE (thresholds).
     */
    void editServer(ServiceId service, Endpoint server, ServerOptions options) throws IpvsException;

    /**
     * Removes a real server.
     *
     * @param service its service.
     * @param server  its name.
     * @throws IpvsException ESRCH, ENOENT.
     */
    void deleteServer(ServiceId service, Endpoint server) throws IpvsException;

    /**
     * Removes all services.
     *
     * @throws IpvsException if that is not allowed.
     */
    void flush() throws IpvsException;

    /**
     * Sets totals to zero.
     *
     * @param service whose; null for all.
     * @throws IpvsException ESRCH.
     */
    void zero(@Nullable ServiceId service) throws IpvsException;

    /**
     * Changes timeouts.
     *
     * @param timeouts the new ones; 0 leaves one as it is.
     * @throws IpvsException EINVAL.
     */
    void setTimeouts(IpvsTimeouts timeouts) throws IpvsException;

    /**
     * Starts a synchronisation daemon.
     *
     * @param daemon what it is.
     * @throws IpvsException EEXIST, ENODEV.
     */
    void startDaemon(SyncDaemon daemon) throws IpvsException;

    /**
     * Stops a synchronisation daemon.
     *
     * @param role which one.
     * @throws IpvsException ESRCH.
     */
    void stopDaemon(SyncDaemon.Role role) throws IpvsException;
}
