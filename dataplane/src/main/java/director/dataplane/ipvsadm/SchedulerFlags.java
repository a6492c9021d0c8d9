/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.util.StringJoiner;

/** The names of scheduler flags: three numbers, and names of their own for the schedulers sh and mh. */
final class SchedulerFlags {
    private SchedulerFlags() {
    }

    static int parse(final String scheduler, final String text) throws UsageException {
        int flags = 0;
        for (final String name : text.split(",", -1)) {
            flags |= name.isEmpty() ? 0 : parseOne(scheduler, name);
        }
        return flags;
    }

    private static int parseOne(final String scheduler, final String name) throws UsageException {
        return switch (name) {
            case "flag-1" -> ServiceOptions.FLAG_1;
            case "flag-2" -> ServiceOptions.FLAG_2;
            case "flag-3" -> ServiceOptions.FLAG_3;
            case "sh-fallback", "mh-fallback" -> named(scheduler, name, ServiceOptions.FLAG_1);
            case "sh-port", "mh-port" -> named(scheduler, name, ServiceOptions.FLAG_2);
            default -> throw UsageException.of("invalid scheduler flag `" + name + "'");
        };
    }

    private static int named(final String scheduler, final String name, final int flag) throws UsageException {
        if (!scheduler.equals(name.substring(0, 2))) {
            throw UsageException.of("incompatible scheduler flag `" + name + "'");
        }
        return flag;
    }

    /**
     * The flags of a service as text.
     *
     * @param options the service's options.
     * @return names with commas between them, empty if there are none.
     */
    static String format(final ServiceOptions options) {
        final String scheduler = options.scheduler();
        final boolean hasNames = "sh".equals(scheduler) || "mh".equals(scheduler);
        final StringJoiner text = new StringJoiner(",");
        if ((options.flags() & ServiceOptions.FLAG_1) != 0) {
            text.add(hasNames ? scheduler + "-fallback" : "flag-1");
        }
        if ((options.flags() & ServiceOptions.FLAG_2) != 0) {
            text.add(hasNames ? scheduler + "-port" : "flag-2");
        }
        if ((options.flags() & ServiceOptions.FLAG_3) != 0) {
            text.add("flag-3");
        }
        return text.toString();
    }
}
