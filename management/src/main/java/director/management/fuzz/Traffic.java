/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import director.dataplane.replay.ReplayDirector;
import director.dataplane.replay.Side;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** What arrives at a director: packets that were recorded or made, whole or in fragments, with mistakes or without. */
final class Traffic {
    private static final long STRANGER = 0x02FF_0000_0001L;
    private static final int IPV4 = 0x0800;
    private static final int ARP = 0x0806;
    private static final int IPV6 = 0x86DD;
    private static final int[] OTHER_TYPES = {IPV4, IPV6, ARP, 0x8100, 0x88A8, 0, 0x05DC};
    private static final int REMEMBERED = 64;
    private static final int LONGEST = 9_000;

    private final SplittableRandom random;
    private final List<Corpus.Seed> seeds;
    private final Mutator mutator;
    private final Cutting cutting;
    private final Peer peer;
    private final Deque<Arrival> ready = new ArrayDeque<>();
    private final List<Corpus.Seed> sent = new ArrayList<>();

    Traffic(final SplittableRandom random) {
        this.random = random;
        this.seeds = Stream.concat(Corpus.load().stream(), Samples.all().stream()).toList();
        this.mutator = new Mutator(random, seeds);
        this.cutting = new Cutting(random);
        this.peer = new Peer(random);
    }

    /** The director sent a packet: most are answered next, and errors to come may be about it. */
    void sent(final Side side, final byte[] ip) {
        for (int i = peer.answers(ip); i > 0; i--) {
            final byte[] answer = peer.answer(ip);
            arrive(side, random.nextInt(4) != 0 ? answer : mutator.mutate(answer));
        }
        if (ip.length > 0 && random.nextInt(4) == 0) {
            final Corpus.Seed seed = new Corpus.Seed(side, ip);
            if (sent.size() < REMEMBERED) {
                sent.add(seed);
            } else {
                sent.set(random.nextInt(REMEMBERED), seed);
            }
        }
    }

    Arrival next() {
        while (ready.isEmpty()) {
            make();
        }
        return ready.remove();
    }

    private void make() {
        final int what = random.nextInt(100);
        if (what < 60 || sent.isEmpty()) {
            final Corpus.Seed seed = seeds.get(random.nextInt(seeds.size()));
            final byte[] ip = seed.ip().clone();
            if (random.nextInt(8) != 0) {
                addressed(ip, seed.side());
            }
            arrive(seed.side(), mutator.mutate(ip));
        } else if (what < 72) {
            about(sent.get(random.nextInt(sent.size())));
        } else if (what < 84) {
            final Corpus.Seed seed = seeds.get(random.nextInt(seeds.size()));
            final byte[] ip = longer(mutator.mutate(seed.ip()));
            addressed(ip, seed.side());
            cutting.cut(ip).forEach(fragment -> arrive(seed.side(), fragment));
        } else if (what < 96) {
            final Corpus.Seed seed = seeds.get(random.nextInt(seeds.size()));
            final byte[] ip = random.nextInt(4) == 0 ? longer(seed.ip()) : seed.ip().clone();
            addressed(ip, seed.side());
            arrive(seed.side(), ip);
        } else {
            arp();
        }
    }

    private void addressed(final byte[] ip, final Side side) {
        if (ip.length > 0) {
            Network.address(ip, side, random);
            Wire.transportChecksum(ip);
            Wire.headerChecksum(ip);
        }
    }

    /** Who got a packet answers it, or the network on its way does not take it. */
    private void about(final Corpus.Seed packet) {
        final byte[] ip = packet.ip().clone();
        if (random.nextBoolean()) {
            final byte[] answer = peer.answer(ip);
            arrive(packet.side(), random.nextBoolean() ? answer : mutator.mutate(answer));
        } else {
            final boolean ipv6 = Wire.isIpv6(ip);
            final byte[] error = Samples.error(
                Wire.cut(ip, 0, random.nextBoolean() ? ip.length : random.nextInt(ip.length + 1)),
                ipv6 ? random.nextInt(1, 5) : random.nextInt(3, 6), random.nextInt(5), random.nextInt(1_600));
            // To whoever the packet was from.
            final int bytes = ipv6 ? 16 : 4;
            Wire.put(error, ipv6 ? 24 : 16, Wire.cut(ip, ipv6 ? 8 : 12, (ipv6 ? 8 : 12) + bytes));
            Wire.put8(error, Wire.transportAt(error) - 1, random.nextInt(256));
            Wire.transportChecksum(error);
            Wire.headerChecksum(error);
            arrive(packet.side(), random.nextInt(3) == 0 ? mutator.mutate(error) : error);
        }
    }

    /** The same with a payload, up to more than the MTU. */
    private byte[] longer(final byte[] ip) {
        final byte[] payload = new byte[random.nextInt(8) == 0 ? random.nextInt(LONGEST) : random.nextInt(2_000)];
        final byte[] all = Wire.cut(Wire.join(ip, payload), 0, LONGEST);
        Wire.length(all);
        return all;
    }

    private void arp() {
        final byte[] arp = new byte[28];
        ByteBuffer.wrap(arp).putLong(0x0001_0800_0604_0000L);
        Wire.put8(arp, 7, random.nextInt(1, 3));
        for (int i = 8; i < arp.length; i++) {
            arp[i] = (byte) random.nextInt(256);
        }
        Wire.put(arp, 14, new byte[] {10, 0, 0, (byte) random.nextInt(8, 12)});
        Wire.put(arp, 24, new byte[] {10, 0, 0, (byte) (random.nextBoolean() ? 254 : 100)});
        frame(Side.CLIENT, random.nextBoolean() ? arp : mutator.mutate(arp), ARP);
    }

    private void arrive(final Side side, final byte[] ip) {
        final int type = random.nextInt(200) == 0 ? OTHER_TYPES[random.nextInt(OTHER_TYPES.length)]
            : Wire.isIpv6(ip) ? IPV6 : IPV4;
        frame(random.nextInt(50) == 0 ? random.nextBoolean() ? Side.CLIENT : Side.REAL : side, ip, type);
    }

    private void frame(final Side side, final byte[] payload, final int type) {
        final long to = random.nextInt(100) == 0 ? random.nextLong() : ReplayDirector.mac(side);
        final byte[] head = new byte[Wire.ETHERNET];
        ByteBuffer.wrap(head).putLong(to << 16 | STRANGER >>> 32).putInt((int) STRANGER).putShort((short) type);
        final byte[] frame = Wire.join(head, payload,
            new byte[random.nextInt(4) == 0 ? Math.max(0, 46 - payload.length) : 0]);
        ready.add(new Arrival(side, segments(frame), pause()));
    }

    private List<byte[]> segments(final byte[] frame) {
        if (random.nextInt(20) != 0 || frame.length < 2) {
            return List.of(frame);
        }
        final List<byte[]> segments = new ArrayList<>();
        int at = 0;
        while (at < frame.length) {
            final int length = segments.size() == 4 ? frame.length : random.nextInt(1, frame.length + 1);
            segments.add(Wire.cut(frame, at, at + length));
            at += length;
        }
        return List.copyOf(segments);
    }

    private long pause() {
        final int luck = random.nextInt(20_000);
        return luck == 0 ? random.nextInt(200_000) : luck < 200 ? random.nextInt(50) : 0;
    }
}
