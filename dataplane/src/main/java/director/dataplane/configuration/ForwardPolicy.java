/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/** What becomes of a packet for another host that belongs to no connection. */
public enum ForwardPolicy {
    /** It goes on to where it was going, as through a router. */
    FORWARD,
    /** It ends here. */
    DROP,
    /** The kernel of the director's machine takes it, through the interface that the port has there. */
    KERNEL
}
