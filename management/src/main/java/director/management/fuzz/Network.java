/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import director.dataplane.address.IpAddress;
import director.dataplane.replay.ReplayDirector;
import director.dataplane.replay.Side;
import director.management.replay.CommandRunner;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** What the director under test is configured with, and who lives around it. */
final class Network {
    private static final List<String> SERVICES = List.of(
        "-A -t 10.0.0.100:80 -s rr", "-a -t 10.0.0.100:80 -r 10.9.0.1:8080 -m", "-a -t 10.0.0.100:80 -r 10.9.0.2:80 -m",
        "-A -u 10.0.0.100:53 -s wrr", "-a -u 10.0.0.100:53 -r 10.9.0.1:53 -m -w 2",
        "-a -u 10.0.0.100:53 -r 10.9.0.254:53 -m",
        "-A --sctp-service 10.0.0.100:9 -s rr", "-a --sctp-service 10.0.0.100:9 -r 10.9.0.3:99 -m",
        "-A -t 10.0.0.101:80 -s rr", "-a -t 10.0.0.101:80 -r 10.9.0.1 -g", "-a -t 10.0.0.101:80 -r 10.9.0.2 -g -w 0",
        "-A -u 10.0.0.101:53 -s rr -o", "-a -u 10.0.0.101:53 -r 10.9.0.2 -g",
        "-A -t 10.0.0.102:80 -s rr", "-a -t 10.0.0.102:80 -r 10.9.0.1 -i",
        "-a -t 10.0.0.102:80 -r 10.9.0.2 -i --tun-type gue --tun-port 6080",
        "-a -t 10.0.0.102:80 -r 10.9.0.3 -i --tun-type gue --tun-port 6080 --tun-remcsum",
        "-a -t 10.0.0.102:80 -r 10.9.0.4 -i --tun-type gre --tun-csum", "-a -t 10.0.0.102:80 -r fd09::1 -i",
        "-A -u 10.0.0.102:53 -s wrr", "-a -u 10.0.0.102:53 -r 10.9.0.1 -i --tun-type gue --tun-port 6080 --tun-csum",
        "-a -u 10.0.0.102:53 -r 10.9.0.2 -i --tun-type gre",
        "-A -t 10.0.0.103:80 -s rr -p 60 -M 255.255.255.0", "-a -t 10.0.0.103:80 -r 10.9.0.1:80 -m -x 20 -y 10",
        "-a -t 10.0.0.103:80 -r 10.9.0.5:80 -m",
        "-A -t 10.0.0.103:0 -s rr -p 60", "-a -t 10.0.0.103:0 -r 10.9.0.1:0 -m",
        "-A -f 7 -s rr -p 30", "-a -f 7 -r 10.9.0.1:0 -g", "-a -f 7 -r 10.9.0.2:0 -i",
        "-A -u 10.0.0.105:53 -s rr",
        "-A -t [fd00::100]:80 -s rr", "-a -t [fd00::100]:80 -r [fd09::1]:8080 -m",
        "-a -t [fd00::100]:80 -r [fd09::2]:80 -m",
        "-A -u [fd00::100]:53 -s rr -o", "-a -u [fd00::100]:53 -r [fd09::1]:53 -m",
        "-A --sctp-service [fd00::100]:9 -s rr", "-a --sctp-service [fd00::100]:9 -r [fd09::3]:99 -m",
        "-A -t [fd00::101]:80 -s rr", "-a -t [fd00::101]:80 -r [fd09::1]:80 -g",
        "-A -t [fd00::102]:80 -s rr", "-a -t [fd00::102]:80 -r [fd09::1]:80 -i",
        "-a -t [fd00::102]:80 -r [fd09::2]:80 -i --tun-type gue --tun-port 6080 --tun-csum",
        "-a -t [fd00::102]:80 -r [fd09::3]:80 -i --tun-type gre", "-a -t [fd00::102]:80 -r 10.9.0.1 -i",
        "-A -t [fd00::103]:80 -s wrr -p 60 -M 64", "-a -t [fd00::103]:80 -r [fd09::1]:80 -m",
        "-A -f 8 -6 -s rr", "-a -f 8 -6 -r [fd09::1]:0 -g");
    private static final List<String> SYSCTLS = List.of("sloppy_tcp", "sloppy_sctp", "expire_nodest_conn",
        "expire_quiescent_template", "nat_icmp_send", "cache_bypass", "conn_reuse_mode",
        "schedule_icmp", "secure_tcp", "drop_entry", "drop_packet", "pmtu_disc");
    private static final List<Integer> MTUS = List.of(1_500, 1_500, 1_400, 1_280, 9_000);

    private static final List<byte[]> VIPS = addresses("10.0.0.100", "10.0.0.101", "10.0.0.102", "10.0.0.103",
        "10.0.0.104", "10.0.0.105", "10.0.0.106", "10.0.0.107", "10.0.0.254");
    private static final List<byte[]> VIPS6 =
        addresses("fd00::100", "fd00::101", "fd00::102", "fd00::103", "fd00::104", "fd00::106", "fd00::107",
            "fd00::254");
    private static final List<byte[]> REAL = addresses("10.9.0.1", "10.9.0.2", "10.9.0.3", "10.9.0.4", "10.9.0.5");
    private static final List<byte[]> REAL6 = addresses("fd09::1", "fd09::2", "fd09::3");
    private static final List<byte[]> CLIENTS = addresses("10.0.0.10", "10.0.0.11", "10.0.1.9", "192.0.2.7");
    private static final List<byte[]> CLIENTS6 = addresses("fd00::10", "fd00::11", "2001:db8::7");
    private static final int[] SERVED = {80, 80, 53, 53, 9, 8080, 99, 500};
    private static final int FIRST_PORT = 4_000;
    private static final int PORTS = 8;

    private Network() {
    }

    /** Services of every kind; settings are drawn. */
    static void configure(final ReplayDirector director, final SplittableRandom random) {
        for (final String vip : List.of("10.0.0.100/30", "10.0.0.104", "10.0.0.105", "fd00::100/126")) {
            director.addVip(vip);
        }
        if (random.nextBoolean()) {
            // Where there are marks, the general path opens every connection.
            director.mark(7, null, "10.0.0.104", null, false);
            director.mark(8, "tcp", "fd00::104", null, true);
        }
        final CommandRunner ipvsadm = new CommandRunner(director);
        for (final String command : SERVICES) {
            if (ipvsadm.run(command, "").exitCode() != 0) {
                throw new IllegalStateException("ipvsadm " + command + ": " + ipvsadm.run(command, "").err());
            }
        }
        for (final String sysctl : SYSCTLS) {
            if (random.nextInt(3) == 0) {
                director.sysctl("net.ipv4.vs." + sysctl, String.valueOf(1));
            }
        }
        director.mtu(Side.CLIENT, MTUS.get(random.nextInt(MTUS.size())));
        director.mtu(Side.REAL, MTUS.get(random.nextInt(MTUS.size())));
    }

    /** Gives a packet of either side addresses and ports that a service, or a connection, is likely to have. */
    static void address(final byte[] ip, final Side side, final SplittableRandom random) {
        final boolean ipv6 = Wire.isIpv6(ip);
        final byte[] client = one(ipv6 ? CLIENTS6 : CLIENTS, random);
        final byte[] server = one(side == Side.CLIENT ? ipv6 ? VIPS6 : VIPS : ipv6 ? REAL6 : REAL, random);
        final int sourceAt = ipv6 ? 8 : 12;
        final int destinationAt = sourceAt + client.length;
        Wire.put(ip, side == Side.CLIENT ? sourceAt : destinationAt, client);
        Wire.put(ip, side == Side.CLIENT ? destinationAt : sourceAt, server);
        final int protocol = Wire.protocol(ip);
        if (protocol == Wire.TCP || protocol == Wire.UDP || protocol == Wire.SCTP) {
            final int at = Wire.transportAt(ip);
            final int served = SERVED[random.nextInt(SERVED.length)];
            final int port = FIRST_PORT + random.nextInt(PORTS);
            Wire.put16(ip, at, side == Side.CLIENT ? port : served);
            Wire.put16(ip, at + 2, side == Side.CLIENT ? served : port);
        }
    }

    private static byte[] one(final List<byte[]> of, final SplittableRandom random) {
        return of.get(random.nextInt(of.size()));
    }

    private static List<byte[]> addresses(final String... texts) {
        return Stream.of(texts).map(text -> bytes(IpAddress.parse(text))).toList();
    }

    private static byte[] bytes(final IpAddress address) {
        return address.ipv6()
            ? ByteBuffer.allocate(2 * Long.BYTES).putLong(address.high()).putLong(address.low()).array()
            : ByteBuffer.allocate(Integer.BYTES).putInt((int) address.low()).array();
    }
}
