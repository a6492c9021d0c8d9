/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * Who may open connections, and how many: lists of clients, and limits of services, real servers and clients that all
 * workers share without locks. Asked where a connection is opened, and nowhere else.
 */
@NullMarked
package director.dataplane.policy;

import org.jspecify.annotations.NullMarked;
