/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import director.management.health.settings.SmtpSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/** Waits for a greeting, says hello (as of old if the server does not know the newer way) and takes leave. */
final class SmtpProbe implements Probe {
    private static final int LINE_MAX = 2_048;
    private static final int LINES_MAX = 100;
    private static final int CODE = 3;
    private static final String READY = "220";
    private static final String DONE = "250";

    private final SmtpSettings settings;

    SmtpProbe(final SmtpSettings settings) {
        this.settings = settings;
    }

    @Override
    public void attempt(final Target target, final Deadline deadline) throws IOException {
        try (Socket socket = Sockets.connect(target, deadline)) {
            final BoundedInput in = new BoundedInput(socket, deadline);
            final OutputStream out = socket.getOutputStream();
            expect(reply(in), READY, "its greeting");
            String reply = say(in, out, "EHLO " + settings.hello());
            if (reply.startsWith("5")) {
                reply = say(in, out, "HELO " + settings.hello());
            }
            expect(reply, DONE, "its answer to the hello");
            out.write(BoundedInput.ascii("QUIT\r\n"));
        }
    }

    private static String say(final BoundedInput in, final OutputStream out, final String command) throws IOException {
        out.write(BoundedInput.ascii(command + "\r\n"));
        return reply(in);
    }

    /** The last line of a reply: all before it have a hyphen after the code (RFC 5321 §4.2.1). */
    private static String reply(final BoundedInput in) throws IOException {
        for (int i = 0; i < LINES_MAX; i++) {
            final String line = in.line(LINE_MAX);
            if (line.length() <= CODE || line.charAt(CODE) != '-') {
                return line;
            }
        }
        throw new ProbeException("sent a reply of more than " + LINES_MAX + " lines");
    }

    private static void expect(final String line, final String code, final String what) throws ProbeException {
        if (!line.startsWith(code)) {
            throw new ProbeException(what + " is \"" + line + "\", not " + code);
        }
    }
}
