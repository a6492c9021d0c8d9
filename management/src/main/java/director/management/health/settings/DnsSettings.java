/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

/**
 * Asks one question over UDP (RFC 1035 §4).
 *
 * @param name     the name asked for, with or without its last dot; {@code .} for the root.
 * @param query    what is asked for.
 * @param expected the code of the answer that a healthy server gives.
 */
public record DnsSettings(String name, RecordType query, ResponseCode expected) implements ProbeSettings {
    /** The name unless told. */
    public static final String ROOT = ".";

    @Override
    public String type() {
        return "dns";
    }

    /** What can be asked for, with its number (IANA's registry of DNS resource record types). */
    public enum RecordType {
        /** An IPv4 address. */
        A(1),
        /** A name server. */
        NS(2),
        /** Another name. */
        CNAME(5),
        /** The start of a zone. */
        SOA(6),
        /** The name of an address. */
        PTR(12),
        /** A mail server. */
        MX(15),
        /** A text. */
        TXT(16),
        /** An IPv6 address. */
        AAAA(28),
        /** A service. */
        SRV(33);

        private final int number;

        RecordType(final int number) {
            this.number = number;
        }

        /**
         * Its number on the wire.
         *
         * @return 1 to 65,535.
         */
        public int number() {
            return number;
        }
    }

    /** How an answer can end (RFC 1035 §4.1.1), in the order of their numbers. */
    public enum ResponseCode {
        /** All is well. */
        NOERROR(0),
        /** The question was not understood. */
        FORMERR(1),
        /** The server failed. */
        SERVFAIL(2),
        /** There is no such name. */
        NXDOMAIN(3),
        /** The server does not know such questions. */
        NOTIMP(4),
        /** The server does not want to answer. */
        REFUSED(5);

        private final int number;

        ResponseCode(final int number) {
            this.number = number;
        }

        /**
         * Its number on the wire.
         *
         * @return 0 to 15.
         */
        public int number() {
            return number;
        }
    }
}
