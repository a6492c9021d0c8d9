/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/** How a packet gets from the director to a real server. */
public enum ForwardingMethod {
    /** Addresses and ports are rewritten in both directions; replies come back through the director. */
    NAT
}
