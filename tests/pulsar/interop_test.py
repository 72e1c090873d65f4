# SPDX-License-Identifier: Apache-2.0
"""uc8 and Pulsar's own C++ client on the same topics: one over WebSocket, one in Pulsar's binary
protocol. What one sends the other reads, batches included, and either takes over from the other."""
import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

import native_client
from pulsar_bed import HERE, SKIP, PulsarTest, main, until

EVENT_MS = 1_767_323_045_678  # 2026-01-02T03:04:05.678Z
PYTHON, REASON = native_client.python()


def encoded(text):
    return base64.b64encode(text.encode()).decode()


def decoded(message):
    return base64.b64decode(message["payload"]).decode()


def fields_of(message_id):
    """The numbers of Pulsar's MessageIdData, by field; all of them are varints."""
    data, at, fields = base64.b64decode(message_id), 0, {}

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            value |= (data[at] & 0x7f) << shift
            shift, at = shift + 7, at + 1
            if not data[at - 1] & 0x80:
                return value

    while at < len(data):
        field = varint() >> 3
        fields[field] = varint()
    return fields


def place_of(message_id):
    """Ledger, entry and index in the batch, -1 where there is none."""
    fields = fields_of(message_id)
    return [fields[1], fields[2], fields.get(4, -1)]


class Interop(PulsarTest):
    def topic(self):
        return f"persistent://public/default/{self.stream}"

    def native(self, command, *arguments, **options):
        return [PYTHON, "-B", os.path.join(HERE, "native_peer.py"), command, self.pulsar.broker,
                self.topic(), *arguments]

    def native_produces(self, messages, *arguments):
        done = subprocess.run(self.native("produce", *arguments), text=True, capture_output=True,
                              input="".join(json.dumps(m) + "\n" for m in messages), timeout=60,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def native_consumer(self, name, *arguments):
        out = tempfile.NamedTemporaryFile(prefix="uc8-native-", suffix=".out")
        self.addCleanup(out.close)
        process = subprocess.Popen(self.native("consume", "sub", name, *arguments), stdout=out,
                                   stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.running.append(process)
        self.assertEqual(process.stderr.readline(), b"open\n")

        def messages():
            with open(out.name, encoding="utf-8") as lines:
                return [json.loads(line) for line in lines if line.endswith("\n")]
        process.messages = messages
        return process

    def uc8_consumer(self, name, *options):
        process = self.consumer(name, "-F", "json", *options)
        process.messages = lambda: [json.loads(line) for line in process.lines()]
        return process

    def test_what_the_native_client_sends_arrives_whole(self):
        consumer = self.uc8_consumer("uc8")
        sent = [{"payload": encoded(f"grün {i}"), "key": f"k{i}", "eventTime": EVENT_MS + i,
                 "properties": {"n": str(i), "ü": ""}} for i in range(20)]
        ids = self.native_produces(sent)
        until(lambda: len(consumer.messages()) == 20, "every message")
        for i, message in enumerate(consumer.messages()):
            self.assertEqual((message["payload"], message["key"], message["properties"]),
                             (sent[i]["payload"], sent[i]["key"], sent[i]["properties"]))
            moment = f"2026-01-02T03:04:05.{678 + i}".rstrip("0")  # As the server writes it.
            self.assertEqual(message["eventTime"], moment + "Z")
            self.assertEqual(place_of(message["id"]), ids[i])

    def test_what_uc8_sends_arrives_whole(self):
        consumer = self.native_consumer("native")
        ids, _ = self.uc8("produce", self.stream, "-m", "grün", "-m", "", "--key", "k 1",
                          "--property", "a=b=c", "--property", "ü=", "--print-ids")
        until(lambda: len(consumer.messages()) == 2, "both messages")
        for message, text, name in zip(consumer.messages(), ("grün", ""), ids.splitlines()):
            self.assertEqual((decoded(message), message["key"], message["properties"]),
                             (text, "k 1", {"a": "b=c", "ü": ""}))
            self.assertEqual(message["id"], place_of(name))

    def test_an_event_time_that_a_program_sets_arrives(self):
        consumer = self.native_consumer("native")
        program = os.path.join(os.environ["UC8_BIN"], "..", "tests", "pulsar_event_producer")
        for event_ms in (EVENT_MS, 1, 253_402_300_799_999):
            done = subprocess.run([program, self.pulsar.ws, self.stream, str(event_ms)],
                                  timeout=60, check=False)
            self.assertEqual(done.returncode, 0)
        until(lambda: len(consumer.messages()) == 3, "the messages")
        self.assertEqual([m["eventTime"] for m in consumer.messages()],
                         [EVENT_MS, 1, 253_402_300_799_999])

    def test_batches_arrive_one_by_one_and_each_has_its_own_id(self):
        consumer = self.uc8_consumer("uc8")
        sent = [{"payload": encoded(f"m{i}"), "key": f"k{i}", "properties": {"n": str(i)}}
                for i in range(30)]
        ids = self.native_produces(sent, "10")
        until(lambda: len(consumer.messages()) == 30, "every message")
        received = consumer.messages()
        self.assertEqual([decoded(m) for m in received], [f"m{i}" for i in range(30)])
        self.assertEqual([(m["key"], m["properties"]) for m in received],
                         [(m["key"], m["properties"]) for m in sent])
        self.assertEqual([place_of(m["id"]) for m in received], ids)
        self.assertEqual([m[2] for m in ids], list(range(10)) * 3)
        self.assertEqual(len({m["id"] for m in received}), 30)
        if self.pulsar.version != "2.7.0":
            self.assertEqual({fields_of(m["id"])[6] for m in received}, {10})

    def test_a_batch_goes_to_the_standby_when_the_active_is_killed(self):
        # No member is acknowledged: on this server one acknowledgement would decide for all (2.7.0)
        # or for none (2.8.1).
        active = self.uc8_consumer("uc8-1", "--no-ack")
        standby = self.uc8_consumer("uc8-2")
        self.native_produces([{"payload": encoded(f"m{i}")} for i in range(10)], "5")
        until(lambda: len(active.messages()) == 10, "every message")
        self.assertEqual(standby.messages(), [])
        active.kill()
        until(lambda: len(standby.messages()) == 10, "every message again")
        self.assertEqual([m["id"] for m in standby.messages()],
                         [m["id"] for m in active.messages()])

    def test_what_is_acknowledged_of_a_batch_comes_again_as_this_server_does_it(self):
        # Not our doing: 2.8.1 counts the members of a batch anew for each acknowledgement it gets
        # over WebSocket, and never finds them all.
        consumer = self.uc8_consumer("uc8", "-C", "6")
        self.native_produces([{"payload": encoded(f"m{i}")} for i in range(5)], "5")
        self.native_produces([{"payload": encoded("alone")}])
        self.assertEqual(consumer.wait(30), 0)
        again = self.uc8_consumer("uc8", "-W", "3")
        self.assertEqual(again.wait(30), 2 if self.pulsar.version == "2.7.0" else 0)
        came = [] if self.pulsar.version == "2.7.0" else [f"m{i}" for i in range(5)]
        self.assertEqual([decoded(m) for m in again.messages()], came)

    def takes_over(self, active, standby):
        self.uc8("produce", self.stream, "-m", "one", "-m", "two")
        until(lambda: [decoded(m) for m in active.messages()] == ["one", "two"], "both messages")
        self.assertEqual(standby.messages(), [])
        active.send_signal(signal.SIGKILL)
        killed = time.monotonic()
        self.uc8("produce", self.stream, "-m", "three")
        until(lambda: "three" in [decoded(m) for m in standby.messages()], "the third message")
        self.assertGreater(time.monotonic() - killed, 0.9)  # The server's own delay.
        self.assertEqual([decoded(m) for m in standby.messages()], ["one", "two", "three"])

    def test_uc8_takes_over_from_a_killed_native_consumer(self):
        active = self.native_consumer("native", "hold")
        self.takes_over(active, self.uc8_consumer("uc8"))

    def test_a_native_consumer_takes_over_from_a_killed_uc8(self):
        active = self.uc8_consumer("uc8", "--no-ack")
        self.takes_over(active, self.native_consumer("native"))


if __name__ == "__main__":
    if PYTHON is None:
        print("skipped: " + REASON)
        sys.exit(SKIP)
    main()
