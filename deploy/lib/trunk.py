# Licensed under the Apache License, Version 2.0; see LICENSE.
#
# A switch that needs nothing of the kernel that knows VLANs: `trunk.py TRUNK NAMESPACE VLAN=INTERFACE ...` makes the
# interface TRUNK in a network namespace. Frames that leave there with the tag of a VLAN leave here by its interface,
# without it, and the other way round. All others are lost. It ends with its interfaces.

import fcntl
import os
import select
import socket
import struct
import subprocess
import sys

TUNSETIFF = 0x400454CA
IFF_TAP = 0x0002
IFF_NO_PI = 0x1000
SOL_PACKET = 263
PACKET_QDISC_BYPASS = 20
SO_RCVBUFFORCE = 33
ETH_P_ALL = 3
ETH_P_8021Q = 0x8100
LONGEST = 1518
BATCH = 64
BUFFER = 4 << 20


def trunk(name, namespace):
    tap = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    subprocess.run(["ip", "link", "set", name, "netns", namespace], check=True)
    subprocess.run(["ip", "-n", namespace, "link", "set", name, "up"], check=True)
    return tap


def access(name):
    link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW | socket.SOCK_NONBLOCK, 0)
    link.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
    link.setsockopt(SOL_PACKET, PACKET_QDISC_BYPASS, 1)
    link.bind((name, ETH_P_ALL))
    return link


def to_trunk(link, tap, tag):
    """A burst, so that nobody else waits for long."""
    for _ in range(BATCH):
        try:
            frame = link.recv(LONGEST)
            os.write(tap, frame[:12] + tag + frame[12:])
        except BlockingIOError:
            return


def from_trunk(tap, links):
    for _ in range(BATCH):
        try:
            frame = os.read(tap, LONGEST)
        except BlockingIOError:
            return
        link = links.get(frame[12:16])
        if link is not None:
            try:
                link.send(frame[:12] + frame[16:])
            except OSError:
                pass  # As any switch, it drops what does not fit.


def main(name, namespace, *vlans):
    links = {}
    for vlan in vlans:
        identifier, interface = vlan.split("=")
        links[struct.pack("!HH", ETH_P_8021Q, int(identifier))] = access(interface)
    tap = trunk(name, namespace)
    tags = {link.fileno(): (link, tag) for tag, link in links.items()}
    waiting = select.epoll()
    for descriptor in [tap, *tags]:
        waiting.register(descriptor, select.EPOLLIN)
    print("ready", flush=True)
    while True:
        for descriptor, _ in waiting.poll():
            if descriptor == tap:
                from_trunk(tap, links)
            else:
                to_trunk(tags[descriptor][0], tap, tags[descriptor][1])


main(*sys.argv[1:])
