/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends an HTTP/1.1 request (RFC 9112) and looks at the answer.
 *
 * @param tls        whether it is sent over TLS.
 * @param method     the request's method.
 * @param path       where it goes, with its query.
 * @param host       the virtual host asked for; null for the address of the real server.
 * @param serverName the name in TLS's server name indication; null for {@code host}, if that is a name.
 * @param verify     whether the certificate has to be valid for {@code serverName}.
 * @param statuses   those that count as well.
 * @param body       a regular expression of which there has to be a match in the body; null for any body.
 * @param digest     what the whole body has to be; null for any body.
 * @param redirects  how many redirections are followed, on the same real server.
 * @param bodyLimit  how many bytes of a body are read at most.
 */
@SuppressWarnings("checkstyle:ParameterNumber")
public record HttpSettings(
    boolean tls,
    String method,
    String path,
    @Nullable String host,
    @Nullable String serverName,
    boolean verify,
    List<StatusRange> statuses,
    @Nullable String body,
    @Nullable BodyDigest digest,
    int redirects,
    int bodyLimit) implements ProbeSettings {
    /** The method unless told. */
    public static final String DEFAULT_METHOD = "GET";
    /** The path unless told. */
    public static final String DEFAULT_PATH = "/";
    /** The statuses unless told. */
    public static final List<StatusRange> DEFAULT_STATUSES = List.of(new StatusRange(200, 299));
    /** The limit of a body unless told: 64 KiB. */
    public static final int DEFAULT_BODY_LIMIT = 65_536;

    /** Keeps a copy of the list. */
    public HttpSettings {
        statuses = List.copyOf(statuses);
    }

    @Override
    public String type() {
        return tls ? "https" : "http";
    }
}
