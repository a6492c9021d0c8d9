/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import director.dataplane.address.IpAddress;

/**
 * One half of connection synchronisation.
 *
 * @param role          which half.
 * @param interfaceName the network interface of the multicast.
 * @param syncId        the number of the group of directors, 0 to 255.
 * @param maxLength     octets of the longest message; 0 for what the interface allows.
 * @param group         the multicast group.
 * @param port          the UDP port.
 * @param ttl           the TTL or hop limit.
 */
public record SyncDaemon(Role role, String interfaceName, int syncId, int maxLength, IpAddress group, int port,
        int ttl) {
    /** The halves. */
    public enum Role {
        /** Tells others about its connections. */
        MASTER("master"),
        /** Listens. */
        BACKUP("backup");

        private final String word;

        Role(final String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    String listed() {
        return role.word + " sync daemon (mcast=" + interfaceName + ", syncid=" + syncId + ", maxlen=" + maxLength
            + ", group=" + group + ", port=" + port + ", ttl=" + ttl + ")\n";
    }
}
