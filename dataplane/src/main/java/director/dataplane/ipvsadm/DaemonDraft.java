/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import director.dataplane.address.IpAddress;

/** The daemon's options while they are read. */
final class DaemonDraft {
    private static final int MAX_LENGTH = 0xffff - 20 - 8;

    private SyncDaemon.Role role = SyncDaemon.Role.MASTER;
    private String interfaceName = "eth0";
    private int syncId;
    private int maxLength;
    private IpAddress group = IpAddress.ipv4(0xe000_0051);
    private int port = 8848;
    private int ttl = 1;

    void accept(final Word word, final String value) throws UsageException {
        switch (word) {
            case START_DAEMON -> role = role(value, "start-daemon parameter");
            case STOP_DAEMON -> role = role(value, "start_daemon");
            case MCAST_INTERFACE -> interfaceName = value.isEmpty() ? interfaceName : Values.name(value);
            case SYNCID -> syncId = Values.number(value, 0, 0xff, "syncid");
            case SYNC_MAXLEN -> maxLength = Values.number(value, 1, MAX_LENGTH, "sync-maxlen");
            case MCAST_GROUP -> group = Values.group(value);
            case MCAST_PORT -> port = Values.port(value, "mcast-port");
            case MCAST_TTL -> ttl = Values.number(value, 1, 0xff, "mcast-ttl");
            default -> throw new IllegalArgumentException(word.name());
        }
    }

    private static SyncDaemon.Role role(final String value, final String what) throws UsageException {
        for (final SyncDaemon.Role role : SyncDaemon.Role.values()) {
            if (role.word().equals(value)) {
                return role;
            }
        }
        throw UsageException.of("illegal " + what + " specified");
    }

    SyncDaemon.Role role() {
        return role;
    }

    SyncDaemon daemon() {
        return new SyncDaemon(role, interfaceName, syncId, maxLength, group, port, ttl);
    }
}
