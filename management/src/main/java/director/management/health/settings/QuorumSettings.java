/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

/**
 * How much has to be up for a service to be well.
 *
 * @param weight       the sum of weights of the real servers that are up.
 * @param hysteresis   how much more it takes to gain the quorum, and how much less to lose it.
 * @param notification what runs when it is gained or lost.
 */
public record QuorumSettings(int weight, int hysteresis, NotifySettings notification) {
    /** One real server of weight 1 is enough. */
    public static final QuorumSettings DEFAULT = new QuorumSettings(1, 0, NotifySettings.NONE);
}
