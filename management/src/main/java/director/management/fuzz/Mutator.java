/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** Makes mistakes in packets. Checksums are mostly made right afterwards, so that the mistake gets past them. */
final class Mutator {
    private static final int[] EIGHT = {0, 1, 2, 3, 4, 5, 7, 8, 0x0F, 0x3F, 0x40, 0x7F, 0x80, 0xFE, 0xFF};
    private static final int[] SIXTEEN =
        {0, 1, 3, 4, 7, 8, 0x14, 0x28, 0x1FFF, 0x2000, 0x2001, 0x4000, 0x7FFF, 0x8000, 0xFFF8, 0xFFFF};
    private static final int[] PROTOCOLS =
        {0, 1, 4, 6, 17, 41, 43, 44, 47, 50, 51, 58, 59, 60, 132, 135, 139, 140, 253, 255};
    private static final int MOST_CHANGES = 4;
    private static final int LONGEST = 9_000;

    private final SplittableRandom random;
    private final List<Corpus.Seed> seeds;

    Mutator(final SplittableRandom random, final List<Corpus.Seed> seeds) {
        this.random = random;
        this.seeds = seeds;
    }

    /** A copy with mistakes, now and then none. */
    byte[] mutate(final byte[] packet) {
        byte[] changed = packet.clone();
        for (int i = random.nextInt(MOST_CHANGES); i > 0; i--) {
            changed = change(changed);
        }
        if (changed.length > 0 && random.nextInt(16) != 0) {
            if (random.nextInt(4) == 0) {
                Wire.length(changed);
            }
            if (random.nextBoolean()) {
                Wire.transportChecksum(changed);
            }
            Wire.headerChecksum(changed);
        }
        return changed.length > LONGEST ? Wire.cut(changed, 0, LONGEST) : changed;
    }

    private byte[] change(final byte[] ip) {
        if (ip.length == 0) {
            return ip;
        }
        switch (random.nextInt(12)) {
            case 0 -> ip[random.nextInt(ip.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> ip[random.nextInt(ip.length)] = (byte) EIGHT[random.nextInt(EIGHT.length)];
            case 2 -> Wire.put16(ip, random.nextInt(ip.length), SIXTEEN[random.nextInt(SIXTEEN.length)]);
            case 3 -> Wire.put16(ip, random.nextInt(ip.length), ip.length + random.nextInt(-9, 10));
            case 4 -> {
                return Wire.cut(ip, 0, random.nextInt(ip.length + 1));
            }
            case 5 -> {
                return splice(ip);
            }
            case 6 -> network(ip);
            case 7, 8 -> transport(ip);
            case 9 -> {
                return options(ip);
            }
            case 10 -> {
                return wrap(ip);
            }
            default -> Network.address(ip, random.nextBoolean() ? seeds.getFirst().side()
                : seeds.getLast().side(), random);
        }
        return ip;
    }

    /** Leaves bytes out, has them twice, or takes them from another packet. */
    private byte[] splice(final byte[] ip) {
        final int at = random.nextInt(ip.length);
        final int length = random.nextInt(1, 41);
        final byte[] from = random.nextBoolean() ? ip : seeds.get(random.nextInt(seeds.size())).ip();
        final int there = random.nextInt(from.length);
        final byte[] middle = random.nextInt(3) == 0 ? new byte[0] : Wire.cut(from, there, there + length);
        return Wire.join(Wire.cut(ip, 0, at), middle, Wire.cut(ip, at + random.nextInt(length), ip.length));
    }

    /** The IP header lies. */
    private void network(final byte[] ip) {
        final boolean ipv6 = Wire.isIpv6(ip);
        switch (random.nextInt(6)) {
            case 0 -> Wire.put8(ip, 0, random.nextInt(256));
            case 1 -> Wire.put8(ip, 0, (ipv6 ? 0x60 : 0x40) | random.nextInt(16));
            case 2 -> Wire.put16(ip, ipv6 ? 4 : 2, random.nextInt(Math.max(1, ip.length * 2)));
            case 3 -> Wire.put8(ip, ipv6 ? 6 : 9, PROTOCOLS[random.nextInt(PROTOCOLS.length)]);
            case 4 -> Wire.put8(ip, ipv6 ? 7 : 8, random.nextInt(3));
            default -> Wire.put16(ip, 6, ipv6 ? Wire.get16(ip, 6) : random.nextInt(1 << 16));
        }
    }

    /** Lengths and types behind the IP header lie. */
    private void transport(final byte[] ip) {
        final int at = Wire.transportAt(ip);
        switch (random.nextInt(5)) {
            case 0 -> Wire.put8(ip, at + 12, random.nextInt(256));
            case 1 -> Wire.put16(ip, at + 4, random.nextInt(Math.max(1, ip.length * 2)));
            case 2 -> Wire.put8(ip, at + random.nextInt(64), EIGHT[random.nextInt(EIGHT.length)]);
            case 3 -> Wire.put8(ip, at + 13, random.nextInt(256));
            default -> Wire.put8(ip, at + random.nextInt(4), PROTOCOLS[random.nextInt(PROTOCOLS.length)]);
        }
    }

    /** More headers between IP and what it carries, which may loop or point beyond the end. */
    private byte[] options(final byte[] ip) {
        if (!Wire.isIpv6(ip)) {
            final byte[] longer = ip.length < Wire.IPV4_HEADER ? ip : Samples.options(ip);
            Wire.put16(longer, Wire.IPV4_HEADER + random.nextInt(18), random.nextInt(1 << 16));
            return longer;
        }
        if (ip.length < Wire.IPV6_HEADER) {
            return ip;
        }
        final int[] headers = new int[random.nextInt(1, 12)];
        for (int i = 0; i < headers.length; i++) {
            headers[i] = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
        }
        final byte[] longer = Samples.extended(ip, headers);
        if (random.nextBoolean()) {
            Wire.put8(longer, Wire.IPV6_HEADER + 8 * random.nextInt(headers.length) + random.nextInt(8),
                EIGHT[random.nextInt(EIGHT.length)]);
        }
        return longer;
    }

    /** As the subject of an ICMP error, cut anywhere, or within another packet. */
    private byte[] wrap(final byte[] ip) {
        final boolean ipv6 = Wire.isIpv6(ip);
        final byte[] quoted = Wire.cut(ip, 0, random.nextInt(4) == 0 ? ip.length : random.nextInt(ip.length + 1));
        if (random.nextInt(3) != 0) {
            final int type = ipv6 ? random.nextInt(1, 5) : new int[] {3, 3, 4, 5, 11, 12}[random.nextInt(6)];
            return Samples.error(quoted, type, random.nextInt(6), 1_200 + random.nextInt(400));
        }
        return Samples.ip(random.nextBoolean(), new int[] {4, 41, 47, 17, 51}[random.nextInt(5)], quoted);
    }
}
