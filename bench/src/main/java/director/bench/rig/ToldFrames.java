/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.dataplane.configuration.ClientAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What telling real servers the client's address makes of frames of full NAT. The first frame of a connection has the
 * option of TOA or UOA; with the PROXY protocol it loses its data, since the header has to come before. Once the real
 * server has answered, options are left out, and sequence numbers are greater by the length of the header. Immutable;
 * any thread.
 */
final class ToldFrames {
    /** Those of version 2 of the PROXY protocol, for TCP over either version of IP. */
    private static final int HEADER_IPV4 = 28;
    private static final int HEADER_IPV6 = 52;
    private static final int TCP_LENGTH = 20;
    private static final int TCP_WORDS = 12;
    /** A word more in the half byte that says how long the header of TCP is. */
    private static final int TCP_WORD = 0x10;
    private static final int UOA_OPTION = 31;
    /** The header in front of UDP over IPv6: its version, UDP, and its own length. */
    private static final int UOA_HEADER = 0x2011_0018;
    private static final int UOA_PROTOCOL = 248;
    /** Kind, length and port. */
    private static final int FIXED = 4;
    private static final int IPV6_ADDRESS = 16;

    private final ClientAddress.Form form;
    private final boolean ipv6;
    private final boolean opening;

    /**
     * What becomes of the frames of a case.
     *
     * @param opening whether they are the first ones of connections.
     */
    ToldFrames(final Kind kind, final boolean opening) {
        this.form = kind.method().told();
        this.ipv6 = kind.ipv6();
        this.opening = opening;
    }

    /** How much longer frames get, or shorter. */
    int added() {
        if (!opening) {
            return 0;
        }
        return switch (form) {
            case TOA -> option();
            case UOA -> between();
            case PROXY_V2 -> Frames.IP + Frames.ipLength(ipv6) + TCP_LENGTH - Frames.length(ipv6);
            default -> 0;
        };
    }

    /** Bytes that stand between the header of IP and the transport header. */
    int between() {
        return !opening || form != ClientAddress.Form.UOA ? 0 : ipv6 ? Integer.BYTES + option() : option();
    }

    private int option() {
        return FIXED + (ipv6 ? IPV6_ADDRESS : Integer.BYTES);
    }

    /** Which flow a frame is of. */
    int flow(final byte[] frame) {
        return opening && form.isProxy()
            ? Frames.opened(ByteBuffer.wrap(frame).getInt(Frames.IP + Frames.ipLength(ipv6) + Frames.TCP_SEQUENCE))
            : Frames.flow(frame);
    }

    /** The frame that leaves in place of one that is otherwise right, which may be the same. */
    byte[] told(final byte[] frame, final End client) {
        return switch (form) {
            case TOA -> opening ? withTcpOption(frame, client) : frame;
            case UOA -> opening ? behindOption(frame, client) : frame;
            case PROXY_V2 -> opening ? withoutData(frame) : behindHeader(frame);
            default -> frame;
        };
    }

    private byte[] withoutData(final byte[] frame) {
        final byte[] result = Arrays.copyOf(frame, frame.length + added());
        Corrections.ip(result, ipv6);
        Corrections.tcp(result, ipv6);
        return result;
    }

    private byte[] behindHeader(final byte[] frame) {
        final byte[] result = frame.clone();
        final int sequence = Frames.IP + Frames.ipLength(ipv6) + Frames.TCP_SEQUENCE;
        final ByteBuffer out = ByteBuffer.wrap(result);
        out.putInt(sequence, out.getInt(sequence) + (ipv6 ? HEADER_IPV6 : HEADER_IPV4));
        Corrections.tcp(result, ipv6);
        return result;
    }

    private byte[] withTcpOption(final byte[] frame, final End client) {
        final int transport = Frames.IP + Frames.ipLength(ipv6);
        final byte[] result = with(frame, transport + TCP_LENGTH, option(ClientAddress.TOA_OPTION, client));
        result[transport + TCP_WORDS] += (byte) (option() / Integer.BYTES * TCP_WORD);
        Corrections.ip(result, ipv6);
        Corrections.tcp(result, ipv6);
        return result;
    }

    private byte[] behindOption(final byte[] frame, final End client) {
        final byte[] option = option(UOA_OPTION, client);
        final int transport = Frames.IP + Frames.ipLength(ipv6);
        final byte[] result;
        if (ipv6) {
            result = with(frame, transport,
                ByteBuffer.allocate(between()).putInt(UOA_HEADER).put(option).array());
            result[Frames.NEXT_HEADER] = (byte) UOA_PROTOCOL;
        } else {
            result = with(frame, transport, option);
            result[Frames.IP] += (byte) (option.length / Integer.BYTES);
        }
        Corrections.ip(result, ipv6);
        return result;
    }

    private byte[] option(final int kind, final End client) {
        final ByteBuffer out = ByteBuffer.allocate(option()).put((byte) kind).put((byte) option())
            .putShort((short) client.port());
        client.putAddress(out);
        return out.array();
    }

    private static byte[] with(final byte[] frame, final int offset, final byte[] more) {
        return ByteBuffer.allocate(frame.length + more.length).put(frame, 0, offset).put(more)
            .put(frame, offset, frame.length - offset).array();
    }
}
