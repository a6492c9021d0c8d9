/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/**
 * What becomes of packets that no virtual service takes. Packets of connections, and what a service without usable real
 * servers says, do not depend on it.
 *
 * @param refusals   for the director's own addresses: TCP resets and ICMP errors about ports and protocols.
 * @param forwarding for the addresses of others.
 * @param errors     ICMP errors about what was to be forwarded: time exceeded, too big, no route, a silent
 *                   next hop.
 */
public record HostSettings(AnswerPolicy refusals, ForwardPolicy forwarding, AnswerPolicy errors) {
    /** As Linux with forwarding enabled. */
    public static final HostSettings INITIAL =
        new HostSettings(AnswerPolicy.ANSWER, ForwardPolicy.FORWARD, AnswerPolicy.ANSWER);
}
