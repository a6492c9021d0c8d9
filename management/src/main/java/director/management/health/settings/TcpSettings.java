/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

/** Opens a TCP connection and closes it. */
public record TcpSettings() implements ProbeSettings {
    @Override
    public String type() {
        return "tcp";
    }
}
