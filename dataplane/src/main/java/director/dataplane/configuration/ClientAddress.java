/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import java.util.Locale;

/**
 * How real servers that full NAT leads to are told the addresses of clients.
 *
 * @param form in which form.
 */
public record ClientAddress(Form form) {
    /** They are not told. */
    public static final ClientAddress NONE = new ClientAddress(Form.NONE);

    /** In which form. */
    public enum Form {
        /** Not at all. */
        NONE,
        /** A line of text in front of the first data of a TCP connection: PROXY protocol, version 1. */
        PROXY_V1,
        /** A binary header in front of the first data of a TCP connection: PROXY protocol, version 2. */
        PROXY_V2;

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
