# Licensed under the Apache License, Version 2.0; see LICENSE.
"""Asks again and again whether somebody is there.

    pulse.py ADDRESS PORT [SOURCE]
                sends a datagram every 10 ms, whatever becomes of it, and prints for each answer when it came, in
                nanoseconds of the machine's monotonic clock, one a line.
"""
import socket
import sys
import threading
import time

INTERVAL = 0.01


def send(stream):
    while True:
        try:
            stream.send(b"?")
        except OSError:
            pass  # an ICMP error about an earlier one, or no link for the moment
        time.sleep(INTERVAL)


def main(address, port, *source):
    stream = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
    if source:
        stream.bind((source[0], 0))
    stream.connect((address, int(port)))
    threading.Thread(target=send, args=(stream,), daemon=True).start()
    while True:
        try:
            stream.recv(100)
        except OSError:
            continue
        print(time.monotonic_ns(), flush=True)


main(*sys.argv[1:])
