/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** What can be configured of health checks: records with their defaults, and the rules that judge them. */
@NullMarked
package director.management.health.settings;

import org.jspecify.annotations.NullMarked;
