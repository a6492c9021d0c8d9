# Licensed under the Apache License, Version 2.0; see LICENSE.
"""Many transfers at the same time, each compared byte by byte.

    fetch.py ADDRESS PORT COUNT FILE
                opens so many connections, asks for FILE over all of them once the last is open, and compares what
                comes with that file of this machine. Prints "address port" of each connection's own end, one a line.
"""
import resource
import selectors
import socket
import sys

AT_ONCE = 1 << 18
SILENCE = 60


class Transfer:
    """One connection: first its header of HTTP, then the file."""

    def __init__(self, peer):
        self.stream = socket.create_connection(peer, timeout=SILENCE)
        self.end = self.stream.getsockname()
        self.header = b""
        self.offset = -1

    def ask(self, path):
        self.stream.sendall(b"GET /%s HTTP/1.0\r\n\r\n" % path.encode())
        self.stream.setblocking(False)

    def take(self, buffer, content):
        """Whether more is to come."""
        length = self.stream.recv_into(buffer)
        if length == 0:
            if self.offset != len(content):
                sys.exit("%s ended after %d of %d bytes" % (self.end, self.offset, len(content)))
            self.stream.close()
            return False
        data = bytes(buffer[:length])
        if self.offset < 0:
            self.header += data
            head, found, data = self.header.partition(b"\r\n\r\n")
            if not found:
                return True
            if not head.startswith(b"HTTP/1.1 200 "):
                sys.exit("%s was answered %r" % (self.end, head))
            self.offset = 0
        if not content.startswith(data, self.offset):
            sys.exit("%s differs within %d bytes from %d on" % (self.end, len(data), self.offset))
        self.offset += len(data)
        return True


def main(address, port, count, path):
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    with open(path, "rb") as file:
        content = file.read()
    transfers = [Transfer((address, int(port))) for _ in range(int(count))]
    waiting = selectors.DefaultSelector()
    for transfer in transfers:
        transfer.ask(path.rpartition("/")[2])
        waiting.register(transfer.stream, selectors.EVENT_READ, transfer)
    buffer = memoryview(bytearray(AT_ONCE))
    while waiting.get_map():
        ready = waiting.select(SILENCE)
        if not ready:
            sys.exit("nothing came for %d s; %d transfers are not complete" % (SILENCE, len(waiting.get_map())))
        for key, _ in ready:
            if not key.data.take(buffer, content):
                waiting.unregister(key.fileobj)
    for transfer in transfers:
        print(transfer.end[0], transfer.end[1])


main(*sys.argv[1:])
