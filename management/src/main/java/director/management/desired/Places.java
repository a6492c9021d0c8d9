/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.desired;

import director.dataplane.configuration.Problem;
import director.dataplane.configuration.ServiceSettings;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names services and real servers where there is no file in whose lists they could be counted. */
final class Places {
    private static final Pattern PATH =
        Pattern.compile("services\\[(\\d{1,9})](?:\\.realServers\\[(\\d{1,9})])?(\\.)?");

    private Places() {
    }

    /** The same problem with names: {@code service TCP 10.0.0.100:80 scheduler}. */
    static Problem named(final Problem problem, final DesiredState state) {
        return new Problem(named(problem.path(), state), problem.value(), named(problem.limit(), state),
            problem.remedy());
    }

    private static String named(final String text, final DesiredState state) {
        final Matcher matcher = PATH.matcher(text);
        return matcher.replaceAll(match -> Matcher.quoteReplacement(
            name(Integer.parseInt(match.group(1)), match.group(2), state) + (match.group(3) == null ? "" : " ")));
    }

    private static String name(final int place, final @Nullable String realServer, final DesiredState state) {
        final ServiceSettings service = state.services().get(place);
        return realServer == null ? "service " + service.endpoint()
            : "real server " + service.realServers().get(Integer.parseInt(realServer)).endpoint() + " of "
                + service.endpoint();
    }
}
