/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * The other end of the management socket: what commands use that talk to a running director. It needs nothing but the
 * JDK and, for the sake of a quick start, little of that; {@link director.management.client.IpvsadmClient} runs without
 * any of the director's other packages.
 */
@NullMarked
package director.management.client;

import org.jspecify.annotations.NullMarked;
