/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.desired;

/**
 * A state and the number of the change that led to it. Immutable; from any thread.
 *
 * @param number counts up from 1 with every change.
 * @param tag    tells this version from every other, those of other runs of a director among them; fit for an ETag once
 *               it is in quotes.
 * @param state  what the operator wants.
 */
public record Version(long number, String tag, DesiredState state) {
}
