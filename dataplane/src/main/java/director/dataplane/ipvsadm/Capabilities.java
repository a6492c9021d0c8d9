/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import director.dataplane.address.IpAddress;
import java.util.function.Predicate;

/**
 * What a table accepts.
 *
 * @param schedulers   which names are schedulers.
 * @param unicast      which addresses a real server may have.
 * @param interfaces   which names are network interfaces.
 * @param prefixesOnly whether netmasks of persistence have to be ones followed by zeros.
 * @param synchronises whether there are synchronisation daemons.
 */
public record Capabilities(Predicate<String> schedulers, Predicate<IpAddress> unicast, Predicate<String> interfaces,
        boolean prefixesOnly, boolean synchronises) {
    /**
     * Those of Linux.
     *
     * @param schedulers which names are schedulers.
     * @param unicast    which addresses a real server may have.
     * @param interfaces which names are network interfaces.
     * @return with any netmask, and with daemons.
     */
    public static Capabilities ofLinux(final Predicate<String> schedulers, final Predicate<IpAddress> unicast,
            final Predicate<String> interfaces) {
        return new Capabilities(schedulers, unicast, interfaces, false, true);
    }
}
