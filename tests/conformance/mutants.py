#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A right server made wrong by one switch at a time: the vectors that the switch breaks must fail, and a bystander pass.

    mutants.py EMULATOR
"""
import asyncio
import sys

import process
import run
from backends.gdn import Gdn
from backends.profile import PROFILES
from limits import Limits
from report import line
from vectors import every

# (options of the emulator, vectors that must fail, vectors that must pass)
MUTANTS = (
    ((), (), ("1", "4", "6", "8", "12", "15d", "20", "25")),
    (("--failover-delay-ms", "700"), ("1", "4", "6", "20"), ("8", "25")),
    (("--failover-delay-ms", "3000"), ("4", "6", "20"), ("8",)),
    (("--idle-timeout-ms", "2000"), ("6", "25"), ("4",)),
    (("--swallow-acks", "-1"), ("4", "7", "8", "20"), ("12c",)),
    (("--duplicate-deliveries", "-1"), ("4", "8", "12"), ("17b",)),
    (("--commands", "ws27"), ("9", "15d"), ("8",)),
    (("--swallow-pings", "-1"), ("25",), ("17b",)),
    (("--delay-confirmations-ms", "0", "--reorder-confirmations", "-1"), ("18b",), ("16c",)),
)


def outcomes(path, options, numbers):
    chosen = [one for one in every.VECTORS if one.number in numbers]
    usual = [] if "--idle-timeout-ms" in options else ["--idle-timeout-ms", "3000"]
    with process.Emulator(path, [*usual, *options]) as one:
        server = Gdn(one.url, one.api_key, PROFILES["ws28"], ca_file=one.ca_file)
        # Without a warm-up message: most mutants would stop there.
        return asyncio.run(run.run_all(chosen, server, Limits(), 16, tell=lambda _: None, warm=False))


def main(argv):
    wrong = 0
    for options, must_fail, must_pass in MUTANTS:
        print("--- emulator", *options)
        for one in outcomes(argv[1], options, must_fail + must_pass):
            expected = "fail" if one.number in must_fail else "pass"
            verdict = "as expected" if one.outcome == expected else f"EXPECTED {expected}"
            wrong += one.outcome != expected
            print(f"{verdict}: {line(one)}")
    print(f"mutants: {wrong} outcomes not as expected")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
