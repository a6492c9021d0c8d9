/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.address.IpAddress;

/** The key {@code version} of what firewall marks are about: 4 or 6. */
enum IpVersion {
    IPV4, IPV6;

    private static final int FOUR = 4;
    private static final int SIX = 6;

    /** The version that a section gives; 4 unless it does. */
    static IpVersion of(final Section section) {
        return of(section, IPV4);
    }

    static IpVersion of(final Section section, final IpVersion fallback) {
        final int version = section.integer("version", fallback == IPV6 ? SIX : FOUR);
        if (version != FOUR && version != SIX && !section.isWrong("version")) {
            section.problem("version", version, "is no version of IP", "give 4 or 6");
        }
        return version == SIX ? IPV6 : IPV4;
    }

    boolean isIpv6() {
        return this == IPV6;
    }

    IpAddress any() {
        return this == IPV6 ? IpAddress.ANY6 : IpAddress.ANY;
    }
}
