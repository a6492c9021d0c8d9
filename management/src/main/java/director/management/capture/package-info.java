/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Reads and writes captures of packets: pcap and pcapng files. */
@NullMarked
package director.management.capture;

import org.jspecify.annotations.NullMarked;
