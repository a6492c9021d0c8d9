/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import director.dataplane.address.IpAddress;

/** A service's options in words: as listings show them, and as arguments. */
final class ServiceWords {
    private ServiceWords() {
    }

    static void listed(final StringBuilder out, final ServiceView service) {
        final ServiceOptions options = service.options();
        final String flags = SchedulerFlags.format(options);
        out.append(options.scheduler());
        if (!flags.isEmpty()) {
            out.append(" (").append(flags).append(')');
        }
        persistence(out, service, " persistent ", " mask ", " pe ");
        out.append(options.onePacket() ? " ops" : "");
    }

    static void arguments(final StringBuilder out, final ServiceView service) {
        final ServiceOptions options = service.options();
        final String flags = SchedulerFlags.format(options);
        out.append("-A ").append(service.service().argument()).append(" -s ").append(options.scheduler());
        persistence(out, service, " -p ", " -M ", " --pe ");
        out.append(options.onePacket() ? " -o" : "");
        if (!flags.isEmpty()) {
            out.append(" -b ").append(flags);
        }
        out.append('\n');
    }

    private static void persistence(final StringBuilder out, final ServiceView service, final String timeoutWord,
            final String maskWord, final String engineWord) {
        final ServiceOptions options = service.options();
        if (options.persistent()) {
            final boolean ipv6 = service.service().ipv6();
            out.append(timeoutWord).append(options.timeout());
            if (options.netmask() != (ipv6 ? ServiceOptions.WHOLE_IPV6 : ServiceOptions.WHOLE_IPV4)) {
                out.append(maskWord);
                out.append(ipv6 ? Integer.toString(options.netmask()) : IpAddress.ipv4(options.netmask()));
            }
            if (!options.persistenceEngine().isEmpty()) {
                out.append(engineWord).append(options.persistenceEngine());
            }
        }
    }
}
