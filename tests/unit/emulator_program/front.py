# SPDX-License-Identifier: Apache-2.0
"""What the tests of the program share: an emulator, and the suite's client against it."""
import asyncio
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "conformance"))

import process  # noqa: E402
from backends.gdn import Gdn  # noqa: E402
from backends.profile import PROFILES  # noqa: E402
from bed import Bed  # noqa: E402
from limits import Limits  # noqa: E402
from played_pulsar import Pulsar  # noqa: E402

EMULATOR = os.environ.get("UC8_EMULATOR", "build/dev/bin/uc8-emulator")
PATIENCE_S = 30  # only bounds a failure


def emulator(*options):
    return process.Emulator(EMULATOR, list(options))


def gdn(one):
    return Gdn(one.url, one.api_key, PROFILES["ws28"], ca_file=one.ca_file)


class FrontTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        # unittest turns asyncio's debug mode on, which takes a minute for what takes a few seconds.
        asyncio.get_running_loop().set_debug(False)

    def start(self, *options):
        """An emulator that lives as long as the test, and the words of the suite for a stream `demo` of it."""
        self.emulator = emulator(*options)
        self.emulator.__enter__()
        self.addCleanup(self.stop, self.emulator)
        self.server = gdn(self.emulator)
        return Bed(self.server, Limits(), "demo")

    def stop(self, one=None):
        one = one or self.emulator
        if one.exit_code is None:
            one.__exit__()
        return one.exit_code

    async def call(self, method, path, body=b""):
        answer = await self.server.call(method, path, body=body)
        return answer.status, answer.json()

    async def until(self, condition, what):
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE_S
        while not condition():
            self.assertLess(loop.time(), end, f"gave up waiting for {what}")
            await asyncio.sleep(0.01)


class PulsarFrontTest(FrontTest):
    """Behind the emulator is a Pulsar that the test plays."""

    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.pulsar = Pulsar()
        await self.pulsar.start()
        self.addCleanup(self.pulsar.stop)

    def front(self, *options):
        return self.start("--pulsar", f"ws://127.0.0.1:{self.pulsar.port}", *options)

    async def pair(self, kind="consumer", *options, **query):
        """A client on the stream `demo`, and its other end behind the front."""
        bed = self.front(*options)
        await self.server.create("demo")
        socket = await bed.open(kind, "sub" if kind == "consumer" else None, keepalive=False, **query)
        self.addCleanup(socket.dispose)
        return bed, socket, await self.pulsar.opened.get()
