/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.io.IOException;
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
    private final SavedRules saved;
    private final Appendable out;
    private final Appendable err;

    private Ipvsadm(final IpvsTable table, final SavedRules saved, final Appendable out, final Appendable err) {
        this.table = table;
        this.saved = saved;
        this.out = out;
        this.err = err;
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
     * Executes a command line as ipvsadm itself does, what it leaves out when it saves included.
     *
     * @param table     the table that it is about.
     * @param arguments the arguments, without the program's name.
     * @param input     standard input, which only a restore reads.
     * @return what came of it.
     */
    public static Result run(final IpvsTable table, final List<String> arguments, final String input) {
        final StringBuilder out = new StringBuilder();
        final StringBuilder err = new StringBuilder();
        try {
            final int exitCode = run(table, SavedRules.AS_IPVSADM, arguments, input, out, err);
            return new Result(exitCode, out.toString(), err.toString());
        } catch (final IOException e) {
            throw new AssertionError("memory is no device", e);
        }
    }

    /**
     * Executes a command line and writes while it goes on.
     *
     * @param table     the table that it is about.
     * @param saved     what {@code -S} writes.
     * @param arguments the arguments, without the program's name.
     * @param input     standard input, which only a restore reads.
     * @param out       standard output.
     * @param err       standard error.
     * @return the exit code: 0, or 1, 2 or 255 for a failure.
     * @throws IOException if one of the two cannot be written.
     */
    public static int run(
        final IpvsTable table, final SavedRules saved, final List<String> arguments, final String input,
        final Appendable out, final Appendable err) throws IOException {
        return new Ipvsadm(table, saved, out, err).line(arguments, input).exitCode;
    }

    /**
     * What a refusal is answered with, outside of a command.
     *
     * @param refused why.
     * @param err     standard error.
     * @return the exit code.
     * @throws IOException if it cannot be written.
     */
    public static int refused(final IpvsException refused, final Appendable err) throws IOException {
        tell(err, refused, refused.error().textFor(new IpvsadmCommand.Restore()));
        return FAILURE;
    }

    /** What the original says; then, if there is more to know, what this director says. */
    private static void tell(final Appendable err, final IpvsException refused, final String text) throws IOException {
        err.append(text).append('\n');
        if (!refused.detail().isEmpty()) {
            err.append("director: ").append(refused.detail()).append('\n');
        }
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

    /**
     * What {@code -h} prints.
     *
     * @return all of it.
     */
    public static String help() {
        return VERSION + HelpText.TEXT;
    }

    /**
     * What {@code -v} prints.
     *
     * @return one line.
     */
    public static String version() {
        return VERSION;
    }

    /** The input is null within a restore, which must not start another. */
    private Outcome line(final List<String> arguments, final @Nullable String input) throws IOException {
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

    private int restore(final String input) throws IOException {
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

    private Outcome execute(final IpvsadmCommand command) throws IOException {
        try {
            return read(command) ? new Outcome(0, isLast(command)) : change(command);
        } catch (final IpvsException refused) {
            tell(err, refused, refused.error().textFor(command));
            return new Outcome(command instanceof IpvsadmCommand.List ? LISTING_FAILURE : FAILURE, false);
        }
    }

    private static boolean isLast(final IpvsadmCommand command) {
        return command instanceof IpvsadmCommand.Help || command instanceof IpvsadmCommand.Version;
    }

    private boolean read(final IpvsadmCommand command) throws IpvsException, IOException {
        switch (command) {
            case IpvsadmCommand.List list -> list(list);
            case IpvsadmCommand.Save save -> RulesPrinter.print(table, saved, out);
            case IpvsadmCommand.Help help -> out.append(help());
            case IpvsadmCommand.Version version -> out.append(version());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void list(final IpvsadmCommand.List list) throws IpvsException, IOException {
        if (list.service() == null) {
            ListingPrinter.all(table, list.listing(), out);
            return;
        }
        final ServiceView service = table.service(list.service());
        if (service == null) {
            throw new IpvsException(KernelError.ESRCH);
        }
        ListingPrinter.one(service, list.listing(), out);
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
