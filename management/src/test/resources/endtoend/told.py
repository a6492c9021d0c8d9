# Licensed under the Apache License, Version 2.0; see LICENSE.
"""Who is told the client's address, and who asks.

    told.py serve PORT              a real server that reads a header of the PROXY protocol, says at once whom it names,
                                    and echoes what follows. "ready" is printed when it listens.
    told.py watch PORT SERVICE_PORT ADDRESS...
                                    the same of a real server that finds the client in the TCP option of its last
                                    segment before the connection, for services on that port of these addresses.
    told.py read PORT               a real server of UDP that answers each datagram with the client that an option in
                                    front of it names, or "nobody".
    told.py ask ADDRESS PORT COUNT BYTES
                                    so many connections at a time, each of which has to be told its own address before
                                    it says anything, and then to get back so many random bytes. Prints how many did.
    told.py query ADDRESS PORT COUNT
                                    so many clients of UDP, each of which has to be told its own address by the first
                                    answer, and nobody's by the next. Prints how many were.
"""
import ctypes
import os
import select
import socket
import struct
import sys
import threading
import time

TOA = 254
UOA = 31
UOA_PROTOCOL = 248
IP_RECVOPTS = 6
SO_ATTACH_FILTER = 26
LONGEST = 200
SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"


def exactly(stream, length):
    data = stream.read(length)
    if len(data) != length:
        raise EOFError
    return data


def named(stream):
    """Client and virtual address and port that the header names."""
    begin = exactly(stream, 12)
    if begin == SIGNATURE:
        version, family, length = struct.unpack("!BBH", exactly(stream, 4))
        rest = exactly(stream, length)
        size = {0x11: 4, 0x21: 16}[family]
        if version != 0x21 or length != 2 * size + 4:
            raise ValueError("no header of version 2")
        kind = socket.AF_INET if size == 4 else socket.AF_INET6
        ports = struct.unpack("!HH", rest[2 * size:])
        return (socket.inet_ntop(kind, rest[:size]), ports[0], socket.inet_ntop(kind, rest[size:2 * size]), ports[1])
    line = begin
    while not line.endswith(b"\r\n"):
        line += exactly(stream, 1)
    word, family, client, service, client_port, port = line[:-2].decode().split(" ")
    if word != "PROXY" or family not in ("TCP4", "TCP6"):
        raise ValueError("no header of version 1")
    kind = socket.AF_INET if family == "TCP4" else socket.AF_INET6
    plain = [socket.inet_ntop(kind, socket.inet_pton(kind, address)) for address in (client, service)]
    return plain[0], int(client_port), plain[1], int(port)


def echo(connection, names=named):
    with connection, connection.makefile("rb") as stream:
        connection.sendall("{} {} {} {}\n".format(*names(stream)).encode())
        while True:
            data = stream.read1(1 << 16)
            if not data:
                break
            connection.sendall(data)


def serve(port, names=lambda peer: named):
    listener = socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=200)
    print("ready", flush=True)
    while True:
        connection, peer = listener.accept()
        threading.Thread(target=echo, args=(connection, names(peer)), daemon=True).start()


def option(tcp):
    """Port and address in a TCP header's option, None if there is no such option."""
    options = tcp[20:(tcp[12] >> 4) * 4]
    while len(options) > 1 and options[0]:
        if options[0] == 1:
            options = options[1:]
        elif options[0] == TOA:
            return struct.unpack("!H", options[2:4])[0], options[4:options[1]]
        else:
            options = options[options[1]:]
    return None


def watch(port, service_port, services):
    """Looks at all that arrives, as a kernel module would."""
    told = {}
    link = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
    # Of all that arrives only what is as short as a segment without data: the rest would not fit into the buffer.
    instructions = ctypes.create_string_buffer(
        struct.pack("=" + "HBBI" * 4,
                    0x80, 0, 0, 0,          # loads the length
                    0x25, 1, 0, LONGEST,    # is it greater?
                    0x06, 0, 0, LONGEST,    # no: taken
                    0x06, 0, 0, 0))         # yes: left
    link.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("@HP", 4, ctypes.addressof(instructions)))

    def look():
        while True:
            packet, (_, protocol, *_) = link.recvfrom(1 << 16)
            if protocol == 0x0800 and packet[9] == 6:
                source, kind, tcp = packet[12:16], socket.AF_INET, packet[(packet[0] & 15) * 4:]
            elif protocol == 0x86DD and packet[6] == 6:
                source, kind, tcp = packet[8:24], socket.AF_INET6, packet[40:]
            else:
                continue
            found = option(tcp)
            # Neither the SYN nor what comes after: the segment that ends the handshake.
            if found and tcp[13] & 0x12 == 0x10 and struct.unpack("!H", tcp[2:4])[0] == port:
                told.setdefault((socket.inet_ntop(kind, source), struct.unpack("!H", tcp[:2])[0]),
                                (socket.inet_ntop(kind, found[1]), found[0]))

    def names(peer):
        address = peer[0].removeprefix("::ffff:")
        service = [each for each in services if (":" in each) == (":" in address)][0]

        def wait(_):
            for _ in range(500):
                if (address, peer[1]) in told:
                    break
                time.sleep(0.01)
            return told.get((address, peer[1]), ("nobody", 0)) + (service, service_port)

        return wait

    threading.Thread(target=look, daemon=True).start()
    serve(port, names)


def client(option):
    """Who is named by an option that stands first, of IP or in a header of its own."""
    if not option:
        return b"nobody"
    kind, length, port = struct.unpack("!BBH", option[:4])
    family = {8: socket.AF_INET, 20: socket.AF_INET6}[length]
    if kind != UOA:
        raise ValueError("no option of that kind")
    return "{} {}".format(socket.inet_ntop(family, option[4:length]), port).encode()


def read(port):
    ipv4 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ipv4.setsockopt(socket.IPPROTO_IP, IP_RECVOPTS, 1)
    ipv4.bind(("0.0.0.0", port))
    ipv6 = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    ipv6.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    ipv6.bind(("::", port))
    named6 = socket.socket(socket.AF_INET6, socket.SOCK_RAW, UOA_PROTOCOL)
    print("ready", flush=True)
    while True:
        for each in select.select([ipv4, ipv6, named6], [], [])[0]:
            data, ancillary, _, peer = each.recvmsg(2048, 128)
            if each is named6:
                version, following, length = struct.unpack("!BBH", data[:4])
                if (version, following, length) != (0x20, socket.IPPROTO_UDP, 24):
                    raise ValueError("no header of the option")
                source_port, = struct.unpack("!H", data[length:length + 2])
                ipv6.sendto(client(data[4:length]), (peer[0], source_port))
            else:
                each.sendto(client(b"".join(item for _, _, item in ancillary)), peer)


def query(address, port, count):
    clients = []
    for _ in range(count):
        each = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
        each.settimeout(5)
        each.connect((address, port))
        clients.append(each)
    right = 0
    for each in clients:
        answers = []
        for _ in range(2):
            each.send(b"x" * 100)
            answers.append(each.recv(2048).decode())
        expected = "{} {}".format(*each.getsockname()[:2])
        if answers == [expected, "nobody"]:
            right += 1
        else:
            print("told", answers, "instead of", expected, file=sys.stderr)
    print(right)


def ask(address, port, size, answers):
    with socket.create_connection((address, port), timeout=20) as connection, connection.makefile("rb") as stream:
        own = connection.getsockname()[:2] + connection.getpeername()[:2]
        told = stream.readline().decode()
        if told != "{} {} {} {}\n".format(*own):
            print("told", told.strip(), "instead of", *own, file=sys.stderr)
            return
        sent = os.urandom(size)

        def send():
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)

        sender = threading.Thread(target=send)
        sender.start()
        if stream.read() == sent:
            answers.append(own)
        sender.join()


def main():
    if sys.argv[1] == "serve":
        serve(int(sys.argv[2]))
    if sys.argv[1] == "watch":
        watch(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
    if sys.argv[1] == "read":
        read(int(sys.argv[2]))
    if sys.argv[1] == "query":
        query(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
        return
    address, port, count, size = sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
    answers = []
    threads = [threading.Thread(target=ask, args=(address, port, size, answers)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(len(answers))


main()
