/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** What tells real servers of full NAT the addresses of clients, byte by byte. */
@NullMarked
package director.dataplane.clientaddress;

import org.jspecify.annotations.NullMarked;
