/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import org.jspecify.annotations.Nullable;

/** What a command line asks for, its arguments checked as far as the grammar goes. */
public sealed interface IpvsadmCommand {
    /**
     * {@code -A}.
     *
     * @param service the new service.
     * @param options how it behaves.
     */
    record AddService(ServiceId service, ServiceOptions options) implements IpvsadmCommand {
    }

    /**
     * {@code -E}.
     *
     * @param service the service.
     * @param options how it behaves from now on.
     */
    record EditService(ServiceId service, ServiceOptions options) implements IpvsadmCommand {
    }

    /**
     * {@code -D}.
     *
     * @param service the service.
     */
    record DeleteService(ServiceId service) implements IpvsadmCommand {
    }

    /**
     * {@code -a}.
     *
     * @param service the service.
     * @param server  its new real server.
     * @param options how it is used.
     */
    record AddServer(ServiceId service, Endpoint server, ServerOptions options) implements IpvsadmCommand {
    }

    /**
     * {@code -e}.
     *
     * @param service the service.
     * @param server  one of its real servers.
     * @param options how it is used from now on.
     */
    record EditServer(ServiceId service, Endpoint server, ServerOptions options) implements IpvsadmCommand {
    }

    /**
     * {@code -d}.
     *
     * @param service the service.
     * @param server  one of its real servers.
     */
    record DeleteServer(ServiceId service, Endpoint server) implements IpvsadmCommand {
    }

    /** {@code -C}. */
    record Flush() implements IpvsadmCommand {
    }

    /**
     * {@code -Z}.
     *
     * @param service whose counters become zero; null for all.
     */
    record Zero(@Nullable ServiceId service) implements IpvsadmCommand {
    }

    /**
     * {@code -L}.
     *
     * @param service the only service to list; null for all.
     * @param listing what of it.
     */
    record List(@Nullable ServiceId service, Listing listing) implements IpvsadmCommand {
    }

    /** {@code -S}. */
    record Save() implements IpvsadmCommand {
    }

    /** {@code -R}. */
    record Restore() implements IpvsadmCommand {
    }

    /**
     * {@code --set}.
     *
     * @param timeouts the timeouts.
     */
    record SetTimeouts(IpvsTimeouts timeouts) implements IpvsadmCommand {
    }

    /**
     * {@code --start-daemon}.
     *
     * @param daemon the daemon.
     */
    record StartDaemon(SyncDaemon daemon) implements IpvsadmCommand {
    }

    /**
     * {@code --stop-daemon}.
     *
     * @param role which one.
     */
    record StopDaemon(SyncDaemon.Role role) implements IpvsadmCommand {
    }

    /** {@code -h}. */
    record Help() implements IpvsadmCommand {
    }

    /** {@code -v}. */
    record Version() implements IpvsadmCommand {
    }
}
