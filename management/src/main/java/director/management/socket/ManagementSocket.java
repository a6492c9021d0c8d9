/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.socket;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The open management socket. Opened and closed by one thread; requests are carried out by others from
 * {@link #serve} on.
 */
public final class ManagementSocket implements AutoCloseable {
    /** Threads of Jetty: one accepts, one waits for requests, the others help; requests have virtual ones. */
    private static final int THREADS = 6;
    private static final int THREAD_IDLE_MS = 60_000;
    private static final int HEADER_BYTES = 8 * 1024;
    private static final long IDLE_TIMEOUT_MS = 30_000;
    private static final int STOP_TIMEOUT_MS = 1_000;

    private final SocketSettings settings;
    private final SocketFile file;
    /** With the JDK's queue: Jetty's own asks JMX, and so a tenth of a start, for the size of a cache line. */
    private final QueuedThreadPool threads =
        new QueuedThreadPool(THREADS, THREADS, THREAD_IDLE_MS, new LinkedBlockingQueue<>());
    private final Server server = new Server(threads);
    private final LimitedConnector connector;

    private ManagementSocket(final SocketSettings settings, final SocketFile file) {
        this.settings = settings;
        this.file = file;
        threads.setName("management");
        threads.setReservedThreads(0);
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("management-request-", 0).factory()));
        server.setStopTimeout(STOP_TIMEOUT_MS);
        server.setErrorHandler(new ProblemHandler());
        connector = new LimitedConnector(server, new HttpConnectionFactory(http()), settings.maxConnections());
        connector.setIdleTimeout(IDLE_TIMEOUT_MS);
        connector.setUnixDomainPath(file.fresh());
        server.addConnector(connector);
    }

    /**
     * Claims the path of the socket. Nobody can connect before {@link #serve}.
     *
     * @param settings where it is and who may use it.
     * @return to be closed.
     * @throws SocketException if there cannot be a socket, or if somebody listens there, naming the process.
     */
    public static ManagementSocket claim(final SocketSettings settings) {
        return new ManagementSocket(settings, SocketFile.claim(settings));
    }

    /**
     * Begins to answer.
     *
     * @param routes what there is; of two that fit, the first one counts.
     * @return ends answering when it is closed: no request is carried out any more then.
     * @throws SocketException if the socket cannot be made, or names of users and groups are unknown.
     */
    public Serving serve(final List<Route> routes) {
        try {
            final Router router = new Router(routes, AccessRules.of(settings, Own.user(), file.group()));
            server.setHandler(router);
            server.start();
            file.publish();
            return () -> stop(router);
        } catch (final SocketException e) {
            throw e;
        } catch (final Exception e) {
            throw new SocketException("management socket=" + settings.file() + " cannot be opened: " + e, e);
        }
    }

    /** The time between the first and the last request. */
    @FunctionalInterface
    public interface Serving extends AutoCloseable {
        /** Ends connections and waits for requests that are being carried out. */
        @Override
        void close();
    }

    /**
     * Where it is.
     *
     * @return the file.
     */
    public Path path() {
        return settings.file();
    }

    /**
     * How many connections were closed because there were too many.
     *
     * @return since it was opened.
     */
    public long refusedConnections() {
        return connector.refused();
    }

    /** Removes the socket. */
    @Override
    public void close() {
        try {
            // Nothing is left to stop, unless serving has failed half way.
            server.stop();
        } catch (final Exception e) {
            throw new SocketException("management socket=" + settings.file() + " cannot be closed: " + e, e);
        } finally {
            file.close();
        }
    }

    private void stop(final Router router) {
        try {
            router.refuse();
            server.stop();
            router.awaitIdle();
        } catch (final Exception e) {
            throw new SocketException("management socket=" + settings.file() + " cannot be closed: " + e, e);
        }
    }

    private static HttpConfiguration http() {
        final HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        return http;
    }
}
