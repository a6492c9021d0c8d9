/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.management.health.settings.BodyDigest;
import director.management.health.settings.CheckSettings;
import director.management.health.settings.DnsSettings;
import director.management.health.settings.FailureAction;
import director.management.health.settings.FlapSettings;
import director.management.health.settings.HttpSettings;
import director.management.health.settings.NotifySettings;
import director.management.health.settings.PingSettings;
import director.management.health.settings.ProbeSettings;
import director.management.health.settings.QuorumSettings;
import director.management.health.settings.RealServerHealth;
import director.management.health.settings.ScriptSettings;
import director.management.health.settings.ServiceHealth;
import director.management.health.settings.SmtpSettings;
import director.management.health.settings.StatusRange;
import director.management.health.settings.TcpSettings;
import director.management.health.settings.Timing;
import director.management.health.settings.UdpSettings;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Health checks as {@link HealthReader} and {@link ProbeReader} read them. */
final class HealthTree {
    private final boolean complete;

    HealthTree(final boolean complete) {
        this.complete = complete;
    }

    void service(final Tree to, final ServiceHealth health) {
        to.filled("healthChecks", checks(health.checks()));
        to.put("initially", health.initiallyUp() ? "up" : "down", "down");
        to.put("onFailure", word(health.onFailure()), word(FailureAction.REMOVE));
        to.filled("notify", notify(new Tree(complete), health.notification()));
        final QuorumSettings quorum = health.quorum();
        final Tree quorumTree = new Tree(complete)
            .put("weight", quorum.weight(), QuorumSettings.DEFAULT.weight())
            .put("hysteresis", quorum.hysteresis(), QuorumSettings.DEFAULT.hysteresis());
        to.filled("quorum", notify(quorumTree, quorum.notification()));
        final FlapSettings flapping = health.flapping();
        to.filled("flapping", new Tree(complete)
            .put("windowMs", flapping.windowMs(), FlapSettings.DEFAULT.windowMs())
            .put("maxDoublings", flapping.maxDoublings(), FlapSettings.DEFAULT.maxDoublings()));
    }

    void realServer(final Tree to, final RealServerHealth health) {
        to.put("sorry", health.sorry(), false);
        final List<CheckSettings> own = health.checks();
        if (own != null) {
            to.put("healthChecks", checks(own));
        }
        to.text("checkAddress", health.checkAddress());
        final FailureAction onFailure = health.onFailure();
        if (onFailure != null) {
            to.put("onFailure", word(onFailure));
        }
        final NotifySettings notification = health.notification();
        if (notification != null) {
            // One that says nothing takes back what the service says.
            to.put("notify", notify(new Tree(complete), notification).entries());
        }
    }

    private List<Map<String, Object>> checks(final List<CheckSettings> checks) {
        return checks.stream().map(this::check).toList();
    }

    private Map<String, Object> check(final CheckSettings check) {
        final Tree to = new Tree(complete).put("type", check.probe().type());
        probe(to, check.probe());
        if (check.probe().needsPort()) {
            if (check.port() != 0) {
                to.put("port", check.port());
            }
        }
        to.text("source", check.source());
        final Timing timing = check.timing();
        final Timing initial = Timing.DEFAULT;
        to.put("intervalMs", timing.intervalMs(), initial.intervalMs())
            .put("timeoutMs", timing.timeoutMs(), initial.timeoutMs())
            .put("retries", timing.retries(), initial.retries())
            .put("retryDelayMs", timing.retryDelayMs(), initial.retryDelayMs())
            .put("rise", timing.rise(), initial.rise())
            .put("fall", timing.fall(), initial.fall());
        if (timing.warmUpMs() != Timing.AUTOMATIC) {
            to.put("warmUpMs", timing.warmUpMs());
        }
        return to.entries();
    }

    private void probe(final Tree to, final ProbeSettings probe) {
        switch (probe) {
            case TcpSettings _, PingSettings _ -> { }
            case HttpSettings http -> http(to, http);
            case DnsSettings dns -> to.put("name", dns.name(), DnsSettings.ROOT)
                .put("query", word(dns.query()), word(DnsSettings.RecordType.SOA))
                .put("expect", word(dns.expected()), word(DnsSettings.ResponseCode.NOERROR));
            case SmtpSettings smtp -> to.put("hello", smtp.hello(), SmtpSettings.DEFAULT_HELLO);
            case UdpSettings udp -> {
                to.put("payloadHex", udp.payload(), "");
                if (udp.replyPrefix().isEmpty()) {
                    to.put("reply", udp.replyRequired() ? "required" : "optional", "optional");
                } else {
                    to.put("replyHex", udp.replyPrefix());
                }
            }
            case ScriptSettings script -> to.put("command", script.command());
        }
    }

    private static void http(final Tree to, final HttpSettings http) {
        to.put("method", http.method(), HttpSettings.DEFAULT_METHOD)
            .put("path", http.path(), HttpSettings.DEFAULT_PATH)
            .text("host", http.host());
        if (http.tls()) {
            to.text("serverName", http.serverName()).put("verify", http.verify(), false);
        }
        to.put("statuses", statuses(http.statuses()), statuses(HttpSettings.DEFAULT_STATUSES))
            .text("body", http.body());
        final BodyDigest digest = http.digest();
        if (digest != null) {
            to.put(digest.algorithm().equals(BodyDigest.MD5) ? "md5" : "sha256", digest.hex());
        }
        to.put("redirects", http.redirects(), 0)
            .put("bodyLimit", http.bodyLimit(), HttpSettings.DEFAULT_BODY_LIMIT);
    }

    private static List<Object> statuses(final List<StatusRange> ranges) {
        return ranges.stream()
            .<Object>map(range -> range.first() == range.last() ? range.first() : range.toString()).toList();
    }

    private static Tree notify(final Tree to, final NotifySettings notification) {
        return to.filled("up", notification.up()).filled("down", notification.down());
    }

    private static String word(final Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
