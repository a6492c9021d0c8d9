/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * The scheduler contract of Linux IPVS ({@code struct ip_vs_scheduler}) and the algorithms behind it.
 *
 * <p>A {@link director.schedulers.Scheduler} is registered under a name. For each virtual service that names it, it
 * makes a {@link director.schedulers.ServiceScheduler}, which the workers ask for a real server and which the conductor
 * tells of changes. Nothing here does I/O, reads a clock or knows a packet.
 */
@NullMarked
package director.schedulers;

import org.jspecify.annotations.NullMarked;
