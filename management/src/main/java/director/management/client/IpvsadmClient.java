/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.client;

import director.dataplane.ipvsadm.Ipvsadm;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * {@code director ipvsadm}: hands its arguments to the running director, which knows the language of ipvsadm, and
 * prints what that answers. Help needs no director.
 */
public final class IpvsadmClient {
    private static final String PATH = "/v1/ipvsadm";
    private static final String JSON = "application/json";
    private static final int OK = 200;
    /** What ipvsadm ends with when there is no IPVS in the kernel. */
    private static final int NO_IPVS = 2;
    /** What a shell shows of a program that wrote to a closed pipe: 128 and SIGPIPE. */
    private static final int BROKEN_PIPE = 141;

    private final Path socket;
    private final InputStream in;
    private final OutputStream out;
    private final OutputStream err;

    /**
     * A client of one director.
     *
     * @param socket where it is.
     * @param in     standard input, which only a restore reads.
     * @param out    standard output.
     * @param err    standard error.
     */
    public IpvsadmClient(final Path socket, final InputStream in, final OutputStream out, final OutputStream err) {
        this.socket = socket;
        this.in = in;
        this.out = new PipeStream(out);
        this.err = new PipeStream(err);
    }

    /**
     * Runs one command and ends the JVM with its exit code.
     *
     * @param arguments those of ipvsadm.
     */
    public static void main(final String[] arguments) {
        final IpvsadmClient client = new IpvsadmClient(SocketPath.find(), new FileInputStream(FileDescriptor.in),
            new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err));
        // Without what an orderly exit takes: there is nothing left to put in order.
        Runtime.getRuntime().halt(client.run(arguments));
    }

    /**
     * Runs one command.
     *
     * @param arguments those of ipvsadm.
     * @return the exit code: that of the director's answer, 2 if there is none, 141 if nobody reads it.
     */
    public int run(final String... arguments) {
        try {
            final FirstWord first = FirstWord.of(arguments);
            if (first == FirstWord.HELP || first == FirstWord.VERSION) {
                write(out, first == FirstWord.HELP ? Ipvsadm.help() : Ipvsadm.version());
                return 0;
            }
            return ask(first, arguments);
        } catch (final PipeStream.BrokenException e) {
            return BROKEN_PIPE;
        } catch (final IOException e) {
            return fail(String.valueOf(e.getMessage()));
        }
    }

    private int ask(final FirstWord first, final String... arguments) throws IOException {
        try (ManagementClient director = send(first, arguments)) {
            if (director.status() != OK) {
                return fail(detail(director));
            }
            return new ResultReader(director.body()).copy(out, err);
        }
    }

    /** Whoever may only read can list and save: that is a GET. */
    private ManagementClient send(final FirstWord first, final String... arguments) throws IOException {
        if (first == FirstWord.READ) {
            return ManagementClient.send(socket, "GET", PATH + "?arguments=" + query(arguments), null, null,
                new byte[0]);
        }
        final StringBuilder body = new StringBuilder("{\"arguments\":[");
        for (int i = 0; i < arguments.length; i++) {
            JsonText.quote(i == 0 ? body : body.append(','), arguments[i]);
        }
        body.append("],\"input\":");
        final String input = first == FirstWord.RESTORE ? new String(in.readAllBytes(), StandardCharsets.UTF_8) : "";
        final byte[] encoded = JsonText.quote(body, input).append('}').toString().getBytes(StandardCharsets.UTF_8);
        return ManagementClient.send(socket, "POST", PATH, null, JSON, encoded);
    }

    private static String query(final String... arguments) {
        final StringBuilder query = new StringBuilder();
        for (final byte octet : String.join(" ", arguments).getBytes(StandardCharsets.UTF_8)) {
            if (octet == '-' || Character.isLetterOrDigit(octet)) {
                query.append((char) octet);
            } else {
                query.append('%').append(Character.forDigit(octet >> 4 & 0xf, 16))
                    .append(Character.forDigit(octet & 0xf, 16));
            }
        }
        return query.toString();
    }

    /** What the director says about a request that it did not carry out. */
    private static String detail(final ManagementClient director) throws IOException {
        final ByteArrayOutputStream detail = new ByteArrayOutputStream();
        final boolean found = new ResultReader(director.body()).find("detail", detail);
        return found ? detail.toString(StandardCharsets.UTF_8) : "status " + director.status();
    }

    private int fail(final String reason) {
        try {
            write(err, "Can't initialize ipvs: " + reason + "\n");
        } catch (final IOException e) {
            // Nobody reads why.
        }
        return NO_IPVS;
    }

    private static void write(final OutputStream to, final String text) throws IOException {
        to.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What the first word of a command line says about the rest. */
    private enum FirstWord {
        HELP, VERSION, READ, RESTORE, CHANGE;

        static FirstWord of(final String... arguments) {
            for (final String argument : arguments) {
                if (argument.equals("--")) {
                    break;
                } else if (argument.length() > 1 && argument.charAt(0) == '-') {
                    return of(argument, arguments);
                }
            }
            return arguments.length == 0 ? READ : CHANGE;
        }

        private static FirstWord of(final String word, final String... arguments) {
            final FirstWord first = switch (word) {
                case "--help" -> HELP;
                case "--version" -> VERSION;
                case "--list", "--save" -> READ;
                case "--restore" -> RESTORE;
                default -> switch (word.charAt(1)) {
                    case 'h' -> HELP;
                    case 'v' -> VERSION;
                    case 'L', 'l', 'S' -> READ;
                    case 'R' -> RESTORE;
                    default -> CHANGE;
                };
            };
            return first == READ && !plain(arguments) ? CHANGE : first;
        }

        /** Whether the words can be told apart when they stand in one. */
        private static boolean plain(final String... arguments) {
            for (final String argument : arguments) {
                if (argument.isEmpty() || argument.indexOf(' ') >= 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Tells a reader that went away from a director that did. */
    private static final class PipeStream extends OutputStream {
        private final OutputStream to;

        PipeStream(final OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(final int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(final byte[] bytes, final int offset, final int length) throws IOException {
            try {
                to.write(bytes, offset, length);
            } catch (final IOException e) {
                throw new BrokenException(e);
            }
        }

        static final class BrokenException extends IOException {
            private static final long serialVersionUID = 1L;

            BrokenException(final IOException cause) {
                super(cause);
            }
        }
    }
}
