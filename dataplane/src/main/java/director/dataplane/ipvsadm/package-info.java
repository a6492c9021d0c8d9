/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * The language of ipvsadm 1.31 without any input or output: arguments to commands, commands to a table of services,
 * the table to listings and rules. Whoever executes command lines (replay, the command line, the socket) shares it.
 * What each word means is told by ipvsadm(8); texts, exit codes and column widths are those that programs which read
 * ipvsadm's output rely on.
 */
@NullMarked
package director.dataplane.ipvsadm;

import org.jspecify.annotations.NullMarked;
