/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

import director.dataplane.address.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A health check.
 *
 * @param probe  what it does.
 * @param timing when.
 * @param port   the port that it talks to; 0 for that of the real server.
 * @param source the address that it talks from; null for whichever the kernel takes.
 */
public record CheckSettings(ProbeSettings probe, Timing timing, int port, @Nullable IpAddress source) {
}
