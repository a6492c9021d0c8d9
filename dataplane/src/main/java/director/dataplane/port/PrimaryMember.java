/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.Bond;
import director.dataplane.configuration.BondSettings;
import java.util.concurrent.TimeUnit;

/**
 * When a bond returns to its primary member: not at once when that has a link again, for a switch may take its time
 * until it forwards by that port. DPDK would; so whoever stands in is preferred until then. From one thread.
 */
final class PrimaryMember {
    private final int primary;
    private final long delayNs;
    private boolean wasUp = true;
    private boolean isReplaced;
    private long upSinceNs;

    PrimaryMember(final BondSettings settings) {
        primary = settings.primaryPlace();
        delayNs = TimeUnit.SECONDS.toNanos(settings.updelaySeconds());
    }

    /**
     * Which member the bond shall prefer from now on.
     *
     * @param isUp   whether the primary member has a link.
     * @param active the member that is active.
     * @param nowNs  the time.
     * @return {@link Bond#NONE} if it is as before.
     */
    int preferred(final boolean isUp, final int active, final long nowNs) {
        if (isUp && !wasUp) {
            upSinceNs = nowNs;
        }
        wasUp = isUp;
        if (!isUp && active != primary && active != Bond.NONE && !isReplaced) {
            isReplaced = true;
            return active;
        }
        if (isUp && isReplaced && nowNs - upSinceNs >= delayNs) {
            isReplaced = false;
            return primary;
        }
        return Bond.NONE;
    }

    /** The place of the primary member, or {@link BondSettings#NONE}. */
    int place() {
        return primary;
    }
}
