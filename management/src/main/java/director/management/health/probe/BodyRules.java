/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import director.management.health.settings.BodyDigest;
import director.management.health.settings.HttpSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the body of an answer has to be. */
final class BodyRules {
    private final @Nullable Pattern pattern;
    private final @Nullable BodyDigest digest;
    private final int limit;

    BodyRules(final HttpSettings settings) {
        final String regex = settings.body();
        this.pattern = regex == null ? null : Pattern.compile(regex);
        this.digest = settings.digest();
        this.limit = settings.bodyLimit();
    }

    /** Whether anybody looks at the body. */
    boolean any() {
        return pattern != null || digest != null;
    }

    void judge(final HttpBody body, final Deadline deadline) throws ProbeException {
        final String text = new String(body.bytes(), StandardCharsets.UTF_8);
        if (pattern != null && !matches(pattern, new Impatient(text, deadline))) {
            throw new ProbeException("the body does not match " + pattern);
        }
        if (digest != null) {
            judge(digest, body);
        }
    }

    private static boolean matches(final Pattern pattern, final Impatient text) throws ProbeException {
        try {
            return pattern.matcher(text).find();
        } catch (final Impatient.Expired e) {
            throw new ProbeException("matching the body takes longer than the check may");
        } catch (final StackOverflowError e) {
            throw new ProbeException("matching the body takes too deep a recursion");
        }
    }

    private void judge(final BodyDigest wanted, final HttpBody body) throws ProbeException {
        if (!body.complete()) {
            throw new ProbeException("the body is longer than bodyLimit=" + limit + ", so it has no digest");
        }
        final String found = digest(wanted.algorithm(), body.bytes());
        if (!found.equals(wanted.hex())) {
            throw new ProbeException("the body's " + wanted.algorithm() + " is " + found);
        }
    }

    private static String digest(final String algorithm, final byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
