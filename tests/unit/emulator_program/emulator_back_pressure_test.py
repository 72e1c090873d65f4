# SPDX-License-Identifier: Apache-2.0
"""The emulator in front of a Pulsar that the test plays: who is slow makes the other wait, and costs no memory."""
import asyncio
import json
import unittest

from front import PulsarFrontTest  # first: it says where the suite is
from wire import frame

LARGE = 65536
FLOOD_MAX = 48 << 20  # far more than all buffers between two ends of loopback


def from_pulsar(text):
    return frame.encode(frame.Frame(frame.TEXT, text), mask=False)


def large(number):
    """A message that says which one it is; a delivery to the faults, too."""
    return json.dumps({"messageId": str(number), "payload": "x" * LARGE}, separators=(",", ":")).encode()


class BackPressure(PulsarFrontTest):
    async def flood(self, writer, data_of):
        """Writes data_of(0), data_of(1), … until nothing more is taken for a second; how many."""
        number = taken = 0
        while taken < FLOOD_MAX:
            data = data_of(number)
            writer.write(data)
            number, taken = number + 1, taken + len(data)
            try:
                await asyncio.wait_for(writer.drain(), 1)
            except asyncio.TimeoutError:
                break
        self.assertLess(taken, FLOOD_MAX, "the front took all of it")
        return number

    async def test_a_client_that_does_not_read_stops_our_reading_from_pulsar(self):
        bed, socket, far = await self.pair()
        socket.link.freeze()
        sent = await self.flood(far.writer, lambda number: from_pulsar(large(number)))
        socket.link.writer.transport.resume_reading()
        events = await bed.receive(socket, sent)
        self.assertEqual([int(event.json()["messageId"]) for event in events], list(range(sent)))

    async def test_who_does_not_read_cannot_keep_the_program_from_its_end(self):
        _, socket, far = await self.pair()
        socket.link.freeze()
        await self.flood(far.writer, lambda number: from_pulsar(large(number)))
        self.assertEqual(self.stop(), 0)

    async def test_others_go_on_meanwhile(self):
        bed, socket, far = await self.pair()
        socket.link.freeze()
        await self.flood(far.writer, lambda number: from_pulsar(large(number)))
        other = await bed.consumer("other", keepalive=False)
        (await self.pulsar.opened.get()).say(frame.TEXT, b'{"messageId":"1"}')
        await bed.receive(other, 1)
        self.assertEqual((await self.call("GET", "/_emulator/state"))[0], 200)

    async def test_pings_count_as_well(self):
        _, socket, far = await self.pair()
        socket.link.freeze()
        pings = frame.encode(frame.Frame(frame.PING, b"x" * 125), mask=False) * 512
        await self.flood(far.writer, lambda _: pings)

    async def test_confirmations_that_a_fault_delays_are_kept_up_to_a_bound(self):
        _, _, far = await self.pair("producer", "--delay-confirmations-ms", "600000")
        some = from_pulsar(b'{"result":"ok","messageId":"CAE=","context":"1","errorCode":0,"schemaVersion":0}') * 600
        await self.flood(far.writer, lambda _: some)

    async def test_a_pulsar_that_does_not_read_stops_our_reading_from_the_client(self):
        for kind in ("producer", "consumer"):
            with self.subTest(kind):
                _, socket, far = await self.pair(kind)
                far.writer.transport.pause_reading()
                sent = await self.flood(socket.link.writer, lambda number:
                                        frame.encode(frame.Frame(frame.TEXT, large(number))))
                # Others are not held up by it.
                self.assertEqual((await self.call("GET", "/_emulator/state"))[0], 200)
                far.writer.transport.resume_reading()
                came = [json.loads((await far.next()).payload)["messageId"] for _ in range(sent)]
                self.assertEqual(came, [str(number) for number in range(sent)])
                self.stop()
                self.pulsar.topics.clear()

    async def test_a_pulsar_that_does_not_answer_the_upgrade_does_not_make_us_read_on(self):
        """What a client says behind its upgrade request waits with the client, beyond a little."""
        self.front()
        await self.server.create("demo")
        self.pulsar.refusal = (503, "text/plain", b"", 600)
        target = self.server.path("consumer", "demo", "sub") + "?otp=" + await self.server.otp()
        link = await self.server.connect()
        link.writer.write(f"GET {target} HTTP/1.1\r\nHost: {self.server.host}\r\nConnection: Upgrade\r\n"
                          "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode())
        await self.flood(link.writer, lambda number: frame.encode(frame.Frame(frame.TEXT, large(number))))
        link.reset()


if __name__ == "__main__":
    unittest.main()
