/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.socket;

import director.dataplane.machine.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Who may do what. Root and the director's own user may do everything. Users and groups that may only read come next;
 * then the group of the socket, whose members may do everything. Nobody else may do anything, whatever the modes of
 * files have become. Immutable; from any thread.
 */
final class AccessRules {
    private static final int ROOT = 0;

    private final int ownUser;
    private final int group;
    private final List<Integer> readUsers;
    private final List<Integer> readGroups;

    AccessRules(final int ownUser, final int group, final List<Integer> readUsers, final List<Integer> readGroups) {
        this.ownUser = ownUser;
        this.group = group;
        this.readUsers = List.copyOf(readUsers);
        this.readGroups = List.copyOf(readGroups);
    }

    /**
     * The rules of a socket.
     *
     * @param settings whose users and groups are looked up.
     * @param ownUser  the director's user.
     * @param group    of the socket's file.
     * @throws SocketException if there is no such user or group.
     */
    static AccessRules of(final SocketSettings settings, final int ownUser, final int group) {
        return new AccessRules(ownUser, group, ids(settings.readUsers(), "user", Peer::userId),
            ids(settings.readGroups(), "group", Peer::groupId));
    }

    Access of(final Peer peer) {
        if (peer.uid() == ROOT || peer.uid() == ownUser) {
            return Access.CHANGE;
        } else if (readUsers.contains(peer.uid()) || readGroups.stream().anyMatch(peer::isIn)) {
            return Access.READ;
        }
        return peer.isIn(group) ? Access.CHANGE : Access.NONE;
    }

    static int id(final String name, final String kind, final Function<String, OptionalInt> lookup) {
        return lookup.apply(name).orElseThrow(() -> new SocketException(
            "there is no " + kind + " " + name + " on this machine: give the name or number of one that there is",
            null));
    }

    private static List<Integer> ids(
        final List<String> names, final String kind, final Function<String, OptionalInt> lookup) {
        final List<Integer> ids = new ArrayList<>();
        names.forEach(name -> ids.add(id(name, kind, lookup)));
        return ids;
    }
}
