/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

/** What a virtual service listens to, as ipvsadm(8) names it. A firewall mark stands beside the protocols. */
public enum ServiceProtocol {
    /** TCP. */
    TCP(6, "-t"),
    /** UDP. */
    UDP(17, "-u"),
    /** SCTP. */
    SCTP(132, "--sctp-service");

    private final int number;
    private final String option;

    ServiceProtocol(final int number, final String option) {
        this.number = number;
        this.option = option;
    }

    /**
     * The number in the protocol field of the IP header.
     *
     * @return 6, 17 or 132.
     */
    public int number() {
        return number;
    }

    String option() {
        return option;
    }
}
