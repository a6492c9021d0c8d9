/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.MarkRule;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServiceSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where clients send their packets, so that a service gets them.
 *
 * @param address  virtual.
 * @param port     1 to 65,535.
 * @param protocol of the packets.
 */
record Target(IpAddress address, int port, Protocol protocol) {
    private static final int ANY_PORT = 7_777;

    /** Where packets go to reach a service; null if no rule marks any for it. */
    static @Nullable Target of(final ServiceSettings service, final List<MarkRule> rules) {
        if (service.mark() == 0) {
            return new Target(service.address(), service.port() == 0 ? ANY_PORT : service.port(), service.protocol());
        }
        for (final MarkRule rule : rules) {
            if (rule.mark() == service.mark() && rule.ipv6() == service.address().ipv6() && rule.source() == null
                && rule.destination() != null) {
                return new Target(rule.destination().address(), Math.max(1, rule.firstPort()),
                    rule.protocol() == null ? Protocol.TCP : rule.protocol());
            }
        }
        return null;
    }

    /** The same with another port. */
    Target withPort(final int other) {
        return new Target(address, other, protocol);
    }
}
