/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.keepalived;

import director.dataplane.address.IpAddress;
import director.management.health.settings.BodyDigest;
import director.management.health.settings.CheckSettings;
import director.management.health.settings.DnsSettings;
import director.management.health.settings.HttpSettings;
import director.management.health.settings.PingSettings;
import director.management.health.settings.ProbeSettings;
import director.management.health.settings.ScriptSettings;
import director.management.health.settings.SmtpSettings;
import director.management.health.settings.StatusRange;
import director.management.health.settings.TcpSettings;
import director.management.health.settings.Timing;
import director.management.health.settings.UdpSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one block of checks, such as {@code TCP_CHECK}. For one block. */
final class CheckReader {
    private static final int TIMEOUT_MS = 5_000;
    private static final int RETRY_DELAY_MS = 1_000;
    private static final int DNS_RETRIES = 3;
    /** The most that a health check of the director takes. */
    private static final int RETRIES_MAX = 10;
    private static final int RETRY_DELAY_MAX_MS = 60_000;
    private static final Set<String> KINDS = Set.of("TCP_CHECK", "HTTP_GET", "SSL_GET", "SMTP_CHECK", "DNS_CHECK",
        "MISC_CHECK", "UDP_CHECK", "PING_CHECK");

    private final Notes notes;
    private final Arguments arguments;
    private final Defaults defaults;
    private final Statement block;
    private final List<Statement> urls = new ArrayList<>();
    private List<String> command = List.of();
    private String name = DnsSettings.ROOT;
    private String hello = SmtpSettings.DEFAULT_HELLO;
    private DnsSettings.RecordType query = DnsSettings.RecordType.SOA;
    private String payload = "";
    private boolean replyRequired;
    private String replyPrefix = "";
    private int port;
    private @Nullable Integer timeoutMs;
    private @Nullable IpAddress source;
    private @Nullable IpAddress address;

    CheckReader(final Statement block, final Defaults above, final Notes notes) {
        this.block = block;
        this.notes = notes;
        this.arguments = new Arguments(notes);
        this.defaults = above.copy();
    }

    /** Whether a block is one of checks that can be done. */
    static boolean isCheck(final Statement statement) {
        return KINDS.contains(statement.name());
    }

    /** The checks of the block: one for each URL, or one. */
    List<CheckSettings> read() {
        block.block().forEach(this::take);
        final List<CheckSettings> checks = new ArrayList<>();
        if (block.name().endsWith("_GET")) {
            urls.forEach(url -> checks.add(check(http(url))));
            if (urls.isEmpty()) {
                notes.leftOut(block, "it has no url");
            }
        } else if (!block.name().equals("MISC_CHECK") || !command.isEmpty()) {
            checks.add(check(probe()));
        }
        return checks;
    }

    /** Where the check goes if that is not the real server's address. */
    @Nullable IpAddress address() {
        return address;
    }

    private void take(final Statement statement) {
        if (defaults.take(statement, arguments)) {
            return;
        }
        switch (statement.name()) {
            case "connect_ip" -> address = arguments.address(statement, 0);
            case "connect_port" -> port = arguments.number(statement, 0, 0);
            case "bindto" -> source = arguments.address(statement, 0);
            case "connect_timeout", "misc_timeout" -> timeoutMs = arguments.millis(statement, TIMEOUT_MS);
            case "url" -> urls.add(statement);
            case "misc_path" -> command = arguments.program(statement);
            case "name" -> name = statement.argument(0);
            case "helo_name" -> hello = statement.argument(0);
            case "type" -> query(statement);
            case "payload" -> payload = hex(statement);
            case "require_reply" -> {
                replyRequired = true;
                replyPrefix = statement.argument(0).isEmpty() ? "" : hex(statement);
            }
            case "host" -> statement.block().forEach(this::take);
            case "bind_port", "bind_if", "fwmark" -> notes.leftOut(statement, "checks choose that themselves");
            case "misc_dynamic" -> notes.leftOut(statement, "an exit code of a check does not change weights");
            case "user" -> notes.leftOut(statement, "programs run as the director's user");
            case "enable_sni" -> { }
            default -> notes.unknown(statement);
        }
    }

    private void query(final Statement statement) {
        try {
            query = DnsSettings.RecordType.valueOf(statement.argument(0).toUpperCase(Locale.ROOT));
        } catch (final IllegalArgumentException e) {
            notes.leftOut(statement, "there is no such query; SOA is taken");
        }
    }

    /** Digits with or without blanks between bytes. */
    private String hex(final Statement statement) {
        final String digits = statement.arguments().replace(" ", "").toLowerCase(Locale.ROOT);
        if (!digits.matches("([0-9a-f]{2})*")) {
            notes.leftOut(statement, "it is not pairs of hexadecimal digits");
            return "";
        }
        return digits;
    }

    private ProbeSettings probe() {
        return switch (block.name()) {
            case "DNS_CHECK" -> new DnsSettings(name, query, DnsSettings.ResponseCode.NOERROR);
            case "SMTP_CHECK" -> new SmtpSettings(hello);
            case "UDP_CHECK" -> new UdpSettings(payload, replyRequired, replyPrefix);
            case "PING_CHECK" -> new PingSettings();
            case "MISC_CHECK" -> new ScriptSettings(command);
            default -> new TcpSettings();
        };
    }

    private HttpSettings http(final Statement url) {
        String path = HttpSettings.DEFAULT_PATH;
        String host = defaults.virtualHost;
        String body = null;
        BodyDigest digest = null;
        final List<StatusRange> statuses = new ArrayList<>();
        for (final Statement statement : url.block()) {
            switch (statement.name()) {
                case "path" -> path = statement.argument(0);
                case "virtualhost" -> host = statement.argument(0);
                case "digest" ->
                    digest = new BodyDigest(BodyDigest.MD5, statement.argument(0).toLowerCase(Locale.ROOT));
                case "regex" -> body = statement.argument(0);
                case "status_code" -> statuses.addAll(statuses(statement));
                default -> notes.unknown(statement);
            }
        }
        return new HttpSettings(block.name().equals("SSL_GET"), HttpSettings.DEFAULT_METHOD, path, host, null, false,
            statuses.isEmpty() ? HttpSettings.DEFAULT_STATUSES : statuses, body, digest, 0,
            HttpSettings.DEFAULT_BODY_LIMIT);
    }

    private List<StatusRange> statuses(final Statement statement) {
        final List<StatusRange> statuses = new ArrayList<>();
        for (int i = 0; i < statement.words().size() - 1; i++) {
            try {
                statuses.add(StatusRange.parse(statement.argument(i)));
            } catch (final IllegalArgumentException e) {
                notes.add(statement, "\"" + statement.argument(i) + "\" is left out: " + e.getMessage());
            }
        }
        return statuses;
    }

    private CheckSettings check(final ProbeSettings probe) {
        return new CheckSettings(probe, timing(), probe.needsPort() ? port : 0,
            probe instanceof ScriptSettings ? null : source);
    }

    /** One success is enough, and failure is what fails with all its retries. */
    private Timing timing() {
        final boolean dns = block.name().equals("DNS_CHECK");
        final boolean script = block.name().equals("MISC_CHECK");
        final int retries = defaults.retries == null ? dns ? DNS_RETRIES : script ? 0 : 1 : defaults.retries;
        final int delayMs = defaults.retryDelayMs == null ? dns ? defaults.delayLoopMs : RETRY_DELAY_MS
            : defaults.retryDelayMs;
        final int timeout = timeoutMs == null ? script ? defaults.delayLoopMs : TIMEOUT_MS : timeoutMs;
        if (retries > RETRIES_MAX || delayMs > RETRY_DELAY_MAX_MS) {
            notes.add(block, "retries become at most " + RETRIES_MAX + ", each after at most "
                + RETRY_DELAY_MAX_MS + " ms");
        }
        return new Timing(defaults.delayLoopMs, timeout, Math.min(retries, RETRIES_MAX),
            Math.min(delayMs, RETRY_DELAY_MAX_MS), 1, 1,
            defaults.warmUpMs == null ? Timing.AUTOMATIC : defaults.warmUpMs);
    }
}
