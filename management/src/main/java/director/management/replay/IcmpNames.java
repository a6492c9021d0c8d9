/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

/** What messages of ICMP (RFC 792) and ICMPv6 (RFC 4443) are called. */
final class IcmpNames {
    private IcmpNames() {
    }

    static String of(final boolean version4, final int type, final int code) {
        final String name = version4 ? switch (type) {
            case 0 -> "echo reply";
            case 3 -> "destination unreachable";
            case 5 -> "redirect";
            case 8 -> "echo request";
            case 11 -> "time exceeded";
            case 12 -> "parameter problem";
            default -> "type " + type;
        } : switch (type) {
            case 1 -> "destination unreachable";
            case 2 -> "packet too big";
            case 3 -> "time exceeded";
            case 4 -> "parameter problem";
            case 128 -> "echo request";
            case 129 -> "echo reply";
            default -> "type " + type;
        };
        return name + " code " + code;
    }

    /** Whether messages of a type quote the packet that they are about. */
    static boolean isError(final boolean version4, final int type) {
        return version4 ? type == 3 || type == 4 || type == 5 || type == 11 || type == 12 : type < 128;
    }
}
