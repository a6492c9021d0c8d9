/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/** Executes command lines on a table, with the results of ipvsadm 1.31. Not thread-safe beyond what its table is. */
public final class Ipvsadm {
    static final int FAILURE = 255;
    static final String KERNEL_VERSION = "IP Virtual Server version 1.2.1";
    private static final int LISTING_FAILURE = 1;
    private static final String VERSION = "ipvsadm v1.31 2019/12/24 (compiled with popt and IPVS v1.2.1)\n";
    private static final Set<String> SKIPPED_FIRST_WORDS = Set.of("ipvsadm");

    private final IpvsTable table;
    private final StringBuilder out = new StringBuilder();
    private final StringBuilder err = new StringBuilder();

    private Ipvsadm(final IpvsTable table) {
        this.table = table;
    }

    /**
     * What came of a command line.
     *
     * @param exitCode 0, or 1, 2 or 255 for a failure.
     * @param out      what goes to standard output.
     * @param err      what goes to standard error.
     */
    public record Result(int exitCode, String out, String err) {
    }

    /**
     * Executes a command line.
     *
     * @param table     the table that it is about.
     * @param arguments the arguments, without the program's name.
     * @param input     standard input, which only a restore reads.
     * @return what came of it.
     */
    public static Result run(final IpvsTable table, final List<String> arguments, final String input) {
        final Ipvsadm run = new Ipvsadm(table);
        final int exitCode = run.line(arguments, input).exitCode;
        return new Result(exitCode, run.out.toString(), run.err.toString());
    }

    /**
     * What came of one line.
     *
     * @param exitCode its exit code.
     * @param ends     whether a restore stops there.
     */
    private record Outcome(int exitCode, boolean ends) {
        private static final Outcome DONE = new Outcome(0, false);
    }

    /** The input is null within a restore, which must not start another. */
    private Outcome line(final List<String> arguments, final @Nullable String input) {
        try {
            final IpvsadmCommand command = IpvsadmParser.parse(arguments);
            if (command instanceof IpvsadmCommand.Restore) {
                if (input == null) {
                    throw UsageException.noCommand();
                }
                return new Outcome(restore(input), true);
            }
            return execute(command);
        } catch (final UsageException wrong) {
            err.append(wrong.text());
            return new Outcome(wrong.exitCode(), wrong.endsRestore());
        }
    }

    private int restore(final String input) {
        Outcome last = Outcome.DONE;
        for (final String line : input.split("\n", -1)) {
            final List<String> words = words(line);
            if (!words.isEmpty()) {
                last = line(words, null);
                if (last.ends) {
                    break;
                }
            }
        }
        return last.exitCode;
    }

    /**
     * The arguments in a line of rules: words between blanks, without quoting; the program's name may come first.
     *
     * @param line the line.
     * @return its arguments.
     */
    static List<String> words(final String line) {
        final List<String> words = new ArrayList<>();
        final StringTokenizer tokens = new StringTokenizer(line, " \t\r");
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        if (!words.isEmpty() && SKIPPED_FIRST_WORDS.contains(words.getFirst())) {
            words.removeFirst();
        }
        return words;
    }

    private Outcome execute(final IpvsadmCommand command) {
        try {
            return read(command) ? new Outcome(0, isLast(command)) : change(command);
        } catch (final IpvsException refused) {
            err.append(refused.error().textFor(command)).append('\n');
            return new Outcome(command instanceof IpvsadmCommand.List ? LISTING_FAILURE : FAILURE, false);
        }
    }

    private static boolean isLast(final IpvsadmCommand command) {
        return command instanceof IpvsadmCommand.Help || command instanceof IpvsadmCommand.Version;
    }

    private boolean read(final IpvsadmCommand command) throws IpvsException {
        switch (command) {
            case IpvsadmCommand.List list -> out.append(list(list));
            case IpvsadmCommand.Save save -> out.append(RulesPrinter.asSaved(table));
            case IpvsadmCommand.Help help -> out.append(VERSION).append(HelpText.TEXT);
            case IpvsadmCommand.Version version -> out.append(VERSION);
            default -> {
                return false;
            }
        }
        return true;
    }

    private String list(final IpvsadmCommand.List list) throws IpvsException {
        if (list.service() == null) {
            return ListingPrinter.all(table, list.listing());
        }
        final ServiceView service = table.service(list.service());
        if (service == null) {
            throw new IpvsException(KernelError.ESRCH);
        }
        return ListingPrinter.one(service, list.listing());
    }

    private Outcome change(final IpvsadmCommand command) throws IpvsException {
        switch (command) {
            case IpvsadmCommand.AddService c -> table.addService(c.service(), c.options());
            case IpvsadmCommand.EditService c -> table.editService(c.service(), c.options());
            case IpvsadmCommand.DeleteService c -> table.deleteService(c.service());
            case IpvsadmCommand.AddServer c -> table.addServer(c.service(), c.server(), c.options());
            case IpvsadmCommand.EditServer c -> table.editServer(c.service(), c.server(), c.options());
            case IpvsadmCommand.DeleteServer c -> table.deleteServer(c.service(), c.server());
            case IpvsadmCommand.Flush c -> table.flush();
            case IpvsadmCommand.Zero c -> table.zero(c.service());
            case IpvsadmCommand.SetTimeouts c -> table.setTimeouts(c.timeouts());
            case IpvsadmCommand.StartDaemon c -> table.startDaemon(c.daemon());
            case IpvsadmCommand.StopDaemon c -> table.stopDaemon(c.role());
            default -> throw new IllegalArgumentException(command.toString());
        }
        return Outcome.DONE;
    }
}
