/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.forward;

import director.dataplane.header.Icmp;
import director.dataplane.header.Icmpv6;
import director.dataplane.header.Ipv6;

/**
 * What an ICMP error of one version of IP is called in the other one: the tables of RFC 7915 §4.2 and §5.2. Keeps
 * nothing; any thread.
 */
public final class IcmpMapping {
    /** There is no such error in the other version: the message is dropped. */
    public static final int NONE = -1;

    /** By what an IPv6 header is longer. */
    private static final int GROWTH = 20;
    /** The shortest packet that every link carries (RFC 791). */
    private static final int LEAST_MTU = 68;
    /** Where an IPv6 header names what follows it. */
    private static final int NEXT_HEADER_AT = 6;
    private static final int SOURCE_ROUTE_FAILED = 5;
    private static final int NETWORK_PROHIBITED = 9;
    private static final int HOST_PROHIBITED = 10;
    private static final int HOST_FOR_TOS = 12;
    private static final int PROHIBITED = 13;
    private static final int PRECEDENCE_CUTOFF = 15;
    private static final int BAD_LENGTH = 2;
    private static final int BEYOND_SCOPE = 2;
    /** Pointers to fields of an IPv4 header, in IPv6 (figure 3). */
    private static final int[] POINTERS_TO_IPV6 = {
        0, 1, 4, 4, NONE, NONE, NONE, NONE, 7, 6, NONE, NONE, 8, 8, 8, 8, 24, 24, 24, 24};
    /** Likely MTUs of paths (RFC 1191 §7.1) that IPv6 can have. */
    private static final int[] PLATEAUS = {65_535, 32_000, 17_914, 8_166, 4_352, 2_002, 1_492};

    private IcmpMapping() {
    }

    /**
     * What an ICMP error is as one of ICMPv6.
     *
     * @param type of ICMP.
     * @param code of it.
     * @return the type in the upper byte, the code in the lower one; or {@link #NONE}.
     */
    public static int toIpv6(final int type, final int code) {
        return switch (type) {
            case Icmp.DESTINATION_UNREACHABLE -> unreachableToIpv6(code);
            case Icmp.TIME_EXCEEDED -> of(Icmpv6.TIME_EXCEEDED, code);
            case Icmp.PARAMETER_PROBLEM -> code == 0 || code == BAD_LENGTH
                ? of(Icmpv6.PARAMETER_PROBLEM, Icmpv6.WRONG_FIELD) : NONE;
            default -> NONE;
        };
    }

    private static int unreachableToIpv6(final int code) {
        return switch (code) {
            case Icmp.PROTOCOL_UNREACHABLE -> of(Icmpv6.PARAMETER_PROBLEM, Icmpv6.UNKNOWN_NEXT_HEADER);
            case Icmp.PORT_UNREACHABLE -> of(Icmpv6.DESTINATION_UNREACHABLE, Icmpv6.PORT_UNREACHABLE);
            case Icmp.FRAGMENTATION_NEEDED -> of(Icmpv6.PACKET_TOO_BIG, 0);
            case NETWORK_PROHIBITED, HOST_PROHIBITED, PROHIBITED, PRECEDENCE_CUTOFF ->
                of(Icmpv6.DESTINATION_UNREACHABLE, Icmpv6.PROHIBITED);
            case Icmp.NETWORK_UNREACHABLE, Icmp.HOST_UNREACHABLE -> of(Icmpv6.DESTINATION_UNREACHABLE, Icmpv6.NO_ROUTE);
            default -> code >= SOURCE_ROUTE_FAILED && code <= HOST_FOR_TOS
                ? of(Icmpv6.DESTINATION_UNREACHABLE, Icmpv6.NO_ROUTE) : NONE;
        };
    }

    /**
     * What an ICMPv6 error is as one of ICMP.
     *
     * @param type of ICMPv6.
     * @param code of it.
     * @return the type in the upper byte, the code in the lower one; or {@link #NONE}.
     */
    public static int toIpv4(final int type, final int code) {
        return switch (type) {
            case Icmpv6.DESTINATION_UNREACHABLE -> unreachableToIpv4(code);
            case Icmpv6.PACKET_TOO_BIG -> of(Icmp.DESTINATION_UNREACHABLE, Icmp.FRAGMENTATION_NEEDED);
            case Icmpv6.TIME_EXCEEDED -> of(Icmp.TIME_EXCEEDED, code);
            case Icmpv6.PARAMETER_PROBLEM -> switch (code) {
                case Icmpv6.WRONG_FIELD -> of(Icmp.PARAMETER_PROBLEM, 0);
                case Icmpv6.UNKNOWN_NEXT_HEADER -> of(Icmp.DESTINATION_UNREACHABLE, Icmp.PROTOCOL_UNREACHABLE);
                default -> NONE;
            };
            default -> NONE;
        };
    }

    private static int unreachableToIpv4(final int code) {
        return switch (code) {
            case Icmpv6.NO_ROUTE, BEYOND_SCOPE, Icmpv6.ADDRESS_UNREACHABLE ->
                of(Icmp.DESTINATION_UNREACHABLE, Icmp.HOST_UNREACHABLE);
            case Icmpv6.PROHIBITED -> of(Icmp.DESTINATION_UNREACHABLE, HOST_PROHIBITED);
            case Icmpv6.PORT_UNREACHABLE -> of(Icmp.DESTINATION_UNREACHABLE, Icmp.PORT_UNREACHABLE);
            default -> NONE;
        };
    }

    private static int of(final int type, final int code) {
        return type << Byte.SIZE | code;
    }

    /**
     * What the pointer of an ICMPv6 parameter problem is that was another error of ICMP.
     *
     * @param type    of ICMP.
     * @param pointer of ICMP, if it is a parameter problem.
     * @return bytes from the beginning of an IPv6 header on; {@link #NONE} if IPv6 has no such field.
     */
    public static int pointerToIpv6(final int type, final int pointer) {
        if (type != Icmp.PARAMETER_PROBLEM) {
            return NEXT_HEADER_AT;
        }
        return pointer < POINTERS_TO_IPV6.length ? POINTERS_TO_IPV6[pointer] : NONE;
    }

    /**
     * The pointer of an ICMPv6 parameter problem in ICMP (figure 6).
     *
     * @param pointer bytes from the beginning of an IPv6 header on, as an unsigned number.
     * @return bytes from the beginning of an IPv4 header on; {@link #NONE} if IPv4 has no such field.
     */
    public static int pointerToIpv4(final int pointer) {
        if (Integer.compareUnsigned(pointer, Ipv6.LENGTH) >= 0) {
            return NONE;
        }
        return switch (pointer) {
            case 0, 1 -> pointer;
            case 2, 3 -> NONE;
            case 4, 5 -> 2;
            case NEXT_HEADER_AT -> 9;
            case 7 -> 8;
            default -> pointer < 24 ? 12 : 16;
        };
    }

    /**
     * The MTU that a sender of IPv6 is told.
     *
     * @param told   by a router of IPv4; 0 if it did not say.
     * @param length that the packet had which was too long, over IPv4.
     * @param next4  MTU of the next hop of IPv4.
     * @param next6  MTU of the next hop of IPv6.
     * @return at least 1280.
     */
    public static int mtuToIpv6(final int told, final int length, final int next4, final int next6) {
        final int mtu = told == 0 ? plateau(length) : told;
        return Math.max(Ipv6.MIN_MTU, Math.min(Math.min(mtu, next4) + GROWTH, next6));
    }

    /** The greatest that is less than the packet was. */
    private static int plateau(final int length) {
        for (final int mtu : PLATEAUS) {
            if (mtu < length) {
                return mtu;
            }
        }
        return 0;
    }

    /**
     * The MTU that a sender of IPv4 is told.
     *
     * @param told  by a router of IPv6, as an unsigned number.
     * @param next4 MTU of the next hop of IPv4.
     * @param next6 MTU of the next hop of IPv6.
     * @return at least 68.
     */
    public static int mtuToIpv4(final int told, final int next4, final int next6) {
        final int mtu = told < 0 ? next6 : Math.min(told, next6);
        return Math.max(LEAST_MTU, Math.min(mtu - GROWTH, next4));
    }
}
