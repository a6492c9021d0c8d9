/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.FIN;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.RST;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;

import java.util.Arrays;
import java.util.SplittableRandom;

/** A client and a real server, both with an address of each version of IP, and what they send, drawn at random. */
public final class BothVersions {
    /** The client. */
    public static final String CLIENT_4 = "10.0.0.7";
    /** The client. */
    public static final String CLIENT_6 = "2001:db8::7";
    /** The real server. */
    public static final String SERVER_4 = "10.9.1.2";
    /** The real server. */
    public static final String SERVER_6 = "2001:db8:9::71";
    /** The longest packet that ports take. */
    public static final int MTU = 1_400;

    private static final int[] FLAGS = {SYN, ACK, ACK, ACK, ACK | PSH, ACK | PSH, ACK | PSH, ACK | PSH, ACK | PSH,
        ACK | PSH, ACK | PSH, FIN | ACK};
    private static final int ETHERNET = 14;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int TYPE_IPV6 = 0x86DD;

    private final SplittableRandom random;

    /** What is drawn with the same seed is the same. */
    public BothVersions(final SplittableRandom random) {
        this.random = random;
    }

    /** Between networks of both versions. */
    public static RigSettings ports(final RigSettings settings) {
        return settings
            .client(Settings.dualPort("client", "10.0.0.1", null, MTU, "10.0.0.254/24", "2001:db8::fe/64"))
            .real(Settings.dualPort("real", null, null, MTU, "10.9.0.254/16", "2001:db8:9::fe/64"));
    }

    /** Has a director know where both are. */
    public static void introduce(final DirectorRig rig) {
        rig.client().arrive(IpPackets.solicitation(
            Bytes.macOf(CLIENT_4), CLIENT_6, DirectorRig.CLIENT_MAC, "2001:db8::fe"));
        rig.client().arrive(packet().arpRequest(CLIENT_4, "10.0.0.254").bytes());
        rig.real().arrive(IpPackets.solicitation(
            Bytes.macOf(SERVER_4), SERVER_6, DirectorRig.REAL_MAC, "2001:db8:9::fe"));
        rig.real().arrive(packet().arpRequest(SERVER_4, "10.9.0.254").bytes());
        rig.settle();
        rig.toClients();
        rig.toReal();
    }

    /** Whether a frame has a packet of IPv6. */
    public static boolean isIpv6(final byte[] frame) {
        return Bytes.uint16(frame, ETHERNET - 2) == TYPE_IPV6;
    }

    /** The destination port of a frame with TCP or UDP right behind the IP header. */
    public static int port(final byte[] frame) {
        return Bytes.uint16(frame, ETHERNET + (isIpv6(frame) ? 40 : 20) + 2);
    }

    /** Whether a frame has TCP or UDP for the real server: with direct routing, replies do not come to the director. */
    public static boolean isAnswerable(final byte[] frame) {
        final int protocol = frame[ETHERNET + (isIpv6(frame) ? 6 : 9)];
        final String to = IpPackets.destination(Arrays.copyOfRange(frame, ETHERNET, frame.length));
        return (protocol == 6 || protocol == 17) && (to.equals(SERVER_4) || to.equals(SERVER_6));
    }

    /** A frame for the port of clients, of the version of its addresses. */
    public byte[] request(
        final boolean udp, final String from, final int sourcePort, final String to, final int port) {
        return shaped(drawn(udp, from, sourcePort, to, port, false));
    }

    /** To a packet that a real server got, for the port of real servers. */
    public byte[] reply(final boolean udp, final byte[] frame) {
        final byte[] ip = Arrays.copyOfRange(frame, ETHERNET, frame.length);
        final int transport = ETHERNET + (isIpv6(frame) ? 40 : 20);
        return shaped(Ipv6Frames.toRealPort(drawn(udp, IpPackets.destination(ip), Bytes.uint16(frame, transport + 2),
            IpPackets.source(ip), Bytes.uint16(frame, transport), true)));
    }

    private byte[] drawn(final boolean udp, final String from, final int sourcePort, final String to, final int port,
        final boolean reply) {
        final int data = random.nextInt(6) == 0 ? random.nextInt(MTU) : random.nextInt(100);
        final int usual = FLAGS[random.nextInt(FLAGS.length)];
        final int flags = random.nextInt(300) == 0 ? RST : reply && usual == SYN ? SYN | ACK : usual;
        if (from.contains(":")) {
            return udp ? Ipv6Frames.udp(from, sourcePort, to, port, data)
                : Ipv6Frames.tcp(from, sourcePort, to, port, flags, data);
        }
        final PacketBuilder ipv4 = packet().to(DirectorRig.CLIENT_MAC).ipv4(from, to)
            .fragment(random.nextInt(3) == 0 ? 0 : DONT_FRAGMENT);
        if (udp) {
            ipv4.udp(sourcePort, port);
        } else {
            ipv4.tcp(sourcePort, port, flags);
        }
        return ipv4.payload(data).bytes();
    }

    /** Hops, type of service, flow label, padding and a wrong checksum now and then. */
    private byte[] shaped(final byte[] frame) {
        final boolean ipv6 = isIpv6(frame);
        final int hops = random.nextInt(20) == 0 ? random.nextInt(3) : random.nextInt(2, 256);
        if (ipv6) {
            frame[ETHERNET] = (byte) (0x60 | random.nextInt(16));
            frame[ETHERNET + 1] = (byte) random.nextInt(256);
            frame[ETHERNET + 7] = (byte) hops;
        } else {
            frame[ETHERNET + 1] = (byte) random.nextInt(256);
            frame[ETHERNET + 8] = (byte) hops;
            Bytes.uint16(frame, ETHERNET + 10, 0);
            Bytes.uint16(frame, ETHERNET + 10, NaiveChecksum.header(frame, ETHERNET));
        }
        if (random.nextInt(8) == 0) {
            final int protocol = frame[ETHERNET + (ipv6 ? 6 : 9)];
            frame[ETHERNET + (ipv6 ? 40 : 20) + NaiveChecksum.checksumOffset(protocol)] = (byte) random.nextInt(256);
        }
        return frame.length < 60 ? Arrays.copyOf(frame, 60) : frame;
    }
}
