/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * Packets that the director makes itself, as a Linux host and router does: ICMP errors, TCP resets, echo replies. Each
 * is written or turned round from the packet that it answers, and each class says which packets get no answer. Which
 * packet deserves one, and where the answer goes, is for the caller to know.
 */
@NullMarked
package director.dataplane.answer;

import org.jspecify.annotations.NullMarked;
