/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.dataplane.ownership.OwnerHash;
import director.dataplane.ownership.Owners;
import director.dataplane.ownership.Ownership;
import director.dataplane.service.WireOrder;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Which flows of a traffic which of several workers owns: the same in every process. Immutable; any thread. */
public final class Division {
    private static final long SEED = 40;

    private final Traffic traffic;
    private final Owners owners;

    /**
     * The flows of a traffic, shared out as a director does.
     *
     * @param traffic whose flows.
     * @param workers how many, at least 1.
     */
    public Division(final Traffic traffic, final int workers) {
        this.traffic = traffic;
        final byte[] key = new byte[OwnerHash.KEY_BYTES];
        new SplittableRandom(SEED).nextBytes(key);
        this.owners = new Owners(workers, Owners.PLACES, new OwnerHash(key));
    }

    Owners owners() {
        return owners;
    }

    private int owner(final int flow) {
        final End client = traffic.client(flow);
        return owners.owner(Ownership.BY_PORT, client.address().wireHigh(), client.address().wireLow(),
            WireOrder.port(client.port()));
    }

    /**
     * The frames that arrive at a worker which owns them.
     *
     * @param worker from 0.
     * @return places of {@link Traffic#replayed}.
     */
    public int[] replayed(final int worker) {
        return IntStream.range(0, traffic.flows()).filter(place -> owner(traffic.flowAt(place)) == worker).toArray();
    }

    /**
     * The frames that open these flows at a worker, and make real servers known to it.
     *
     * @param worker from 0.
     * @return which places of {@link Traffic#priming} they have.
     */
    public IntPredicate priming(final int worker) {
        return place -> traffic.primingFlow(place) == Traffic.NO_FLOW || owner(traffic.primingFlow(place)) == worker;
    }
}
