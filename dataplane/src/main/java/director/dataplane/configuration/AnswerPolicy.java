/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/** What becomes of a packet that ends here. */
public enum AnswerPolicy {
    /** Its sender gets a TCP reset or an ICMP error, as from Linux. */
    ANSWER,
    /** Its sender gets nothing. */
    DROP,
    /** The kernel of the director's machine takes it, through the interface that the port has there. */
    KERNEL
}
