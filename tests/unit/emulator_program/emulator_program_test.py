# SPDX-License-Identifier: Apache-2.0
"""The emulator as a program, its streams at home."""
import asyncio
import signal
import time
import unittest

from front import FrontTest, emulator, gdn  # first: it says where the suite is
from backends.gdn import STREAMS
from bed import payload_of

MANY = 500
PADDING = "x" * 200


class Program(FrontTest):
    async def test_an_answer_that_leaves_byte_by_byte_arrives_whole_and_soon(self):
        self.start("--chop-bytes", "1")
        for number in range(20):
            await self.server.create(f"{PADDING}{number}")
        began = time.monotonic()
        _, document = await self.call("GET", STREAMS)
        self.assertEqual(len(document["result"]), 20)
        self.assertLess(time.monotonic() - began, 5)

    async def test_an_answer_that_takes_longer_than_a_farewell_is_not_cut(self):
        self.start()
        for number in range(20):
            await self.server.create(f"{PADDING}{number}")
        await self.server.twin.set(chop_bytes=100, chop_ms=20)
        began = time.monotonic()
        answer = await self.server.call("GET", STREAMS, {"Connection": "close"})
        self.assertEqual(len(answer.json()["result"]), 20)
        self.assertGreater(time.monotonic() - began, 2)

    async def test_five_hundred_consumers_are_served_at_once(self):
        bed = self.start()
        await self.server.create("demo")
        gate = asyncio.Semaphore(50)

        async def one(number):
            async with gate:
                return await bed.consumer(f"s{number}", keepalive=False)

        consumers = await asyncio.gather(*(one(number) for number in range(MANY)))
        _, state = await self.call("GET", "/_emulator/state")
        self.assertEqual(state["websockets"], MANY)
        await bed.publish("to all")
        events = await asyncio.gather(*(bed.receive(consumer, 1, 30) for consumer in consumers))
        self.assertEqual({payload_of(event) for (event,) in events}, {"to all"})
        for consumer in consumers:
            consumer.dispose()

    async def test_sigterm_closes_every_websocket_with_1001_and_exits_0(self):
        bed = self.start()
        await self.server.create("demo")
        sockets = [await bed.open("producer"), await bed.consumer("a"), await bed.failover("b", "b"),
                   await bed.open("reader", messageId="latest")]
        self.emulator.process.send_signal(signal.SIGTERM)
        for socket in sockets:
            await bed.closed(socket, 1001)
            event = await socket.next(5)
            self.assertEqual(event.kind, "end")
        code = await asyncio.to_thread(self.emulator.process.wait, 5)
        self.assertEqual(code, 0)

    async def test_it_exits_0_with_an_answer_owed_and_without_patience(self):
        for signals in (1, 2):
            bed = self.start("--delay-other-ms", "60000")
            await self.server.create("demo")
            socket = await bed.consumer("a")
            socket.link.freeze()  # it will not answer the Close frame
            late = await self.server.connect()
            late.send(b"GET /_api/user HTTP/1.1\r\nHost: h\r\n\r\n")
            await self.call("GET", "/_emulator/state")
            began = time.monotonic()
            for _ in range(signals):
                self.emulator.process.send_signal(signal.SIGINT)
                await asyncio.sleep(0.05)
            code = await asyncio.to_thread(self.emulator.process.wait, 10)
            self.assertEqual(code, 0)
            if signals == 2:
                self.assertLess(time.monotonic() - began, 0.9)
            late.reset()
            socket.dispose()

    async def test_an_id_from_before_a_restart_acknowledges_nothing(self):
        bed = self.start()
        await self.server.create("demo")
        (before,) = await bed.publish("old")
        self.assertEqual(self.stop(), 0)
        with emulator() as again:
            bed.server, bed.writer = gdn(again), None
            await bed.server.create("demo")
            first = await bed.consumer()
            (after,) = await bed.publish("new")
            self.assertNotEqual(before, after)
            await bed.expect(first, "new")
            first.send_json({"messageId": before})
            await bed.leave(first)
            await bed.expect(await bed.consumer(), "new")

    async def test_a_stream_that_is_made_anew_gives_new_ids(self):
        bed = self.start()
        await self.server.create("demo")
        (before,) = await bed.publish("old")
        await self.server.remove("demo")
        await self.server.create("demo")
        bed.writer = None
        (after,) = await bed.publish("new")
        self.assertNotEqual(before, after)


if __name__ == "__main__":
    unittest.main()
