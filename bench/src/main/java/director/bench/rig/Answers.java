/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.dataplane.address.IpAddress;
import java.nio.ByteBuffer;

/**
 * What servers answer: to a SYN one of their own, to other segments acknowledgments of all there is, to datagrams
 * others. Any thread.
 */
final class Answers {
    private static final int MAC_LENGTH = 6;
    private static final int PAYLOAD = 26;
    private static final int TCP_ACKNOWLEDGMENT = 8;
    private static final int TCP_WORDS = 12;
    private static final int TCP_FLAGS = 13;
    /** Of the byte with the length of the header of TCP, in words, which is its upper half. */
    private static final int WORDS_TO_BYTES = 2;
    private static final int UINT16 = 0xFFFF;

    private final boolean ipv6;
    private final boolean udp;
    private final Frames frames;

    /** Answers of one version of IP and one protocol. */
    Answers(final boolean ipv6, final boolean udp) {
        this.ipv6 = ipv6;
        this.udp = udp;
        this.frames = new Frames(ipv6, udp);
    }

    /** What a frame is answered with, which came from the director. */
    byte[] to(final byte[] frame) {
        final ByteBuffer in = ByteBuffer.wrap(frame);
        // In front of UDP there may be an option, behind the header of TCP others.
        final int transport = udp ? frame.length - PAYLOAD : Frames.IP + Frames.ipLength(ipv6);
        final byte[] answer = frames.packet(receiver(in, transport), sender(in, transport), Frames.HOPS,
            udp ? 0 : (frame[transport + TCP_FLAGS] & Frames.SYN) | Frames.ACK, 0);
        if (!udp) {
            number(ByteBuffer.wrap(answer), in, transport);
            Corrections.tcp(answer, ipv6);
        }
        return answer;
    }

    /** Begins with a number before that of the flow, and acknowledges all there is; data with a SYN are not taken. */
    private void number(final ByteBuffer answer, final ByteBuffer question, final int transport) {
        final boolean opens = (question.get(transport + TCP_FLAGS) & Frames.SYN) != 0;
        final int sequence = question.getInt(transport + Frames.TCP_SEQUENCE);
        final int header = (question.get(transport + TCP_WORDS) & 0xF0) >>> WORDS_TO_BYTES;
        answer.putInt(transport + Frames.TCP_SEQUENCE,
            opens ? Frames.opened(sequence) - 1 : question.getInt(transport + TCP_ACKNOWLEDGMENT));
        answer.putInt(transport + TCP_ACKNOWLEDGMENT,
            opens ? sequence + 1 : sequence + question.capacity() - transport - header);
    }

    private End sender(final ByteBuffer frame, final int transport) {
        return new End(frame.getLong(MAC_LENGTH) >>> Short.SIZE, address(frame, Frames.addresses(ipv6)),
            frame.getShort(transport) & UINT16);
    }

    private End receiver(final ByteBuffer frame, final int transport) {
        return new End(frame.getLong(0) >>> Short.SIZE,
            address(frame, Frames.addresses(ipv6) + (ipv6 ? 2 * Long.BYTES : Integer.BYTES)),
            frame.getShort(transport + Short.BYTES) & UINT16);
    }

    private IpAddress address(final ByteBuffer frame, final int offset) {
        return ipv6 ? new IpAddress(true, frame.getLong(offset), frame.getLong(offset + Long.BYTES))
            : IpAddress.ipv4(frame.getInt(offset));
    }
}
