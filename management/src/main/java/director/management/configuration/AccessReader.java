/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.address.WireAddress;
import director.dataplane.configuration.AccessControl;
import director.dataplane.configuration.AccessList;
import director.dataplane.configuration.AccessSettings;
import director.dataplane.configuration.ClientSettings;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The grammar of {@code accessLists}, {@code access}, {@code clients} and {@code limits}, and of files of prefixes. */
final class AccessReader {
    /** Who gives the wrong file is not told of each of its lines. */
    private static final int PROBLEMS_MAX = 20;
    private static final IpPrefix NO_PREFIX = new IpPrefix(IpAddress.ipv4(0), Integer.SIZE);

    private final Problems problems;
    private final Positions positions;
    private final boolean besideFile;

    /** {@code besideFile} is false if there is no file beside which other files could be looked for. */
    AccessReader(final Problems problems, final Positions positions, final boolean besideFile) {
        this.problems = problems;
        this.positions = positions;
        this.besideFile = besideFile;
    }

    /** All lists, and which of them every service goes by. */
    AccessControl read(final Section file) {
        return new AccessControl(file.sections("accessLists", this::list), access(file.section("access")));
    }

    static AccessSettings access(final @Nullable Section section) {
        if (section == null) {
            return AccessSettings.NONE;
        }
        final AccessSettings access = new AccessSettings(
            section.parsedList("allow", name -> name, ""), section.parsedList("deny", name -> name, ""));
        section.end();
        return access;
    }

    static ClientSettings clients(final @Nullable Section section) {
        final ClientSettings initial = ClientSettings.DEFAULT;
        if (section == null) {
            return initial;
        }
        final ClientSettings clients = new ClientSettings(
            section.integer("tableSize", initial.tableSize()),
            section.integer("ipv4PrefixLength", initial.ipv4PrefixLength()),
            section.integer("ipv6PrefixLength", initial.ipv6PrefixLength()));
        section.end();
        return clients;
    }

    static LimitSettings limits(final @Nullable Section section) {
        if (section == null) {
            return LimitSettings.NONE;
        }
        final int connections = limit(section, "connections", 0);
        final int rate = limit(section, "rate", 0);
        final LimitSettings limits = new LimitSettings(connections, rate, limit(section, "burst", rate));
        section.end();
        return limits;
    }

    /** Whoever writes 0 may mean that nobody may, which this is not for. */
    private static int limit(final Section section, final String key, final int fallback) {
        final int value = section.integer(key, fallback);
        if (section.has(key) && value == 0 && !section.isWrong(key)) {
            section.problem(key, 0, "is less than 1", "leave it out for no limit; to let nobody in, use access");
        }
        return value;
    }

    private AccessList list(final Section section) {
        final String name = section.requiredText("name", "give the list a name, such as blocklist");
        final List<IpPrefix> prefixes = section.parsedList("prefixes", AccessReader::prefix, NO_PREFIX);
        final @Nullable Path file = section.parsed("file", Path::of);
        if (!section.has("prefixes") && !section.has("file")) {
            section.problem("prefixes", null, "is missing", "give prefixes, [] for none, or a file of them");
        }
        section.end();
        if (file == null) {
            return new AccessList(name, prefixes, null, List.of());
        }
        final String path = section.path("file");
        final @Nullable Path found = find(path, file);
        return found == null ? new AccessList(name, prefixes, null, List.of())
            : new AccessList(name, prefixes, found.toString(), prefixes(path, found));
    }

    private @Nullable Path find(final String path, final Path file) {
        if (file.isAbsolute()) {
            return file.normalize();
        }
        if (!besideFile) {
            problems.add(path, file, "is looked for beside a file, and this is none", "give an absolute path");
            return null;
        }
        return Path.of(positions.file(path)).toAbsolutePath().resolveSibling(file).normalize();
    }

    private List<IpPrefix> prefixes(final String path, final Path file) {
        final List<IpPrefix> prefixes = new ArrayList<>();
        final List<String> lines = Lines.of(path, file, "name a file with a prefix a line", problems);
        int wrong = 0;
        for (int i = 0; i < lines.size(); i++) {
            final String text = withoutComment(lines.get(i));
            if (text.isEmpty()) {
                continue;
            }
            try {
                prefixes.add(prefix(text));
            } catch (final IllegalArgumentException e) {
                wrong++;
                if (wrong <= PROBLEMS_MAX) {
                    final String at = path + ".line" + (i + 1);
                    positions.put(at, file.toString(), i + 1);
                    problems.add(at, "\"" + text + "\"", "cannot be read", String.valueOf(e.getMessage()));
                }
            }
        }
        if (wrong > PROBLEMS_MAX) {
            problems.add(path, file, "has " + (wrong - PROBLEMS_MAX) + " more lines that cannot be read",
                "give one prefix a line, such as 192.0.2.0/24");
        }
        return prefixes;
    }

    private static IpPrefix prefix(final String text) {
        final IpPrefix prefix = IpPrefix.parse(text);
        final IpAddress address = prefix.address();
        if (address.ipv6() && WireAddress.isIpv4(address.wireHigh(), address.wireLow())) {
            throw new IllegalArgumentException(text + " is IPv4-mapped, and no client has such an address: write it "
                + "as a prefix of IPv4");
        }
        return prefix;
    }

    /** What stands before the first # or ;. */
    private static String withoutComment(final String line) {
        int end = 0;
        while (end < line.length() && line.charAt(end) != '#' && line.charAt(end) != ';') {
            end++;
        }
        return line.substring(0, end).strip();
    }
}
