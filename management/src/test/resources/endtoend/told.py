# Licensed under the Apache License, Version 2.0; see LICENSE.
"""Who is told the client's address, and who asks.

    told.py serve PORT              a real server that reads a header of the PROXY protocol, says at once whom it names,
                                    and echoes what follows. "ready" is printed when it listens.
    told.py ask ADDRESS PORT COUNT BYTES
                                    so many connections at a time, each of which has to be told its own address before
                                    it says anything, and then to get back so many random bytes. Prints how many did.
"""
import os
import socket
import struct
import sys
import threading

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


def echo(connection):
    with connection, connection.makefile("rb") as stream:
        connection.sendall("{} {} {} {}\n".format(*named(stream)).encode())
        while True:
            data = stream.read1(1 << 16)
            if not data:
                break
            connection.sendall(data)


def serve(port):
    listener = socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=200)
    print("ready", flush=True)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=echo, args=(connection,), daemon=True).start()


def ask(address, port, size, answers):
    with socket.create_connection((address, port), timeout=20) as connection, connection.makefile("rb") as stream:
        own = connection.getsockname()[:2] + connection.getpeername()[:2]
        if stream.readline() != "{} {} {} {}\n".format(*own).encode():
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
    address, port, count, size = sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
    answers = []
    threads = [threading.Thread(target=ask, args=(address, port, size, answers)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(len(answers))


main()
