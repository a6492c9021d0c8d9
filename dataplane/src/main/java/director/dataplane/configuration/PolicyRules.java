/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules about limits, clients and access lists. */
final class PolicyRules {
    /** How many lists there may be, and prefixes in all of them together. */
    static final int LISTS_MAX = 1_000;
    static final int PREFIXES_MAX = 10_000_000;

    private static final int NAME_MAX = 64;

    private final Problems problems;

    PolicyRules(final Problems problems) {
        this.problems = problems;
    }

    void check(final DirectorConfiguration configuration) {
        final ClientSettings clients = configuration.clients();
        problems.checkRange("clients.tableSize", clients.tableSize(), ClientSettings.TABLE_MIN,
            ClientSettings.TABLE_MAX);
        problems.checkRange("clients.ipv4PrefixLength", clients.ipv4PrefixLength(), 1, Integer.SIZE);
        problems.checkRange("clients.ipv6PrefixLength", clients.ipv6PrefixLength(), 1, 2 * Long.SIZE);
        final AccessControl access = configuration.packets().access();
        final Set<String> names = checkLists(access.lists());
        checkAccess("access", access.everyone(), names);
        for (int i = 0; i < configuration.services().size(); i++) {
            final ServiceSettings service = configuration.services().get(i);
            final String path = "services[" + i + "]";
            checkLimits(path + ".limits", service.policy().limits());
            checkLimits(path + ".clientLimits", service.policy().clientLimits());
            checkAccess(path + ".access", service.policy().access(), names);
            for (int j = 0; j < service.realServers().size(); j++) {
                checkLimits(path + ".realServers[" + j + "].limits", service.realServers().get(j).limits());
            }
        }
    }

    void checkLimits(final String path, final LimitSettings limits) {
        if (limits.isNone() && limits.burst() == 0) {
            return;
        }
        problems.checkRange(path + ".connections", limits.connections(), 0, Integer.MAX_VALUE);
        problems.checkRange(path + ".rate", limits.rate(), 0, LimitSettings.RATE_MAX);
        if (limits.rate() > 0 && limits.rate() <= LimitSettings.RATE_MAX) {
            problems.checkRange(path + ".burst", limits.burst(), 1, LimitSettings.RATE_MAX);
        } else if (limits.rate() == 0 && limits.burst() != 0 && !problems.concern(path + ".burst")
            && !problems.concern(path + ".rate")) {
            problems.add(path + ".burst", limits.burst(), "stands without rate", "give a rate, or remove it");
        }
    }

    private Set<String> checkLists(final List<AccessList> lists) {
        final Map<String, Integer> seen = new HashMap<>();
        long prefixes = 0;
        for (int i = 0; i < lists.size(); i++) {
            final AccessList list = lists.get(i);
            final String path = "accessLists[" + i + "]";
            prefixes += list.size();
            if (problems.concern(path + ".name")) {
                continue;
            }
            if (list.name().length() > NAME_MAX || !list.name().matches("[A-Za-z0-9._-]+")) {
                problems.add(path + ".name", list.name(), "is no name",
                    "give 1 to " + NAME_MAX + " letters, digits, dots, hyphens and underscores");
            }
            final Integer other = seen.putIfAbsent(list.name(), i);
            if (other != null) {
                problems.add(path + ".name", list.name(), "is the name of accessLists[" + other + "] already",
                    "give each list its own name");
            }
        }
        if (lists.size() > LISTS_MAX) {
            problems.add("accessLists", lists.size(), "lists are more than " + LISTS_MAX, "put some together");
        }
        if (prefixes > PREFIXES_MAX) {
            problems.add("accessLists", prefixes, "prefixes are more than " + PREFIXES_MAX,
                "join neighbouring prefixes to shorter ones");
        }
        return new HashSet<>(seen.keySet());
    }

    private void checkAccess(final String path, final AccessSettings access, final Set<String> names) {
        checkNames(path + ".allow", access.allow(), names);
        checkNames(path + ".deny", access.deny(), names);
    }

    private void checkNames(final String path, final List<String> given, final Set<String> names) {
        for (int i = 0; i < given.size(); i++) {
            final String at = path + "[" + i + "]";
            if (!names.contains(given.get(i)) && !problems.concern(at) && !problems.concern("accessLists")) {
                problems.add(at, given.get(i), "is no access list", names.isEmpty()
                    ? "define it in accessLists" : "use one of " + String.join(", ", names.stream().sorted().toList()));
            }
        }
    }
}
