# Licensed under the Apache License, Version 2.0; see LICENSE.
#
# `ask.py URL ANSWER FILE` asks a web server, each time over a new connection, until there is such a file; then it prints
# how often. An answer that is late or another one ends it at once.

import os
import sys
import time
import urllib.request

PAUSE_S = 0.01
PATIENCE_S = 5


def main(url, answer, file):
    asked = 0
    while not os.path.exists(file):
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE_S) as response:
                said = response.read().decode().strip()
        except OSError as e:
            sys.exit(f"request {asked + 1} to {url}: {e}")
        if said != answer:
            sys.exit(f"{url} answered {said}")
        asked += 1
        time.sleep(PAUSE_S)
    print(asked)


main(*sys.argv[1:])
