/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The packets of a case: many clients, each with a few connections, to its virtual services. The same for the same
 * case, in every process. With SNAT, clients are hosts, and what real servers are otherwise are others, to whom these
 * talk. Immutable; any thread.
 *
 * <p>{@link #replayed} is what ports receive again and again, in an order that is shuffled. {@link #priming} comes
 * before, in another order: it makes the director know its real servers' MAC addresses and, unless packets are to do
 * that themselves, opens every connection.
 */
public final class Traffic {
    private static final long DIRECTOR_MAC = 0x02_00_00_00_00_01L;
    private static final long ROUTER_MAC = 0x02_00_00_00_00_02L;
    private static final long SERVER_MAC = 0x02_00_0A_00_00_00L;
    /** 10.0.0.0/16: the director at its end, real servers from its beginning. */
    private static final int LINK = 0x0A00_0000;
    private static final int OWN = 0xFFFE;
    private static final int ROUTER = 0xFFFD;
    private static final int VIRTUAL = 0xC000_0200;
    /** 198.18.0.0/15, which RFC 2544 sets aside for benchmarks. */
    private static final int CLIENTS = 0xC612_0000;
    private static final long LINK6 = 0x2001_0DB8_0000_0001L;
    private static final long VIRTUAL6 = 0x2001_0DB8_0000_0002L;
    /** 2001:2::/48, which RFC 5180 sets aside for benchmarks. */
    private static final long CLIENTS6 = 0x2001_0002_0000_0000L;
    private static final int CLIENTS_LENGTH = 15;
    private static final int CLIENTS6_LENGTH = 48;

    /** 10.1.0.0/16, where nobody asks for them. */
    private static final int LOCAL = 0x0A01_0000;
    private static final long LOCAL6 = 0x2001_0DB8_0000_0003L;
    /** Connections that a local address is there for, fewer than it has ports. */
    private static final int FLOWS_PER_LOCAL = 50_000;
    private static final int NO_HOST = -1;
    private static final int SERVICE_ADDRESSES = 250;
    private static final int SERVICE_PORT = 80;
    private static final int SERVER_PORT = 8_080;
    private static final int CONNECTIONS_PER_CLIENT = 16;
    private static final int FIRST_PORT = 1_024;
    private static final int PORTS = 64_000;
    /** Coprime to the number of ports, so that a client's ports differ. */
    private static final int PORT_STRIDE = 3_557;
    private static final int CLIENT_STRIDE = 7_919;
    private static final int MOST_WEIGHT = 4;
    private static final long SEED = 2_544;
    /** In place of a flow. */
    static final int NO_FLOW = -1;

    private final Case measured;
    private final Kind kind;
    private final Frames frames;
    private final Frames serversFrames;
    private final ToldFrames told;
    private final int clients;
    private final int[] order;

    /**
     * The packets of a case.
     *
     * @param measured with as many real servers for each service.
     */
    public Traffic(final Case measured) {
        if (measured.servers() % measured.services() != 0) {
            throw new IllegalArgumentException(measured + ": not as many real servers for each service");
        }
        this.measured = measured;
        this.kind = measured.kind();
        this.frames = new Frames(kind.ipv6(), kind.isUdp());
        this.serversFrames = new Frames(kind.serversIpv6(), kind.isUdp());
        this.told = new ToldFrames(kind, measured.opensConnections());
        this.clients = Math.max(1, measured.flows() / CONNECTIONS_PER_CLIENT);
        this.order = shuffled(measured.flows());
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

    /**
     * How many connections there are.
     *
     * @return also the number of replayed frames.
     */
    public int flows() {
        return measured.flows();
    }

    int services() {
        return measured.services();
    }

    int servers() {
        return measured.servers();
    }

    /** Real servers of each service. */
    int serversEach() {
        return measured.servers() / measured.services();
    }

    /** Where the director sends to real servers. */
    End director() {
        return new End(DIRECTOR_MAC, serversAddress(LINK6, LINK, OWN), 0);
    }

    /** Behind whom clients are, where packets go to them. */
    End router() {
        return new End(ROUTER_MAC, address(LINK6, LINK, ROUTER), 0);
    }

    /** What clients connect to; several ports of an address where there are very many. */
    End virtual(final int service) {
        return new End(DIRECTOR_MAC, address(VIRTUAL6, VIRTUAL, 1 + service % SERVICE_ADDRESSES),
            SERVICE_PORT + service / SERVICE_ADDRESSES);
    }

    /** A real server, from 0; of the same service are those that follow one another. */
    End server(final int index) {
        return new End(SERVER_MAC + index, serversAddress(LINK6, LINK, 1 + index),
            kind.keepsAddress() ? virtual(index / serversEach()).port() : SERVER_PORT);
    }

    /** Where connections of full NAT or SNAT come from; nothing with other methods. */
    List<IpPrefix> localAddresses() {
        return IntStream.range(0, locals()).mapToObj(i -> serversAddress(LOCAL6, LOCAL, 1 + i))
            .map(address -> IpPrefix.of(address, address.bits())).toList();
    }

    /** The network of all clients. */
    IpPrefix hosts() {
        return IpPrefix.of(address(CLIENTS6, CLIENTS, 0), kind.ipv6() ? CLIENTS6_LENGTH : CLIENTS_LENGTH);
    }

    private int locals() {
        return kind.hasLocalAddresses() ? 1 + flows() / FLOWS_PER_LOCAL : 0;
    }

    /** Its weight, so that wrr has something to weigh. */
    static int weight(final int server) {
        return server % MOST_WEIGHT + 1;
    }

    End client(final int flow) {
        final int client = flow % clients;
        final long port = (long) (flow / clients) * PORT_STRIDE + (long) client * CLIENT_STRIDE;
        return new End(ROUTER_MAC, address(CLIENTS6, CLIENTS, client), FIRST_PORT + (int) (port % PORTS));
    }

    private IpAddress address(final long prefix6, final int prefix, final int host) {
        return address(kind.ipv6(), prefix6, prefix, host);
    }

    private IpAddress serversAddress(final long prefix6, final int prefix, final int host) {
        return address(kind.serversIpv6(), prefix6, prefix, host);
    }

    private static IpAddress address(final boolean ipv6, final long prefix6, final int prefix, final int host) {
        return ipv6 ? new IpAddress(true, prefix6, host) : IpAddress.ipv4(prefix + host);
    }

    int serviceOf(final int flow) {
        return flow % services();
    }

    /** How many flows a service has. */
    int flowsOf(final int service) {
        return flows() / services() + (service < flows() % services() ? 1 : 0);
    }

    /** Which real server a frame that is sent goes to, or a number that is none's. */
    int serverOf(final byte[] frame) {
        return kind.isDirect() ? (int) ((ByteBuffer.wrap(frame).getLong(0) >>> Short.SIZE) - SERVER_MAC)
            : Frames.destination(untagged(frame), kind.serversIpv6()) - (int) server(0).address().low();
    }

    /** Whether a frame that is sent goes to a real server, and not to the router. */
    boolean isForServer(final byte[] frame) {
        final long mac = ByteBuffer.wrap(frame).getLong(0) >>> Short.SIZE;
        return mac >= SERVER_MAC && mac < SERVER_MAC + servers();
    }

    /** Which flow a frame is of that real servers get. */
    int flow(final byte[] frame) {
        return told.flow(frame);
    }

    /** How long the frames are that real servers get. */
    int transmittedLength() {
        return Frames.length(kind.serversIpv6()) + (kind.isTunnel() ? Frames.ipLength(kind.ipv6()) : 0)
            + (kind.hasVlans() ? Tag.LENGTH : 0) + told.added();
    }

    /**
     * The frame at a place of the endless input.
     *
     * @param place 0 to flows - 1.
     * @return of the last packet that a flow has in this case.
     */
    public byte[] replayed(final int place) {
        return packet(order[place], lastFlags());
    }

    /**
     * The first frame of a connection.
     *
     * @param place 0 to flows - 1, in the order of {@link #replayed}.
     * @return a SYN, or a datagram.
     */
    public byte[] opening(final int place) {
        return packet(order[place], Frames.SYN);
    }

    /** Whose frame {@link #replayed} has at a place. */
    int flowAt(final int place) {
        return order[place];
    }

    private int lastFlags() {
        return measured.opensConnections() ? Frames.SYN : Frames.PUSH_ACK;
    }

    int primingFrames() {
        return 2 * neighbours() + (measured.opensConnections() ? 0 : 2 * flows());
    }

    /** Real servers, and the router if they answer. */
    int neighbours() {
        return servers() + (kind.isAnswered() ? 1 : 0);
    }

    private End neighbour(final int index) {
        return index < servers() ? server(index) : router();
    }

    /**
     * A frame of what comes first: each real server asks for the director, then every SYN, then every ACK, or two
     * datagrams of every flow; at last each real server answers, so that it is taken to be there for half a minute. The
     * router does so as well if anything goes there.
     */
    byte[] priming(final int place) {
        final int answers = primingFrames() - neighbours();
        if (place < neighbours()) {
            return toServers(NeighbourFrames.question(neighbour(place), director()));
        }
        if (place >= answers) {
            return toServers(NeighbourFrames.answer(neighbour(place - answers), director()));
        }
        final int opening = place - neighbours();
        return opening < flows() ? packet(opening, Frames.SYN) : packet(opening - flows(), Frames.ACK);
    }

    /** Whose frame {@link #priming} has at a place; {@link #NO_FLOW} if it is a real server's. */
    int primingFlow(final int place) {
        return place < neighbours() || place >= primingFrames() - neighbours() ? NO_FLOW
            : (place - neighbours()) % flows();
    }

    /** The local address and port that a frame comes from, or another one if it comes from none. */
    private End local(final byte[] sent) {
        final int host = Frames.source(sent, kind.serversIpv6()) - (int) serversAddress(LOCAL6, LOCAL, 0).low();
        return new End(DIRECTOR_MAC, serversAddress(LOCAL6, LOCAL, host >= 1 && host <= locals() ? host : NO_HOST),
            Math.max(FIRST_PORT, Frames.sourcePort(sent, kind.serversIpv6(), told.between())));
    }

    /** With SNAT, whom a flow's host talks to. */
    private End other(final int flow) {
        return server(flow % servers());
    }

    private byte[] packet(final int flow, final int flags) {
        final byte[] frame = frames.packet(client(flow),
            kind.isSnat() ? other(flow).behind(DIRECTOR_MAC) : virtual(serviceOf(flow)), Frames.HOPS, flags, flow);
        return kind.hasVlans() ? Tag.in(Tag.CLIENTS, frame) : frame;
    }

    /** A frame where real servers are. */
    private byte[] toServers(final byte[] frame) {
        return kind.hasVlans() ? Tag.in(Tag.SERVERS, frame) : frame;
    }

    private byte[] untagged(final byte[] frame) {
        return kind.hasVlans() ? Tag.off(frame) : frame;
    }

    /**
     * What has to leave when a replayed frame of a flow was sent to a real server.
     *
     * @param sent what has left: which local address and port it comes from is the director's choice.
     */
    byte[] rewritten(final int flow, final int server, final byte[] sent) {
        final End from = kind.hasLocalAddresses() ? local(sent) : client(flow).behind(DIRECTOR_MAC);
        final End to = kind.isSnat() ? other(flow) : kind.keepsAddress()
            ? virtual(serviceOf(flow)).behind(server(server).mac()) : server(server);
        final byte[] frame = serversFrames.packet(from, to, Frames.HOPS - 1, lastFlags(), flow);
        if (kind.method() == Method.NAT64 && kind.ipv6()) {
            Frames.identify(frame, sent);
        }
        return kind.isTunnel() ? frames.tunnelled(frame, director(), server(server))
            : toServers(told.told(frame, client(flow)));
    }
}
