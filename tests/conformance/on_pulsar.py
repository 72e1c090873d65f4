#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the suite on the Pulsar that pulsar.sh started in DIR.

    on_pulsar.py DIR [options of conformance.py]

Exit code 77: none runs there.
"""
import os
import sys

import conformance
import process

HERE = os.path.dirname(os.path.abspath(__file__))
SKIP = 77


def behind(folder):
    """What pulsar.sh wrote about it, and the options that reach behind its WebSocket service."""
    try:
        values = process.read_env(os.path.join(folder, "env"))
    except FileNotFoundError:
        return None, []
    script = os.path.join(HERE, "..", "pulsar", "pulsar.sh")
    return values, ["--admin", values["UC8_PULSAR_ADMIN"], "--cut", f"'{script}' cut '{folder}'",
                    "--idle-ms", values["UC8_PULSAR_IDLE_MS"]]


def main(argv):
    if len(argv) < 2:
        print(__doc__, file=sys.stderr)
        return 1
    values, extra = behind(argv[1])
    if values is None:
        print(f"skipped: no Pulsar runs in {argv[1]}")
        return SKIP
    return conformance.main(["--ws", values["UC8_PULSAR_WS"], *extra, *argv[2:]])


if __name__ == "__main__":
    sys.exit(main(sys.argv))
