/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Flow;
import director.schedulers.ServiceScheduler;
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
        final int first = draw(from);
        if (first == Contenders.NONE) {
            return NO_DESTINATION;
        }
        final int second = draw(from);
        // The second can be missing if another worker's connection has overloaded the last real server since.
        final boolean replaced = second != Contenders.NONE && second != first
            && Preference.FEWEST_FOR_ITS_WEIGHT.replaces(from.contenders, second, first);
        return from.contenders.number(replaced ? second : first);
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

    private Urn urn(final Destinations destinations) {
        final Contenders contenders = new Contenders(destinations, load);
        return new Urn(contenders, new AliasTable(contenders));
    }

    /** Drawing again until one is available leaves the shares of those that are in proportion. */
    private int draw(final Urn from) {
        if (from.contenders.size() == 0) {
            return Contenders.NONE;
        }
        for (int attempt = 0; attempt < DRAWS; attempt++) {
            final int drawn = from.table.draw(random.next());
            if (!from.contenders.isOverloaded(drawn)) {
                return drawn;
            }
        }
        return drawAvailable(from.contenders);
    }

    private int drawAvailable(final Contenders contenders) {
        long sum = 0;
        for (int index = 0; index < contenders.size(); index++) {
            sum += contenders.isOverloaded(index) ? 0 : contenders.weight(index);
        }
        // The sum of all weights is below 2³².
        long rest = ((random.next() >>> Integer.SIZE) * sum) >>> Integer.SIZE;
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
