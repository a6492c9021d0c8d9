/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

/**
 * What a command of a trace answered.
 *
 * @param rc  exit status.
 * @param out standard output.
 * @param err standard error.
 */
public record CommandResult(int rc, String out, String err) {
}
