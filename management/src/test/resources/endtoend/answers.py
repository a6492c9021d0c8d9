# Licensed under the Apache License, Version 2.0; see LICENSE.
"""A real server and a client for connections between IPv4 and IPv6.

    answers.py serve HTTP_PORT DNS_PORT   answers a POST with what it brings, and each question of DNS with a text that
                                          does not fit into one packet. "ready" is printed when both listen.
    answers.py refused ADDRESS PORT       sends a datagram and prints "refused" when ICMP says that nobody listens there
"""
import http.server
import socket
import struct
import sys
import threading

TEXT = [bytes([65 + i] * 250) for i in range(8)]


class Echo(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *ignored):
        pass


class DualStack(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6
    daemon_threads = True


def answer(question):
    """The question, one TXT record, and the OPT record that EDNS wants (RFC 1035, RFC 6891)."""
    end = 12
    while question[end]:
        end += question[end] + 1
    end += 5
    text = b"".join(bytes([len(part)]) + part for part in TEXT)
    header = question[:2] + struct.pack("!HHHHH", 0x8580, 1, 1, 0, 1)
    record = struct.pack("!HHHIH", 0xC00C, 16, 1, 60, len(text)) + text
    return header + question[12:end] + record + b"\0" + struct.pack("!HHIH", 41, 4096, 0, 0)


def names(sockets):
    while True:
        question, peer = sockets.recvfrom(4096)
        sockets.sendto(answer(question), peer)


def serve(http_port, dns_port):
    datagrams = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    datagrams.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    datagrams.bind(("::", dns_port))
    server = DualStack(("::", http_port), Echo)
    threading.Thread(target=names, args=(datagrams,), daemon=True).start()
    print("ready", flush=True)
    server.serve_forever()


def refused(address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as datagrams:
        datagrams.settimeout(5)
        datagrams.connect((address, port))
        datagrams.send(b"anybody?")
        try:
            datagrams.recv(100)
        except ConnectionRefusedError:
            print("refused")


if sys.argv[1] == "serve":
    serve(int(sys.argv[2]), int(sys.argv[3]))
else:
    refused(sys.argv[2], int(sys.argv[3]))
