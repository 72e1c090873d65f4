# SPDX-License-Identifier: Apache-2.0
"""What only the library offers, and not the uc8 program, against a server that is a process of its
own: line_client.cpp on one side, uc8-emulator on the other."""
import os
import re
import select
import socket
import subprocess
import sys
import threading
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from bed import Emulator, PATIENCE_S, until  # noqa: E402

EXCLUSIVE, SHARED, FAILOVER = range(3)  # SubscriptionType


class Client:
    """One process with any number of producers and consumers."""

    def __init__(self, env):
        self.told = []
        self.process = subprocess.Popen([os.environ["UC8_LINE_CLIENT"]], env=env, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.told.append(line.rstrip("\n"))

    def say(self, *lines):
        self.process.stdin.write("".join(line + "\n" for line in lines))
        self.process.stdin.flush()

    def of(self, name, what=""):
        """What that object told, of one kind, without its name."""
        return [line.split(" ", 1)[1] for line in list(self.told)
                if line.startswith(f"{name} {what}")]

    def wait(self, name, what, count=1):
        until(lambda: len(self.of(name, what)) >= count, f"{count} times {name} {what}")
        return self.of(name, what)

    def end(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE_S)
        self.reader.join()
        self.process.stdout.close()


class LibraryTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = Emulator("--plain", "--failover-delay-ms", "10")

    @classmethod
    def tearDownClass(cls):
        cls.emulator.close()

    def setUp(self):
        self.stream = re.sub(r"\W", "_", self._testMethodName)[:200]
        self.client = self.start(self.emulator.env["UC8_URL"].replace("localhost", "127.0.0.1"))
        self.addCleanup(self.emulator.faults, dedup=0, drop_confirmations=0, close_reuse=0,
                        delay_confirmations_ms=0, delay_otp_ms=0, delay_upgrade_ms=0)

    def start(self, url):
        client = Client(dict(os.environ, UC8_URL=url, UC8_API_KEY="xxxxxx"))
        self.addCleanup(client.end)
        return client

    def topic(self):
        return next(t for t in self.emulator.state()["streams"]
                    if t["name"] == f"c8globals.{self.stream}")

    def requests(self, step):
        return sum(count for name, count in self.emulator.state()["requests"].items()
                   if name.startswith(step))

    def subscription(self, name="sub"):
        return next(s for s in self.topic()["subscriptions"] if s["name"] == name)

    def producer(self, name="p", *options):
        self.client.say(f"producer {name} {self.stream} {' '.join(options)}", f"open {name}")
        self.client.wait(name, "open")

    def consumer(self, name="c", *options, subscription="sub"):
        self.client.say(f"consumer {name} {self.stream} {subscription} {' '.join(options)}",
                        f"open {name}")
        self.client.wait(name, "open")

    def send(self, *texts, name="p"):
        self.client.say(*[f"send {name} {text}" for text in texts])

    def taken(self, name, count):
        """Ids and texts of the messages that a consumer took."""
        lines = self.client.wait(name, "message", count)
        return [tuple(line.split(" ")[1:]) for line in lines]


class Producers(LibraryTest):
    def test_a_send_that_times_out_is_told_and_later_ones_go_on(self):
        self.producer("p", "send_timeout_ms=1500")
        self.emulator.faults(drop_confirmations=1)
        self.send("lost", "b")
        self.assertEqual(self.client.wait("p", "sent", 2),
                         ["sent 1 timed_out", "sent 2 ok"])
        self.send("c")
        self.assertEqual(self.client.wait("p", "sent", 3)[2], "sent 3 ok")
        self.assertEqual(self.client.of("p", "open"), ["open"])
        self.assertEqual(self.topic()["messages"], 3)  # The confirmation was lost, not the message.

    def test_with_numbers_a_resend_is_stored_once(self):
        self.emulator.faults(dedup=1)
        self.producer("p", "name=one", "idempotent=1")
        self.send("a")
        self.client.wait("p", "sent")
        self.emulator.faults(drop_confirmations=2)
        self.send("b", "c", "d")
        until(lambda: self.topic()["messages"] == 4, "four messages")
        self.emulator.faults(drop_confirmations=0, drop_now=1)
        sent = self.client.wait("p", "sent", 4)
        self.assertEqual(sent, ["sent 1 ok", "sent 2 ok duplicate", "sent 3 ok duplicate",
                                "sent 4 ok duplicate"])
        self.assertEqual(self.topic()["messages"], 4)
        # Another life goes on after the last number.
        self.client.say("close p 1000")
        self.assertEqual(self.client.wait("p", "closed"), ["closed 3"])
        self.producer("q", "name=one", "idempotent=1", "resume_after=3")
        self.send("e", name="q")
        self.assertEqual(self.client.wait("q", "sent"), ["sent 1 ok"])
        self.assertEqual(self.topic()["messages"], 5)

    def test_what_was_unconfirmed_at_the_end_is_sent_again_in_the_next_life(self):
        self.emulator.faults(dedup=1)
        self.producer("p", "name=two", "idempotent=1")
        self.emulator.faults(drop_confirmations=-1)
        self.send("a", "b")
        until(lambda: self.topic()["messages"] == 2, "two messages")
        self.client.say("close p")
        self.assertEqual(self.client.wait("p", "closed"), ["closed -1"])
        self.assertEqual(self.client.of("p", "sent"), ["sent 1 unconfirmed", "sent 2 unconfirmed"])
        self.emulator.faults(drop_confirmations=0)
        self.send("a", "b", "c")  # The same object, before it is open.
        self.client.say("open p")
        self.assertEqual(self.client.wait("p", "sent", 5)[2:],
                         ["sent 3 ok duplicate", "sent 4 ok duplicate", "sent 5 ok"])
        self.assertEqual(self.topic()["messages"], 3)

    def test_a_drain_waits_for_confirmations(self):
        self.producer()
        self.emulator.faults(delay_confirmations_ms=300)
        self.send("a", "b")
        self.client.say("close p 20000", "send p c")
        self.client.wait("p", "closed")
        self.assertEqual(self.client.of("p"), ["open", "send: wrong_state", "sent 1 ok",
                                               "sent 2 ok", "closed"])

    def test_a_failure_during_a_drain_is_the_only_end(self):
        self.producer()
        self.emulator.faults(drop_confirmations=-1)
        self.send("a")
        until(lambda: self.topic()["messages"] == 1, "the message")
        self.client.say("close p 20000")
        self.emulator.faults(close_code=1009, close_now=1, drop_confirmations=0)
        self.client.wait("p", "failed")
        # Whatever else came would come before this does.
        self.client.say("send p b", "open p")
        self.client.wait("p", "sent 2")
        self.assertEqual(self.client.of("p"), ["open", "sent 1 unconfirmed", "failed rejected",
                                               "open", "sent 2 ok"])

    def test_closing_in_the_middle_of_connecting(self):
        def close_when(client, name, arrived):
            client.say(f"producer {name} {self.stream}", f"open {name}", f"send {name} x")
            until(arrived, "the request")
            client.say(f"close {name}", f"open {name}")
            client.wait(name, "closed")
            self.assertEqual(client.of(name), ["open: wrong_state", "sent 1 unconfirmed", "closed"])

        for step in ("otp", "upgrade"):
            with self.subTest(step):
                self.emulator.faults(delay_otp_ms=0)
                self.emulator.faults(**{f"delay_{step}_ms": 60000})
                before = self.requests(step)
                close_when(self.client, step, lambda: self.requests(step) > before)
        with self.subTest("tcp"), socket.create_server(("127.0.0.1", 0)) as silent:
            silent.setblocking(False)
            client = self.start(f"http://127.0.0.1:{silent.getsockname()[1]}")
            close_when(client, "tcp", lambda: select.select([silent], [], [], 0)[0])

    def test_a_terminated_stream_ends_its_producer(self):
        self.producer()
        self.emulator.faults(terminate=f"c8globals.{self.stream}")
        self.send("late")
        self.assertEqual(self.client.wait("p", "sent"), ["sent 1 message_refused"])
        self.emulator.faults(drop_now=1)
        self.client.wait("p", "failed")
        self.assertEqual(self.client.of("p")[2:],
                         ["interrupted connection_lost", "failed rejected"])

    def test_a_server_that_hangs_up_on_each_reuse_is_reached(self):
        self.emulator.faults(close_reuse=-1)
        self.producer()
        self.emulator.faults(close_reuse=0)
        self.assertEqual(self.client.of("p"), ["open"])


class Consumers(LibraryTest):
    def acknowledge_all(self, name, count):
        taken = self.taken(name, count)
        self.client.say(*[f"ack {name} {number}" for number, _ in taken])
        return [text for _, text in taken]

    def test_push_mode_stops_at_its_window_and_goes_on_with_acknowledgements(self):
        self.consumer("c", "push=1", "window=3")
        self.producer()
        self.send(*[f"m{i}" for i in range(6)])
        self.client.wait("p", "sent", 6)
        until(lambda: self.subscription()["consumers"][0]["window_pending"] == 3, "a full window")
        self.assertEqual([text for _, text in self.taken("c", 3)], ["m0", "m1", "m2"])
        for number, _ in self.taken("c", 3):
            self.client.say(f"ack c {number}")
        self.assertEqual([text for _, text in self.taken("c", 6)], [f"m{i}" for i in range(6)])
        for number, _ in self.taken("c", 6)[3:]:
            self.client.say(f"ack c {number}")
        until(lambda: self.subscription()["backlog"] == 0, "all acknowledged")

    def test_what_is_acknowledged_while_a_message_is_held_arrives(self):
        self.consumer()
        self.producer()
        self.send("a")
        self.taken("c", 1)
        self.client.say("hold c")
        self.send("b", "c")
        self.client.wait("c", "holds")
        self.acknowledge_all("c", 1)
        until(lambda: self.subscription()["backlog"] == 2, "the acknowledgement")
        self.client.say("resume c")
        self.assertEqual([text for _, text in self.taken("c", 3)], ["a", "b", "c"])
        self.assertEqual(len(self.client.of("c", "holds")), 1)

    def test_what_is_negatively_acknowledged_is_kept_and_comes_again(self):
        self.consumer()
        self.producer()
        self.send("a", "b")
        (first, _), (second, _) = self.taken("c", 2)
        self.client.say(f"nack c {first}", f"ack c {second}", f"nack c {second}")
        self.assertEqual(self.client.wait("c", "nack:"), ["nack: unknown_message"])
        until(lambda: self.subscription()["backlog"] == 1, "the acknowledgement")
        self.assertEqual(self.subscription()["consumers"][0]["negative_acknowledged"], 1)
        # The server's own delay is a minute; whoever reconnects need not wait for it.
        self.emulator.faults(drop_name="c")
        self.assertEqual(self.taken("c", 3)[2], (first, "a"))
        self.client.say(f"ack c {first}")
        until(lambda: self.subscription()["backlog"] == 0, "the other acknowledgement")

    def test_shared_consumers_on_one_loop_divide_the_messages(self):
        names = ["c1", "c2", "c3"]
        for name in names:
            self.consumer(name, f"type={SHARED}", "window=2")
        for name in ("p", "q"):
            self.producer(name)
            self.send(*[f"{name}{i}" for i in range(3)], name=name)
            self.client.wait(name, "sent", 3)
        until(lambda: len(sum((self.client.of(name, "message") for name in names), [])) == 6,
              "six messages")
        texts = [line.split(" ")[2] for name in names for line in self.client.of(name, "message")]
        self.assertEqual(sorted(texts), ["p0", "p1", "p2", "q0", "q1", "q2"])
        # Who leaves without acknowledging leaves its messages to the others.
        left = {line.split(" ")[2] for line in self.client.of("c1", "message")}
        for name in names[1:]:
            self.acknowledge_all(name, len(self.client.of(name, "message")))
        self.client.say("close c1")
        self.client.wait("c1", "closed")
        until(lambda: len(self.client.of("c2", "message")) + len(self.client.of("c3", "message"))
              == 6, "the rest")
        again = {line.split(" ")[2] for name in names[1:]
                 for line in self.client.of(name, "message")}
        self.assertLessEqual(left, again)

    def test_an_exclusive_subscription_is_a_conflict_until_it_is_free(self):
        self.consumer("c1", f"type={EXCLUSIVE}")
        self.client.say(f"consumer c2 {self.stream} sub type={EXCLUSIVE}", "open c2")
        self.client.wait("c2", "interrupted conflict")
        self.client.say("close c1")
        self.client.wait("c1", "closed")
        self.client.wait("c2", "open")
        self.producer()
        self.send("x")
        self.assertEqual(self.acknowledge_all("c2", 1), ["x"])

    def test_another_type_on_a_subscription_in_use_is_a_conflict(self):
        self.consumer("c1", f"type={FAILOVER}")
        self.client.say(f"consumer c2 {self.stream} sub type={SHARED}", "open c2")
        self.client.wait("c2", "interrupted conflict")
        self.client.say("close c2", "open c2")
        self.client.wait("c2", "closed")
        self.assertEqual(self.client.of("c2")[-2:], ["open: wrong_state", "closed"])

    def test_a_consumer_that_closed_opens_again_and_goes_on(self):
        self.consumer()
        self.producer()
        self.send("a", "b")
        (first, _), _ = self.taken("c", 2)
        self.client.say(f"ack c {first}", "close c")
        self.client.wait("c", "closed")
        self.assertEqual(self.subscription()["backlog"], 1)
        self.client.say("open c")
        self.assertEqual(self.taken("c", 3)[2][1], "b")


if __name__ == "__main__":
    unittest.main()
