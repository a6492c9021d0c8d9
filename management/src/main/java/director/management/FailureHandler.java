/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.bindings.DpdkException;
import director.bindings.DpdkUnavailableException;
import director.dataplane.configuration.ConfigurationException;
import director.dataplane.machine.PrivilegeException;
import director.dataplane.machine.UnavailableException;
import director.management.capture.CaptureException;
import director.management.configuration.ConfigurationFileException;
import director.management.keepalived.KeepalivedException;
import director.management.replay.TraceException;
import java.io.PrintWriter;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;

/** Turns what a command throws into lines on standard error and an exit code. The stack is for {@code --debug}. */
final class FailureHandler implements CommandLine.IExecutionExceptionHandler {
    private static final int EPERM = -1;
    private static final int EACCES = -13;

    private final BooleanSupplier debug;

    FailureHandler(final BooleanSupplier debug) {
        this.debug = debug;
    }

    @Override
    public int handleExecutionException(
        final Exception exception, final CommandLine command, final CommandLine.ParseResult arguments) {
        final ExitCode exitCode = exitCode(exception);
        final PrintWriter err = command.getErr();
        if (exitCode == ExitCode.INTERNAL) {
            err.println("director: internal error: " + exception);
            if (!debug.getAsBoolean()) {
                err.println("Please report this with what --debug adds.");
            }
        } else {
            String.valueOf(exception.getMessage()).lines().map(line -> "director: " + line).forEach(err::println);
        }
        if (debug.getAsBoolean()) {
            exception.printStackTrace(err);
        }
        err.flush();
        return exitCode.code();
    }

    private static ExitCode exitCode(final Exception exception) {
        return switch (exception) {
            case CommandFailure failure -> failure.exitCode();
            case TraceException _ -> ExitCode.NO_INPUT;
            case CaptureException _ -> ExitCode.NO_INPUT;
            case KeepalivedException _ -> ExitCode.NO_INPUT;
            case ConfigurationFileException _ -> ExitCode.CONFIGURATION;
            case ConfigurationException _ -> ExitCode.CONFIGURATION;
            case PrivilegeException _ -> ExitCode.NOT_PERMITTED;
            case UnavailableException _ -> ExitCode.UNAVAILABLE;
            case DpdkUnavailableException _ -> ExitCode.UNAVAILABLE;
            case DpdkException refused -> refused.code() == EPERM || refused.code() == EACCES
                ? ExitCode.NOT_PERMITTED : ExitCode.UNAVAILABLE;
            default -> ExitCode.INTERNAL;
        };
    }
}
