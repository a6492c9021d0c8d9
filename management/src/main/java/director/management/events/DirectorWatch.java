/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.events;

import director.dataplane.ManagedDirector;
import director.dataplane.PortView;
import director.dataplane.WorkerView;
import director.dataplane.localport.LocalPortAlarm;
import director.dataplane.status.DropReason;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Notices what nobody tells: links that go up and down, members of bonds that take over, drops that become many, and
 * local ports that become few. To be asked once a second, by one thread.
 */
public final class DirectorWatch {
    /** From how many packets a second on drops are an alarm. */
    public static final long ALARM_PACKETS = 1_000;

    private final ManagedDirector director;
    private final EventBus bus;
    private final Map<String, Boolean> links = new HashMap<>();
    private final Map<String, Boolean> carrying = new HashMap<>();
    private final Map<DropReason, Long> drops = new HashMap<>();
    private final Map<DropReason, Boolean> alarms = new HashMap<>();
    private final LocalPortAlarm localPorts = new LocalPortAlarm();

    /**
     * Begins with what is.
     *
     * @param director to be watched.
     * @param bus      to tell.
     */
    public DirectorWatch(final ManagedDirector director, final EventBus bus) {
        this.director = director;
        this.bus = bus;
        for (final PortView port : director.ports()) {
            links.put(port.name(), port.link().up());
            port.members().forEach(member -> carrying.put(key(port, member), member.carrying()));
        }
        for (final DropReason reason : DropReason.values()) {
            drops.put(reason, count(reason));
        }
    }

    /** Looks, and tells what has changed in the second that is over. */
    public void look() {
        for (final PortView port : director.ports()) {
            final boolean up = port.link().up();
            if (!Boolean.valueOf(up).equals(links.put(port.name(), up))) {
                bus.publish(EventBus.PORT_LINK, data("port", port.name(), "up", up));
            }
            port.members().forEach(member -> look(port, member));
        }
        for (final DropReason reason : DropReason.values()) {
            final long now = count(reason);
            final Long before = drops.put(reason, now);
            look(reason, now - (before == null ? 0 : before));
        }
        localPorts.look(director.localPorts(), this::tell);
    }

    private void look(final PortView port, final PortView.Member member) {
        final boolean carries = member.carrying();
        if (!Boolean.valueOf(carries).equals(carrying.put(key(port, member), carries))) {
            final Map<String, @Nullable Object> data = data("port", port.name(), "member", member.name());
            data.put("up", member.up());
            data.put("carrying", carries);
            bus.publish(EventBus.BOND_MEMBER, data);
        }
    }

    private static String key(final PortView port, final PortView.Member member) {
        return port.name() + ' ' + member.name();
    }

    private void tell(final LocalPortAlarm.Change change) {
        final Map<String, @Nullable Object> data = data("service", change.service(), "protocol", change.protocol());
        data.put("percent", change.percent());
        data.put("level", change.level());
        data.put("help", change.toString());
        bus.publish(EventBus.LOCAL_PORTS, data);
    }

    private void look(final DropReason reason, final long packets) {
        final boolean alarm = packets >= ALARM_PACKETS;
        if (alarm != Boolean.TRUE.equals(alarms.put(reason, alarm))) {
            final Map<String, @Nullable Object> data =
                data("reason", reason.label(), "alarm", alarm);
            data.put("packetsPerSecond", packets);
            data.put("help", reason.help());
            bus.publish(EventBus.DROPS, data);
        }
    }

    private long count(final DropReason reason) {
        final List<WorkerView> workers = director.workers();
        return workers.stream().mapToLong(worker -> worker.counters().drops(reason)).sum();
    }

    private static Map<String, @Nullable Object> data(
        final String key, final Object value, final String key2, final Object value2) {
        final Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put(key, value);
        data.put(key2, value2);
        return data;
    }
}
