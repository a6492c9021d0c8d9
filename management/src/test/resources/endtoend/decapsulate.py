# Licensed under the Apache License, Version 2.0; see LICENSE.
"""The end of tunnels on a real server, without drivers of the kernel: KIND, ipip, gre or gue, over IPv4.

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


def open_tun(name):
    tun = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN_WITHOUT_INFORMATION))
    subprocess.run(["ip", "link", "set", name, "up"], check=True)
    return tun


def inner(kind, packet):
    if kind == "gue":
        return packet[GUE_HEADER:]
    rest = packet[(packet[0] & 15) * 4:]
    if kind == "gre":
        rest = rest[8 if rest[0] & 0x80 else 4:]
    return rest


def main(kind):
    tun = open_tun(kind)
    if kind == "gue":
        outer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        outer.bind(("0.0.0.0", GUE_PORT))
    else:
        outer = socket.socket(socket.AF_INET, socket.SOCK_RAW, GRE if kind == "gre" else socket.IPPROTO_IPIP)
    outer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUFFORCE if hasattr(socket, "SO_RCVBUFFORCE") else 33, 1 << 26)
    print("ready", flush=True)
    while True:
        os.write(tun, inner(kind, outer.recv(65535)))


main(sys.argv[1])
