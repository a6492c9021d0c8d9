/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import org.jspecify.annotations.Nullable;

/** Every spelling of ipvsadm(8): a letter, a long name or both, and whether an argument follows. */
enum Word {
    ADD_SERVICE('A', "add-service", Verb.ADD_SERVICE),
    EDIT_SERVICE('E', "edit-service", Verb.EDIT_SERVICE),
    DELETE_SERVICE('D', "delete-service", Verb.DELETE_SERVICE),
    ADD_SERVER('a', "add-server", Verb.ADD_SERVER),
    EDIT_SERVER('e', "edit-server", Verb.EDIT_SERVER),
    DELETE_SERVER('d', "delete-server", Verb.DELETE_SERVER),
    CLEAR('C', "clear", Verb.FLUSH),
    LIST('L', "list", Verb.LIST),
    LIST_LOWER('l', "", Verb.LIST),
    ZERO('Z', "zero", Verb.ZERO),
    SAVE('S', "save", Verb.SAVE),
    RESTORE('R', "restore", Verb.RESTORE),
    SET('\0', "set", Verb.SET),
    START_DAEMON('\0', "start-daemon", Verb.START_DAEMON, Takes.ARGUMENT),
    STOP_DAEMON('\0', "stop-daemon", Verb.STOP_DAEMON, Takes.ARGUMENT),
    HELP('h', "help", Verb.HELP),
    VERSION('v', "version", Verb.VERSION),
    TCP_SERVICE('t', "tcp-service", Takes.ARGUMENT, Option.SERVICE_ADDRESS),
    UDP_SERVICE('u', "udp-service", Takes.ARGUMENT, Option.SERVICE_ADDRESS),
    SCTP_SERVICE('\0', "sctp-service", Takes.ARGUMENT, Option.SERVICE_ADDRESS),
    FWMARK_SERVICE('f', "fwmark-service", Takes.ARGUMENT, Option.SERVICE_ADDRESS),
    IPV6('6', "ipv6", Takes.NOTHING, null),
    SCHEDULER('s', "scheduler", Takes.ARGUMENT, Option.SCHEDULER),
    PERSISTENT('p', "persistent", Takes.PERHAPS, Option.PERSISTENT),
    NETMASK('M', "netmask", Takes.ARGUMENT, Option.NETMASK),
    PE('\0', "pe", Takes.ARGUMENT, Option.PE),
    SCHED_FLAGS('b', "sched-flags", Takes.ARGUMENT, Option.SCHED_FLAGS),
    OPS('o', "ops", Takes.NOTHING, Option.OPS),
    REAL_SERVER('r', "real-server", Takes.ARGUMENT, Option.REAL_SERVER),
    MASQUERADING('m', "masquerading", Takes.NOTHING, Option.FORWARDING_METHOD),
    IPIP('i', "ipip", Takes.NOTHING, Option.FORWARDING_METHOD),
    GATEWAYING('g', "gatewaying", Takes.NOTHING, Option.FORWARDING_METHOD),
    WEIGHT('w', "weight", Takes.ARGUMENT, Option.WEIGHT),
    U_THRESHOLD('x', "u-threshold", Takes.ARGUMENT, Option.U_THRESHOLD),
    L_THRESHOLD('y', "l-threshold", Takes.ARGUMENT, Option.L_THRESHOLD),
    TUN_TYPE('\0', "tun-type", Takes.ARGUMENT, Option.TUN_TYPE),
    TUN_PORT('\0', "tun-port", Takes.ARGUMENT, Option.TUN_PORT),
    TUN_NOCSUM('\0', "tun-nocsum", Takes.NOTHING, Option.TUN_NOCSUM),
    TUN_CSUM('\0', "tun-csum", Takes.NOTHING, Option.TUN_CSUM),
    TUN_REMCSUM('\0', "tun-remcsum", Takes.NOTHING, Option.TUN_REMCSUM),
    NUMERIC('n', "numeric", Takes.NOTHING, Option.NUMERIC),
    CONNECTION('c', "connection", Takes.NOTHING, Option.CONNECTION),
    TIMEOUT('\0', "timeout", Takes.NOTHING, Option.TIMEOUT),
    DAEMON('\0', "daemon", Takes.NOTHING, Option.DAEMON),
    STATS('\0', "stats", Takes.NOTHING, Option.STATS),
    RATE('\0', "rate", Takes.NOTHING, Option.RATE),
    EXACT('\0', "exact", Takes.NOTHING, Option.EXACT),
    THRESHOLDS('\0', "thresholds", Takes.NOTHING, Option.THRESHOLDS),
    PERSISTENT_CONN('\0', "persistent-conn", Takes.NOTHING, Option.PERSISTENT_CONN),
    TUN_INFO('\0', "tun-info", Takes.NOTHING, Option.TUN_INFO),
    SORT('\0', "sort", Takes.NOTHING, null),
    NOSORT('\0', "nosort", Takes.NOTHING, Option.NOSORT),
    SYNCID('\0', "syncid", Takes.ARGUMENT, Option.SYNCID),
    SYNC_MAXLEN('\0', "sync-maxlen", Takes.ARGUMENT, Option.SYNC_MAXLEN),
    MCAST_INTERFACE('\0', "mcast-interface", Takes.ARGUMENT, Option.MCAST_INTERFACE),
    MCAST_GROUP('\0', "mcast-group", Takes.ARGUMENT, Option.MCAST_GROUP),
    MCAST_PORT('\0', "mcast-port", Takes.ARGUMENT, Option.MCAST_PORT),
    MCAST_TTL('\0', "mcast-ttl", Takes.ARGUMENT, Option.MCAST_TTL);

    /** Whether an argument follows. */
    enum Takes { NOTHING, ARGUMENT, PERHAPS }

    private final char letter;
    private final String longName;
    private final Takes takes;
    private final @Nullable Verb verb;
    private final @Nullable Option option;

    Word(final char letter, final String longName, final Verb verb) {
        this(letter, longName, verb, Takes.NOTHING);
    }

    Word(final char letter, final String longName, final Verb verb, final Takes takes) {
        this(letter, longName, verb, takes, null);
    }

    Word(final char letter, final String longName, final Takes takes, final @Nullable Option option) {
        this(letter, longName, null, takes, option);
    }

    Word(final char letter, final String longName, final @Nullable Verb verb, final Takes takes,
            final @Nullable Option option) {
        this.letter = letter;
        this.longName = longName;
        this.verb = verb;
        this.takes = takes;
        this.option = option;
    }

    static @Nullable Word ofLetter(final char letter) {
        for (final Word word : values()) {
            if (word.letter == letter && letter != '\0') {
                return word;
            }
        }
        return null;
    }

    static @Nullable Word ofName(final String name) {
        for (final Word word : values()) {
            if (word.longName.equals(name) && !name.isEmpty()) {
                return word;
            }
        }
        return null;
    }

    Takes takes() {
        return takes;
    }

    /**
     * The command that this is.
     *
     * @return null if it is an option.
     */
    @Nullable Verb verb() {
        return verb;
    }

    /**
     * The option that it counts as.
     *
     * @return null if it counts as none.
     */
    @Nullable Option option() {
        return option;
    }
}
