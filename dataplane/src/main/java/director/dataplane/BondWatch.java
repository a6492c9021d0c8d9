/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import director.dataplane.port.BondMember;
import director.dataplane.port.LinkState;
import director.dataplane.port.OpenBond;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the members of bonds whenever it is run: has them follow links, says what has changed, and has
 * addresses announced when another member is active, so that the switch learns where they are now. From the thread
 * that runs it, not a worker's.
 */
final class BondWatch implements Agent {
    private static final System.Logger LOGGER = System.getLogger(BondWatch.class.getName());

    private final List<Watched> bonds;
    private final NanoClock clock;

    BondWatch(final List<Watched> bonds, final NanoClock clock) {
        this.bonds = List.copyOf(bonds);
        this.clock = clock;
    }

    @Override
    public int doWork() {
        final long nowNs = clock.nanoTime();
        bonds.forEach(bond -> bond.look(nowNs));
        return 0;
    }

    @Override
    public String roleName() {
        return "bonds";
    }

    /** A bond and how it was when looked at last. */
    static final class Watched {
        private final List<LinkState> states;
        private final String name;
        private final LongConsumer steer;
        private final Supplier<List<BondMember>> members;
        private @Nullable List<BondMember> seen;

        /**
         * What workers know of the link of a port, what messages call it, what is to be done several times a second,
         * and what looks at members.
         */
        Watched(
            final List<LinkState> states,
            final String name,
            final LongConsumer steer,
            final Supplier<List<BondMember>> members) {
            this.states = states;
            this.name = name;
            this.steer = steer;
            this.members = members;
        }

        static Watched of(final List<LinkState> states, final String name, final OpenBond bond) {
            return new Watched(states, name, bond::look, bond::members);
        }

        private void look(final long nowNs) {
            steer.accept(nowNs);
            final List<BondMember> now = members.get();
            boolean isAnother = false;
            for (int i = 0; i < now.size(); i++) {
                final @Nullable BondMember before = seen == null ? null : seen.get(i);
                tell(before, now.get(i));
                isAnother |= before != null && now.get(i).carrying() && !before.carrying();
            }
            seen = now;
            if (isAnother) {
                states.forEach(LinkState::cameUp);
            }
        }

        private void tell(final @Nullable BondMember before, final BondMember now) {
            final String member = "port " + name + ": member " + now.name();
            if (before == null ? !now.up() : before.up() != now.up()) {
                LOGGER.log(now.up() ? Level.INFO : Level.WARNING,
                    member + (now.up() ? ": its link came up" : ": its link is down"));
            }
            if (before == null ? now.carrying() : before.carrying() != now.carrying()) {
                LOGGER.log(Level.INFO, member + (now.carrying() ? " carries packets" : " carries no packets any more"));
            }
        }
    }
}
