/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.FIN;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.RST;
import static director.dataplane.testkit.PacketBuilder.SYN;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A naive end of a TCP connection that cuts, repeats and acknowledges at random, within the rules of RFC 9293, RFC 2018
 * and RFC 2883, and throws when the other end breaks them: acknowledges what was never sent, goes beyond the window or
 * sends other bytes the second time.
 */
public final class TcpEnd {
    private static final int WINDOW = 6_000;
    private static final int MAX_BLOCKS = 3;

    private final SplittableRandom random;
    private final boolean client;
    private final int initial;
    private final byte[] toSend;
    private final BitSet received = new BitSet();
    private byte[] stream = new byte[1 << 10];
    private String source = "";
    private int sourcePort;
    private String destination = "";
    private int destinationPort;
    private boolean synReceived;
    private boolean synAcknowledged;
    private int peerInitial;
    /** Offsets into the streams: the first byte is 0, and the FIN comes after the last. */
    private int acknowledged;
    private int sent;
    private int edge;
    private int peerEdge;
    private int expected;
    private int finAt = -1;
    private final List<int[]> duplicates = new ArrayList<>();

    /** An end that will send these bytes and then no more. */
    public TcpEnd(final SplittableRandom random, final boolean client, final int initial, final byte[] toSend) {
        this.random = random;
        this.client = client;
        this.initial = initial;
        this.toSend = toSend.clone();
    }

    /** Where its segments come from and go to. */
    public TcpEnd between(final String from, final int fromPort, final String to, final int toPort) {
        source = from;
        sourcePort = fromPort;
        destination = to;
        destinationPort = toPort;
        return this;
    }

    /** Whether everything was sent and acknowledged, and the other end has said all. */
    public boolean isDone() {
        return acknowledged == toSend.length + 1 && finAt >= 0 && expected == finAt + 1;
    }

    /** Whether the handshake is over as far as it knows. */
    public boolean isEstablished() {
        return synReceived && synAcknowledged;
    }

    /** What came in so far without a hole. */
    public byte[] stream() {
        return Arrays.copyOf(stream, Math.min(expected, finAt < 0 ? expected : finAt));
    }

    /** What it sends in its turn, perhaps nothing. */
    public List<TcpSegment> act() {
        final List<TcpSegment> segments = new ArrayList<>();
        if (!synAcknowledged || !synReceived) {
            if (client ? random.nextInt(4) == 0 : synReceived && random.nextInt(4) == 0) {
                segments.add(segment(initial, client ? SYN : SYN | ACK, new byte[0]));
            }
            return segments;
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            final boolean again = sent > acknowledged && random.nextInt(3) == 0;
            segments.add(data(again ? acknowledged + random.nextInt(4) * (sent - acknowledged) / 8 : sent));
        }
        if (random.nextInt(8) == 0) {
            // Nobody has sent anything for a while: is the other end still there?
            segments.add(segment(initial + acknowledged, ACK, new byte[random.nextInt(2)]));
        }
        return segments;
    }

    private TcpSegment data(final int from) {
        final int room = Math.min(toSend.length, edge) - from;
        final int length = room <= 0 ? 0 : random.nextInt(1, Math.min(room, 1_400) + 1);
        final boolean last = from + length == toSend.length && edge > toSend.length;
        sent = Math.max(sent, from + length + (last ? 1 : 0));
        return segment(initial + 1 + from, ACK | (length > 0 ? PSH : 0) | (last ? FIN : 0),
            Arrays.copyOfRange(toSend, Math.min(from, toSend.length), Math.min(from, toSend.length) + length));
    }

    private TcpSegment segment(final int sequence, final int flags, final byte[] data) {
        final int acknowledgment = (flags & ACK) == 0 ? 0
            : peerInitial + 1 + ((flags & SYN) == 0 ? expected : 0);
        peerEdge = Math.max(peerEdge, expected + WINDOW);
        return new TcpSegment(source, sourcePort, destination, destinationPort, sequence, acknowledgment, flags,
            WINDOW, (flags & SYN) == 0 ? sack() : new byte[0], data);
    }

    /** What has arrived out of order, and first what came twice. */
    private byte[] sack() {
        final List<int[]> blocks = new ArrayList<>(duplicates);
        duplicates.clear();
        int from = received.nextSetBit(expected);
        while (from >= 0 && blocks.size() < MAX_BLOCKS) {
            final int to = received.nextClearBit(from);
            blocks.add(new int[] {from, to});
            from = received.nextSetBit(to);
        }
        if (blocks.isEmpty()) {
            return new byte[0];
        }
        final int before = random.nextInt(3);
        final ByteBuffer options = ByteBuffer.allocate((before + 2 + 8 * blocks.size() + 3) / 4 * 4);
        for (int i = 0; i < before; i++) {
            options.put((byte) 1);
        }
        options.put((byte) TcpSegment.SACK).put((byte) (2 + 8 * blocks.size()));
        blocks.forEach(block -> options.putInt(peerInitial + 1 + block[0]).putInt(peerInitial + 1 + block[1]));
        while (options.hasRemaining()) {
            options.put((byte) 1);
        }
        return options.array();
    }

    /** Takes a segment and answers what it sends at once. */
    public List<TcpSegment> accept(final TcpSegment segment) {
        check(!segment.has(RST), "was reset by " + segment);
        check((segment.destination().equals(source) && segment.destinationPort() == sourcePort
            && segment.source().equals(destination) && segment.sourcePort() == destinationPort)
            || (!client && sent == 0), "got what is not for it: " + segment);
        if (segment.has(SYN)) {
            return syn(segment);
        }
        if (!synReceived) {
            return List.of();
        }
        acknowledge(segment);
        if (!synAcknowledged) {
            return List.of();
        }
        take(segment.sequence() - peerInitial - 1, segment);
        return segment.length() > 0 && random.nextBoolean()
            ? List.of(segment(initial + 1 + sent, ACK, new byte[0])) : List.of();
    }

    private List<TcpSegment> syn(final TcpSegment segment) {
        check(segment.data().length == 0, "got data in a SYN");
        if (!client) {
            between(segment.destination(), segment.destinationPort(), segment.source(), segment.sourcePort());
            check(!synReceived || peerInitial == segment.sequence(), "got another SYN");
        }
        peerInitial = segment.sequence();
        synReceived = true;
        if (client) {
            check(segment.acknowledgment() == initial + 1, "got an answer to another SYN");
            synAcknowledged = true;
            edge = Math.max(edge, segment.window());
            return List.of(segment(initial + 1 + sent, ACK, new byte[0]));
        }
        return List.of(segment(initial, SYN | ACK, new byte[0]));
    }

    private void acknowledge(final TcpSegment segment) {
        check(segment.has(ACK), "got no acknowledgment");
        final int offset = segment.acknowledgment() - initial - 1;
        check(offset >= 0 && offset <= sent, "was told that " + offset + " bytes of " + sent + " arrived");
        synAcknowledged = true;
        acknowledged = Math.max(acknowledged, offset);
        edge = Math.max(edge, offset + segment.window());
        final ByteBuffer blocks = ByteBuffer.wrap(segment.option(TcpSegment.SACK));
        while (blocks.hasRemaining()) {
            final int from = blocks.getInt() - initial - 1;
            final int to = blocks.getInt() - initial - 1;
            check(from >= 0 && to > from && to <= sent, "was told that " + from + " to " + to + " of " + sent
                + " arrived");
            check(from != offset, "was told that what is missing has arrived");
        }
    }

    private void take(final int from, final TcpSegment segment) {
        final int length = segment.data().length;
        check(from + length <= peerEdge, "got " + (from + length) + " bytes with room for " + peerEdge);
        for (int i = Math.max(0, -from); i < length; i++) {
            final int at = from + i;
            stream = at < stream.length ? stream : Arrays.copyOf(stream, 2 * at);
            check(at < expected || !received.get(at) || stream[at] == segment.data()[i], "got another byte at " + at);
            if (from >= 0 && !received.get(at)) {
                stream[at] = segment.data()[i];
            }
        }
        if (from < 0) {
            return;
        }
        if (length > 0 && from + length <= expected) {
            duplicates.clear();
            duplicates.add(new int[] {from, from + length});
        }
        received.set(from, from + length);
        if (segment.has(FIN)) {
            check(finAt < 0 || finAt == from + length, "got another end");
            finAt = from + length;
        }
        expected = Math.max(expected, received.nextClearBit(0));
        if (expected == finAt) {
            expected++;
        }
    }

    private void check(final boolean right, final String wrong) {
        if (!right) {
            throw new AssertionError((client ? "the client " : "the real server ") + wrong);
        }
    }
}
