/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

/**
 * A way to choose a real server, registered under a name: the part that {@code struct ip_vs_scheduler} plays in Linux.
 *
 * <p>The four callbacks of the original are {@link #initService init service} here and
 * {@link ServiceScheduler#schedule schedule}, {@link ServiceScheduler#updateService update service} and
 * {@link ServiceScheduler#doneService done service} on the state that it answers, which is the private data of one
 * virtual service.
 *
 * <p>Implementations are found through {@link java.util.ServiceLoader}: they are public, have a public constructor
 * without parameters, and keep no state of their own.
 */
public interface Scheduler {
    /**
     * The name that a configuration or {@code ipvsadm -s} uses.
     *
     * @return 1 to 15 characters of {@code a-z}, {@code 0-9}, {@code _} and {@code -}; always the same.
     */
    String name();

    /**
     * Init service: makes what one virtual service needs. Called from the conductor's thread, by
     * {@link SchedulerRegistry#bind}. If it throws, the service is refused.
     *
     * @param service      the service and its flags.
     * @param destinations the real servers it has now; often none.
     * @param load         where counts of connections and overload can be read, valid until done service.
     * @return the private state of the service.
     */
    ServiceScheduler initService(ServiceContext service, Destinations destinations, DestinationLoad load);
}
