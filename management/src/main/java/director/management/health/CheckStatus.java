/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import director.dataplane.address.IpAddress;

/**
 * How one check is doing.
 *
 * @param type       what it does: {@code tcp}, {@code http} and so on.
 * @param address    where.
 * @param port       at which port; 0 for none.
 * @param done       how often it was done.
 * @param failed     how often it failed.
 * @param skipped    how often it was due while it was still under way.
 * @param lastMicros how long it took the last time, with all its attempts, in microseconds.
 * @param lateMicros by how much it was begun late at worst, in microseconds.
 * @param lastError  what was wrong when it failed last; empty if it never did.
 */
@SuppressWarnings("checkstyle:ParameterNumber")
public record CheckStatus(
    String type,
    IpAddress address,
    int port,
    long done,
    long failed,
    long skipped,
    long lastMicros,
    long lateMicros,
    String lastError) {
}
