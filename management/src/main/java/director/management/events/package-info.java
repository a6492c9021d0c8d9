/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * What happens to a director, told to those who listen: whoever notices something publishes it on the
 * {@link director.management.events.EventBus}. Knows neither sockets nor JSON.
 */
@NullMarked
package director.management.events;

import org.jspecify.annotations.NullMarked;
