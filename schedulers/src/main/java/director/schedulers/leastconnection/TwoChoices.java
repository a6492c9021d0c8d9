/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Flow;
import director.schedulers.ServiceScheduler;
import director.schedulers.support.Products;
import java.util.Optional;

/** The state of one virtual service under twos: what its list makes computable, and its random numbers. */
final class TwoChoices implements ServiceScheduler {
    /** So often an overloaded real server is drawn before those that are not are looked for. */
    private static final int DRAWS = 8;

    private final SharedRandom random;
    private final DestinationLoad load;
    private volatile Urn urn;

    TwoChoices(final SharedRandom random, final Destinations destinations, final DestinationLoad load) {
        this.random = random;
        this.load = load;
        this.urn = urn(destinations);
    }

    @Override
    public int schedule(final Flow flow) {
        final Urn from = urn;
        if (from.contenders.size() == 0) {
            return NO_DESTINATION;
        }
        final long ticket = random.ticket();
        final int first = from.table.draw(SharedRandom.first(ticket));
        final int second = from.table.draw(SharedRandom.second(ticket));
        // Who is who is asked once: whatever is asked of the load has the JIT forget it.
        final int one = from.contenders.number(first);
        final int other = from.contenders.number(second);
        if (load.isOverloaded(one) || load.isOverloaded(other)) {
            return pastOverloaded(from, first, second);
        }
        return isBetter(other, from.contenders.weight(second), one, from.contenders.weight(first)) ? other : one;
    }

    /** Whether the second of two has fewer connections for its weight. */
    private boolean isBetter(final int second, final int secondWeight, final int first, final int firstWeight) {
        return Products.isGreater(
            Contenders.overhead(load, first), secondWeight, Contenders.overhead(load, second), firstWeight);
    }

    @Override
    public void updateService(final Destinations destinations) {
        urn = urn(destinations);
    }

    @Override
    public Optional<Runnable> prepareUpdate(final Destinations destinations) {
        final Urn successor = urn(destinations);
        return Optional.of(() -> urn = successor);
    }

    @Override
    public boolean onlyComparesWeights() {
        return true;
    }

    private Urn urn(final Destinations destinations) {
        final Contenders contenders = new Contenders(destinations, load);
        return new Urn(contenders, new AliasTable(contenders));
    }

    private int pastOverloaded(final Urn from, final int first, final int second) {
        final int one = available(from, first);
        final int other = available(from, second);
        if (one == Contenders.NONE || other == Contenders.NONE) {
            // One alone if another worker's connection has overloaded the last real server meanwhile.
            final int left = Math.max(one, other);
            return left == Contenders.NONE ? NO_DESTINATION : from.contenders.number(left);
        }
        return from.contenders.number(
            Preference.FEWEST_FOR_ITS_WEIGHT.replaces(from.contenders, other, one) ? other : one);
    }

    /** Drawing again until one is available leaves the shares of those that are in proportion. */
    private int available(final Urn from, final int first) {
        int drawn = first;
        for (int attempt = 1; attempt < DRAWS && from.contenders.isOverloaded(drawn); attempt++) {
            drawn = from.table.draw(SharedRandom.first(random.ticket()));
        }
        return from.contenders.isOverloaded(drawn) ? drawAvailable(from.contenders) : drawn;
    }

    private int drawAvailable(final Contenders contenders) {
        long sum = 0;
        for (int index = 0; index < contenders.size(); index++) {
            sum += contenders.isOverloaded(index) ? 0 : contenders.weight(index);
        }
        long rest = Math.unsignedMultiplyHigh(SharedRandom.first(random.ticket()), sum);
        int found = Contenders.NONE;
        for (int index = 0; index < contenders.size() && rest >= 0; index++) {
            if (!contenders.isOverloaded(index)) {
                found = index;
                rest -= contenders.weight(index);
            }
        }
        return found;
    }

    /** Both made from the same list. */
    private record Urn(Contenders contenders, AliasTable table) {
    }
}
