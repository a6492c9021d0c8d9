/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bench.throughput.Frames.End;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * The packets of a case: many clients, each with a few connections, to one virtual service. The same for the same case,
 * in every process. Immutable.
 *
 * <p>{@link #replayed} is what ports receive again and again, in an order that is shuffled. {@link #priming} comes
 * before, in another order: it makes the director know its real servers' MAC addresses and opens every connection.
 */
final class Traffic {
    /** On the side where the director receives and sends. */
    static final End DIRECTOR = new End(0x02_00_00_00_00_01L, 0x0A00_00FE, 0);
    /** What clients connect to. */
    static final End VIRTUAL = new End(DIRECTOR.mac(), 0xC000_0201, 80);

    private static final long ROUTER_MAC = 0x02_00_00_00_00_02L;
    private static final long SERVER_MAC = 0x02_00_0A_00_00_00L;
    private static final int FIRST_SERVER = 0x0A00_0001;
    private static final int SERVER_PORT = 8_080;
    /** 198.18.0.0/15, which RFC 2544 sets aside for benchmarks. */
    private static final int FIRST_CLIENT = 0xC612_0000;
    private static final int CONNECTIONS_PER_CLIENT = 16;
    private static final int FIRST_PORT = 1_024;
    private static final int PORTS = 64_000;
    /** Coprime to the number of ports, so that a client's ports differ. */
    private static final int PORT_STRIDE = 3_557;
    private static final int CLIENT_STRIDE = 7_919;
    private static final int MOST_WEIGHT = 4;
    private static final long SEED = 2_544;

    private final Kind kind;
    private final int servers;
    private final int flows;
    private final int clients;
    private final int[] order;

    Traffic(final Kind kind, final int servers, final int flows) {
        this.kind = kind;
        this.servers = servers;
        this.flows = flows;
        this.clients = Math.max(1, flows / CONNECTIONS_PER_CLIENT);
        this.order = shuffled(flows);
    }

    private static int[] shuffled(final int count) {
        final SplittableRandom random = new SplittableRandom(SEED);
        final int[] result = new int[count];
        for (int i = 0; i < count; i++) {
            final int other = random.nextInt(i + 1);
            result[i] = result[other];
            result[other] = i;
        }
        return result;
    }

    Kind kind() {
        return kind;
    }

    int flows() {
        return flows;
    }

    int servers() {
        return servers;
    }

    /** A real server, from 0. */
    static End server(final int index) {
        return new End(SERVER_MAC + index, FIRST_SERVER + index, SERVER_PORT);
    }

    /** Which real server a frame that is sent goes to, or a number that is none's. */
    int serverOf(final ByteBuffer frame) {
        return kind.isDirect() ? (int) ((frame.getLong(0) >>> Short.SIZE) - SERVER_MAC)
            : frame.getInt(Frames.DESTINATION_ADDRESS) - FIRST_SERVER;
    }

    /** Where a real server listens: with direct routing it has the virtual address, and so the same port. */
    int portOf(final int server) {
        return kind.isDirect() ? VIRTUAL.port() : server(server).port();
    }

    /** Its weight, so that wrr has something to weigh. */
    static int weight(final int server) {
        return server % MOST_WEIGHT + 1;
    }

    End client(final int flow) {
        final int client = flow % clients;
        final long port = (long) (flow / clients) * PORT_STRIDE + (long) client * CLIENT_STRIDE;
        return new End(ROUTER_MAC, FIRST_CLIENT + client, FIRST_PORT + (int) (port % PORTS));
    }

    /** Writes the frame at a place of the endless input, 0 to flows - 1. */
    void replayed(final int place, final byte[] frame) {
        segment(order[place], Frames.PUSH_ACK, frame);
    }

    int primingFrames() {
        return 2 * servers + 2 * flows;
    }

    /**
     * Writes a frame of what comes first: each real server asks for the director, then every SYN, then every ACK, or
     * two datagrams of every flow; at last each real server answers, so that it is taken to be there for half a
     * minute.
     */
    void priming(final int place, final byte[] frame) {
        if (place < servers) {
            Frames.arpRequest(frame, server(place), DIRECTOR);
        } else if (place < servers + flows) {
            segment(place - servers, Frames.SYN, frame);
        } else if (place < servers + 2 * flows) {
            segment(place - servers - flows, Frames.ACK, frame);
        } else {
            Frames.arpReply(frame, server(place - servers - 2 * flows), DIRECTOR);
        }
    }

    /** Writes what has to leave when a replayed frame of a flow was sent to a real server. */
    void rewritten(final int flow, final int server, final byte[] frame) {
        final End from = new End(DIRECTOR.mac(), client(flow).address(), client(flow).port());
        final End to = kind.isDirect() ? new End(server(server).mac(), VIRTUAL.address(), VIRTUAL.port())
            : server(server);
        packet(from, to, Frames.TTL - 1, Frames.PUSH_ACK, flow, frame);
    }

    private void segment(final int flow, final int flags, final byte[] frame) {
        packet(client(flow), VIRTUAL, Frames.TTL, flags, flow, frame);
    }

    private void packet(
        final End from, final End to, final int ttl, final int flags, final int flow, final byte[] frame) {
        if (kind.isUdp()) {
            Frames.udp(frame, from, to, ttl, flow);
        } else {
            Frames.tcp(frame, from, to, ttl, flags, flow);
        }
    }
}
