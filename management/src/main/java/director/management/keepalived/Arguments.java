/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.keepalived;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.TunnelSettings;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kinds of arguments that statements have. What is wrong with one is noted. For one import. */
final class Arguments {
    private static final int MILLIS = 1_000;

    private final Notes notes;

    Arguments(final Notes notes) {
        this.notes = notes;
    }

    /** A whole number of 0 or more. */
    int number(final Statement statement, final int index, final int unless) {
        try {
            final int number = Integer.parseInt(statement.argument(index));
            if (number >= 0) {
                return number;
            }
        } catch (final NumberFormatException e) {
            // Noted like one below 0.
        }
        notes.add(statement, statement.name() + " needs a whole number of 0 or more, and \"" + statement.arguments()
            + "\" is none: " + unless + " is taken");
        return unless;
    }

    /** A number of 32 bits. */
    int unsigned(final Statement statement, final int index) {
        try {
            return Integer.parseUnsignedInt(statement.argument(index));
        } catch (final NumberFormatException e) {
            notes.add(statement, "\"" + statement.argument(index) + "\" is no number of 0 to 4294967295: 0 is taken");
            return 0;
        }
    }

    /** Seconds, with or without a fraction, in milliseconds. */
    int millis(final Statement statement, final int unless) {
        try {
            return new BigDecimal(statement.argument(0)).multiply(BigDecimal.valueOf(MILLIS)).intValueExact();
        } catch (final ArithmeticException | NumberFormatException e) {
            notes.add(statement, statement.name() + " needs a number of seconds, and \"" + statement.arguments()
                + "\" is none: " + unless + " ms are taken");
            return unless;
        }
    }

    /** A truth: what has no argument is true. */
    boolean truth(final Statement statement) {
        return switch (statement.argument(0).toLowerCase(Locale.ROOT)) {
            case "", "true", "on", "yes" -> true;
            case "false", "off", "no" -> false;
            default -> {
                notes.add(statement, "\"" + statement.argument(0) + "\" is neither true nor false: true is taken");
                yield true;
            }
        };
    }

    @Nullable IpAddress address(final Statement statement, final int index) {
        try {
            return IpAddress.parse(statement.argument(index));
        } catch (final IllegalArgumentException e) {
            notes.add(statement, "\"" + statement.argument(index) + "\" is no address: " + statement.name()
                + " is left out");
            return null;
        }
    }

    /** A forwarding method. */
    ForwardingMethod method(final Statement statement) {
        return switch (statement.argument(0).toUpperCase(Locale.ROOT)) {
            case "NAT" -> ForwardingMethod.NAT;
            case "DR" -> ForwardingMethod.DIRECT_ROUTING;
            case "TUN" -> ForwardingMethod.TUNNEL;
            default -> {
                notes.add(statement, "\"" + statement.arguments() + "\" is none of NAT, DR and TUN: NAT is taken");
                yield ForwardingMethod.NAT;
            }
        };
    }

    /** What follows TUN. */
    TunnelSettings tunnel(final Statement statement) {
        TunnelSettings.Type type = TunnelSettings.Type.IPIP;
        TunnelSettings.Checksum checksum = TunnelSettings.Checksum.NONE;
        int port = 0;
        for (int i = 1; i < statement.words().size() - 1; i++) {
            switch (statement.argument(i).toLowerCase(Locale.ROOT)) {
                case "type" -> { }
                case "ipip" -> type = TunnelSettings.Type.IPIP;
                case "gre" -> type = TunnelSettings.Type.GRE;
                case "gue" -> type = TunnelSettings.Type.GUE;
                case "port" -> port = number(statement, ++i, 0);
                case "nocsum" -> checksum = TunnelSettings.Checksum.NONE;
                case "csum" -> checksum = TunnelSettings.Checksum.FULL;
                case "remcsum" -> checksum = TunnelSettings.Checksum.REMOTE;
                default -> notes.add(statement, "\"" + statement.argument(i) + "\" is not understood, and left out");
            }
        }
        return new TunnelSettings(type, port, checksum);
    }

    /** A program with its arguments: one word is cut at its blanks, more are taken as they are. */
    List<String> program(final Statement statement) {
        final List<String> words = new ArrayList<>();
        final Lexer lexer = new Lexer(statement.place(), statement.argument(0));
        for (int i = 0; i < lexer.size(); i++) {
            words.add(lexer.word(i));
        }
        if (words.isEmpty() || !words.getFirst().startsWith("/")) {
            notes.leftOut(statement, "a program needs an absolute path");
            return List.of();
        }
        if (statement.words().size() > 2) {
            notes.add(statement, "the user of " + statement.name() + " is left out: programs run as the director's");
        }
        return words;
    }
}
