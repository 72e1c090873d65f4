# SPDX-License-Identifier: Apache-2.0
"""How much memory the emulator holds on to, as the kernel counts it."""
import base64
import re
import unittest

from front import FrontTest  # first: it says where the suite is

LARGE = "x" * 700_000
MEGABYTE = 1 << 20


class Memory(FrontTest):
    def resident(self, what="VmRSS"):
        with open(f"/proc/{self.emulator.process.pid}/status", encoding="ascii") as status:
            return int(re.search(rf"{what}:\s+(\d+) kB", status.read()).group(1)) * 1024

    def start(self, *options):
        bed = super().start(*options)
        try:
            with open(f"/proc/{self.emulator.process.pid}/maps", encoding="ascii") as maps:
                if re.search(r"lib[at]san", maps.read()):
                    self.skipTest("a sanitizer keeps what was freed")
        except FileNotFoundError:
            self.skipTest("no /proc")
        return bed

    async def test_consumers_that_were_sent_a_large_message_keep_no_room_for_it(self):
        bed = self.start()
        await self.server.create("demo")
        many = 40
        consumers = [await bed.consumer(f"s{number}") for number in range(many)]
        before = self.resident()
        await bed.publish(LARGE)
        for consumer in consumers:
            await bed.receive(consumer, 1, 60)
        self.assertLess(self.resident() - before, many * MEGABYTE)

    async def test_a_slow_link_costs_what_waits_and_not_what_has_passed(self):
        bed = self.start("--throttle-bytes", "2000000")
        await self.server.create("demo")
        consumer = await bed.consumer("s")
        payload = base64.b64encode(b"x" * 40_000).decode()
        producer = await bed.open("producer")
        many = 200
        for _ in range(many):
            await bed.send(producer, {"payload": payload})
        before = self.resident("VmHWM")
        await bed.receive(consumer, many, 60)
        self.assertLess(self.resident("VmHWM") - before, 3 * MEGABYTE)


if __name__ == "__main__":
    unittest.main()
