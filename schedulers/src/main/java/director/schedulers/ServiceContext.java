/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

/**
 * What a scheduler is told of the virtual service it serves.
 *
 * @param name     the service as people write it, for messages: {@code TCP 10.0.0.100:80}.
 * @param flags    the scheduler flags of {@code ipvsadm -b}: bit 0 is {@code flag-1}, bit 1 {@code flag-2}, bit 2
 *                 {@code flag-3}.
 * @param settings the director's settings, to be read whenever they are needed.
 */
public record ServiceContext(String name, int flags, Settings settings) {
    /**
     * A service of a director in which nothing is set.
     *
     * @param name  the service as people write it.
     * @param flags the scheduler flags.
     */
    public ServiceContext(final String name, final int flags) {
        this(name, flags, (setting, unless) -> unless);
    }

    /** The settings of a director, under the names of {@code /proc/sys/net/ipv4/vs}. From the conductor's thread. */
    @FunctionalInterface
    public interface Settings {
        /**
         * A setting of the moment.
         *
         * @param setting its name, such as {@code lblc_expiration}.
         * @param unless  what to answer if the director has no such setting.
         * @return its value.
         */
        int value(String setting, int unless);
    }
}
