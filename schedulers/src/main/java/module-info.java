/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The scheduler contract, its registry and the algorithms: pure, without I/O, clock or packet. */
module director.schedulers {
    requires static org.jspecify;

    exports director.schedulers;

    uses director.schedulers.Scheduler;

    provides director.schedulers.Scheduler with
        director.schedulers.hash.ConsistentHashScheduler,
        director.schedulers.hash.DestinationHashScheduler,
        director.schedulers.hash.MaglevScheduler,
        director.schedulers.hash.SourceHashScheduler,
        director.schedulers.locality.LocalityBasedScheduler,
        director.schedulers.locality.ReplicatedLocalityScheduler,
        director.schedulers.leastconnection.FailoverScheduler,
        director.schedulers.leastconnection.LeastConnectionScheduler,
        director.schedulers.leastconnection.NeverQueueScheduler,
        director.schedulers.leastconnection.OverflowScheduler,
        director.schedulers.leastconnection.PowerOfTwoScheduler,
        director.schedulers.leastconnection.ShortestExpectedDelayScheduler,
        director.schedulers.leastconnection.WeightedLeastConnectionScheduler,
        director.schedulers.roundrobin.RoundRobinScheduler,
        director.schedulers.roundrobin.WeightedRoundRobinScheduler;
}
