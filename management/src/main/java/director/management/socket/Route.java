/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.socket;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A method and a path, and what carries them out. Immutable.
 *
 * @param method    of HTTP, in capitals; what answers GET answers HEAD, too.
 * @param path      such as {@code /v1/services/{service}}, where braces name what varies: one segment.
 * @param bodyLimit how many bytes a body may have.
 * @param bodyTypes the media types of bodies that are read; empty if none is.
 * @param handler   carries it out.
 */
public record Route(String method, String path, int bodyLimit, List<String> bodyTypes, Handler handler) {
    /** For one thing: 1 MiB. */
    public static final int SMALL_BODY = 1 << 20;
    /** For a whole configuration: 16 MiB. */
    public static final int LARGE_BODY = 16 << 20;

    /** Keeps a copy of the list. */
    public Route {
        bodyTypes = List.copyOf(bodyTypes);
    }

    /** Carries out requests. May wait; may be called by many threads at once. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Carries out a request.
         *
         * @param exchange the request.
         * @return the answer.
         * @throws Exception what is no {@link ProblemException} is an error of the director.
         */
        Reply handle(Exchange exchange) throws Exception;
    }

    /**
     * A route that looks at something.
     *
     * @param path    its path.
     * @param handler what answers.
     * @return for GET and HEAD.
     */
    public static Route get(final String path, final Handler handler) {
        return new Route("GET", path, 0, List.of(), handler);
    }

    /**
     * A route that takes a body of JSON.
     *
     * @param method  its method.
     * @param path    its path.
     * @param handler what answers.
     * @return the route.
     */
    public static Route json(final String method, final String path, final Handler handler) {
        return new Route(method, path, SMALL_BODY, List.of(Reply.JSON), handler);
    }

    /**
     * A route that takes no body.
     *
     * @param method  its method.
     * @param path    its path.
     * @param handler what answers.
     * @return the route.
     */
    public static Route bare(final String method, final String path, final Handler handler) {
        return new Route(method, path, 0, List.of(), handler);
    }

    boolean takes(final String requested) {
        return method.equals(requested) || (method.equals("GET") && requested.equals("HEAD"));
    }

    /** Whether it only looks. */
    boolean reads() {
        return method.equals("GET");
    }

    /** What varies in a path of this route, by name; null if it is another's path. */
    @Nullable Map<String, String> match(final List<String> segments) {
        final String[] own = path.substring(1).split("/", -1);
        if (own.length != segments.size()) {
            return null;
        }
        final Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < own.length; i++) {
            final String segment = segments.get(i);
            if (own[i].startsWith("{")) {
                parameters.put(own[i].substring(1, own[i].length() - 1), segment);
            } else if (!own[i].equals(segment)) {
                return null;
            }
        }
        return parameters;
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
