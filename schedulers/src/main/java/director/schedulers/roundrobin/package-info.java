/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * The schedulers that go round the list of real servers, rr and wrr: immutable {@link Round rounds}, each with one word
 * that says where the service is in it, shared by all workers without a lock.
 */
@NullMarked
package director.schedulers.roundrobin;

import org.jspecify.annotations.NullMarked;
