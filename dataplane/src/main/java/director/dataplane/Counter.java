/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

/**
 * The value of a counter at one moment.
 *
 * @param name   what is counted.
 * @param labels of what, {@code key=value} separated by commas; empty if there is one only.
 * @param value  how many.
 * @param help   what an operator shall know of it.
 */
public record Counter(String name, String labels, long value, String help) {
}
