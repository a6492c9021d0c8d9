/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import static director.dataplane.ipvsadm.Option.CONNECTION;
import static director.dataplane.ipvsadm.Option.DAEMON;
import static director.dataplane.ipvsadm.Option.SERVICE_ADDRESS;
import static director.dataplane.ipvsadm.Option.TIMEOUT;

import java.util.EnumSet;
import java.util.Set;

/** The commands and the matrix of which option each needs and allows (ipvsadm(8), "OPTIONS"). */
enum Verb {
    ADD_SERVICE("add-service", EnumSet.of(SERVICE_ADDRESS), Matrix.SERVICE),
    EDIT_SERVICE("edit-service", EnumSet.of(SERVICE_ADDRESS), Matrix.SERVICE),
    DELETE_SERVICE("delete-service", EnumSet.of(SERVICE_ADDRESS), Matrix.NOTHING),
    ADD_SERVER("add-server", EnumSet.of(SERVICE_ADDRESS, Option.REAL_SERVER), Matrix.SERVER),
    EDIT_SERVER("edit-server", EnumSet.of(SERVICE_ADDRESS, Option.REAL_SERVER), Matrix.SERVER),
    DELETE_SERVER("delete-server", EnumSet.of(SERVICE_ADDRESS, Option.REAL_SERVER), Matrix.NOTHING),
    FLUSH("flush", Matrix.NOTHING, Matrix.NOTHING),
    LIST("list", Matrix.NOTHING, Matrix.LIST),
    ZERO("zero", Matrix.NOTHING, EnumSet.of(SERVICE_ADDRESS)),
    SAVE("save", Matrix.NOTHING, EnumSet.of(Option.NUMERIC)),
    RESTORE("restore", Matrix.NOTHING, Matrix.NOTHING),
    SET("set", Matrix.NOTHING, Matrix.NOTHING),
    START_DAEMON("start-daemon", Matrix.NOTHING, Matrix.DAEMON),
    STOP_DAEMON("stop-daemon", Matrix.NOTHING, EnumSet.of(Option.SYNCID)),
    HELP("help", Matrix.NOTHING, Matrix.NOTHING),
    VERSION("version", Matrix.NOTHING, Matrix.NOTHING);

    /** Pairs that do not go together in a listing; the first is named first. */
    private static final Option[][] LISTING_CONFLICTS = {
        {SERVICE_ADDRESS, CONNECTION}, {TIMEOUT, CONNECTION}, {TIMEOUT, SERVICE_ADDRESS},
        {DAEMON, CONNECTION}, {DAEMON, SERVICE_ADDRESS}, {DAEMON, TIMEOUT},
    };

    private final String word;
    @SuppressWarnings("ImmutableEnumChecker") // Never changed after construction.
    private final Set<Option> needed;
    @SuppressWarnings("ImmutableEnumChecker") // Never changed after construction.
    private final Set<Option> allowed;

    Verb(final String word, final Set<Option> needed, final Set<Option> allowed) {
        this.word = word;
        this.needed = needed;
        this.allowed = allowed;
    }

    boolean hasServiceOptions() {
        return this == ADD_SERVICE || this == EDIT_SERVICE;
    }

    boolean hasServerOptions() {
        return this == ADD_SERVER || this == EDIT_SERVER;
    }

    /**
     * Refuses a wrong set of options.
     *
     * @param given the options given.
     * @throws UsageException if one is missing or must not be there.
     */
    void check(final Set<Option> given) throws UsageException {
        for (final Option option : Option.values()) {
            if (needed.contains(option) && !given.contains(option)) {
                throw UsageException.of("You need to supply the '" + option.word() + "' option for the '" + word
                    + "' command");
            }
            if (given.contains(option) && !needed.contains(option) && !allowed.contains(option)) {
                throw UsageException.of("Illegal '" + option.word() + "' option with the '" + word + "' command");
            }
        }
        if (this == LIST) {
            checkListing(given);
        }
    }

    private static void checkListing(final Set<Option> given) throws UsageException {
        for (final Option[] pair : LISTING_CONFLICTS) {
            if (given.contains(pair[0]) && given.contains(pair[1])) {
                throw UsageException.of("The option '" + pair[0].word() + "' conflicts with the '" + pair[1].word()
                    + "' option in the 'list' command");
            }
        }
        final boolean figures = given.contains(Option.STATS) || given.contains(Option.RATE)
            || given.contains(Option.THRESHOLDS);
        final boolean noServices = given.contains(TIMEOUT) || given.contains(DAEMON);
        if ((figures && (noServices || given.contains(CONNECTION)))
                || (noServices && given.contains(Option.PERSISTENT_CONN))) {
            throw UsageException.of("options conflicts in the list command");
        }
    }

    /** The sets of options, apart because an enum's constants cannot use its own constants. */
    private static final class Matrix {
        static final Set<Option> NOTHING = EnumSet.noneOf(Option.class);
        static final Set<Option> SERVICE = EnumSet.of(Option.SCHEDULER, Option.PERSISTENT, Option.NETMASK,
            Option.OPS, Option.PE, Option.SCHED_FLAGS);
        static final Set<Option> SERVER = EnumSet.of(Option.FORWARDING_METHOD, Option.WEIGHT, Option.U_THRESHOLD,
            Option.L_THRESHOLD, Option.TUN_TYPE, Option.TUN_PORT, Option.TUN_NOCSUM, Option.TUN_CSUM,
            Option.TUN_REMCSUM);
        static final Set<Option> LIST = EnumSet.of(Option.NUMERIC, CONNECTION, SERVICE_ADDRESS, TIMEOUT,
            Option.DAEMON, Option.STATS, Option.RATE, Option.THRESHOLDS, Option.PERSISTENT_CONN, Option.NOSORT,
            Option.SYNCID, Option.EXACT, Option.TUN_INFO);
        static final Set<Option> DAEMON = EnumSet.of(Option.MCAST_INTERFACE, Option.SYNCID, Option.MCAST_GROUP,
            Option.MCAST_PORT, Option.MCAST_TTL, Option.SYNC_MAXLEN);
    }
}
