/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import java.util.List;
import java.util.stream.Collectors;

/** The rules of bonds, but for what their members open. */
final class BondRules {
    static final int MEMBERS_MIN = 2;
    static final int MEMBERS_MAX = 8;

    private final Problems problems;

    BondRules(final Problems problems) {
        this.problems = problems;
    }

    void check(final List<PortSettings> ports) {
        for (int i = 0; i < ports.size(); i++) {
            final BondSettings bond = ports.get(i).bond();
            if (bond != null && !problems.concern("ports[" + i + "].bond.mode")) {
                check("ports[" + i + "]", ports.get(i), bond);
            }
        }
    }

    private void check(final String path, final PortSettings port, final BondSettings bond) {
        final String members = path + ".bond.members";
        final int count = bond.members().size();
        if ((count < MEMBERS_MIN || count > MEMBERS_MAX) && !problems.concern(members)) {
            problems.add(members, null, "has " + count + (count == 1 ? " entry" : " entries"),
                "give " + MEMBERS_MIN + " to " + MEMBERS_MAX + " interfaces or devices");
        }
        if (bond.primary() != null && !problems.concern(path + ".bond.primary")) {
            checkPrimary(path + ".bond.primary", bond, bond.primary());
        }
        problems.checkRange(path + ".bond.updelay", bond.updelaySeconds(), 0, BondSettings.MAX_UPDELAY_SECONDS);
        if (bond.mode() == BondSettings.Mode.ACTIVE_BACKUP && port.pmd() == Pmd.AF_XDP
            && !problems.concern(path + ".pmd") && !problems.concern(members)
            && bond.members().stream().anyMatch(member -> member.interfaceName() != null)) {
            problems.add(path + ".pmd", "af_xdp", "gives its interfaces no other MAC address, which mode="
                + bond.mode().label() + " has to", "use pmd: af_packet, devices, or mode: "
                + BondSettings.Mode.LACP.label());
        }
    }

    private void checkPrimary(final String path, final BondSettings bond, final String primary) {
        if (bond.mode() != BondSettings.Mode.ACTIVE_BACKUP) {
            problems.add(path, primary, "has no effect with mode=" + bond.mode().label() + ", whose members all carry",
                "remove it, or say mode: " + BondSettings.Mode.ACTIVE_BACKUP.label());
        } else if (bond.primaryPlace() == BondSettings.NONE) {
            problems.add(path, primary, "is not a member of this bond", "name one of "
                + bond.members().stream().map(BondSettings.Member::label).collect(Collectors.joining(", ")));
        }
    }
}
