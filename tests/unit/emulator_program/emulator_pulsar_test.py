# SPDX-License-Identifier: Apache-2.0
"""The emulator in front of a Pulsar that the test plays: what passes, and what does not."""
import asyncio
import signal
import tempfile
import unittest

from front import PulsarFrontTest, emulator  # first: it says where the suite is
from backends.endpoint import Refused
from backends.gdn import STREAMS
from played_pulsar import Pulsar
from wire import frame

NAME = "_mm/c8global._system/c8globals.demo"


class Front(PulsarFrontTest):
    async def test_a_stream_is_made_listed_and_deleted_over_there(self):
        self.front()
        self.assertEqual((await self.call("GET", STREAMS))[1]["result"], [])
        await self.server.create("demo")
        self.assertEqual(self.pulsar.tenants["_mm"]["allowedClusters"], ["east"])
        self.assertEqual(self.pulsar.topics, {NAME})
        status, document = await self.call("POST", f"{STREAMS}/demo?global=true")
        self.assertEqual((status, document["errorNum"]), (409, 1210))
        _, document = await self.call("GET", STREAMS)
        self.assertEqual([one["topic"] for one in document["result"]], ["c8globals.demo"])
        self.assertEqual((await self.call("DELETE", f"{STREAMS}/c8globals.demo"))[0], 202)
        self.assertEqual(self.pulsar.topics, set())
        self.assertEqual((await self.call("DELETE", f"{STREAMS}/c8globals.demo"))[0], 404)

    async def test_a_list_of_pulsar_that_lags_behind_does_not_show(self):
        self.front()
        self.pulsar.stale = set()
        await self.server.create("demo")
        _, document = await self.call("GET", STREAMS)
        self.assertEqual([one["topic"] for one in document["result"]], ["c8globals.demo"])
        self.pulsar.stale = {NAME, NAME + "2"}
        self.assertEqual((await self.call("DELETE", f"{STREAMS}/c8globals.demo"))[0], 202)
        _, document = await self.call("GET", STREAMS)
        self.assertEqual([one["topic"] for one in document["result"]], ["c8globals.demo2"])
        self.assertEqual((await self.call("DELETE", f"{STREAMS}/c8globals.demo"))[0], 404)
        await self.server.create("demo")
        self.assertEqual(self.pulsar.topics, {NAME})

    async def test_another_front_sees_the_same_streams(self):
        self.front()
        await self.server.create("demo")
        self.stop()
        self.front()
        _, state = await self.call("GET", "/_emulator/state")
        (stream,) = state["streams"]
        self.assertEqual((stream["name"], stream["messages"], stream["messages_in"]), ("c8globals.demo", 5, 7))

    async def test_the_upgrade_goes_on_with_its_parameters_and_without_what_is_the_gateways(self):
        _, _, far = await self.pair(consumerName="a b&c", pullMode="true")
        self.assertEqual(far.target, f"/ws/v2/consumer/persistent/{NAME}/sub?consumerName=a%20b%26c&pullMode=true")
        self.assertNotIn("authorization", far.headers)
        self.assertEqual(far.headers["accept"], "application/json")

    async def test_the_token_is_shown_to_pulsar(self):
        with tempfile.NamedTemporaryFile("w") as token:
            token.write("abc.def\n")
            token.flush()
            bed = self.front("--pulsar-token-file", token.name)
            await self.server.create("demo")
            await bed.consumer("sub")
        self.assertEqual(self.pulsar.authorizations, {"Bearer abc.def"})

    async def refused(self, kind="consumer", subscription="sub"):
        with self.assertRaises(Refused) as caught:
            await self.server.upgrade(self.server.path(kind, "demo", subscription))
        return caught.exception.answer

    async def test_a_refusal_comes_back_as_it_was_however_late(self):
        self.front()
        await self.server.create("demo")
        for status in (400, 404, 409, 500, 503):
            body = b'{\n"message":"&apos;why&apos;",\n"status":"%d"\n}' % status
            self.pulsar.refusal = (status, "application/json;charset=iso-8859-1", body, 0.3)
            answer = await self.refused()
            self.assertEqual((answer.status, answer.body), (status, body))
            self.assertEqual(answer.headers["content-type"], "application/json;charset=iso-8859-1")

    async def test_a_stream_that_is_not_there_is_404_and_pulsar_is_not_asked_to_open_it(self):
        self.front()
        for kind, subscription in (("consumer", "sub"), ("producer", None), ("reader", None)):
            self.assertEqual((await self.refused(kind, subscription)).status, 404)
        self.assertTrue(self.pulsar.opened.empty())

    async def test_auto_create_makes_it_instead(self):
        bed = self.front("--auto-create")
        await bed.consumer("sub")
        self.assertEqual(self.pulsar.topics, {NAME})

    async def test_a_pulsar_that_lies_or_is_not_there_is_502(self):
        self.front()
        await self.server.create("demo")
        self.pulsar.false_accept = True
        self.assertEqual((await self.refused()).status, 502)
        self.pulsar.stop()
        self.assertEqual((await self.refused()).status, 502)
        self.assertEqual((await self.call("GET", STREAMS))[0], 502)

    async def test_a_broker_that_sends_to_another_is_followed(self):
        self.front()
        self.pulsar.moved = True
        await self.server.create("demo")
        self.assertEqual(self.pulsar.topics, {NAME})

    async def test_messages_and_pings_pass_both_ways(self):
        bed, socket, far = await self.pair()
        socket.send_text('{"messageId":"CAE="}')
        self.assertEqual((await far.next()).payload, b'{"messageId":"CAE="}')
        far.say(frame.TEXT, '{"messageId":"ü"}'.encode())
        (event,) = await bed.receive(socket, 1)
        self.assertEqual(event.text, '{"messageId":"ü"}')
        socket.send(frame.PING, b"there?")
        ping = await far.next()
        self.assertEqual((ping.opcode, ping.payload), (frame.PING, b"there?"))
        self.assertTrue(socket.pongs.empty(), "the front must not answer in Pulsar's place")
        far.say(frame.PONG, b"there?")
        self.assertIsNotNone(await socket.pong("there?", 10))
        far.say(frame.PING, b"and you?")
        pong = await far.next()
        self.assertEqual((pong.opcode, pong.payload), (frame.PONG, b"and you?"))

    async def test_what_pulsar_says_right_behind_the_101_arrives(self):
        bed = self.front()
        await self.server.create("demo")

        async def upgrade(reader, writer, target, headers):
            await Pulsar.upgrade(self.pulsar, reader, writer, target, headers)
            (await self.pulsar.opened.get()).say(frame.TEXT, b'{"messageId":"1"}')

        self.pulsar.upgrade = upgrade
        await bed.receive(await bed.consumer("sub"), 1)

    async def test_close_codes_pass_both_ways(self):
        bed, socket, far = await self.pair()
        socket.close(4321)
        got = await far.next()
        self.assertEqual((got.opcode, frame.close_code(got.payload)), (frame.CLOSE, (4321, "")))
        for code, payload in ((1011, frame.close_payload(1011, "why")), (1005, b"")):
            socket = await bed.consumer("sub")
            far = await self.pulsar.opened.get()
            far.say(frame.CLOSE, payload)
            await bed.closed(socket, code, "why" if code == 1011 else "")

    async def test_an_abrupt_end_over_there_is_one_here_behind_what_was_said(self):
        for end in ("finish", "reset"):
            bed, socket, far = await self.pair()
            far.say(frame.TEXT, b'{"messageId":"last"}')
            await bed.receive(socket, 1)
            getattr(far, end)()
            await bed.cut_off(socket)
            self.stop()
            self.pulsar.topics.clear()

    async def test_an_abrupt_end_here_is_one_over_there_behind_what_was_said(self):
        for end in ("finish", "reset"):
            _, socket, far = await self.pair()
            socket.send_text("last")
            self.assertEqual((await far.next()).payload, b"last")
            socket.kill(end)
            self.assertIsNone(await far.next())
            self.stop()
            self.pulsar.topics.clear()

    async def test_deletion_ends_the_stream_s_sessions_first(self):
        bed, socket, far = await self.pair()
        self.assertEqual((await self.call("DELETE", f"{STREAMS}/c8globals.demo"))[0], 202)
        await bed.closed(socket, 1011, "Topic was deleted")
        self.assertEqual(frame.close_code((await far.next()).payload)[0], 1011)
        self.assertIn(("DELETE", f"/admin/v2/persistent/{NAME}?force=true"), self.pulsar.calls)

    async def test_sigterm_says_1001_to_both_and_exits_0(self):
        bed, socket, far = await self.pair()
        self.emulator.process.send_signal(signal.SIGTERM)
        await bed.closed(socket, 1001)
        self.assertEqual(frame.close_code((await far.next()).payload)[0], 1001)
        self.assertEqual(await asyncio.to_thread(self.emulator.process.wait, 5), 0)


class CommandLine(unittest.TestCase):
    def test_what_is_no_pulsar_is_named(self):
        for options in (("--pulsar", "wss://x:1"), ("--pulsar", "ws://"), ("--pulsar-admin", "http://x:1"),
                        ("--pulsar", "ws://x:1/path")):
            with self.assertRaises(RuntimeError), emulator(*options):
                pass


if __name__ == "__main__":
    unittest.main()
