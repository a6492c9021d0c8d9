/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns arguments into a command, or says what is wrong in ipvsadm's words. Any thread may use it. */
public final class IpvsadmParser {
    private static final int TIMEOUT_COUNT = 3;

    private IpvsadmParser() {
    }

    /**
     * Reads a command.
     *
     * @param arguments the arguments, without the program's name; none means list.
     * @return the command.
     * @throws UsageException if they are no command.
     */
    public static IpvsadmCommand parse(final List<String> arguments) throws UsageException {
        if (arguments.isEmpty()) {
            return new IpvsadmCommand.List(null, Listing.PLAIN);
        }
        final WordReader reader = new WordReader(arguments);
        final Draft draft = new Draft();
        final Verb verb = readVerb(reader, draft);
        if (verb == Verb.HELP || verb == Verb.VERSION) {
            return verb == Verb.HELP ? new IpvsadmCommand.Help() : new IpvsadmCommand.Version();
        }
        for (Word word = reader.read(); word != null; word = reader.read()) {
            if (word.verb() != null) {
                throw UsageException.of("invalid option `" + reader.current() + "'");
            }
            draft.accept(word, reader.value());
        }
        final List<String> leftOver = reader.leftOver();
        final IpvsTimeouts timeouts = verb == Verb.SET ? timeouts(leftOver) : new IpvsTimeouts(0, 0, 0);
        final int used = verb == Verb.SET ? TIMEOUT_COUNT : 0;
        if (leftOver.size() > used) {
            throw UsageException.of("unexpected argument " + leftOver.get(used));
        }
        draft.schedulerFlags();
        verb.check(draft.given);
        return command(verb, draft, timeouts);
    }

    private static Verb readVerb(final WordReader reader, final Draft draft) throws UsageException {
        @Nullable Word word;
        try {
            word = reader.read();
        } catch (final UsageException unreadable) {
            word = null;
        }
        final Verb verb = word == null ? null : word.verb();
        if (word == null || verb == null) {
            throw UsageException.noCommand();
        }
        draft.accept(word, reader.value());
        return verb;
    }

    private static IpvsTimeouts timeouts(final List<String> words) throws UsageException {
        final int[] values = new int[TIMEOUT_COUNT];
        for (int i = 0; i < TIMEOUT_COUNT; i++) {
            if (i >= words.size()) {
                throw UsageException.of("--set option requires 3 timeout values");
            }
            values[i] = Values.timeout(words.get(i), 0);
        }
        return new IpvsTimeouts(values[0], values[1], values[2]);
    }

    private static IpvsadmCommand command(final Verb verb, final Draft draft, final IpvsTimeouts timeouts)
            throws UsageException {
        final ServiceId service = draft.service();
        final @Nullable ServiceId only = draft.given.contains(Option.SERVICE_ADDRESS) ? service : null;
        return switch (verb) {
            case ADD_SERVICE -> new IpvsadmCommand.AddService(service, draft.serviceOptions());
            case EDIT_SERVICE -> new IpvsadmCommand.EditService(service, draft.serviceOptions());
            case DELETE_SERVICE -> new IpvsadmCommand.DeleteService(service);
            case ADD_SERVER ->
                new IpvsadmCommand.AddServer(service, ServerRules.server(draft), ServerRules.options(draft));
            case EDIT_SERVER ->
                new IpvsadmCommand.EditServer(service, ServerRules.server(draft), ServerRules.options(draft));
            case DELETE_SERVER -> new IpvsadmCommand.DeleteServer(service, draft.server);
            case FLUSH -> new IpvsadmCommand.Flush();
            case ZERO -> new IpvsadmCommand.Zero(only);
            case LIST -> new IpvsadmCommand.List(only, listing(draft.given));
            case SAVE -> new IpvsadmCommand.Save();
            case RESTORE -> new IpvsadmCommand.Restore();
            case SET -> new IpvsadmCommand.SetTimeouts(timeouts);
            case START_DAEMON -> new IpvsadmCommand.StartDaemon(draft.daemon.daemon());
            case STOP_DAEMON -> new IpvsadmCommand.StopDaemon(draft.daemon.role());
            case HELP, VERSION -> throw new IllegalStateException(verb.name());
        };
    }

    private static Listing listing(final Set<Option> given) {
        return new Listing(view(given), given.contains(Option.EXACT), !given.contains(Option.NOSORT),
            given.contains(Option.PERSISTENT_CONN));
    }

    private static Listing.View view(final Set<Option> given) {
        if (given.contains(Option.CONNECTION)) {
            return Listing.View.CONNECTIONS;
        }
        if (given.contains(Option.TIMEOUT)) {
            return Listing.View.TIMEOUTS;
        }
        if (given.contains(Option.DAEMON)) {
            return Listing.View.DAEMONS;
        }
        if (given.contains(Option.STATS)) {
            return Listing.View.STATISTICS;
        }
        if (given.contains(Option.RATE)) {
            return Listing.View.RATES;
        }
        if (given.contains(Option.THRESHOLDS)) {
            return Listing.View.THRESHOLDS;
        }
        if (given.contains(Option.PERSISTENT_CONN)) {
            return Listing.View.PERSISTENT;
        }
        return given.contains(Option.TUN_INFO) ? Listing.View.TUNNELS : Listing.View.SERVERS;
    }
}
