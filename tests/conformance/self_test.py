# SPDX-License-Identifier: Apache-2.0
"""Can the suite fail? It runs against a server that is deliberately wrong, and must say so."""
import asyncio

import run
from backends.endpoint import PlainPulsar
from backends.profile import PROFILES
from limits import Limits
from report import line
from vectors import every
from wrong.gateway import Gateway

MUST_FAIL = ("1", "2", "4", "4r", "5", "6", "7", "8", "8b", "9", "12", "12c", "13", "14", "15", "15b", "15d", "16", "16b",
             "16c", "17", "17b", "17c", "18", "20", "22", "24b", "25", "26", "27", "27b", "28")
MUST_PASS = ("15c", "18b", "21", "25b", "26b", "27c")  # or the failures might only show that nothing can connect


def vectors(numbers):
    return [one for one in every.VECTORS if one.number in numbers]


async def against_wrong_server():
    gateway = Gateway()
    server = PlainPulsar(f"ws://127.0.0.1:{await gateway.start()}", PROFILES["ws28"])
    results = await run.run_all(vectors(MUST_FAIL + MUST_PASS), server, Limits(), 40, tell=lambda _: None)
    await gateway.stop()
    return results


def main():
    results = asyncio.run(against_wrong_server())
    wrong = []
    for one in results:
        expected = "fail" if one.number in MUST_FAIL else "pass"
        print(line(one))
        if one.outcome != expected:
            wrong.append(f"{one.number}: expected {expected}, seen {one.outcome}")
    for text in wrong:
        print("self-test:", text)
    print(f"self-test: {len(results) - len(wrong)} as expected, {len(wrong)} not")
    return 1 if wrong or len(results) != len(MUST_FAIL) + len(MUST_PASS) else 0
