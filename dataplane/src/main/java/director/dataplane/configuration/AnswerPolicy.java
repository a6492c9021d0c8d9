/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/** Whether the sender of a packet that ends here is told. */
public enum AnswerPolicy {
    /** It gets a TCP reset or an ICMP error, as from Linux. */
    ANSWER,
    /** It gets nothing. */
    DROP
}
