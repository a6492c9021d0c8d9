#!/usr/bin/env python3
# Licensed under the Apache License, Version 2.0; see LICENSE.
"""Writes the tables of translations between IPv4 and IPv6: what arrives, and what full NAT has to make of it.

    nat64.py DIRECTORY     needs python3-scapy, of which the tests themselves know nothing

Two tables: clients of IPv6 with a real server of IPv4, and the other way round. Scapy computes lengths and checksums;
what RFC 7915 says about fields is written out here, from its text. A row is what it shows, then what arrives where and
what leaves where, with bytes that the director draws as masks.
"""

import socket
import sys
from pathlib import Path

from scapy.layers.inet import IP, TCP, UDP, IPOption_NOP
from scapy.layers.inet6 import IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop
from scapy.packet import Raw
from scapy.utils import checksum

CLIENT = {4: "10.0.0.10", 6: "fd00::10"}
VIRTUAL = {4: "10.0.0.100", 6: "fd00::100"}
LOCAL = {4: "10.9.0.200", 6: "fd09::200"}
REAL = {4: "10.9.0.1", 6: "fd09::1"}
ROUTER = {4: {"client": "10.0.0.77", "real": "10.9.0.77"}, 6: {"client": "fd00::77", "real": "fd09::77"}}
CLIENT_PORT, LOCAL_PORT = 4000, 5000
VIRTUAL_PORT = {"tcp": 80, "udp": 53}
REAL_PORT = {"tcp": 8080, "udp": 5353}
MTU = 1500

DRAWN = {4: [(4, 6), (10, 12)], 6: [(1, 4)]}  # identification and header checksum; flow label of answers


def data(length):
    return bytes((7 * i + 3) & 0xFF for i in range(length))


class End:
    """One side's view of the connection: who sends to whom, with which ports."""

    def __init__(self, version, source, sport, destination, dport):
        self.version, self.source, self.sport = version, source, sport
        self.destination, self.dport = destination, dport

    def back(self):
        return End(self.version, self.destination, self.dport, self.source, self.sport)


def transport(end, l4, payload, **fields):
    if l4 == "udp":
        return UDP(sport=end.sport, dport=end.dport, **fields) / Raw(payload)
    usual = {"flags": "PA", "seq": 0x01020304, "ack": 0x0A0B0C0D}
    return TCP(sport=end.sport, dport=end.dport, **{**usual, **fields}) / Raw(payload)


def pseudo(version, source, destination, length, number):
    family = socket.AF_INET if version == 4 else socket.AF_INET6
    return (socket.inet_pton(family, source) + socket.inet_pton(family, destination) + length.to_bytes(4, "big")
            + number.to_bytes(4, "big"))


def payload_of(end, l4, payload, **fields):
    """Transport header and data as bytes, with a right checksum for the ends."""
    body = transport(end, l4, payload, **fields)
    packet = (IP(src=end.source, dst=end.destination) if end.version == 4
              else IPv6(src=end.source, dst=end.destination)) / body
    return bytes(packet)[20 if end.version == 4 else 40:]


NUMBER = {"tcp": 6, "udp": 17}


def ip4(end, number, body, tos=0, hops=64, ident=0x1234, df=True, more=False, offset=0, options=None, total=None):
    packet = IP(src=end.source, dst=end.destination, tos=tos, ttl=hops, id=ident, proto=number, frag=offset // 8,
                flags=("DF" if df else 0) if not more else "MF", options=options or [])
    if total is not None:
        packet.len = total
    return bytes(packet / Raw(body))


def ip6(end, number, body, tos=0, hops=64, label=0, total=None):
    packet = IPv6(src=end.source, dst=end.destination, tc=tos, hlim=hops, fl=label, nh=number)
    if total is not None:
        packet.plen = total
    return bytes(packet / Raw(body))


def fragment6(end, number, body, ident, offset, more, **fields):
    header = bytes(IPv6ExtHdrFragment(nh=number, offset=offset // 8, m=1 if more else 0, id=ident))
    return ip6(end, 44, header + body, **fields)


def whole4(end, number, body, df=None, **fields):
    """RFC 7915 section 5.1: packets of up to 1260 bytes may be cut on their way, longer ones not."""
    return ip4(end, number, body, df=20 + len(body) > 1260 if df is None else df, **fields)


def icmp_message(version, end, header, quote):
    """An ICMP message as bytes with a right checksum; header is the first eight bytes, its checksum 0."""
    message = header + quote
    covered = message if version == 4 else pseudo(6, end.source, end.destination, len(message), 58) + message
    return message[:2] + checksum(covered).to_bytes(2, "big") + message[4:]


class Table:
    def __init__(self, client_version):
        self.cv, self.rv = client_version, 10 - client_version
        self.lines = ["# Written by src/test/python/nat64.py, with scapy."]
        self.rows = 0

    def ends(self, l4):
        """The connection as seen on the clients' and on the real servers' side, from the client's end."""
        near = End(self.cv, CLIENT[self.cv], CLIENT_PORT, VIRTUAL[self.cv], VIRTUAL_PORT[l4])
        far = End(self.rv, LOCAL[self.rv], LOCAL_PORT, REAL[self.rv], REAL_PORT[l4])
        return near, far

    def row(self, what, side, arriving, leaving):
        self.rows += 1
        self.lines.append(f"row {what}")
        for packet in arriving:
            self.lines.append(f"in {side} {packet.hex()}")
        for to, packet, mask in leaving:
            masked = ",".join(f"{a}-{b}" for a, b in mask)
            self.lines.append(f"out {to} {packet.hex()} {masked}".rstrip())

    def write(self, directory):
        (directory / f"{self.cv}to{self.rv}.txt").write_text("\n".join(self.lines) + "\n")


def translated(end, l4, payload, tos, hops, fields):
    """What one whole packet becomes that leaves with these ends."""
    body = payload_of(end, l4, payload, **fields)
    if end.version == 4:
        return whole4(end, NUMBER[l4], body, tos=tos, hops=hops - 1), DRAWN[4]
    return ip6(end, NUMBER[l4], body, tos=tos, hops=hops - 1), []


def too_big(version, end, packet, mtu):
    """The director answers in the name of where the packet was for (RFC 792, 1191, 4443), as Linux quotes."""
    back = end.back()
    if version == 6:
        quote = packet[:1280 - 48]
        header = bytes([2, 0, 0, 0]) + mtu.to_bytes(4, "big")
        return ip6(back, 58, icmp_message(6, back, header, quote)), DRAWN[6]
    quote = packet[:576 - 28]
    header = bytes([3, 4, 0, 0, 0, 0]) + mtu.to_bytes(2, "big")
    return ip4(back, 1, icmp_message(4, back, header, quote), tos=0xC0, df=False, ident=0), DRAWN[4]


def expired(version, end, packet):
    back = end.back()
    if version == 6:
        return ip6(back, 58, icmp_message(6, back, bytes([3, 0, 0, 0, 0, 0, 0, 0]), packet[:1280 - 48])), DRAWN[6]
    return ip4(back, 1, icmp_message(4, back, bytes([11, 0, 0, 0, 0, 0, 0, 0]), packet[:576 - 28]), tos=0xC0,
               df=False, ident=0), DRAWN[4]


def hop(packet):
    """The same packet one hop further: so Linux, and the director, quote one that turns out to be too long."""
    copy = bytearray(packet)
    if packet[0] >> 4 == 6:
        copy[7] -= 1
    else:
        copy[8] -= 1
        copy[10:12] = b"\0\0"
        copy[10:12] = checksum(bytes(copy[:(copy[0] & 15) * 4])).to_bytes(2, "big")
    return bytes(copy)


def arriving(end, l4, payload, tos=0, hops=64, df=True, **fields):
    body = payload_of(end, l4, payload, **fields)
    return ip4(end, NUMBER[l4], body, tos=tos, hops=hops, df=df) if end.version == 4 else \
        ip6(end, NUMBER[l4], body, tos=tos, hops=hops, label=0xABCDE)


def pass_both_ways(table, what, l4, payload, tos=0, hops=64, requests=True, replies=True, **fields):
    near, far = table.ends(l4)
    for wanted, here, there, side, other in ((requests, near, far, "client", "real"),
                                             (replies, far.back(), near.back(), "real", "client")):
        if wanted:
            packet, mask = translated(there, l4, payload, tos, hops, fields)
            table.row(f"{l4} {side}: {what}", side, [arriving(here, l4, payload, tos, hops, **fields)],
                      [(other, packet, mask)])


def connection(table):
    near, far = table.ends("tcp")
    for here, there, side, other, flags in ((near, far, "client", "real", "S"),
                                            (far.back(), near.back(), "real", "client", "SA")):
        for mss in (1460, 1440, 536):
            options = [("MSS", mss), ("SAckOK", b""), ("Timestamp", (1, 0)), ("NOP", None), ("WScale", 7)]
            less = [("MSS", mss - 20 if here.version == 4 else mss)] + options[1:]
            body = payload_of(there, "tcp", b"", flags=flags, options=less)
            packet = (whole4 if there.version == 4 else ip6)(there, 6, body, hops=63)
            table.row(f"{side}: {flags} with an MSS of {mss}", side,
                      [arriving(here, "tcp", b"", flags=flags, options=options)],
                      [(other, packet, DRAWN[4] if there.version == 4 else [])])
    for length in (0, 1, 2, 7, 333, 1208, 1219, 1220, 1221, 1400, 1440):
        pass_both_ways(table, f"{length} bytes", "tcp", data(length))
    for tos in (1, 3, 0xB8, 0xFF):
        pass_both_ways(table, f"type of service {tos:#x}", "tcp", data(10), tos=tos)
    for hops in (2, 255):
        pass_both_ways(table, f"{hops} hops", "tcp", data(10), hops=hops)
    for length in (0, 1, 2, 9, 512, 1232, 1233, 1452):
        pass_both_ways(table, f"{length} bytes", "udp", data(length))


def damaged(table):
    """What arrives damaged leaves damaged by as much."""
    for l4, at in (("tcp", 16), ("udp", 6)):
        near, far = table.ends(l4)
        for here, there, side, other in ((near, far, "client", "real"), (far.back(), near.back(), "real", "client")):
            old, new = bytearray(payload_of(here, l4, data(20))), bytearray(payload_of(there, l4, data(20)))
            right = int.from_bytes(old[at:at + 2], "big")
            wrong = right ^ 0x0101
            old[at:at + 2] = wrong.to_bytes(2, "big")
            new[at:at + 2] = ((int.from_bytes(new[at:at + 2], "big") + wrong - right) % 0xFFFF).to_bytes(2, "big")
            packet = (whole4 if there.version == 4 else ip6)(there, NUMBER[l4], bytes(new), hops=63)
            first = (ip4 if here.version == 4 else ip6)(here, NUMBER[l4], bytes(old))
            table.row(f"{l4} {side}: wrong checksum", side, [first],
                      [(other, packet, DRAWN[4] if there.version == 4 else [])])


def without_checksum(table):
    near, far = table.ends("udp")
    for here, there, side, other in ((near, far, "client", "real"), (far.back(), near.back(), "real", "client")):
        for length in (0, 1, 100, 999):
            old = bytearray(payload_of(here, "udp", data(length)))
            old[6:8] = b"\0\0"
            new = bytearray(payload_of(there, "udp", data(length)))
            if there.version == 4:
                new[6:8] = b"\0\0"
            packet = (whole4 if there.version == 4 else ip6)(there, 17, bytes(new), hops=63)
            first = (ip4 if here.version == 4 else ip6)(here, 17, bytes(old))
            table.row(f"udp {side}: no checksum, {length} bytes", side, [first],
                      [(other, packet, DRAWN[4] if there.version == 4 else [])])


def directions(table, l4):
    near, far = table.ends(l4)
    return ((near, far, "client", "real"), (far.back(), near.back(), "real", "client"))


def from_ipv4(table):
    """RFC 7915 section 4.1: what only packets of IPv4 have."""
    for here, there, side, other in directions(table, "udp"):
        if here.version == 6:
            continue
        body, new = payload_of(here, "udp", data(64)), payload_of(there, "udp", data(64))
        options = [IPOption_NOP()] * 8
        table.row(f"udp {side}: options", side, [ip4(here, 17, body, options=options)],
                  [(other, ip6(there, 17, new, hops=63), [])])
        for length in (1232, 1233, 1400):
            body, new = payload_of(here, "udp", data(length)), payload_of(there, "udp", data(length))
            cut = 1232
            expected = [ip6(there, 17, new, hops=63)] if len(new) <= 1240 else [
                fragment6(there, 17, new[:cut], 0x1234, 0, True, hops=63),
                fragment6(there, 17, new[cut:], 0x1234, cut, False, hops=63)]
            table.row(f"udp {side}: may be cut, {length} bytes", side, [ip4(here, 17, body, df=False)],
                      [(other, packet, []) for packet in expected])
        body, new = payload_of(here, "udp", data(1000)), payload_of(there, "udp", data(1000))
        cut = 504
        table.row(f"udp {side}: fragments", side,
                  [ip4(here, 17, body[:cut], ident=0xBEEF, df=False, more=True),
                   ip4(here, 17, body[cut:], ident=0xBEEF, df=False, offset=cut)],
                  [(other, fragment6(there, 17, new[:cut], 0xBEEF, 0, True, hops=63), []),
                   (other, fragment6(there, 17, new[cut:], 0xBEEF, cut, False, hops=63), [])])
        body, new = payload_of(here, "udp", data(2000)), payload_of(there, "udp", data(2000))
        cut, cut6 = 1480, 1232
        table.row(f"udp {side}: fragments that IPv6 makes too long", side,
                  [ip4(here, 17, body[:cut], ident=0xBEEF, df=False, more=True),
                   ip4(here, 17, body[cut:], ident=0xBEEF, df=False, offset=cut)],
                  [(other, fragment6(there, 17, new[:cut6], 0xBEEF, 0, True, hops=63), []),
                   (other, fragment6(there, 17, new[cut6:], 0xBEEF, cut6, False, hops=63), [])])
        packet = ip4(here, 17, payload_of(here, "udp", data(1453)))
        answer, mask = too_big(4, here, hop(packet) if side == "client" else packet, MTU - 20)
        table.row(f"udp {side}: too long, and not to be cut", side, [packet], [(side, answer, mask)])


def from_ipv6(table):
    """RFC 7915 section 5.1: what only packets of IPv6 have."""
    for here, there, side, other in directions(table, "udp"):
        if here.version == 4:
            continue
        body, new = payload_of(here, "udp", data(64)), payload_of(there, "udp", data(64))
        routing = bytes([17, 2, 0, 0]) + bytes(20)
        chains = {"hop-by-hop options": (0, bytes(IPv6ExtHdrHopByHop(nh=17))),
                  "destination options": (60, bytes(IPv6ExtHdrDestOpt(nh=17))),
                  "a routing header that is done": (43, routing),
                  "all of them": (0, bytes(IPv6ExtHdrHopByHop(nh=60)) + bytes(IPv6ExtHdrDestOpt(nh=43)) + routing)}
        for what, (first, chain) in chains.items():
            table.row(f"udp {side}: {what}", side, [ip6(here, first, chain + body)],
                      [(other, ip4(there, 17, new, hops=63, df=False), DRAWN[4])])
        for before in (b"", bytes(IPv6ExtHdrHopByHop(nh=43))):
            packet = ip6(here, 0 if before else 43, before + bytes([17, 2, 0, 1]) + bytes(20) + body)
            back = here.back()
            quoted = hop(packet) if side == "client" else packet
            message = icmp_message(6, back, bytes([4, 0, 0, 0]) + (43 + len(before)).to_bytes(4, "big"), quoted)
            table.row(f"udp {side}: a routing header that is not done, {len(before)} bytes before it", side, [packet],
                      [(side, ip6(back, 58, message), DRAWN[6])])
        table.row(f"udp {side}: a fragment that is all", side, [fragment6(here, 17, body, 0xCAFE1234, 0, False)],
                  [(other, ip4(there, 17, new, hops=63, ident=0x1234, df=False), [])])
        for length, cut in ((1000, 504), (2400, 1232), (2960, 1448)):
            body, new = payload_of(here, "udp", data(length)), payload_of(there, "udp", data(length))
            cuts = list(range(0, len(body), cut))
            table.row(f"udp {side}: {length} bytes in fragments of {cut}", side,
                      [fragment6(here, 17, body[at:at + cut], 0xCAFE1234, at, at + cut < len(body)) for at in cuts],
                      [(other, ip4(there, 17, new[at:at + cut], hops=63, ident=0x1234, df=False,
                                   more=at + cut < len(new), offset=at), []) for at in cuts])


def last_hop(table):
    for here, there, side, other in directions(table, "udp"):
        packet = arriving(here, "udp", data(30), hops=1)
        answer, mask = expired(here.version, here, packet)
        table.row(f"udp {side}: last hop", side, [packet], [(side, answer, mask)])


# RFC 7915 section 4.2: type and code of ICMP to those of ICMPv6 and what the second word is.
UNREACHABLE_4TO6 = {0: (1, 0), 1: (1, 0), 3: (1, 4), 5: (1, 0), 6: (1, 0), 7: (1, 0), 8: (1, 0), 9: (1, 1),
                    10: (1, 1), 11: (1, 0), 12: (1, 0), 13: (1, 1), 15: (1, 1)}
POINTERS_4TO6 = {0: 0, 1: 1, 2: 4, 3: 4, 8: 7, 9: 6, 12: 8, 13: 8, 14: 8, 15: 8, 16: 24, 17: 24, 18: 24, 19: 24}
# RFC 7915 section 5.2.
UNREACHABLE_6TO4 = {0: (3, 1), 1: (3, 10), 2: (3, 1), 3: (3, 1), 4: (3, 3)}
POINTERS_6TO4 = {0: 0, 1: 1, 4: 2, 5: 2, 6: 9, 7: 8, **{i: 12 for i in range(8, 24)}, **{i: 16 for i in range(24, 40)}}


def errors_4to6(length):
    """What to send as ICMP and what it becomes: None for nothing, else type, code and second word of ICMPv6."""
    for code in range(17):
        word = (0).to_bytes(4, "big")
        if code not in (2, 4):
            mapped = UNREACHABLE_4TO6.get(code)
            yield f"unreachable, code {code}", bytes([3, code]), word, mapped and (*mapped, 0)
    yield "protocol unreachable", bytes([3, 2]), bytes(4), (4, 1, 6)
    for mtu in (576, 1259, 1260, 1400, 1480, 1500, 9000):
        # Both next hops have 1500 here.
        yield f"fragmentation needed, {mtu}", bytes([3, 4]), mtu.to_bytes(4, "big"), (
            2, 0, max(1280, min(mtu + 20, 1500, 1520)))
    plateau = max([p for p in (65535, 32000, 17914, 8166, 4352, 2002, 1492) if p < length], default=0)
    yield "fragmentation needed, by a router that does not say", bytes([3, 4]), bytes(4), (
        2, 0, max(1280, min(plateau + 20, 1500, 1520)))
    yield "source quench", bytes([4, 0]), bytes(4), None
    for code in (0, 1):
        yield f"time exceeded, code {code}", bytes([11, code]), bytes(4), (3, code, 0)
    for code in (0, 1, 2, 3):
        for pointer in range(22) if code == 0 else (0, 8):
            to = POINTERS_4TO6.get(pointer) if code in (0, 2) else None
            yield f"parameter problem, code {code} at {pointer}", bytes([12, code]), bytes([pointer, 0, 0, 0]), (
                None if to is None else (4, 0, to))


def errors_6to4():
    for code in range(8):
        mapped = UNREACHABLE_6TO4.get(code)
        yield f"unreachable, code {code}", bytes([1, code]), bytes(4), mapped and (*mapped, 0)
    for mtu in (1280, 1300, 1500, 1520, 9000, 0xFFFFFFFF):
        yield f"packet too big, {mtu}", bytes([2, 0]), mtu.to_bytes(4, "big"), (3, 4, min(mtu - 20, 1500, 1480))
    for code in (0, 1):
        yield f"time exceeded, code {code}", bytes([3, code]), bytes(4), (11, code, 0)
    for pointer in [*range(42), 0x80000000]:
        to = POINTERS_6TO4.get(pointer)
        yield f"parameter problem at {pointer}", bytes([4, 0]), pointer.to_bytes(4, "big"), (
            None if to is None else (12, 0, to << 24))
    yield "unknown next header", bytes([4, 1]), (6).to_bytes(4, "big"), (3, 2, 0)
    yield "unknown option", bytes([4, 2]), (40).to_bytes(4, "big"), None
    yield "an error that nobody knows", bytes([100, 0]), bytes(4), None


def quoted(end, l4, length, hops=60):
    """A packet that the director sent, as a router further on has it, and as the other side knows it."""
    body = payload_of(end, l4, data(length))
    return (ip4(end, NUMBER[l4], body, hops=hops, df=False, ident=0) if end.version == 4
            else ip6(end, NUMBER[l4], body, hops=hops))


def error(version, source, destination, kind, word, quote, hops=64, extension=b""):
    end = End(version, source, 0, destination, 0)
    message = icmp_message(version, end, kind + bytes(2) + word, quote + extension)
    return (ip4(end, 1, message, hops=hops, df=20 + len(message) > 1260, ident=0) if version == 4
            else ip6(end, 58, message, hops=hops))


def icmp(table):
    for l4 in ("udp", "tcp"):
        near, far = table.ends(l4)
        # About requests, from the real servers' side; about replies, from the clients' side.
        for about, known, side, other, source in ((far, near, "real", "client", VIRTUAL[table.cv]),
                                                  (near.back(), far.back(), "client", "real", LOCAL[table.rv])):
            router = ROUTER[about.version][side]
            packet, same = quoted(about, l4, 40), quoted(known, l4, 40)
            kinds = errors_4to6(len(packet)) if about.version == 4 else errors_6to4()
            for what, kind, word, mapped in kinds:
                first = error(about.version, router, about.source, kind, word, packet)
                leaving = []
                if mapped is not None:
                    leaving = [(other, error(known.version, source, known.source, bytes(mapped[:2]),
                                             mapped[2].to_bytes(4, "big"), same, hops=63),
                                DRAWN[4] if known.version == 4 else [])]
                if l4 == "udp" or what.startswith("unreachable, code 3"):
                    table.row(f"icmp about {l4} from {side}: {what}", side, [first], leaving)


def quotes(table):
    """How much is quoted, and what it is of."""
    near, far = table.ends("tcp")
    for about, known, side, other, source in ((far, near, "real", "client", VIRTUAL[table.cv]),
                                              (near.back(), far.back(), "client", "real", LOCAL[table.rv])):
        router = ROUTER[about.version][side]
        head, same_head = (20, 40) if about.version == 4 else (40, 20)
        kind, new = (bytes([11, 0]), bytes([3, 0])) if about.version == 4 else (bytes([3, 0]), bytes([11, 0]))
        mask = DRAWN[4] if known.version == 4 else []

        def row(what, first, quote, word=bytes(4), extension=b""):
            table.row(f"icmp from {side}: {what}", side, [first],
                      [(other, error(known.version, source, known.source, new, word, quote, 63, extension), mask)])

        packet, same = quoted(about, "tcp", 1400), quoted(known, "tcp", 1400)
        if known.version == 4:  # Longer than 1260 bytes: it was not to be cut.
            same = ip4(known, 6, payload_of(known, "tcp", data(1400)), hops=60, df=True, ident=0)
        for there in (4, 8, 17, 18, 20, 528, 1172):
            body = same[same_head:same_head + there]
            if there == 17:  # Half a checksum cannot be translated.
                body = body[:16] + packet[head + 16:head + 17]
            row(f"{there} bytes behind the header", error(about.version, router, about.source, kind, bytes(4),
                                                          packet[:head + there]), same[:same_head] + body)
        if about.version == 4:
            # All that arrived does not fit into 1280 bytes (RFC 4443 section 2.4).
            row("more than fits", error(4, router, about.source, kind, bytes(4), packet), same[:1280 - 48])
            first = ip4(about, 6, payload_of(about, "tcp", data(1400))[:512], hops=60, ident=0x77AA, df=False,
                        more=True)
            expected = fragment6(known, 6, payload_of(known, "tcp", data(1400))[:512], 0x77AA, 0, True, hops=60)
        else:
            first = fragment6(about, 6, payload_of(about, "tcp", data(1400))[:512], 0x123477AA, 0, True, hops=60)
            expected = ip4(known, 6, payload_of(known, "tcp", data(1400))[:512], hops=60, ident=0x77AA, df=False,
                           more=True)
        row("a first fragment", error(about.version, router, about.source, kind, bytes(4), first), expected)
        extended(about, known, row, kind, router)


def extended(about, known, row, kind, router):
    """RFC 4884: the length of the quote changes, which is padded to 32 or 64 bits, and at least 128 bytes long."""
    extension = bytes([0x20, 0, 0, 0, 0, 8, 1, 1, 0, 0x10, 0x01, 0x40])
    extension = extension[:2] + checksum(extension).to_bytes(2, "big") + extension[4:]
    for length in (40, 88, 92, 200):
        packet, same = quoted(about, "tcp", length), quoted(known, "tcp", length)
        unit, unit_then = (4, 8) if about.version == 4 else (8, 4)
        first = packet + bytes(max(128, -(-len(packet) // unit) * unit) - len(packet))
        # What was padded is a part of what is quoted, and stays.
        grown = same + bytes(len(first) - len(packet))
        then = grown + bytes(max(128, -(-len(grown) // unit_then) * unit_then) - len(grown))
        word = bytes([0, len(first) // 4, 0, 0]) if about.version == 4 else bytes([len(first) // 8, 0, 0, 0])
        word_then = bytes([0, len(then) // 4, 0, 0]) if known.version == 4 else bytes([len(then) // 8, 0, 0, 0])
        row(f"extensions behind {len(first)} bytes", error(about.version, router, about.source, kind, word, first,
                                                           extension=extension), then, word_then, extension)


def main(directory):
    for version in (6, 4):
        table = Table(version)
        for rows in (connection, damaged, without_checksum, from_ipv4, from_ipv6, last_hop, icmp, quotes):
            rows(table)
        table.write(directory)
        print(f"{version}: {table.rows} rows")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
