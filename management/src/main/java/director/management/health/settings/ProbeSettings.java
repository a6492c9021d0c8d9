/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

/** What a check does to find out whether a real server is well. */
public sealed interface ProbeSettings
    permits TcpSettings, HttpSettings, DnsSettings, SmtpSettings, PingSettings, UdpSettings, ScriptSettings {
    /**
     * What configuration and messages call it.
     *
     * @return for example {@code tcp}.
     */
    String type();

    /**
     * Whether it talks to a port.
     *
     * @return false for what knows none, or looks after that itself.
     */
    default boolean needsPort() {
        return true;
    }
}
