/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.desired;

import director.dataplane.conductor.Change;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a state what changes make of it. Whether a change is possible at all is for the conductor to say, which is
 * asked before the result counts. For one thread.
 */
final class StateEditor {
    private final Map<ServiceKey, ServiceSettings> services = new LinkedHashMap<>();
    /** Real servers of services in which some were changed, the oldest first. */
    private final Map<ServiceKey, Map<RealServerKey, RealServerSettings>> realServers = new LinkedHashMap<>();
    private final DesiredState base;
    private PacketSettings packets;

    StateEditor(final DesiredState base) {
        this.base = base;
        base.services().forEach(service -> services.put(ServiceKey.of(service), service));
        packets = base.packets();
    }

    /** Makes one change after those before. */
    void make(final Change change) {
        switch (change) {
            case Change.AddService add -> {
                services.put(ServiceKey.of(add.settings()), add.settings());
                realServers.remove(ServiceKey.of(add.settings()));
            }
            case Change.EditService edit -> services.computeIfPresent(
                ServiceKey.of(edit.settings()), (key, old) -> edit.settings().withRealServers(old.realServers()));
            case Change.DeleteService delete -> {
                services.remove(delete.service());
                realServers.remove(delete.service());
            }
            case Change.AddRealServer add -> of(add.service(), list ->
                list.put(RealServerKey.of(add.realServer()), add.realServer()));
            case Change.EditRealServer edit -> of(edit.service(), list ->
                list.replace(RealServerKey.of(edit.realServer()), edit.realServer()));
            case Change.DeleteRealServer delete -> of(delete.service(), list ->
                list.remove(RealServerKey.of(delete.realServer())));
            case Change.SetSysctl set -> packets =
                packets.withSysctls(packets.sysctls().with(set.sysctl(), set.value()));
            case Change.SetTimeouts set -> packets = packets.withTimeouts(set.timeouts());
            case Change.AddMarkRule add -> {
                final var rules = new ArrayList<>(packets.marks());
                rules.add(add.rule());
                marks(new Change.SetMarkRules(rules));
            }
            case Change.SetMarkRules set -> marks(set);
            case Change.SetHost set -> packets = packets.withHost(set.host());
            case Change.SetMssClamp set -> packets = packets.withMssClamp(set.clamp());
            case Change.SetAccess set -> packets = packets.withAccess(set.access());
            case Change.SetSnat set -> packets = packets.withSnat(set.rules());
            case Change.AddAddresses add -> throw new IllegalArgumentException(add.addresses()
                + " cannot become an address of its own while the director runs: add it to ports[].addresses and "
                + "restart the director");
            case Change.SetAvailability _ -> { }
            case Change.Zero _ -> { }
        }
    }

    /** What came of it. */
    DesiredState state() {
        final List<ServiceSettings> all = new ArrayList<>();
        services.forEach((key, service) -> {
            final @Nullable Map<RealServerKey, RealServerSettings> changed = realServers.get(key);
            all.add(changed == null ? service : service.withRealServers(List.copyOf(changed.values())));
        });
        return new DesiredState(all, packets, base.health());
    }

    private void marks(final Change.SetMarkRules set) {
        packets = packets.withMarks(set.rules());
    }

    private void of(final ServiceKey key, final Consumer<Map<RealServerKey, RealServerSettings>> change) {
        final ServiceSettings service = services.get(key);
        if (service != null) {
            change.accept(realServers.computeIfAbsent(key, _ -> {
                final Map<RealServerKey, RealServerSettings> list = new LinkedHashMap<>();
                service.realServers().forEach(each -> list.put(RealServerKey.of(each), each));
                return list;
            }));
        }
    }
}
