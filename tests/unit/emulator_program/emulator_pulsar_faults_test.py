# SPDX-License-Identifier: Apache-2.0
"""The faults in front of a Pulsar that the test plays: each strikes here, or is refused by name."""
import asyncio
import json
import subprocess
import time
import unittest

from front import EMULATOR, PulsarFrontTest  # first: it says where the suite is
from backends.endpoint import Refused
from backends.gdn import STREAMS
from wire import frame

NAME = "_mm/c8global._system/c8globals.demo"
# Pulsar's own, with values that are legal.
PULSARS_OWN = {"commands": "ws27", "election": "v3", "dedup": 1, "failover_delay_ms": 20}


def ok(context):
    return b'{"result":"ok","messageId":"CAE=","context":"%s","errorCode":0,"schemaVersion":0}' % context


def error(context):
    return b'{"result":"send-error:8","errorMsg":"full","context":"%s","errorCode":0,"schemaVersion":0}' % context


class Faults(PulsarFrontTest):
    async def put(self, **faults):
        return await self.call("PUT", "/_emulator/faults", json.dumps(faults).encode())

    async def test_what_only_pulsar_can_change_is_refused_by_name_and_not_shown(self):
        self.front()
        _, shown = await self.call("GET", "/_emulator/faults")
        self.assertEqual(shown.keys() & PULSARS_OWN.keys(), set())
        for name, value in PULSARS_OWN.items():
            for spelling in (name, name.replace("_", "-")):
                status, answer = await self.put(swallow_acks=3, **{spelling: value})
                self.assertEqual(status, 400)
                self.assertIn(f"{spelling} has no effect in front of a Pulsar: ", answer["errorMessage"])
        self.assertEqual((await self.call("GET", "/_emulator/faults"))[1], shown, "a refused PUT changes nothing")
        # What is shown can be said again.
        self.assertEqual((await self.put(**shown))[0], 200)

    async def test_they_are_still_there_without_a_pulsar(self):
        self.start()
        _, shown = await self.call("GET", "/_emulator/faults")
        self.assertEqual(shown.keys() & PULSARS_OWN.keys(), PULSARS_OWN.keys())
        self.assertEqual((await self.put(commands="ws27", dedup=1, failover_delay_ms=20))[0], 200)

    async def topics(self):
        return [one["topic"] for one in (await self.call("GET", STREAMS))[1]["result"]]

    async def test_a_new_stream_can_be_seen_late(self):
        bed = self.front("--visible-after-ms", "1500")
        began = time.monotonic()
        await self.server.create("demo")
        self.assertEqual(self.pulsar.topics, {NAME})
        self.assertEqual(await self.topics(), [])
        with self.assertRaises(Refused) as caught:
            await self.server.upgrade(self.server.path("consumer", "demo", "sub"))
        self.assertEqual(caught.exception.answer.status, 404)
        self.assertEqual((await self.call("GET", f"{STREAMS}/c8globals.demo/stats"))[0], 404)
        self.assertEqual((await self.call("DELETE", f"{STREAMS}/c8globals.demo"))[0], 404)
        self.assertEqual((await self.call("POST", f"{STREAMS}/demo?global=true"))[0], 409)
        self.assertLess(time.monotonic() - began, 1.5, "too slow a machine to tell")
        while not await self.topics():
            await asyncio.sleep(0.02)
        self.assertGreaterEqual(time.monotonic() - began, 1.5)
        await bed.consumer("sub")

    async def test_confirmations_come_late_in_their_order_and_refusals_overtake_them(self):
        bed, socket, far = await self.pair("producer")
        await self.server.twin.set(delay_confirmations_ms=700)
        began = time.monotonic()
        far.say(frame.TEXT, ok(b"1"))
        far.say(frame.TEXT, ok(b"2"))
        far.say(frame.TEXT, error(b"3"))
        (event,) = await bed.receive(socket, 1)
        self.assertEqual(event.json()["context"], "3")
        # A delay that is shorter now lets none overtake the others.
        await self.server.twin.set(delay_confirmations_ms=0)
        far.say(frame.TEXT, ok(b"4"))
        events = await bed.receive(socket, 3)
        self.assertEqual([event.json()["context"] for event in events], ["1", "2", "4"])
        self.assertGreaterEqual(time.monotonic() - began, 0.7)
        began = time.monotonic()
        far.say(frame.TEXT, ok(b"5"))
        await bed.receive(socket, 1)
        self.assertLess(time.monotonic() - began, 0.7)

    async def test_who_closes_takes_late_confirmations_along(self):
        bed, socket, far = await self.pair("producer", "--delay-confirmations-ms", "200")
        far.say(frame.TEXT, ok(b"1"))
        far.say(frame.CLOSE, frame.close_payload(1012, "restart"))
        await bed.closed(socket, 1012)
        await bed.cut_off(socket)
        self.assertEqual((await self.call("GET", "/_emulator/state"))[1]["websockets"], 0)

    async def test_what_is_refused_here_is_not_sent_on(self):
        bed, socket, far = await self.pair("producer")
        await self.server.twin.set(queue_full=1, send_error=1, send_error_code=7)
        for context in ("1", "2", "3"):
            socket.send_json({"payload": "", "context": context})
        self.assertEqual(json.loads((await far.next()).payload)["context"], "3")
        events = await bed.receive(socket, 2)
        self.assertEqual([event.json()["result"] for event in events], ["send-error:8", "send-error:7"])

    async def test_confirmations_are_dropped_doubled_and_reordered(self):
        bed, socket, far = await self.pair("producer")
        await self.server.twin.set(drop_confirmations=1)
        far.say(frame.TEXT, ok(b"1"))
        far.say(frame.TEXT, ok(b"2"))
        await bed.receive(socket, 1)
        await self.server.twin.set(duplicate_confirmations=1)
        far.say(frame.TEXT, ok(b"3"))
        await bed.receive(socket, 2)
        await self.server.twin.set(reorder_confirmations=1)
        far.say(frame.TEXT, ok(b"4"))
        far.say(frame.TEXT, ok(b"5"))
        events = await bed.receive(socket, 2)
        self.assertEqual([event.json()["context"] for event in events], ["5", "4"])

    async def test_an_acknowledgement_is_swallowed_and_a_delivery_spoiled(self):
        bed, socket, far = await self.pair()
        await self.server.twin.set(swallow_acks=1, deliver_oversized=1, deliver_oversized_bytes=300000,
                                   deliver_without_id=0)
        socket.send_json({"messageId": "1"})
        socket.send_json({"messageId": "2"})
        self.assertEqual(json.loads((await far.next()).payload)["messageId"], "2")
        far.say(frame.TEXT, b'{"messageId":"1","payload":"eA==","properties":{}}')
        (event,) = await bed.receive(socket, 1)
        self.assertGreaterEqual(len(event.json()["payload"]), 400000)

    async def test_unload_and_terminate_ask_pulsar_and_tell_what_it_said(self):
        self.front()
        await self.server.create("demo")
        self.assertEqual((await self.put(unload="c8globals.demo", terminate="c8globals.demo"))[0], 200)
        self.assertIn(("PUT", f"/admin/v2/persistent/{NAME}/unload"), self.pulsar.calls)
        self.assertIn(("POST", f"/admin/v2/persistent/{NAME}/terminate"), self.pulsar.calls)
        for name in ("unload", "terminate"):
            status, answer = await self.put(**{name: "c8globals.absent"})
            self.assertEqual((status, answer["errorMessage"]), (404, "no stream c8globals.absent"))
            self.pulsar.failing = {name: 503}
            status, answer = await self.put(**{name: "c8globals.demo"})
            self.assertEqual((status, answer["errorMessage"]), (502, "Pulsar answers HTTP 503: not now"))
        self.pulsar.stop()
        self.assertEqual((await self.put(unload="c8globals.demo"))[0], 502)

    async def test_a_refused_upgrade_does_not_reach_pulsar(self):
        self.front("--fail-upgrade", "1", "--fail-upgrade-status", "429")
        await self.server.create("demo")
        with self.assertRaises(Refused) as caught:
            await self.server.upgrade(self.server.path("consumer", "demo", "sub"))
        self.assertEqual(caught.exception.answer.status, 429)
        self.assertTrue(self.pulsar.opened.empty())


class CommandLine(unittest.TestCase):
    def run_emulator(self, *options):
        done = subprocess.run([EMULATOR, *options], capture_output=True, text=True, timeout=30, check=False)
        return done.returncode, done.stdout, done.stderr

    def test_what_only_pulsar_can_change_is_a_usage_error_wherever_it_stands(self):
        pulsar = ("--pulsar", "ws://127.0.0.1:1")
        for name, value in PULSARS_OWN.items():
            option = "--" + name.replace("_", "-")
            for arguments in ((*pulsar, option, str(value)), (f"{option}={value}", *pulsar)):
                code, out, err = self.run_emulator(*arguments)
                self.assertEqual((code, out), (1, ""))
                self.assertRegex(err, f"^uc8-emulator: {option} has no effect in front of a Pulsar: .*\n$")

    def test_the_help_says_so(self):
        _, out, _ = self.run_emulator("--help")
        told = {line.split()[0] for line in out.splitlines() if "not with --pulsar" in line}
        self.assertEqual(told, {"--" + name.replace("_", "-") for name in PULSARS_OWN})


if __name__ == "__main__":
    unittest.main()
