/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.machine;

import director.bindings.Accounts;
import director.bindings.PeerCredentials;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The process at the other end of a Unix domain socket, as the kernel noted it when the connection was made.
 *
 * @param pid    the process id; 0 if the process is of another process namespace.
 * @param uid    the effective user id.
 * @param gid    the effective group id.
 * @param groups the supplementary group ids.
 */
public record Peer(int pid, int uid, int gid, List<Integer> groups) {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    /** Keeps a copy of the list. */
    public Peer {
        groups = List.copyOf(groups);
    }

    /**
     * Asks the kernel. From any thread.
     *
     * @param connection a connected Unix domain socket.
     * @return who is at the other end.
     * @throws director.bindings.DpdkException if the kernel refuses.
     * @throws UnsupportedOperationException   if Java runs without the flag that this takes, which the message names.
     */
    public static Peer of(final SocketChannel connection) {
        final PeerCredentials credentials = PeerCredentials.of(connection);
        return new Peer(credentials.pid(), credentials.uid(), credentials.gid(), credentials.groups());
    }

    /**
     * The number of a user.
     *
     * @param user a name, or the number itself.
     * @return empty if there is no such user.
     */
    public static OptionalInt userId(final String user) {
        return NUMBER.matcher(user).matches() ? OptionalInt.of(Integer.parseInt(user)) : Accounts.user(user);
    }

    /**
     * The number of a group.
     *
     * @param group a name, or the number itself.
     * @return empty if there is no such group.
     */
    public static OptionalInt groupId(final String group) {
        return NUMBER.matcher(group).matches() ? OptionalInt.of(Integer.parseInt(group)) : Accounts.group(group);
    }

    /**
     * Whether the process is in a group.
     *
     * @param group its id.
     * @return true if that is its effective group or one of the others.
     */
    public boolean isIn(final int group) {
        return gid == group || groups.contains(group);
    }

    /** As it is logged: {@code uid=0 gid=0 pid=4711}. */
    @Override
    public String toString() {
        return "uid=" + Integer.toUnsignedString(uid) + " gid=" + Integer.toUnsignedString(gid) + " pid=" + pid;
    }
}
