#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves that a library has no variables of its own: nothing that threads would share.

usage: no_variables.py LIBRARY CONTROL

CONTROL is a library that has some, to show that they are seen.
"""
import re
import subprocess
import sys

OBJECT = re.compile(r"[0-9a-f]+ .{6}[O ] (\.(?:data|bss|tdata|tbss)\S*|\*COM\*)\s+[0-9a-f]+ (\S.*)")
CONSTANT = re.compile(r"\.data\.rel\.ro")  # Read-only once it is loaded.
TABLE = re.compile(r"(\.hidden )?(\w+\.)?lookup_table")  # llhttp's, which it only reads.


def variables(library):
    run = subprocess.run(["objdump", "-t", library], check=True, capture_output=True, text=True)
    for line in run.stdout.splitlines():
        found = OBJECT.match(line)
        if not found or " d " in line[:26] or CONSTANT.match(found[1]) or TABLE.match(found[2]):
            continue
        yield found[2]


def main(library, control):
    if not list(variables(control)):
        return f"no variable is seen in {control}, which has some"
    found = sorted(variables(library))
    return "variables: " + " ".join(found) if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
