/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

/**
 * Sends a datagram. A port that nobody listens on is told of by ICMP; whether silence is health, the settings say.
 *
 * @param payload       what is sent, in hexadecimal; may be empty.
 * @param replyRequired whether there has to be an answer.
 * @param replyPrefix   what the answer has to begin with, in hexadecimal; empty for anything.
 */
public record UdpSettings(String payload, boolean replyRequired, String replyPrefix) implements ProbeSettings {
    @Override
    public String type() {
        return "udp";
    }
}
