/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.desired;

import director.dataplane.conductor.Change;
import director.dataplane.configuration.MarkRule;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.Sysctl;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceKey;
import director.management.configuration.SettingsTree;
import director.management.desired.Difference.Action;
import director.management.desired.Difference.Field;
import director.management.desired.Difference.Kind;
import director.management.health.settings.RealServerHealth;
import director.management.health.settings.ServiceHealth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What differs between two states. The order of services and of real servers is no difference: what stays, stays where
 * it is. For one thread.
 */
public final class Differences {
    private final List<Difference> found = new ArrayList<>();

    private Differences() {
    }

    /**
     * Compares.
     *
     * @param current what is.
     * @param wanted  what shall be.
     * @return what goes, then what is new or another way, each in the order of its state; empty if nothing differs. The
     *     changes of all, in that order, lead from one to the other.
     */
    public static List<Difference> between(final DesiredState current, final DesiredState wanted) {
        final Differences differences = new Differences();
        differences.packets(current.packets(), wanted.packets());
        final int concurrency = current.health().concurrency();
        if (concurrency != wanted.health().concurrency()) {
            differences.add(Action.EDIT, Kind.HEALTH, "",
                List.of(new Field("concurrency", concurrency, wanted.health().concurrency())), List.of());
        }
        differences.services(current, wanted);
        return differences.found;
    }

    private void packets(final PacketSettings current, final PacketSettings wanted) {
        for (final Sysctl sysctl : Sysctl.values()) {
            final int before = current.sysctls().get(sysctl);
            final int after = wanted.sysctls().get(sysctl);
            if (before != after) {
                add(Action.EDIT, Kind.SYSCTL, sysctl.label(), List.of(new Field("value", before, after)),
                    List.of(new Change.SetSysctl(sysctl, after)));
            }
        }
        final List<Change> changes = new ArrayList<>();
        if (!current.timeouts().equals(wanted.timeouts())) {
            changes.add(new Change.SetTimeouts(wanted.timeouts()));
        }
        if (!current.host().equals(wanted.host())) {
            changes.add(new Change.SetHost(wanted.host()));
        }
        if (!current.mssClamp().equals(wanted.mssClamp())) {
            changes.add(new Change.SetMssClamp(wanted.mssClamp()));
        }
        if (!changes.isEmpty()) {
            add(Action.EDIT, Kind.PACKETS, "", Fields.between(
                SettingsTree.COMPLETE.packets(current), SettingsTree.COMPLETE.packets(wanted)), changes);
        }
        marks(current.marks(), wanted.marks());
        found.addAll(AccessDifferences.between(current.access(), wanted.access()));
        found.addAll(SnatDifferences.between(current.snat(), wanted.snat()));
    }

    private void marks(final List<MarkRule> current, final List<MarkRule> wanted) {
        if (current.equals(wanted)) {
            return;
        }
        final List<MarkRule> gone = new ArrayList<>(current);
        wanted.forEach(gone::remove);
        final List<MarkRule> added = new ArrayList<>(wanted);
        current.forEach(added::remove);
        // One change replaces them all: it goes with whichever difference is the first.
        List<Change> changes = List.of(new Change.SetMarkRules(wanted));
        for (final MarkRule rule : gone) {
            add(Action.DELETE, Kind.MARK, SettingsTree.CONCISE.mark(rule).toString(), List.of(), changes);
            changes = List.of();
        }
        for (final MarkRule rule : added) {
            add(Action.ADD, Kind.MARK, SettingsTree.CONCISE.mark(rule).toString(), List.of(), changes);
            changes = List.of();
        }
        if (gone.isEmpty() && added.isEmpty()) {
            add(Action.EDIT, Kind.MARK_ORDER, "", List.of(), changes);
        }
    }

    private void services(final DesiredState current, final DesiredState wanted) {
        final Map<ServiceKey, Integer> before = places(current);
        final Map<ServiceKey, Integer> after = places(wanted);
        for (final ServiceSettings service : current.services()) {
            if (!after.containsKey(ServiceKey.of(service))) {
                add(Action.DELETE, Kind.SERVICE, service.endpoint(), List.of(),
                    List.of(new Change.DeleteService(ServiceKey.of(service))));
            }
        }
        for (int i = 0; i < wanted.services().size(); i++) {
            final ServiceSettings service = wanted.services().get(i);
            final ServiceHealth health = wanted.health().services().get(i);
            final Integer place = before.get(ServiceKey.of(service));
            if (place == null) {
                addService(service, health);
            } else {
                service(current.services().get(place), current.health().services().get(place), service, health);
            }
        }
    }

    private void addService(final ServiceSettings service, final ServiceHealth health) {
        add(Action.ADD, Kind.SERVICE, service.endpoint(),
            Fields.of(SettingsTree.CONCISE.service(service, health), "protocol", "address", "port", "mark", "version"),
            List.of(new Change.AddService(service.withRealServers(List.of()))));
        for (int i = 0; i < service.realServers().size(); i++) {
            addRealServer(service, service.realServers().get(i), health.realServers().get(i));
        }
    }

    private void service(
        final ServiceSettings before, final ServiceHealth healthBefore, final ServiceSettings after,
        final ServiceHealth healthAfter) {
        final List<Field> fields = Fields.between(SettingsTree.COMPLETE.service(before, healthBefore),
            SettingsTree.COMPLETE.service(after, healthAfter));
        if (!fields.isEmpty()) {
            final boolean settings = !before.scheduler().equals(after.scheduler())
                || before.schedulerFlags() != after.schedulerFlags() || before.onePacket() != after.onePacket()
                || before.slowStartSeconds() != after.slowStartSeconds()
                || !before.timeouts().equals(after.timeouts())
                || !before.localAddresses().equals(after.localAddresses())
                || !before.clientAddress().equals(after.clientAddress())
                || !before.policy().equals(after.policy())
                || !Objects.equals(before.persistence(), after.persistence());
            add(Action.EDIT, Kind.SERVICE, after.endpoint(), fields,
                settings ? List.of(new Change.EditService(after)) : List.of());
        }
        final Map<RealServerKey, Integer> known = new HashMap<>();
        for (int i = 0; i < before.realServers().size(); i++) {
            known.put(RealServerKey.of(before.realServers().get(i)), i);
        }
        final Map<RealServerKey, Integer> kept = new HashMap<>();
        after.realServers().forEach(each -> kept.put(RealServerKey.of(each), 0));
        for (final RealServerSettings realServer : before.realServers()) {
            if (!kept.containsKey(RealServerKey.of(realServer))) {
                addOf(Action.DELETE, after, realServer, List.of(),
                    List.of(new Change.DeleteRealServer(ServiceKey.of(after), realServer)));
            }
        }
        for (int i = 0; i < after.realServers().size(); i++) {
            final RealServerSettings realServer = after.realServers().get(i);
            final RealServerHealth health = healthAfter.realServers().get(i);
            final Integer place = known.get(RealServerKey.of(realServer));
            if (place == null) {
                addRealServer(after, realServer, health);
            } else {
                realServer(after, before.realServers().get(place), healthBefore.realServers().get(place), realServer,
                    health);
            }
        }
    }

    private void addRealServer(
        final ServiceSettings service, final RealServerSettings realServer, final RealServerHealth health) {
        addOf(Action.ADD, service, realServer,
            Fields.of(SettingsTree.CONCISE.realServer(service, realServer, health), "address", "port"),
            List.of(new Change.AddRealServer(ServiceKey.of(service), realServer)));
    }

    private void realServer(
        final ServiceSettings service, final RealServerSettings before, final RealServerHealth healthBefore,
        final RealServerSettings after, final RealServerHealth healthAfter) {
        if (!before.equals(after) || !healthBefore.equals(healthAfter)) {
            addOf(Action.EDIT, service, after,
                Fields.between(SettingsTree.COMPLETE.realServer(service, before, healthBefore),
                    SettingsTree.COMPLETE.realServer(service, after, healthAfter)),
                before.equals(after) ? List.of() : List.of(new Change.EditRealServer(ServiceKey.of(service), after)));
        }
    }

    private void add(
        final Action action, final Kind kind, final String subject, final List<Field> fields,
        final List<Change> changes) {
        found.add(new Difference(action, kind, subject, null, fields, changes));
    }

    private void addOf(
        final Action action, final ServiceSettings service, final RealServerSettings realServer,
        final List<Field> fields, final List<Change> changes) {
        found.add(new Difference(
            action, Kind.REAL_SERVER, realServer.endpoint(), service.endpoint(), fields, changes));
    }

    private static Map<ServiceKey, Integer> places(final DesiredState state) {
        final Map<ServiceKey, Integer> places = new HashMap<>();
        for (int i = 0; i < state.services().size(); i++) {
            places.put(ServiceKey.of(state.services().get(i)), i);
        }
        return places;
    }
}
