/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * What a director is told to be: plain values, and the one validation that they pass before anything is opened.
 *
 * <p>The records hold whatever was written, also what is out of range, so that
 * {@link director.dataplane.configuration.DirectorConfiguration#conclude conclude} can name every problem at once. A
 * problem names its place by a path of keys, {@code services[0].realServers[1].weight}; who read the values from a file
 * turns the path into a line.
 */
@NullMarked
package director.dataplane.configuration;

import org.jspecify.annotations.NullMarked;
