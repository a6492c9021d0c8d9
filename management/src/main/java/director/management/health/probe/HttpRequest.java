/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * What is asked for.
 *
 * @param method the method.
 * @param host   the virtual host.
 * @param path   the path, with its query.
 */
record HttpRequest(String method, String host, String path) {
    private static final int LOCATION_MAX = 2_048;

    /** The request as it is sent (RFC 9112 §3). */
    byte[] bytes() {
        final boolean empty = method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
        return BoundedInput.ascii(method + " " + path + " HTTP/1.1\r\nHost: " + host
            + "\r\nUser-Agent: director\r\nAccept: */*\r\nConnection: close\r\n"
            + (empty ? "Content-Length: 0\r\n" : "") + "\r\n");
    }

    /** Where an answer sends this request to. The real server stays the same, whatever host is named. */
    HttpRequest redirected(final String scheme, final String location) throws ProbeException {
        try {
            if (location.length() > LOCATION_MAX) {
                throw new URISyntaxException(location, "too long");
            }
            final URI next = new URI(scheme + "://" + host + path).resolve(location);
            if (!scheme.equals(next.getScheme())) {
                throw new ProbeException("redirects to " + location + ", which is not " + scheme);
            }
            if (next.getRawAuthority() == null || next.getRawAuthority().indexOf('@') >= 0) {
                throw new URISyntaxException(location, "no host");
            }
            final String onward = next.getRawPath().isEmpty() ? "/" : next.getRawPath();
            return new HttpRequest(method, next.getRawAuthority(),
                next.getRawQuery() == null ? onward : onward + "?" + next.getRawQuery());
        } catch (final URISyntaxException | IllegalArgumentException e) {
            throw new ProbeException("redirects to \"" + location + "\", which is nowhere");
        }
    }
}
