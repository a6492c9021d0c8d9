/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.state;

import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceKey;

/** Something that an operator wants to know. Its text says it. Immutable. */
public sealed interface HealthEvent {
    /**
     * Whose it is.
     *
     * @return the service.
     */
    ServiceKey service();

    /**
     * Whether something is better now.
     *
     * @return false if it is worse.
     */
    boolean isGood();

    /**
     * A real server is up.
     *
     * @param service    whose.
     * @param realServer which.
     */
    record RealServerUp(ServiceKey service, RealServerKey realServer) implements HealthEvent {
        @Override
        public boolean isGood() {
            return true;
        }

        @Override
        public String toString() {
            return "real server " + realServer + " of " + service + " is up";
        }
    }

    /**
     * A real server is down.
     *
     * @param service    whose.
     * @param realServer which.
     * @param reason     what the check that failed last says.
     */
    record RealServerDown(ServiceKey service, RealServerKey realServer, String reason) implements HealthEvent {
        @Override
        public boolean isGood() {
            return false;
        }

        @Override
        public String toString() {
            return "real server " + realServer + " of " + service + " is down: " + reason;
        }
    }

    /**
     * A service has its quorum.
     *
     * @param service which.
     * @param weight  the sum of weights that is up.
     * @param quorum  what is needed.
     */
    record QuorumGained(ServiceKey service, long weight, int quorum) implements HealthEvent {
        @Override
        public boolean isGood() {
            return true;
        }

        @Override
        public String toString() {
            return "service " + service + " has its quorum: weight " + weight + " of " + quorum + " is up";
        }
    }

    /**
     * A service lacks its quorum.
     *
     * @param service which.
     * @param weight  the sum of weights that is up.
     * @param quorum  what is needed.
     * @param sorry   whether a sorry server has taken over.
     */
    record QuorumLost(ServiceKey service, long weight, int quorum, boolean sorry) implements HealthEvent {
        @Override
        public boolean isGood() {
            return false;
        }

        @Override
        public String toString() {
            return "service " + service + " lacks its quorum: weight " + weight + " of " + quorum + " is up"
                + (sorry ? ", the sorry server has taken over" : "");
        }
    }
}
