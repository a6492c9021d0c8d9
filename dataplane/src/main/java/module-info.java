/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The director without its management: headers, services, connections, forwarding, workers and conductor. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module director.dataplane {
    requires static transitive org.jspecify;
    requires transitive director.schedulers;
    requires transitive director.bindings;
    requires transitive org.agrona;
    requires jdk.jfr;

    exports director.dataplane.address;
    exports director.dataplane.conductor;
    exports director.dataplane.configuration;
    exports director.dataplane.connection;
    exports director.dataplane.header;
    exports director.dataplane.ipvsadm;
    exports director.dataplane.listing;
    exports director.dataplane.localport;
    exports director.dataplane.machine;
    exports director.dataplane.ownership;
    exports director.dataplane.policy;
    exports director.dataplane.port;
    exports director.dataplane.replay;
    exports director.dataplane.route;
    exports director.dataplane.service;
    exports director.dataplane.snapshot;
    exports director.dataplane.snat;
    exports director.dataplane.status;
    exports director.dataplane.warmup;
    exports director.dataplane.worker;
    exports director.dataplane;
}
