/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.localport;

import director.dataplane.address.IpAddress;
import java.util.Collection;
import java.util.List;

/**
 * What there is of local addresses and ports, and who uses them: what it refers to goes on counting. Immutable; from
 * any thread.
 *
 * @param addresses each with each protocol that services use.
 * @param services  those that full NAT takes to real servers, each with each protocol, and rules of SNAT.
 */
public record LocalPortCatalogue(List<Address> addresses, List<Pool> services) {
    /** What the names of SNAT rules stand behind, where services have theirs. */
    public static final String SNAT = "snat ";
    /** Neither full NAT nor SNAT. */
    public static final LocalPortCatalogue NONE = new LocalPortCatalogue(List.of(), List.of());

    /** Keeps copies. */
    public LocalPortCatalogue {
        addresses = List.copyOf(addresses);
        services = List.copyOf(services);
    }

    /**
     * The ports of one local address and protocol.
     *
     * @param address  the address.
     * @param protocol the protocol.
     * @param workers  each worker's share.
     */
    public record Address(IpAddress address, PortKind protocol, List<FreePorts> workers) {
        /** Keeps a copy. */
        public Address {
            workers = List.copyOf(workers);
        }

        /**
         * How many ports there are.
         *
         * @return of all workers.
         */
        public long size() {
            return workers.stream().mapToLong(FreePorts::size).sum();
        }

        /**
         * How many connections have one.
         *
         * @return a moment's value, of all workers.
         */
        public long used() {
            return workers.stream().mapToLong(FreePorts::used).sum();
        }

        /**
         * How many rest.
         *
         * @return a moment's value, of all workers.
         */
        public long resting() {
            return workers.stream().mapToLong(FreePorts::resting).sum();
        }

        /**
         * How many connections got none.
         *
         * @return since the address is there, of all workers.
         */
        public long refused() {
            return workers.stream().mapToLong(FreePorts::refused).sum();
        }
    }

    /**
     * The local addresses from which a service's connections come.
     *
     * @param service   its name, or that of a rule after {@link #SNAT}.
     * @param protocol  of the connections.
     * @param addresses those that they may come from.
     */
    public record Pool(String service, PortKind protocol, List<Address> addresses) {
        /** Keeps a copy. */
        public Pool {
            addresses = List.copyOf(addresses);
        }

        /**
         * How much of it cannot be had now, because connections have it or it rests: at the worker that has the least
         * left, which is the first to refuse connections.
         *
         * @return 0 to 1, a moment's value.
         */
        public double use() {
            double most = 0;
            final int workers = addresses.stream().map(Address::workers).mapToInt(Collection::size).max().orElse(0);
            for (int i = 0; i < workers; i++) {
                final int worker = i;
                final long size = addresses.stream().mapToLong(each -> each.workers().get(worker).size()).sum();
                final long gone = addresses.stream().map(each -> each.workers().get(worker))
                    .mapToLong(free -> free.used() + free.resting()).sum();
                most = Math.max(most, size == 0 ? 1 : (double) gone / size);
            }
            return most;
        }
    }
}
