/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import director.management.health.settings.DnsSettings;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;

/** Asks a question over UDP and looks at the code of the answer. What is no answer to it is ignored. */
final class DnsProbe implements Probe {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ANSWER_MAX = 4_096;
    private static final int ANSWERS_MAX = 100;
    private static final int IDS = 1 << Short.SIZE;

    private final DnsSettings settings;

    DnsProbe(final DnsSettings settings) {
        this.settings = settings;
    }

    @Override
    public void attempt(final Target target, final Deadline deadline) throws IOException {
        final DnsQuestion question = new DnsQuestion(RANDOM.nextInt(IDS), settings.name(), settings.query().number());
        try (DatagramSocket socket = Datagrams.open(target)) {
            final byte[] bytes = question.bytes();
            socket.send(new DatagramPacket(bytes, bytes.length));
            judge(code(socket, question, deadline));
        } catch (final PortUnreachableException e) {
            throw new ProbeException("nobody listens on UDP port " + target.port());
        } catch (final SocketTimeoutException e) {
            throw deadline.expired();
        }
    }

    private static int code(final DatagramSocket socket, final DnsQuestion question, final Deadline deadline)
            throws IOException {
        for (int i = 0; i < ANSWERS_MAX; i++) {
            final int code = question.codeOf(Datagrams.receive(socket, ANSWER_MAX, deadline));
            if (code != DnsQuestion.NO_ANSWER) {
                return code;
            }
        }
        throw new ProbeException("sends what is no answer to the question");
    }

    private void judge(final int code) throws ProbeException {
        if (code != settings.expected().number()) {
            final DnsSettings.ResponseCode[] codes = DnsSettings.ResponseCode.values();
            throw new ProbeException("answered " + (code < codes.length ? codes[code] : "code " + code) + ", not "
                + settings.expected());
        }
    }
}
