/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.management.health.settings.BodyDigest;
import director.management.health.settings.DnsSettings;
import director.management.health.settings.HttpSettings;
import director.management.health.settings.PingSettings;
import director.management.health.settings.ProbeSettings;
import director.management.health.settings.ScriptSettings;
import director.management.health.settings.SmtpSettings;
import director.management.health.settings.StatusRange;
import director.management.health.settings.TcpSettings;
import director.management.health.settings.UdpSettings;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The grammar of what a check does. */
final class ProbeReader {
    private static final StatusRange NO_STATUS = HttpSettings.DEFAULT_STATUSES.getFirst();
    private static final Map<String, Boolean> REPLY = new TreeMap<>(Map.of("required", true, "optional", false));

    private ProbeReader() {
    }

    /** A list of texts, numbers among them as they are written. */
    static List<String> texts(final Section section, final String key) {
        return section.parsedList(key, Function.identity(), "");
    }

    private static ProbeSettings http(final Section section, final boolean tls) {
        final List<StatusRange> statuses = section.parsedList("statuses", StatusRange::parse, NO_STATUS);
        return new HttpSettings(
            tls,
            text(section, "method", HttpSettings.DEFAULT_METHOD),
            text(section, "path", HttpSettings.DEFAULT_PATH),
            section.text("host"),
            tls ? section.text("serverName") : null,
            tls && section.bool("verify", false),
            section.has("statuses") ? statuses : HttpSettings.DEFAULT_STATUSES,
            section.text("body"),
            digest(section),
            section.integer("redirects", 0),
            section.integer("bodyLimit", HttpSettings.DEFAULT_BODY_LIMIT));
    }

    private static @Nullable BodyDigest digest(final Section section) {
        final String sha256 = hex(section, "sha256");
        final String md5 = hex(section, "md5");
        if (sha256 != null && md5 != null) {
            section.problem("md5", null, "stands beside sha256", "remove one of the two");
        }
        return sha256 != null ? new BodyDigest(BodyDigest.SHA_256, sha256)
            : md5 != null ? new BodyDigest(BodyDigest.MD5, md5) : null;
    }

    /** Digits may look like a number to YAML. */
    private static @Nullable String hex(final Section section, final String key) {
        final String digits = section.parsed(key, Function.identity());
        return digits == null ? null : digits.toLowerCase(Locale.ROOT);
    }

    private static ProbeSettings dns(final Section section) {
        return new DnsSettings(
            text(section, "name", DnsSettings.ROOT),
            section.word("query", DnsSettings.RecordType.SOA),
            section.word("expect", DnsSettings.ResponseCode.NOERROR));
    }

    private static ProbeSettings smtp(final Section section) {
        return new SmtpSettings(text(section, "hello", SmtpSettings.DEFAULT_HELLO));
    }

    private static ProbeSettings udp(final Section section) {
        final String text = section.text("payload");
        final String hex = hex(section, "payloadHex");
        if (text != null && hex != null) {
            section.problem("payloadHex", null, "stands beside payload", "remove one of the two");
        }
        final String prefix = hex(section, "replyHex");
        final boolean required = section.word("reply", REPLY, prefix != null);
        if (prefix != null && !required) {
            section.problem("reply", "optional", "stands beside replyHex", "remove one of the two");
        }
        return new UdpSettings(
            hex != null ? hex
                : text == null ? "" : HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)),
            required,
            prefix == null ? "" : prefix);
    }

    private static ProbeSettings script(final Section section) {
        section.required("command", "list the program's path and its arguments");
        return new ScriptSettings(texts(section, "command"));
    }

    private static String text(final Section section, final String key, final String fallback) {
        final String text = section.text(key);
        return text == null ? fallback : text;
    }

    /** The words that {@code type} can be. */
    enum Type {
        TCP(section -> new TcpSettings()),
        HTTP(section -> http(section, false)),
        HTTPS(section -> http(section, true)),
        DNS(ProbeReader::dns),
        SMTP(ProbeReader::smtp),
        PING(section -> new PingSettings()),
        UDP(ProbeReader::udp),
        SCRIPT(ProbeReader::script);

        @SuppressWarnings("ImmutableEnumChecker")
        private final Function<Section, ProbeSettings> reader;

        Type(final Function<Section, ProbeSettings> reader) {
            this.reader = reader;
        }

        ProbeSettings read(final Section section) {
            return reader.apply(section);
        }

        boolean hasPort() {
            return this != PING && this != SCRIPT;
        }

        boolean hasSource() {
            return this != SCRIPT;
        }
    }
}
