/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * The way from an IPv6 header over its extension headers (RFC 8200 §4) to the upper layer.
 *
 * <p>Hop-by-hop options, routing, destination options, fragment and authentication headers are stepped over, in
 * whatever order they come; anything else is the upper layer, ESP and "no next header" among them. Behind the header
 * of a fragment that is not the first there is data, so the way ends there. What the walk found is one packed word:
 *
 * <pre>
 *   63        57  56   55              40 39           24 23           8 7         0
 *  +-----------+---+---+-----------------+---------------+--------------+-----------+
 *  |           | L | B | fragment header |  upper layer  |   named at   |  protocol |
 *  +-----------+---+---+-----------------+---------------+--------------+-----------+
 * </pre>
 *
 * <p>L is set for a later fragment and B for bytes that are no chain of headers. Places are bytes from the IPv6 header
 * on.
 */
public final class Ipv6Extensions {
    /** Number of the hop-by-hop options header. */
    public static final int HOP_BY_HOP = 0;
    /** Number of the routing header. */
    public static final int ROUTING = 43;
    /** Number of the authentication header (RFC 4302), which is taken for an upper layer. */
    public static final int AUTHENTICATION = 51;
    /** Number of the destination options header. */
    public static final int DESTINATION_OPTIONS = 60;
    /** A chain that is longer is taken for an attack: real ones have fewer than eight. */
    public static final int MAX_HEADERS = 16;
    /** Where the IPv6 header names what follows it: bytes from its beginning. */
    public static final int FIRST_NAME = 6;

    /** Bytes of the shortest extension header. */
    private static final int MIN_LENGTH = 8;
    private static final int LENGTH = 1;
    private static final int SEGMENTS_LEFT = 3;

    private static final int NAMED_SHIFT = 8;
    private static final int UPPER_SHIFT = 24;
    private static final int FRAGMENT_SHIFT = 40;
    private static final long PLACE_MASK = 0xFFFF;
    private static final long BAD = 1L << 56;
    private static final long LATER = 1L << 57;

    private Ipv6Extensions() {
    }

    /**
     * Walks from the IPv6 header to the upper layer.
     *
     * @param ip        address of an IPv6 header.
     * @param available bytes of the packet that can be read at {@code ip}, at least {@link Ipv6#LENGTH}.
     * @return what was found, packed: ask {@link #isMalformed} first.
     */
    public static long walk(final long ip, final int available) {
        int protocol = Ipv6.nextHeader(ip);
        int namedAt = FIRST_NAME;
        int at = Ipv6.LENGTH;
        long fragment = 0;
        for (int headers = 0; isExtension(protocol); headers++) {
            if (headers == MAX_HEADERS || available - at < MIN_LENGTH) {
                return BAD;
            }
            final int next = at + length(protocol, ip + at);
            if (protocol == Fragment.HEADER) {
                if (fragment != 0) {
                    return BAD;
                }
                fragment = (long) at << FRAGMENT_SHIFT | (long) namedAt << NAMED_SHIFT;
                if (Fragment.offset(ip + at) != 0) {
                    return LATER | fragment | (long) next << UPPER_SHIFT | Fragment.nextHeader(ip + at);
                }
            }
            protocol = NativeMemory.uint8(ip + at);
            namedAt = at;
            at = next;
        }
        final long named = fragment == 0 ? (long) namedAt << NAMED_SHIFT : fragment;
        return at > available ? BAD : named | (long) at << UPPER_SHIFT | protocol;
    }

    /**
     * Where a routing header says that the packet is still to go to others than its destination (RFC 8200 §4.4).
     *
     * @param ip         address of the IPv6 header of a packet that was walked over.
     * @param upperLayer what {@link #upperLayer} answered for it.
     * @return bytes from the IPv6 header to the field "segments left"; 0 if no routing header says so.
     */
    public static int segmentsLeftAt(final long ip, final int upperLayer) {
        int protocol = Ipv6.nextHeader(ip);
        int at = Ipv6.LENGTH;
        while (at < upperLayer) {
            if (protocol == ROUTING && NativeMemory.uint8(ip + at + SEGMENTS_LEFT) != 0) {
                return at + SEGMENTS_LEFT;
            }
            final int next = at + length(protocol, ip + at);
            protocol = NativeMemory.uint8(ip + at);
            at = next;
        }
        return 0;
    }

    private static int length(final int protocol, final long header) {
        return switch (protocol) {
            case Fragment.HEADER -> Fragment.LENGTH;
            default -> (NativeMemory.uint8(header + LENGTH) + 1) << 3;
        };
    }

    /**
     * Whether a number is that of a header that is stepped over.
     *
     * @param nextHeader 0 to 255.
     * @return false for an upper layer, {@link Ipv6#NO_NEXT_HEADER}, ESP and {@link #AUTHENTICATION}: what these two
     *     protect follows the connection that agreed on them, whatever it is.
     */
    public static boolean isExtension(final int nextHeader) {
        return switch (nextHeader) {
            case HOP_BY_HOP, ROUTING, Fragment.HEADER, DESTINATION_OPTIONS -> true;
            default -> false;
        };
    }

    /**
     * Whether the bytes are no chain of headers: one is cut short, there are more than {@link #MAX_HEADERS}, or a
     * fragment's header comes twice.
     *
     * @param walk what {@link #walk} answered.
     * @return true if nothing else can be asked.
     */
    public static boolean isMalformed(final long walk) {
        return (walk & BAD) != 0;
    }

    /**
     * The upper-layer protocol; in a later fragment, what the fragmentable part begins with.
     *
     * @param walk what {@link #walk} answered.
     * @return 0 to 255.
     */
    public static int protocol(final long walk) {
        return (int) walk & 0xFF;
    }

    /**
     * Where the upper layer begins, or the data of a later fragment. Not whether there is enough of it.
     *
     * @param walk what {@link #walk} answered.
     * @return bytes from the IPv6 header on, at least {@link Ipv6#LENGTH} and at most what was available.
     */
    public static int upperLayer(final long walk) {
        return (int) (walk >>> UPPER_SHIFT & PLACE_MASK);
    }

    /**
     * Whether there is a {@link Fragment} header, be it of a fragment that is a whole packet.
     *
     * @param walk what {@link #walk} answered.
     * @return false if there is none.
     */
    public static boolean isFragment(final long walk) {
        return fragmentHeader(walk) != 0;
    }

    /**
     * Whether it is only a part of a packet: a fragment, and not one that is a whole packet (RFC 6946).
     *
     * @param ip   address of the IPv6 header.
     * @param walk what {@link #walk} answered for it.
     * @return false for whole packets.
     */
    public static boolean isPart(final long ip, final long walk) {
        return isFragment(walk) && !Fragment.isAtomic(ip + fragmentHeader(walk));
    }

    /**
     * Whether it is a fragment other than the first, so that there is no upper-layer header.
     *
     * @param walk what {@link #walk} answered.
     * @return false for whole packets and first fragments.
     */
    public static boolean isLaterFragment(final long walk) {
        return (walk & LATER) != 0;
    }

    /**
     * Where the {@link Fragment} header is.
     *
     * @param walk what {@link #walk} answered.
     * @return bytes from the IPv6 header on, 0 if there is none.
     */
    public static int fragmentHeader(final long walk) {
        return (int) (walk >>> FRAGMENT_SHIFT & PLACE_MASK);
    }

    /**
     * Where the byte is that names the fragment header or, where there is none, the upper layer: what has to change to
     * put a fragment header in or take it out.
     *
     * @param walk what {@link #walk} answered.
     * @return bytes from the IPv6 header on.
     */
    public static int namedAt(final long walk) {
        return (int) (walk >>> NAMED_SHIFT & PLACE_MASK);
    }
}
