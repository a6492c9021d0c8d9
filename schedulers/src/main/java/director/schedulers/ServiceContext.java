/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

/**
 * What a scheduler is told of the virtual service it serves.
 *
 * @param name  the service as people write it, for messages: {@code TCP 10.0.0.100:80}.
 * @param flags the scheduler flags of {@code ipvsadm -b}: bit 0 is {@code flag-1}, bit 1 {@code flag-2}, bit 2
 *              {@code flag-3}.
 */
public record ServiceContext(String name, int flags) {
}
