/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/** The transport protocol of a virtual service. */
public enum Protocol {
    /** TCP. */
    TCP(6),
    /** UDP. */
    UDP(17),
    /** SCTP. */
    SCTP(132);

    private final int number;

    Protocol(final int number) {
        this.number = number;
    }

    /**
     * The number in the protocol field of the IP header.
     *
     * @return 6, 17 or 132.
     */
    public int number() {
        return number;
    }
}
