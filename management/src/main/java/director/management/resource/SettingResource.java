/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.Sysctl;
import director.dataplane.configuration.Sysctls;
import director.management.configuration.Spelling;
import director.management.desired.DesiredState;
import director.management.socket.Exchange;
import director.management.socket.Json;
import director.management.socket.ProblemException;
import director.management.socket.ProblemException.Kind;
import director.management.socket.Reply;
import director.management.socket.Route;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/settings}, by the kernel's names of its sysctls, and {@code /v1/timeouts}. */
final class SettingResource {
    private static final String ALL = "/v1/settings";
    private static final String ONE = "/v1/settings/{setting}";
    private static final String TIMEOUTS = "/v1/timeouts";
    private static final String VALUE = "value";
    private static final String TCP = "tcp";
    private static final String TCP_FIN = "tcpFin";
    private static final String UDP = "udp";
    /** 31 days, as in ipvsadm. */
    private static final int TIMEOUT_MAX = 2_678_400;
    private static final Map<String, Sysctl> SYSCTLS = sysctls();

    private final Changes changes;

    SettingResource(final Changes changes) {
        this.changes = changes;
    }

    List<Route> routes() {
        return List.of(
            Route.get(ALL, this::list),
            MergePatch.route(ALL, this::patch),
            Route.get(ONE, this::get),
            Route.json("PUT", ONE, this::put),
            Route.get(TIMEOUTS, this::timeouts),
            Route.json("PUT", TIMEOUTS, this::putTimeouts));
    }

    private Reply list(final Exchange exchange) {
        exchange.query(List.of());
        final ObjectNode json = json(changes.state());
        return ETags.reply(exchange, ETags.of(json), json);
    }

    private Reply patch(final Exchange exchange) throws IOException {
        final Map<String, Integer> wanted = Bodies.integers(exchange, SYSCTLS.keySet());
        final ObjectNode now = json(changes.make(present -> {
            ETags.check(exchange, ETags.of(json(present)));
            Sysctls sysctls = present.packets().sysctls();
            for (final Map.Entry<String, Integer> each : wanted.entrySet()) {
                sysctls = with(sysctls, sysctl(each.getKey()), each.getValue(), each.getKey());
            }
            return with(present, sysctls, present.packets().timeouts());
        }, null, ""));
        return Reply.json(now).with("ETag", ETags.of(now));
    }

    private Reply get(final Exchange exchange) {
        exchange.query(List.of());
        return reply(exchange, changes.state(), sysctl(exchange.parameter("setting")));
    }

    private Reply put(final Exchange exchange) throws IOException {
        final Sysctl sysctl = sysctl(exchange.parameter("setting"));
        final Integer value = Bodies.integers(exchange, Set.of(VALUE)).get(VALUE);
        if (value == null) {
            throw Bodies.invalid(VALUE, "is missing: give a whole number");
        }
        final DesiredState now = changes.make(present -> {
            ETags.check(exchange, ETags.of(json(present, sysctl)));
            return with(present, with(present.packets().sysctls(), sysctl, value, VALUE),
                present.packets().timeouts());
        }, null, "");
        final ObjectNode json = json(now, sysctl);
        return Reply.json(json).with("ETag", ETags.of(json));
    }

    private Reply timeouts(final Exchange exchange) {
        exchange.query(List.of());
        final ObjectNode json = json(changes.state().packets().timeouts());
        return ETags.reply(exchange, ETags.of(json), json);
    }

    private Reply putTimeouts(final Exchange exchange) throws IOException {
        final Map<String, Integer> wanted = Bodies.integers(exchange, Set.of(TCP, TCP_FIN, UDP));
        wanted.forEach((name, seconds) -> {
            if (seconds < 1 || seconds > TIMEOUT_MAX) {
                throw Bodies.invalid(name, "is " + seconds + ": give 1 to " + TIMEOUT_MAX + " seconds");
            }
        });
        final ObjectNode now = json(changes.make(present -> {
            final ConnectionTimeouts before = present.packets().timeouts();
            ETags.check(exchange, ETags.of(json(before)));
            return with(present, present.packets().sysctls(), new ConnectionTimeouts(
                wanted.getOrDefault(TCP, before.tcpSeconds()), wanted.getOrDefault(TCP_FIN, before.tcpFinSeconds()),
                wanted.getOrDefault(UDP, before.udpSeconds())));
        }, null, "").packets().timeouts());
        return Reply.json(now).with("ETag", ETags.of(now));
    }

    private static Reply reply(
        final Exchange exchange, final DesiredState configuration, final Sysctl sysctl) {
        final ObjectNode json = json(configuration, sysctl);
        return ETags.reply(exchange, ETags.of(json), json);
    }

    private static ObjectNode json(final DesiredState configuration) {
        final ObjectNode json = Json.object();
        SYSCTLS.forEach((name, sysctl) -> json.put(name, configuration.packets().sysctls().get(sysctl)));
        return json;
    }

    private static ObjectNode json(final DesiredState configuration, final Sysctl sysctl) {
        return Json.object().put("name", sysctl.label())
            .put(VALUE, configuration.packets().sysctls().get(sysctl))
            .put("initial", sysctl.initial()).put("min", sysctl.min()).put("max", sysctl.max());
    }

    private static ObjectNode json(final ConnectionTimeouts timeouts) {
        return Json.object().put(TCP, timeouts.tcpSeconds()).put(TCP_FIN, timeouts.tcpFinSeconds())
            .put(UDP, timeouts.udpSeconds());
    }

    private static Sysctls with(final Sysctls sysctls, final Sysctl sysctl, final int value, final String field) {
        if (value < sysctl.min() || value > sysctl.max()) {
            throw Bodies.invalid(field, "is " + value + ": give " + sysctl.min() + " to " + sysctl.max());
        }
        return sysctls.with(sysctl, value);
    }

    private static DesiredState with(
        final DesiredState in, final Sysctls sysctls, final ConnectionTimeouts timeouts) {
        return new DesiredState(in.services(), in.packets().withSysctls(sysctls).withTimeouts(timeouts), in.health());
    }

    private static Sysctl sysctl(final String name) {
        final Sysctl sysctl = SYSCTLS.get(name);
        if (sysctl == null) {
            final String meant = Spelling.nearest(name, SYSCTLS.keySet());
            throw new ProblemException(Kind.NOT_FOUND, "there is no setting " + name + ": "
                + (meant == null ? "GET /v1/settings lists them" : "did you mean " + meant + "?"));
        }
        return sysctl;
    }

    private static Map<String, Sysctl> sysctls() {
        final Map<String, Sysctl> sysctls = new LinkedHashMap<>();
        for (final Sysctl sysctl : Sysctl.values()) {
            sysctls.put(sysctl.label(), sysctl);
        }
        return sysctls;
    }
}
