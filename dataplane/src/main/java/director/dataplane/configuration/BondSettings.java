/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What makes a port of several interfaces or devices. The words are those of Linux's bonding driver.
 *
 * @param mode    what is done with the members.
 * @param members at least two.
 * @param primary the member that is active while its link is up, by its {@link Member#label}; null for none.
 * @param updelaySeconds how long the link of the primary member has been up before it is active again, if another is.
 * @param hash    by what members share packets that leave; without meaning for {@link Mode#ACTIVE_BACKUP}.
 */
public record BondSettings(
    Mode mode, List<Member> members, @Nullable String primary, int updelaySeconds, Hash hash) {
    /** The delay unless told: longer than the kernel of a switch takes to forward by a port whose link is back. */
    public static final int DEFAULT_UPDELAY_SECONDS = 2;
    /** The longest delay. */
    public static final int MAX_UPDELAY_SECONDS = 300;

    /** What is said of a primary member that there is none. */
    public static final int NONE = -1;

    /** What is done with members. */
    public enum Mode {
        /** One carries everything, the others wait. */
        ACTIVE_BACKUP("active-backup"),
        /** All carry that the other end agrees to. */
        LACP("802.3ad");

        private final String label;

        Mode(final String label) {
            this.label = label;
        }

        /**
         * The word of configuration files.
         *
         * @return as Linux writes it.
         */
        public String label() {
            return label;
        }
    }

    /** By what the member is chosen that a packet leaves by. */
    public enum Hash {
        /** MAC addresses. */
        LAYER2("layer2"),
        /** MAC and IP addresses. */
        LAYER2_3("layer2+3"),
        /** IP addresses and ports. */
        LAYER3_4("layer3+4");

        private final String label;

        Hash(final String label) {
            this.label = label;
        }

        /**
         * The word of configuration files.
         *
         * @return as Linux writes it.
         */
        public String label() {
            return label;
        }
    }

    /**
     * A member: an interface or a device.
     *
     * @param device        DPDK device arguments; null if an interface is named.
     * @param interfaceName a kernel interface, which the port's driver opens; null if a device is named.
     */
    public record Member(@Nullable String device, @Nullable String interfaceName) {
        /**
         * What messages and counters call it.
         *
         * @return the interface, or the device without its arguments.
         */
        public String label() {
            return interfaceName != null ? interfaceName : device == null ? "" : device.split(",", 2)[0];
        }
    }

    /** Keeps a copy of the list. */
    public BondSettings {
        members = List.copyOf(members);
    }

    /**
     * The place of the primary member.
     *
     * @return 0 or more, or {@link #NONE}, also if there is none of that name.
     */
    public int primaryPlace() {
        return IntStream.range(0, members.size()).filter(i -> members.get(i).label().equals(primary)).findFirst()
            .orElse(NONE);
    }
}
