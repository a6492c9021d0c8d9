/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.LacpState;
import org.jspecify.annotations.Nullable;

/**
 * A member of a bond at one moment.
 *
 * @param name     the interface or device, as configured.
 * @param up       whether it has a link.
 * @param carrying whether packets leave by it: the active one, or with LACP each that both ends agree to.
 * @param lacp     how far it got with LACP; null without, or without a link.
 */
public record BondMember(String name, boolean up, boolean carrying, @Nullable LacpState lacp) {
}
