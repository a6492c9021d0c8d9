/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

/**
 * Where a replay first went another way than the recording.
 *
 * @param line  number of the step's line in the trace.
 * @param words what was expected and what came, with the step that led to it.
 */
public record Difference(int line, String words) {
}
