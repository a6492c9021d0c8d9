/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Cuts packets into fragments as they should not be: overlapping, doubled, in any order, some missing, some lying. */
final class Cutting {
    private static final int MORE = 1;

    private final SplittableRandom random;

    Cutting(final SplittableRandom random) {
        this.random = random;
    }

    List<byte[]> cut(final byte[] ip) {
        final int header = Wire.transportAt(ip);
        final List<byte[]> fragments = new ArrayList<>();
        final int step = 8 * random.nextInt(1, 1 + Math.max(1, ip.length / 16));
        final int identification = random.nextInt(64);
        for (int from = 0; header + from < ip.length; from += step) {
            final int overlap = random.nextInt(8) == 0 ? 8 * random.nextInt(4) : 0;
            final int start = Math.max(0, from - overlap);
            final byte[] payload = Wire.cut(ip, header + start, header + from + step);
            final boolean more = header + from + step < ip.length;
            fragments.add(fragment(ip, header, payload, start | (more ? MORE : 0), identification));
            if (fragments.size() > 80) {
                break;
            }
        }
        spoil(fragments);
        return fragments;
    }

    private void spoil(final List<byte[]> fragments) {
        if (fragments.isEmpty()) {
            return;
        }
        if (random.nextInt(3) == 0) {
            Collections.shuffle(fragments, new Random(random.nextLong()));
        }
        if (random.nextInt(4) == 0) {
            fragments.add(fragments.get(random.nextInt(fragments.size())));
        }
        if (random.nextInt(4) == 0) {
            fragments.remove(random.nextInt(fragments.size()));
        }
    }

    /** The field is the offset in bytes, with the flag for more in its last bit. */
    private byte[] fragment(
        final byte[] ip, final int header, final byte[] payload, final int field, final int identification) {
        final byte[] head = Wire.cut(ip, 0, header);
        final int told = random.nextInt(32) == 0 ? random.nextInt(1 << 16) : field;
        final byte[] fragment;
        if (Wire.isIpv6(ip)) {
            final byte[] extension = new byte[8];
            Wire.put8(extension, 0, Wire.protocol(ip));
            Wire.put16(extension, 2, told);
            Wire.put8(extension, 7, identification);
            fragment = Wire.join(head, extension, payload);
            Wire.put8(fragment, 6, 44);
        } else {
            fragment = Wire.join(head, payload);
            Wire.put16(fragment, 4, identification);
            Wire.put16(fragment, 6, (told >> 3 & 0x1FFF) | (told & MORE) << 13);
        }
        Wire.length(fragment);
        Wire.headerChecksum(fragment);
        return fragment;
    }
}
