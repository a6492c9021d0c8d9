/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

/**
 * Waits for the greeting of a mail server, says hello and takes leave (RFC 5321 §3.1, §3.2).
 *
 * @param hello the name by which the check introduces itself.
 */
public record SmtpSettings(String hello) implements ProbeSettings {
    /** The name unless told. */
    public static final String DEFAULT_HELLO = "localhost";

    @Override
    public String type() {
        return "smtp";
    }
}
