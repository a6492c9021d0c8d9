/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

/**
 * What the body of an answer has to be.
 *
 * @param algorithm one of {@link java.security.MessageDigest}, {@code SHA-256} or {@code MD5}.
 * @param hex       its digest, in small hexadecimal digits.
 */
public record BodyDigest(String algorithm, String hex) {
    /** Today's. */
    public static final String SHA_256 = "SHA-256";
    /** What keepalived's {@code genhash} prints. */
    public static final String MD5 = "MD5";

    /**
     * How many digits a digest has.
     *
     * @return 64 or 32.
     */
    public int digits() {
        return algorithm.equals(MD5) ? 32 : 64;
    }
}
