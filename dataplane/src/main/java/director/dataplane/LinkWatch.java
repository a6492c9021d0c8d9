/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import director.dataplane.port.WorkerPort;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Asks ports several times a second whether their links are up, says so when that changes, and lets the worker know of
 * links that came up: whoever is there now has not heard what was announced before. From the thread that runs it, not a
 * worker's: drivers may take their time to answer.
 */
final class LinkWatch implements Agent {
    /** How long a change may go unnoticed. */
    static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final System.Logger LOGGER = System.getLogger(LinkWatch.class.getName());

    private final List<Link> links;
    private final boolean[] up;
    private final NanoClock clock;
    private boolean begun;
    private long nextNs;

    /** A port, what messages call it, and whether its link is up. */
    record Link(WorkerPort port, String name, BooleanSupplier isUp) {
    }

    LinkWatch(final List<Link> links, final NanoClock clock) {
        this.links = List.copyOf(links);
        this.up = new boolean[links.size()];
        this.clock = clock;
        this.nextNs = clock.nanoTime();
    }

    @Override
    public int doWork() {
        final long nowNs = clock.nanoTime();
        if (nowNs - nextNs < 0) {
            return 0;
        }
        nextNs = nowNs + INTERVAL_NS;
        for (int i = 0; i < up.length; i++) {
            check(links.get(i), i);
        }
        begun = true;
        return up.length;
    }

    @Override
    public String roleName() {
        return "links";
    }

    private void check(final Link link, final int index) {
        final boolean now = link.isUp.getAsBoolean();
        if (begun && now && !up[index]) {
            LOGGER.log(Level.INFO, "port " + link.name + ": its link came up");
            link.port.linkCameUp();
        } else if (!now && (!begun || up[index])) {
            LOGGER.log(Level.WARNING, "port " + link.name + ": its link is down");
        }
        up[index] = now;
    }
}
