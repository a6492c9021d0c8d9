/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

/** Each forwarding method and version of IP, with two workers, between which packets are handed over. */
class ForwardingByTwoWorkersIT extends ForwardingCases {
    ForwardingByTwoWorkersIT() {
        super("0, 1");
    }
}
