/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.socket;

import director.dataplane.machine.Peer;
import director.management.socket.ProblemException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Leads each request to its route, once it is known who asks and whether they may. From Jetty's threads. */
final class Router extends Handler.Abstract {
    private static final System.Logger LOGGER = System.getLogger(Router.class.getName());

    private final List<Route> routes;
    private final AccessRules access;
    private final RequestGate requests = new RequestGate();

    Router(final List<Route> routes, final AccessRules access) {
        this.routes = List.copyOf(routes);
        this.access = access;
    }

    /** Carries out nothing more. From any thread. */
    void refuse() {
        requests.close();
    }

    /** Waits until nothing is being carried out. Connections have to be closed before, as readers may be slow. */
    void awaitIdle() throws InterruptedException {
        requests.awaitIdle();
    }

    @Override
    public boolean handle(final Request request, final Response response, final Callback callback) throws Exception {
        if (!requests.begin()) {
            send(new ProblemException(Kind.UNAVAILABLE, "the director is stopping").reply(), request, response,
                callback);
            return true;
        }
        try {
            answer(request, response, callback);
        } finally {
            requests.end();
        }
        return true;
    }

    private void answer(final Request request, final Response response, final Callback callback) throws Exception {
        Reply reply;
        try {
            reply = carryOut(request);
        } catch (final ProblemException e) {
            reply = e.reply();
        } catch (final IOException e) {
            // The asker went away, or was too slow.
            callback.failed(e);
            return;
        } catch (final RuntimeException e) {
            LOGGER.log(Level.ERROR, request.getMethod() + " " + request.getHttpURI().getPath() + " failed", e);
            reply = new ProblemException(Kind.INTERNAL, "the director failed to carry this out, and its log says why: "
                + "please report it").reply();
        }
        send(reply, request, response, callback);
    }

    private Reply carryOut(final Request request) throws Exception {
        final Peer peer = peer(request);
        final Access allowed = access.of(peer);
        if (allowed == Access.NONE) {
            throw new ProblemException(Kind.FORBIDDEN, peer + " may not use this socket: ask the director's "
                + "administrator to add the user to the group of the socket");
        }
        final List<String> segments = RequestPath.segments(request.getHttpURI().getPath());
        final SortedSet<String> methods = new TreeSet<>();
        for (final Route route : routes) {
            final Map<String, String> parameters = route.match(segments);
            if (parameters != null && route.takes(request.getMethod())) {
                return carryOut(request, route, new Exchange(request, route, parameters, peer), allowed);
            } else if (parameters != null) {
                methods.add(route.method());
            }
        }
        throw methods.isEmpty() ? new ProblemException(Kind.NOT_FOUND,
            "there is nothing at this path: GET /v1/openapi.yaml lists those that there are")
            : notAllowed(request.getMethod(), methods);
    }

    private static Reply carryOut(
        final Request request, final Route route, final Exchange exchange, final Access allowed) throws Exception {
        if (route.reads()) {
            return route.handler().handle(exchange);
        } else if (allowed != Access.CHANGE) {
            throw new ProblemException(Kind.FORBIDDEN, exchange.peer() + " may only read: ask the director's "
                + "administrator for more");
        }
        final String what = request.getMethod() + " " + request.getHttpURI().getPath() + " by " + exchange.peer();
        try {
            final Reply reply = route.handler().handle(exchange);
            LOGGER.log(Level.INFO, what + ": " + reply.status());
            return reply;
        } catch (final ProblemException e) {
            LOGGER.log(Level.INFO, what + ": " + e.kind().status() + ", " + e.getMessage());
            throw e;
        }
    }

    private static ProblemException notAllowed(final String method, final SortedSet<String> methods) {
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        final String allowed = String.join(", ", methods);
        return new ProblemException(Kind.METHOD_NOT_ALLOWED, method + " is not for this path: use " + allowed,
            List.of(), Map.of("Allow", allowed), null);
    }

    private static void send(
        final Reply reply, final Request request, final Response response, final Callback callback) {
        response.setStatus(reply.status());
        reply.headers().forEach((name, value) -> response.getHeaders().put(new HttpField(name, value)));
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        if (reply.type() != null) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.type());
        }
        final Reply.Stream stream = reply.stream();
        if (stream == null) {
            final byte[] content = reply.content() == null ? new byte[0] : reply.content();
            response.write(true, ByteBuffer.wrap(content), callback);
        } else {
            stream(stream, request, response, callback);
        }
    }

    private static void stream(
        final Reply.Stream stream, final Request request, final Response response, final Callback callback) {
        if (request.getMethod().equals("HEAD")) {
            response.write(true, ByteBuffer.allocate(0), callback);
            return;
        }
        try (OutputStream out = Response.asBufferedOutputStream(request, response)) {
            stream.writeTo(out);
        } catch (final EofException e) {
            callback.failed(e);
            return;
        } catch (final IOException e) {
            LOGGER.log(Level.DEBUG, "the reader of " + request.getHttpURI().getPath() + " went away", e);
            callback.failed(e);
            return;
        }
        callback.succeeded();
    }

    private static Peer peer(final Request request) {
        final EndPoint end = request.getConnectionMetaData().getConnection().getEndPoint();
        if (end instanceof SocketChannelEndPoint channelEnd) {
            final SocketChannel channel = channelEnd.getChannel();
            return Peer.of(channel);
        }
        throw new IllegalStateException("a connection that is no socket: " + end);
    }
}
