/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import org.jspecify.annotations.Nullable;

/**
 * How a service keeps a client with its real server.
 *
 * @param timeoutSeconds for how long without a new connection, 1 to 2,678,400.
 * @param prefixLength   clients whose addresses share so many bits are one: 0 to 32, of IPv6 0 to 128.
 * @param engine         what names a client instead of its address, such as {@code sip}; null for the address.
 */
public record Persistence(int timeoutSeconds, int prefixLength, @Nullable String engine) {
    /** The timeout unless told, as in {@code ipvsadm}. */
    public static final int DEFAULT_TIMEOUT_SECONDS = 300;
}
