/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.machine;

/** The Linux capabilities that opening ports asks for, with the bits of {@code linux/capability.h}. */
public enum Capability {
    /** Configure interfaces: MTU, promiscuous mode, XDP programs. */
    CAP_NET_ADMIN(12),
    /** Open packet and XDP sockets. */
    CAP_NET_RAW(13),
    /** Load XDP programs, on kernels without {@code CAP_BPF} too. */
    CAP_SYS_ADMIN(21);

    private final int bit;

    Capability(final int bit) {
        this.bit = bit;
    }

    int bit() {
        return bit;
    }
}
