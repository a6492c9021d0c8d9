/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.AccessList;
import director.dataplane.configuration.AccessSettings;
import director.dataplane.configuration.ClientSettings;
import director.dataplane.configuration.LimitSettings;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What {@link AccessReader} reads, as {@link SettingsTree} writes it. */
final class AccessTree {
    private AccessTree() {
    }

    /** What was read from a file is left to the file. */
    static Map<String, Object> list(final AccessList list) {
        final Tree to = new Tree(false).put("name", list.name());
        if (list.file() == null || !list.prefixes().isEmpty()) {
            to.put("prefixes", prefixes(list.prefixes()));
        }
        return to.text("file", list.file()).entries();
    }

    static Tree access(final AccessSettings access) {
        return new Tree(false).filled("allow", access.allow()).filled("deny", access.deny());
    }

    /** What is not limited is not there. */
    static Tree limits(final LimitSettings limits) {
        return new Tree(false).put("connections", limits.connections(), 0).put("rate", limits.rate(), 0)
            .put("burst", limits.burst(), limits.rate());
    }

    static Tree clients(final ClientSettings clients, final boolean complete) {
        final ClientSettings initial = ClientSettings.DEFAULT;
        return new Tree(complete).put("tableSize", clients.tableSize(), initial.tableSize())
            .put("ipv4PrefixLength", clients.ipv4PrefixLength(), initial.ipv4PrefixLength())
            .put("ipv6PrefixLength", clients.ipv6PrefixLength(), initial.ipv6PrefixLength());
    }

    /** One address as such, more as a prefix. */
    static List<String> prefixes(final Collection<IpPrefix> prefixes) {
        return prefixes.stream().map(prefix -> prefix.length() == prefix.address().bits()
            ? prefix.address().toString() : prefix.toString()).toList();
    }
}
