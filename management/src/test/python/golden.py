#!/usr/bin/env python3
# Licensed under the Apache License, Version 2.0; see LICENSE.
"""Writes the golden traces: what a client sends, and what the director has to make of it, both built by scapy.

    golden.py DIRECTORY     needs python3-scapy, of which the tests themselves know nothing

One trace a table, one row a packet: what it shows, the packet in, the packet out. Scapy computes every length and
checksum; what RFCs and Linux say about fields is written out here. Fields that the director draws are masked.
"""

import json
import sys
from pathlib import Path

from scapy.layers.inet import ICMP, IP, TCP, UDP
from scapy.layers.inet6 import ICMPv6PacketTooBig, IPv6
from scapy.packet import Raw

VIP, VIP6 = "10.0.0.100", "fd00::100"
CLIENT, CLIENT6 = "10.0.0.10", "fd00::10"
REAL, REAL6 = "10.9.0.1", "fd09::1"
OWN, OWN6 = "10.9.0.254", "fd09::254"
GUE_PORT = 6080
MTU = 1500

DRAWN = [[4, 2], [10, 2]]  # identification, and the header checksum that follows from it
DRAWN6 = [[1, 3]]  # flow label of packets that the director answers with


def payload(length):
    return Raw(bytes(i & 0xFF for i in range(length)))


def inner(v6, l4, length, tos=0, ttl=64, df=True):
    """A packet of a client for the service."""
    head = (IPv6(src=CLIENT6, dst=VIP6, tc=tos, hlim=ttl) if v6
            else IP(src=CLIENT, dst=VIP, id=0x1234, tos=tos, ttl=ttl, flags="DF" if df else 0))
    udp = UDP(sport=4000, dport=53)
    tcp = TCP(sport=4000, dport=80, flags="S", seq=0x01020304, options=[("MSS", 1460)])
    return head / (udp if l4 == "udp" else tcp) / payload(length)


def hop(packet):
    """The same packet one hop further."""
    copy = packet.__class__(bytes(packet))
    if isinstance(copy, IPv6):
        copy.hlim -= 1
    else:
        copy.ttl -= 1
        del copy.chksum
    return copy.__class__(bytes(copy))


def outer_tos(tos):
    """RFC 3168 section 9.1.1: congestion experienced stays inside, and becomes ECT(0) outside."""
    return tos & 0xFC | 2 if tos & 3 == 3 else tos


def tunnel(packet, v6, over, protocol):
    """What stands around a packet that was forwarded already."""
    is6 = isinstance(packet, IPv6)
    tos, ttl = (packet.tc, packet.hlim) if is6 else (packet.tos, packet.ttl)
    if v6:
        return IPv6(src=OWN6, dst=REAL6, tc=outer_tos(tos), hlim=ttl, nh=protocol) / over
    df = not is6 and bool(packet.flags.DF)
    return IP(src=OWN, dst=REAL, id=0, tos=outer_tos(tos), ttl=ttl, flags="DF" if df else 0, proto=protocol) / over


def ipip(packet, v6):
    packet = hop(packet)
    return tunnel(packet, v6, Raw(bytes(packet)), 41 if isinstance(packet, IPv6) else 4), [] if v6 else DRAWN


def gue(packet, v6):
    """GUE without checksum: version 0, no options, the protocol inside."""
    packet = hop(packet)
    inside = 41 if isinstance(packet, IPv6) else 4
    over = UDP(sport=0, dport=GUE_PORT, chksum=0) / Raw(bytes([0, inside, 0, 0]) + bytes(packet))
    at = 40 if v6 else 20
    return tunnel(packet, v6, over, 17), ([] if v6 else DRAWN) + [[at, 2]]


def too_big(packet, overhead):
    """The director answers in the name of the service: RFC 792, 1191 and 4443; how much is quoted as Linux does."""
    quoted = bytes(hop(packet))
    if isinstance(packet, IPv6):
        error = (IPv6(src=VIP6, dst=CLIENT6, hlim=64) / ICMPv6PacketTooBig(mtu=MTU - overhead)
                 / Raw(quoted[:1280 - 48]))
        return error, DRAWN6
    error = (IP(src=VIP, dst=CLIENT, id=0, ttl=64, tos=0xC0 | packet.tos & 0x1E)
             / ICMP(type=3, code=4, nexthopmtu=MTU - overhead) / Raw(quoted[:576 - 28]))
    return error, DRAWN


def service(v6, l4, options):
    vip, real = (f"[{VIP6}]" if v6[0] else VIP), (f"[{REAL6}]" if v6[1] else REAL)
    port, kind = (53, "-u") if l4 == "udp" else (80, "-t")
    return [f"-A {kind} {vip}:{port} -s rr", f"-a {kind} {vip}:{port} -r {real}:{port} -i {options}".strip()]


class Table:
    def __init__(self, name, about):
        self.lines = [{"meta": {"name": name, "about": about}}]
        self.name = name
        self.time = 0

    def do(self, **line):
        self.time += 4
        self.lines.append({**line, "t": self.time})

    def configure(self, commands):
        self.do(do="vip", addr=VIP)
        self.do(do="vip", addr=VIP6)
        for args in commands:
            self.do(do="ipvsadm", args=args, rc=0, out="")

    def row(self, what, packet, port, via, expected, mask):
        self.do(do="packet", what=what, port="client", ip=bytes(packet).hex())
        seen = {"see": "packet", "port": port, "via": via, "ip": bytes(expected).hex()}
        self.lines.append({**seen, "mask": mask} if mask else seen)

    def write(self, directory):
        text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in self.lines)
        (directory / f"{self.name}.jsonl").write_text(text)


def tunnels(name, about, options, around):
    for outer6 in (False, True):
        table = Table(f"{name}-over{6 if outer6 else 4}", about)
        table.configure(sum((service((v6, outer6), l4, options) for v6 in (False, True) for l4 in ("udp", "tcp")), []))
        for v6 in (False, True):
            for l4 in ("udp", "tcp"):
                for length in (0, 1, 7, 8, 333, 1001):
                    rows = [("plain", {})]
                    if length == 7:
                        rows += [(f"tos {tos:#x}", {"tos": tos}) for tos in (1, 2, 3, 0xB8, 0xBB)]
                        rows += [("last hop but one", {"ttl": 2})]
                        rows += [] if v6 else [("may be cut", {"df": False})]
                    for what, fields in rows:
                        packet = inner(v6, l4, length, **fields)
                        expected, mask = around(packet, outer6)
                        table.row(f"IPv{6 if v6 else 4} {l4} {length} bytes, {what}", packet, "real",
                                  REAL6 if outer6 else REAL, expected, mask)
        yield table


def errors():
    table = Table("too-big", "packets that a tunnel would make longer than the MTU")
    table.configure(sum((service((v6, False), "udp", "") for v6 in (False, True)), []))
    for v6 in (False, True):
        head = 48 if v6 else 28
        for total in (1480, 1481, 1487, 1500):
            for tos in (0, 0xBA):
                packet = inner(v6, "udp", total - head, tos=tos)
                if total <= MTU - 20:
                    expected, mask = ipip(packet, False)
                    table.row(f"{total} bytes fit", packet, "real", REAL, expected, mask)
                else:
                    expected, mask = too_big(packet, 20)
                    table.row(f"{total} bytes, tos {tos:#x}", packet, "client", CLIENT6 if v6 else CLIENT, expected,
                              mask)
    yield table


def main():
    directory = Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    for table in (*tunnels("ipip", "IP in IP, of both versions", "", ipip),
                  *tunnels("gue", "generic UDP encapsulation", f"--tun-type gue --tun-port {GUE_PORT} --tun-nocsum",
                           gue),
                  *errors()):
        table.write(directory)


if __name__ == "__main__":
    main()
