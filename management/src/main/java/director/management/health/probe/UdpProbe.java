/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import director.management.health.settings.UdpSettings;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.HexFormat;

/** Sends a datagram, and waits for an answer, or for the ICMP error that says that nobody listens. */
final class UdpProbe implements Probe {
    private static final int ANSWER_MAX = 65_535;

    private final byte[] payload;
    private final byte[] prefix;
    private final boolean required;

    UdpProbe(final UdpSettings settings) {
        this.payload = HexFormat.of().parseHex(settings.payload());
        this.prefix = HexFormat.of().parseHex(settings.replyPrefix());
        this.required = settings.replyRequired();
    }

    @Override
    public void attempt(final Target target, final Deadline deadline) throws IOException {
        try (DatagramSocket socket = Datagrams.open(target)) {
            socket.send(new DatagramPacket(payload, payload.length));
            final byte[] answer = Datagrams.receive(socket, ANSWER_MAX, deadline);
            if (answer.length < prefix.length
                || !Arrays.equals(answer, 0, prefix.length, prefix, 0, prefix.length)) {
                throw new ProbeException("answered " + HexFormat.of().formatHex(answer, 0, Math.min(answer.length,
                    prefix.length)) + ", not " + HexFormat.of().formatHex(prefix));
            }
        } catch (final PortUnreachableException e) {
            throw new ProbeException("nobody listens on UDP port " + target.port());
        } catch (final SocketTimeoutException e) {
            if (required) {
                throw deadline.expired();
            }
        }
    }
}
