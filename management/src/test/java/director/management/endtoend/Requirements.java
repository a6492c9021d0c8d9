/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import director.dataplane.machine.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What a test of this package needs of the machine; one that lacks it skips and says what. */
final class Requirements {
    private static final int HUGE_MEGABYTES = 256;

    private static final Map<String, String> GUEST_PROGRAMS = Map.of(
        "linux.uml", "user-mode-linux",
        "gcc", "gcc",
        "modprobe", "kmod",
        "busybox", "busybox",
        "curl", "curl",
        "dig", "bind9-dnsutils",
        "dnsmasq", "dnsmasq-base",
        "socat", "socat",
        "tracepath", "iputils-tracepath");

    private Requirements() {
    }

    static void assumeRootAndDpdk() {
        assumeTrue(Files.isWritable(Path.of("/run")) && Files.isWritable(Path.of("/proc/sys/vm/nr_hugepages")),
            "needs root: makes network namespaces");
        assumeTrue(Shell.has("ip") && Shell.has("ethtool"), "needs ip and ethtool: apt-get install iproute2 ethtool");
        assumeTrue(Shell.has("dpdk-testpmd"), "needs DPDK: apt-get install dpdk-dev");
        assumeTrue(Machine.local().freeHugeMegabytes() >= HUGE_MEGABYTES,
            "needs " + HUGE_MEGABYTES + " MiB of free huge pages: sysctl -w vm.nr_hugepages=256");
    }

    /** A user-mode Linux and its programs, whose modules lie beside the kernel that they belong to. */
    static void assumeGuest() {
        assumeTrue("amd64".equals(System.getProperty("os.arch")), "needs user-mode Linux, which is for amd64 only");
        GUEST_PROGRAMS.forEach((program, debianPackage) ->
            assumeTrue(Shell.has(program), "needs " + program + ": apt-get install " + debianPackage));
    }
}
