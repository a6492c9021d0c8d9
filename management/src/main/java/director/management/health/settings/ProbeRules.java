/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

import director.dataplane.configuration.Problems;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The rules that look at what a check does. For one thread. */
final class ProbeRules {
    private static final int REDIRECTS_MAX = 10;
    private static final int BODY_MAX = 16 * 1_024 * 1_024;
    private static final int PAYLOAD_MAX = 1_400;
    private static final int NAME_MAX = 253;
    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,32}");
    private static final Pattern PATH = Pattern.compile("/[!-~]{0,2047}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");
    private static final Pattern DOMAIN = Pattern.compile("\\.|([!-\\-/-~]{1,63}\\.)*[!-\\-/-~]{1,63}\\.?");
    private static final Pattern HEX = Pattern.compile("([0-9a-fA-F]{2})*");

    private final Problems problems;

    ProbeRules(final Problems problems) {
        this.problems = problems;
    }

    void check(final String path, final ProbeSettings probe) {
        switch (probe) {
            case HttpSettings http -> checkHttp(path, http);
            case DnsSettings dns -> checkDns(path, dns);
            case SmtpSettings smtp ->
                match(path + ".hello", smtp.hello(), HOST, "is not a host name", "give a name such as lb1.example.org");
            case UdpSettings udp -> checkUdp(path, udp);
            case ScriptSettings script -> checkCommand(path + ".command", script.command());
            case TcpSettings _, PingSettings _ -> { }
        }
    }

    /** A program with its arguments. */
    void checkCommand(final String path, final List<String> command) {
        if (problems.concern(path)) {
            return;
        }
        if (command.isEmpty()) {
            problems.add(path, null, "is empty", "list the program's path and its arguments");
        } else if (!command.getFirst().startsWith("/")) {
            problems.add(path, command.getFirst(), "is not an absolute path", "begin with /");
        } else if (command.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            problems.add(path, null, "has a word with a NUL in it", "remove that");
        }
    }

    private void checkHttp(final String path, final HttpSettings http) {
        match(path + ".method", http.method(), METHOD, "is not a method", "give GET, HEAD or another in capitals");
        match(path + ".path", http.path(), PATH, "is not the path of a request",
            "begin with /, and write what is not printable ASCII as %XX");
        match(path + ".host", http.host(), HOST, "is not a host", "give a name or an address, with a port if need be");
        match(path + ".serverName", http.serverName(), HOST, "is not a host name", "give a name");
        if (http.verify() && http.host() == null && http.serverName() == null && !problems.concern(path + ".verify")) {
            problems.add(path + ".verify", true, "needs to know whose certificate is right", "give serverName");
        }
        if (http.statuses().isEmpty() && !problems.concern(path + ".statuses")) {
            problems.add(path + ".statuses", null, "is empty", "list what is healthy, such as [200, 300-399]");
        }
        problems.checkRange(path + ".redirects", http.redirects(), 0, REDIRECTS_MAX);
        problems.checkRange(path + ".bodyLimit", http.bodyLimit(), 0, BODY_MAX);
        checkBody(path, http);
    }

    private void checkBody(final String path, final HttpSettings http) {
        final String regex = http.body();
        if (regex != null && !problems.concern(path + ".body")) {
            try {
                Pattern.compile(regex);
            } catch (final PatternSyntaxException e) {
                problems.add(path + ".body", regex, "is not a regular expression (" + e.getDescription() + ")",
                    "see java.util.regex.Pattern for what can be written");
            }
        }
        final BodyDigest digest = http.digest();
        if (digest != null) {
            final String key = path + (digest.algorithm().equals(BodyDigest.MD5) ? ".md5" : ".sha256");
            match(key, digest.hex(), Pattern.compile("[0-9a-fA-F]{" + digest.digits() + "}"),
                "is not " + digest.digits() + " hexadecimal digits", "give the digest of the whole body");
        }
        if (http.method().equals("HEAD") && (regex != null || digest != null) && !problems.concern(path + ".method")) {
            problems.add(path + ".method", "HEAD", "is answered without a body, which is to be looked at", "use GET");
        }
    }

    private void checkDns(final String path, final DnsSettings dns) {
        match(path + ".name", dns.name(), DOMAIN, "is not a domain name", "give one such as example.org, or .");
        if (dns.name().length() > NAME_MAX && !problems.concern(path + ".name")) {
            problems.add(path + ".name", null, "is longer than " + NAME_MAX + " characters", "give a domain name");
        }
    }

    private void checkUdp(final String path, final UdpSettings udp) {
        match(path + ".payloadHex", udp.payload(), HEX, "is not pairs of hexadecimal digits", "give such as 0a0b");
        match(path + ".replyHex", udp.replyPrefix(), HEX, "is not pairs of hexadecimal digits", "give such as 0a0b");
        if (udp.payload().length() > 2 * PAYLOAD_MAX && !problems.concern(path)) {
            problems.add(path, null, "sends more than " + PAYLOAD_MAX + " bytes", "give a shorter payload");
        }
    }

    private void match(
        final String path, final @Nullable String value, final Pattern pattern, final String limit,
        final String remedy) {
        if (value != null && !problems.concern(path) && !pattern.matcher(value).matches()) {
            problems.add(path, value, limit, remedy);
        }
    }
}
