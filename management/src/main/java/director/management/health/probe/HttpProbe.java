/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import director.management.health.settings.HttpSettings;
import java.io.IOException;
import java.net.Socket;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sends a request and looks at status and body of the answer. */
final class HttpProbe implements Probe {
    private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 303, 307, 308);
    private static final String HEAD = "HEAD";

    private final HttpSettings settings;
    private final BodyRules rules;

    HttpProbe(final HttpSettings settings) {
        this.settings = settings;
        this.rules = new BodyRules(settings);
    }

    @Override
    public void attempt(final Target target, final Deadline deadline) throws IOException {
        HttpRequest request = new HttpRequest(settings.method(), host(target), settings.path());
        for (int i = 0; i <= settings.redirects(); i++) {
            final HttpRequest next = exchange(target, request, deadline);
            if (next == null) {
                return;
            }
            request = next;
        }
        throw new ProbeException("redirects more than " + settings.redirects() + " times");
    }

    /** Sends a request and judges the answer. Answers where to go on, or null if all is well. */
    private @Nullable HttpRequest exchange(final Target target, final HttpRequest request, final Deadline deadline)
            throws IOException {
        try (Socket tcp = Sockets.connect(target, deadline)) {
            final Socket socket = settings.tls()
                ? Tls.over(tcp, serverName(request), settings.verify(), deadline) : tcp;
            socket.getOutputStream().write(request.bytes());
            socket.getOutputStream().flush();
            final BoundedInput in = new BoundedInput(socket, deadline);
            final HttpHead head = HttpHead.read(in);
            final String location = head.field("location");
            if (settings.redirects() > 0 && location != null && REDIRECTIONS.contains(head.status())) {
                return request.redirected(settings.type(), location);
            }
            judge(head, in, deadline);
            return null;
        }
    }

    private void judge(final HttpHead head, final BoundedInput in, final Deadline deadline) throws IOException {
        if (settings.statuses().stream().noneMatch(range -> range.contains(head.status()))) {
            throw new ProbeException("answered with status " + head.status());
        }
        if (rules.any() && !settings.method().equals(HEAD)) {
            rules.judge(HttpBody.read(in, head, settings.bodyLimit()), deadline);
        }
    }

    private String host(final Target target) {
        return Objects.requireNonNullElseGet(settings.host(), () -> target.address().withPort(target.port()));
    }

    /** The name that was set, or that of the host without its port. */
    private @Nullable String serverName(final HttpRequest request) {
        if (settings.serverName() != null) {
            return settings.serverName();
        }
        final String host = request.host();
        final int colon = host.lastIndexOf(':');
        final String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        return name.startsWith("[") ? null : name;
    }
}
