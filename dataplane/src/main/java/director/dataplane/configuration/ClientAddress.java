/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import java.util.Locale;

/**
 * How real servers that full NAT leads to are told the addresses of clients.
 *
 * @param form   in which form.
 * @param option the number of the option, 1 to 255; 0 for forms that have none.
 */
public record ClientAddress(Form form, int option) {
    /** They are not told. */
    public static final ClientAddress NONE = new ClientAddress(Form.NONE, 0);
    /** The number that modules for TOA go by, one of those for experiments (RFC 4727 §4). */
    public static final int TOA_OPTION = 254;

    /**
     * The usual number.
     *
     * @param form in which form.
     */
    public ClientAddress(final Form form) {
        this(form, form == Form.TOA ? TOA_OPTION : 0);
    }

    /** In which form. */
    public enum Form {
        /** Not at all. */
        NONE,
        /** A line of text in front of the first data of a TCP connection: PROXY protocol, version 1. */
        PROXY_V1,
        /** A binary header in front of the first data of a TCP connection: PROXY protocol, version 2. */
        PROXY_V2,
        /** An option in the first segments of a TCP connection: TOA. */
        TOA,
        /** An option in front of the first datagrams of a client of UDP: UOA. */
        UOA;

        /**
         * How it is written.
         *
         * @return lower case with hyphens, for example {@code proxy-v2}.
         */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /**
         * Whether it is a header in front of a TCP stream.
         *
         * @return true for both versions of the PROXY protocol.
         */
        public boolean isProxy() {
            return this == PROXY_V1 || this == PROXY_V2;
        }
    }

    /**
     * Whether real servers are told anything.
     *
     * @return false for {@link Form#NONE} alone.
     */
    public boolean isOn() {
        return form != Form.NONE;
    }
}
