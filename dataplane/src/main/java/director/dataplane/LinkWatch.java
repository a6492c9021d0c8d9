/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import director.dataplane.port.LinkState;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Asks ports several times a second whether their links are up, says so when that changes, and lets workers know:
 * packets may take another way, and whoever is there when a link comes up has not heard what was announced before. From
 * the thread that runs it, not a worker's: drivers may take their time to answer.
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

    /** What workers know of the link of a port, what messages call it, and whether it is up. */
    record Link(List<LinkState> states, String name, BooleanSupplier isUp) {
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
            link.states.forEach(LinkState::cameUp);
        } else if (!now && (!begun || up[index])) {
            LOGGER.log(Level.WARNING, "port " + link.name + ": its link is down");
            link.states.forEach(LinkState::wentDown);
        }
        up[index] = now;
    }
}
