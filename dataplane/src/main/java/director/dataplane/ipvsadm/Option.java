/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.util.Locale;

/** The options that a command may need, allow or refuse, in the order in which they are checked. */
enum Option {
    NUMERIC, CONNECTION, SERVICE_ADDRESS, SCHEDULER, PERSISTENT, NETMASK, REAL_SERVER, FORWARDING_METHOD, WEIGHT,
    U_THRESHOLD, L_THRESHOLD, MCAST_INTERFACE, TIMEOUT, DAEMON, STATS, RATE, THRESHOLDS, PERSISTENT_CONN, NOSORT,
    SYNCID, EXACT, OPS, PE, SCHED_FLAGS, MCAST_GROUP, MCAST_PORT, MCAST_TTL, SYNC_MAXLEN, TUN_INFO, TUN_TYPE,
    TUN_PORT, TUN_NOCSUM, TUN_CSUM, TUN_REMCSUM;

    /**
     * The option's name in messages.
     *
     * @return for instance {@code service-address}.
     */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
