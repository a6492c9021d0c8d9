# Licensed under the Apache License, Version 2.0; see LICENSE.
"""The end of tunnels on a real server, without drivers of the kernel: KIND is one of KINDS.

What comes out goes to the kernel through a TUN device of the same name. "ready" is printed when it is there.
"""
import fcntl
import os
import socket
import struct
import subprocess
import sys

TUNSETIFF = 0x400454CA
IFF_TUN_WITHOUT_INFORMATION = 0x1001
GRE = 47
GUE_PORT = 6080
GUE_HEADER = 4
# The version of IP outside, and its protocol.
KINDS = {
    "ipip": (socket.AF_INET, socket.IPPROTO_IPIP),
    "gre": (socket.AF_INET, GRE),
    "gue": (socket.AF_INET, socket.IPPROTO_UDP),
    "ip4ip6": (socket.AF_INET6, socket.IPPROTO_IPIP),
    "ip6ip6": (socket.AF_INET6, socket.IPPROTO_IPV6),
    "gre6": (socket.AF_INET6, GRE),
    "gue6": (socket.AF_INET6, socket.IPPROTO_UDP),
}


def open_tun(name):
    tun = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN_WITHOUT_INFORMATION))
    subprocess.run(["ip", "link", "set", name, "up"], check=True)
    return tun


def open_outer(family, protocol):
    if protocol != socket.IPPROTO_UDP:
        return socket.socket(family, socket.SOCK_RAW, protocol)
    outer = socket.socket(family, socket.SOCK_DGRAM)
    if family == socket.AF_INET6:
        outer.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    outer.bind(("", GUE_PORT))
    return outer


def inner(family, protocol, packet):
    if protocol == socket.IPPROTO_UDP:
        return packet[GUE_HEADER:]
    # Raw sockets of IPv6 leave its header out.
    rest = packet[(packet[0] & 15) * 4:] if family == socket.AF_INET else packet
    if protocol == GRE:
        rest = rest[8 if rest[0] & 0x80 else 4:]
    return rest


def main(kind):
    tun = open_tun(kind)
    family, protocol = KINDS[kind]
    outer = open_outer(family, protocol)
    outer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUFFORCE if hasattr(socket, "SO_RCVBUFFORCE") else 33, 1 << 26)
    print("ready", flush=True)
    while True:
        os.write(tun, inner(family, protocol, outer.recv(65535)))


main(sys.argv[1])
