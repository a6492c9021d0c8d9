/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.configuration.SnatSettings;
import director.dataplane.configuration.SnatTimeouts;
import java.util.Map;

/** What {@link SnatReader} reads, as {@link SettingsTree} writes it. */
final class SnatTree {
    private SnatTree() {
    }

    static Map<String, Object> rule(final SnatSettings rule, final boolean complete) {
        final SnatTimeouts initial = SnatTimeouts.DEFAULT;
        return new Tree(complete).put("name", rule.name())
            .put("sources", AccessTree.prefixes(rule.sources()))
            .put("port", rule.port())
            .filled("except", AccessTree.prefixes(rule.except()))
            .put("addresses", rule.addresses().stream().map(Object::toString).toList())
            .filled("timeouts", new Tree(complete)
                .put("tcp", rule.timeouts().tcpSeconds(), initial.tcpSeconds())
                .put("tcpFin", rule.timeouts().tcpFinSeconds(), initial.tcpFinSeconds())
                .put("udp", rule.timeouts().udpSeconds(), initial.udpSeconds())
                .put("icmp", rule.timeouts().icmpSeconds(), initial.icmpSeconds()))
            .filled("limits", AccessTree.limits(rule.limits()))
            .filled("clientLimits", AccessTree.limits(rule.clientLimits())).entries();
    }
}
