/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.socket;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;

/** Accepts connections, and closes at once those that are too many: what has connected stays undisturbed. */
final class LimitedConnector extends UnixDomainServerConnector {
    private static final int ACCEPT_QUEUE = 256;

    private final int limit;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();

    LimitedConnector(final Server server, final ConnectionFactory protocol, final int limit) {
        super(server, 1, 1, protocol);
        this.limit = limit;
        setAcceptQueueSize(ACCEPT_QUEUE);
    }

    long refused() {
        return refused.get();
    }

    @Override
    protected void onEndPointOpened(final EndPoint end) {
        super.onEndPointOpened(end);
        if (open.incrementAndGet() > limit) {
            refused.incrementAndGet();
            end.close();
        }
    }

    @Override
    protected void onEndPointClosed(final EndPoint end) {
        open.decrementAndGet();
        super.onEndPointClosed(end);
    }
}
