/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

/** Sends ICMP echo requests until one is answered. */
public record PingSettings() implements ProbeSettings {
    @Override
    public String type() {
        return "ping";
    }

    @Override
    public boolean needsPort() {
        return false;
    }
}
