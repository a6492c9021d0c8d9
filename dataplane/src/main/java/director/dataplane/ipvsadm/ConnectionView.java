/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

/**
 * A connection as listings show it.
 *
 * @param protocol       the protocol's name, {@code IP} for templates of a firewall mark.
 * @param expiresSeconds whole seconds until it is forgotten.
 * @param state          the state's name.
 * @param client         the client.
 * @param virtual        what the client talks to.
 * @param server         the real server.
 * @param engine         the persistence engine's name, or empty.
 * @param engineData     what the engine keys on, or empty.
 */
public record ConnectionView(String protocol, long expiresSeconds, String state, Endpoint client, Endpoint virtual,
        Endpoint server, String engine, String engineData) {
}
