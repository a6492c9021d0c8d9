/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.socket;

import director.dataplane.machine.Peer;
import director.management.socket.ProblemException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** A request that has found its route. For the thread that carries it out. */
public final class Exchange {
    private final Request request;
    private final Route route;
    private final Map<String, String> parameters;
    private final Peer peer;

    Exchange(final Request request, final Route route, final Map<String, String> parameters, final Peer peer) {
        this.request = request;
        this.route = route;
        this.parameters = parameters;
        this.peer = peer;
    }

    /**
     * Who asks.
     *
     * @return the process at the other end.
     */
    public Peer peer() {
        return peer;
    }

    /**
     * A variable part of the path.
     *
     * @param name as in the route's path.
     * @return decoded.
     */
    public String parameter(final String name) {
        final String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException(route + " has no parameter " + name);
        }
        return value;
    }

    /**
     * The parameters behind the question mark.
     *
     * @param known those that there are.
     * @return name and value; a name that is not there was not given.
     * @throws ProblemException if one is not known or stands there twice.
     */
    public Map<String, String> query(final List<String> known) {
        return Query.of(Request.extractQueryParameters(request), known);
    }

    /**
     * A header of the request.
     *
     * @param name of the header.
     * @return all its values, separated by commas; null if it is not there.
     */
    public @Nullable String header(final String name) {
        final List<String> values = request.getHeaders().getValuesList(name);
        return values.isEmpty() ? null : String.join(", ", values);
    }

    /**
     * The media type of the body.
     *
     * @return without parameters, in small letters; empty if it is not told.
     */
    public String mediaType() {
        final String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the body.
     *
     * @return all of it.
     * @throws ProblemException if it is longer than the route takes, or of a media type that it does not read.
     * @throws IOException      if it does not arrive.
     */
    public byte[] body() throws IOException {
        if (!route.bodyTypes().contains(mediaType())) {
            throw new ProblemException(Kind.UNSUPPORTED_MEDIA_TYPE, "Content-Type "
                + (mediaType().isEmpty() ? "is missing" : mediaType() + " is not read here") + ": send "
                + String.join(" or ", route.bodyTypes()));
        }
        final int limit = route.bodyLimit();
        if (request.getLength() > limit) {
            throw tooLarge(limit);
        }
        try (InputStream in = Request.asInputStream(request)) {
            final byte[] body = in.readNBytes(limit + 1);
            if (body.length > limit) {
                throw tooLarge(limit);
            }
            return body;
        }
    }

    private static ProblemException tooLarge(final int limit) {
        return new ProblemException(Kind.CONTENT_TOO_LARGE,
            "the body is longer than the " + limit + " bytes that are read here: send less at once");
    }

    /** Reads parameters strictly. */
    private static final class Query {
        private Query() {
        }

        static Map<String, String> of(final Fields fields, final List<String> known) {
            final Map<String, String> values = new LinkedHashMap<>();
            for (final Fields.Field field : fields) {
                if (!known.contains(field.getName())) {
                    throw wrong(field.getName(), "is not a parameter of this path: "
                        + (known.isEmpty() ? "it takes none" : "use " + String.join(", ", known)));
                } else if (field.getValues().size() > 1) {
                    throw wrong(field.getName(), "is given more than once: give it once");
                }
                values.put(field.getName(), field.getValue());
            }
            return values;
        }

        private static ProblemException wrong(final String field, final String detail) {
            return new ProblemException(Kind.BAD_REQUEST, List.of(new ProblemException.FieldError(field, detail)));
        }
    }
}
