/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.policy;

/**
 * What a service has used of its limits, and whom it has refused. It outlives the service as long as there are
 * connections, so that they are not forgotten if the service comes back. From any thread.
 *
 * @param number   by which the table of clients knows the service; no two services have the same.
 * @param state    of the limits of the service itself.
 * @param refusals of all kinds.
 */
public record ServiceUse(int number, LimitState state, Refusals refusals) {
    /**
     * Nothing is used.
     *
     * @param number  no other service's.
     * @param workers how many there are.
     * @return of a service that nobody knows yet.
     */
    public static ServiceUse of(final int number, final int workers) {
        return new ServiceUse(number, new LimitState(), new Refusals(workers));
    }
}
