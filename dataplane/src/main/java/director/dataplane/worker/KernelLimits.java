/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

/**
 * How much more the kernel gets now by the interface of one port: each {@link KernelClass} has a limit of its own, and
 * so have frames of VLANs that are no ports, and copies of what neighbours answer. From the worker's thread.
 */
final class KernelLimits {
    private final RateLimit groups = new RateLimit();
    private final RateLimit sessions = new RateLimit();
    private final RateLimit newSessions = new RateLimit();
    private final RateLimit others = new RateLimit();
    private final RateLimit vlans = new RateLimit();
    private final RateLimit answers = new RateLimit();

    /** That of the packet's class: a flood of one does not keep the others away. */
    RateLimit of(final Packet packet) {
        return switch (KernelClass.of(packet)) {
            case LINK_GROUP -> groups;
            case SESSION -> sessions;
            case NEW_SESSION -> newSessions;
            default -> others;
        };
    }

    /** That of frames of VLANs that are no ports. */
    RateLimit vlans() {
        return vlans;
    }

    /** That of copies. */
    RateLimit answers() {
        return answers;
    }
}
