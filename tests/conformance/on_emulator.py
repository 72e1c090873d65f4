#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Starts a uc8-emulator, runs the suite on it, stops it.

    on_emulator.py EMULATOR [--pulsar DIR] [options of conformance.py]

DIR is a folder in which pulsar.sh started a Pulsar: the emulator then stands in front of it.
Exit code 77: no Pulsar runs there, or the emulator cannot stand in front of one.
"""
import sys

import conformance
import process
from on_pulsar import behind

OTP_LIFE_MS = 4000  # a busy machine takes more than a second from the password to the upgrade
SKIP = 77


def emulator_options(path, profile, pulsar):
    options = ["--idle-timeout-ms", "3000"]
    if profile == "ws27" and pulsar is None:
        options += ["--commands", "ws27"]
    if profile == "v3":
        options += ["--election", "v3"]
    if process.understands(path, "--otp-lifetime-ms"):
        options += ["--otp-lifetime-ms", str(OTP_LIFE_MS)]
    if pulsar is not None:
        options += ["--pulsar", pulsar["UC8_PULSAR_WS"]]
    return options


def profile_of(rest):
    return rest[rest.index("--profile") + 1] if "--profile" in rest else "ws28"


def take_pulsar(rest):
    if "--pulsar" not in rest:
        return None, rest
    place = rest.index("--pulsar")
    return rest[place + 1], rest[:place] + rest[place + 2:]


def main(argv):
    if len(argv) < 2:
        print(__doc__, file=sys.stderr)
        return 1
    path, (folder, rest) = argv[1], take_pulsar(argv[2:])
    pulsar, extra = None, []
    if folder is not None:
        pulsar, extra = behind(folder)
        if pulsar is None or not process.understands(path, "--pulsar"):
            print(f"skipped: no Pulsar runs in {folder}" if pulsar is None else "skipped: no --pulsar in this emulator")
            return SKIP
    options = emulator_options(path, profile_of(rest), pulsar)
    life = ["--otp-life-ms", str(OTP_LIFE_MS)] if "--otp-lifetime-ms" in options else []
    with process.Emulator(path, options) as one:
        result = conformance.main(
            ["--gdn", one.url, "--ca", one.ca_file, "--api-key", one.api_key, *life, *extra, *rest])
    if one.exit_code != 0:
        print(f"the emulator ended with {one.exit_code} on SIGTERM, not with 0")
        return 1
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv))
