# SPDX-License-Identifier: Apache-2.0
"""uc8 and the real pyC8, unmodified, on the same streams of an emulator with TLS."""
import os
import unittest

import both_ways
import sdk
from far_end import HERE, digests

PYC8 = sdk.require_or_skip("pyc8")
PROGRAMS = os.path.join(HERE, "pyc8")


class PyC8:
    SDK = "pyc8"

    def command(self, program):
        return [sdk.python(PYC8), "-B", os.path.join(PROGRAMS, program + ".py")]

    def surroundings(self):
        authority = self.emulator.env["UC8_CA_FILE"]
        return {"REQUESTS_CA_BUNDLE": authority, "WEBSOCKET_CLIENT_CA_BUNDLE": authority}


class BothWays(PyC8, both_ways.BothWays):
    def test_a_reader_at_the_far_end_reads_what_uc8_produces(self):
        self.uc8("create", self.stream)
        consumer = self.consumer("a", "--no-ack")  # Without a subscription nothing would be kept.
        self.produce(*both_ways.PAYLOADS)
        reader = self.spawn_far("read", self.stream, str(len(both_ways.PAYLOADS)))
        self.assertEqual(digests(reader.finish()), both_ways.DIGESTS)
        consumer.kill()


class Failover(PyC8, both_ways.Failover):
    pass


if __name__ == "__main__":
    unittest.main()
