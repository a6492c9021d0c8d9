/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** IP addresses and prefixes of both versions: as people write them, and as packets carry them. */
@NullMarked
package director.dataplane.address;

import org.jspecify.annotations.NullMarked;
