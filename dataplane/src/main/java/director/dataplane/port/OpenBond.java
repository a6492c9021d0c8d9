/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.Bond;
import director.bindings.BondHash;
import director.bindings.BondMode;
import director.bindings.Eal;
import director.bindings.EthernetPort;
import director.bindings.KernelLink;
import director.bindings.LacpState;
import director.bindings.PacketPool;
import director.bindings.RxQueue;
import director.dataplane.configuration.BondSettings;
import director.dataplane.configuration.PortDevice;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of a port that is a bond. Opened and closed by the thread that starts and stops the director; what says
 * so may be called from any thread.
 */
public final class OpenBond implements AutoCloseable {
    private final BondSettings settings;
    private final Bond bond;
    private final List<EthernetPort> members;
    private final PrimaryMember primary;

    private OpenBond(final BondSettings settings, final Bond bond, final List<EthernetPort> members) {
        this.settings = settings;
        this.bond = bond;
        this.members = members;
        this.primary = new PrimaryMember(settings);
    }

    /** Attaches members and makes the bond, to be configured and started; on failure nothing is left open. */
    static OpenBond create(
        final Eal eal, final BondSettings settings, final int index, final DeviceArguments arguments) {
        final List<EthernetPort> members = new ArrayList<>();
        OpenBond open = null;
        try {
            for (final PortDevice opened : arguments.settings().devices()) {
                members.add(EthernetPort.attach(eal, arguments.of(opened)));
            }
            open = new OpenBond(settings, Bond.create(eal, "net_bonding" + index,
                BondMode.valueOf(settings.mode().name()), BondHash.valueOf(settings.hash().name()),
                settings.primaryPlace(), members), members);
            return open;
        } finally {
            if (open == null) {
                members.forEach(EthernetPort::close);
            }
        }
    }

    EthernetPort ethernet() {
        return bond.port();
    }

    /** What each member can carry, in bytes. */
    int maxMtu() {
        return members.stream().mapToInt(member -> member.info().maxMtu()).min().orElse(0);
    }

    void start() {
        final List<@Nullable Boolean> links = new ArrayList<>();
        for (final BondSettings.Member member : settings.members()) {
            final String name = member.interfaceName();
            links.add(name == null ? null : (Boolean) KernelLink.hasCarrier(name));
        }
        bond.start(links);
    }

    /** Where a worker receives. */
    RxQueue rxQueue(final int queue, final PacketPool pool) {
        final RxQueue received = bond.port().rxQueue(queue);
        if (settings.mode() == BondSettings.Mode.LACP) {
            return new LacpQueue(received, bond.port().txQueue(queue));
        }
        final List<RxQueue> each = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            each.add(bond.rxQueue(i, queue));
        }
        return new BackupQueue(received, each, bond::active, pool);
    }

    /**
     * How packets are shared out.
     *
     * @return as configured.
     */
    public BondSettings settings() {
        return settings;
    }

    /**
     * Tells DPDK of the links of interfaces, which its drivers do not look at, and has the primary member active again
     * when its time has come. From one thread at a time, several times a second.
     *
     * @param nowNs the time.
     */
    public void look(final long nowNs) {
        reportLinks();
        final int place = primary.place();
        if (place != BondSettings.NONE) {
            final int preferred = primary.preferred(bond.participants().get(place), bond.active(), nowNs);
            if (preferred != Bond.NONE) {
                bond.prefer(preferred);
            }
        }
    }

    private void reportLinks() {
        for (int i = 0; i < members.size(); i++) {
            final String name = settings.members().get(i).interfaceName();
            if (name != null) {
                final boolean up = KernelLink.hasCarrier(name);
                if (up != members.get(i).linkStatus().isUp()) {
                    bond.link(i, up);
                }
            }
        }
    }

    /**
     * Looks at the members. From any thread.
     *
     * @return in the order of the configuration.
     */
    public List<BondMember> members() {
        final List<BondMember> views = new ArrayList<>();
        final BitSet participants = bond.participants();
        final int active = bond.active();
        for (int i = 0; i < members.size(); i++) {
            final boolean lacp = settings.mode() == BondSettings.Mode.LACP;
            final @Nullable LacpState state = lacp ? bond.lacp(i) : null;
            final boolean carrying = lacp ? state != null && state.isDistributing() : i == active;
            views.add(new BondMember(settings.members().get(i).label(), members.get(i).linkStatus().isUp(),
                participants.get(i) && carrying, state));
        }
        return views;
    }

    /**
     * The ports of the members, to ask what they have counted. From any thread.
     *
     * @return in the order of the configuration.
     */
    public List<EthernetPort> ports() {
        return members;
    }

    boolean isLinkUp() {
        return members().stream().anyMatch(BondMember::carrying);
    }

    @Override
    public void close() {
        bond.close();
        members.forEach(EthernetPort::close);
    }
}
