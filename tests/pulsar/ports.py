# SPDX-License-Identifier: Apache-2.0
"""Prints N loopback ports that nobody listens on, or waits until the given ones refuse connections.

    ports.py free N
    ports.py refused SECONDS PORT...
"""
import socket
import sys
import time


def free(count):
    """All are held open until all are known, so that no two are the same."""
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def refuses(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


def wait_refused(seconds, ports):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if all(refuses(port) for port in ports):
            return True
        time.sleep(0.02)
    return False


def main(argv):
    if argv[1] == "free":
        print(*free(int(argv[2])))
        return 0
    return 0 if wait_refused(float(argv[2]), [int(port) for port in argv[3:]]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv))
