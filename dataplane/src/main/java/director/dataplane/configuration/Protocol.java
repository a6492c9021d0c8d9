/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/** The transport protocol of a virtual service. */
public enum Protocol {
    /** TCP. */
    TCP(6),
    /** UDP. */
    UDP(17);

    private final int number;

    Protocol(final int number) {
        this.number = number;
    }

    /**
     * The number in the protocol field of the IP header.
     *
     * @return 6 or 17.
     */
    public int number() {
        return number;
    }
}
