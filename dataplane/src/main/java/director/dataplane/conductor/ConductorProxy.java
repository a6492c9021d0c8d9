/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.MarkRule;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.Sysctl;
import director.dataplane.service.ServiceKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * How everybody else talks to the conductor. Every method may be called from any thread and does not wait; the answer
 * completes when the workers can see the change, or exceptionally with a {@link ServiceException} or
 * {@link director.schedulers.SchedulerException} when it was refused and nothing has changed.
 */
public final class ConductorProxy {
    private static final int CAPACITY = 1_024;

    private final ManyToOneConcurrentArrayQueue<Command> queue = new ManyToOneConcurrentArrayQueue<>(CAPACITY);
    private volatile boolean closed;

    ConductorProxy() {
    }

    /**
     * Carries out changes as one: the workers see all of them from one snapshot on, or none if one is refused. A
     * scheduler hears once of all that changes in the list of its service.
     *
     * @param changes in their order, each valid after those before it.
     * @return the answer; exceptionally with a {@link BatchException} that names the change that was refused.
     */
    public CompletableFuture<@Nullable Void> apply(final List<Change> changes) {
        final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        if (closed) {
            done.completeExceptionally(stopped());
        } else if (!queue.offer(new Command(List.copyOf(changes), done))) {
            done.completeExceptionally(new ServiceException(
                "more than " + CAPACITY + " changes wait for the conductor: try again later"));
        } else if (closed) {
            done.completeExceptionally(stopped());
        }
        return done;
    }

    /**
     * Makes addresses the director's own, whether or not a service has them.
     *
     * @param addresses unicast addresses.
     * @return the answer.
     */
    public CompletableFuture<@Nullable Void> addAddresses(final IpPrefix addresses) {
        return one(new Change.AddAddresses(addresses));
    }

    /**
     * Gives a firewall mark to packets. The rule overrides all before it.
     *
     * @param rule which packets, and their mark.
     * @return the answer.
     */
    public CompletableFuture<@Nullable Void> addMarkRule(final MarkRule rule) {
        return one(new Change.AddMarkRule(rule));
    }

    /**
     * Sets how packets are treated.
     *
     * @param sysctl which setting.
     * @param value  within its limits.
     * @return the answer; exceptionally with an {@link IllegalArgumentException} if it is not.
     */
    public CompletableFuture<@Nullable Void> set(final Sysctl sysctl, final int value) {
        return one(new Change.SetSysctl(sysctl, value));
    }

    /**
     * Adds a virtual service with its real servers.
     *
     * @param settings a valid service.
     * @return the answer.
     */
    public CompletableFuture<@Nullable Void> addService(final ServiceSettings settings) {
        return one(new Change.AddService(settings));
    }

    /**
     * Sets how long connections live without a packet, from their next packet on.
     *
     * @param timeouts all of them.
     * @return the answer.
     */
    public CompletableFuture<@Nullable Void> set(final ConnectionTimeouts timeouts) {
        return one(new Change.SetTimeouts(timeouts));
    }

    /**
     * Changes a virtual service: its scheduler, persistence and one-packet scheduling. Connections and real servers are
     * not touched.
     *
     * @param settings of a service that exists; the real servers in them are ignored.
     * @return the answer.
     */
    public CompletableFuture<@Nullable Void> editService(final ServiceSettings settings) {
        return one(new Change.EditService(settings));
    }

    /**
     * Deletes a virtual service.
     *
     * @param service which.
     * @return the answer.
     */
    public CompletableFuture<@Nullable Void> deleteService(final ServiceKey service) {
        return one(new Change.DeleteService(service));
    }

    /**
     * Adds a real server to a virtual service.
     *
     * @param service    which.
     * @param realServer a valid real server.
     * @return the answer.
     */
    public CompletableFuture<@Nullable Void> addRealServer(
        final ServiceKey service,
        final RealServerSettings realServer) {
        return one(new Change.AddRealServer(service, realServer));
    }

    /**
     * Gives a real server another weight. Its connections are not touched.
     *
     * @param service    which.
     * @param realServer address and port of one that exists, and its new weight.
     * @return the answer.
     */
    public CompletableFuture<@Nullable Void> editRealServer(
        final ServiceKey service,
        final RealServerSettings realServer) {
        return one(new Change.EditRealServer(service, realServer));
    }

    /**
     * Deletes a real server from a virtual service. Its connections go on until they end.
     *
     * @param service    which.
     * @param realServer address and port of one that exists.
     * @return the answer.
     */
    public CompletableFuture<@Nullable Void> deleteRealServer(
        final ServiceKey service,
        final RealServerSettings realServer) {
        return one(new Change.DeleteRealServer(service, realServer));
    }

    /**
     * Sets the totals and rates of a virtual service and of its real servers to zero.
     *
     * @param service which.
     * @return the answer.
     */
    public CompletableFuture<@Nullable Void> zero(final ServiceKey service) {
        return one(new Change.Zero(service));
    }

    /**
     * Sets the totals and rates of all services and real servers to zero.
     *
     * @return the answer.
     */
    public CompletableFuture<@Nullable Void> zero() {
        return one(new Change.Zero(null));
    }

    int drain(final Consumer<Command> handler, final int limit) {
        return queue.drain(handler, limit);
    }

    /** Refuses what waits and what comes. From the conductor's thread. */
    void close() {
        closed = true;
        queue.drain(command -> command.done().completeExceptionally(stopped()));
    }

    private CompletableFuture<@Nullable Void> one(final Change change) {
        // Who asks for one change knows which was refused.
        return apply(List.of(change)).exceptionallyCompose(thrown ->
            CompletableFuture.failedFuture(thrown instanceof BatchException batch ? batch.reason() : thrown));
    }

    private static ServiceException stopped() {
        return new ServiceException("the director has stopped");
    }
}
