/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/** Which end of packets a port goes by when it shares them out among several workers, as far as its device can. */
public enum RssHash {
    /** Both ends: packets are spread, and workers hand over what others own. */
    ALL,
    /** The source: for a port where clients send, whose packets get to the workers that own them. */
    SOURCE,
    /** The destination: for a port where real servers answer. */
    DESTINATION
}
