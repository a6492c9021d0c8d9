/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** DPDK and the few libc calls the director needs, through hand-written Foreign Function & Memory bindings. */
module director.bindings {
    requires static transitive org.jspecify;

    exports director.bindings;
}
