# SPDX-License-Identifier: Apache-2.0
"""`uc8 consume`: what is printed, what is acknowledged, and when it ends."""
import os
import signal
import socket
import time
import unittest

from bed import PATIENCE_S, Uc8Test, until, waiting_in
from played import Played, upgraded
from scene import Scene, together


def deliver(connection, count):
    """The server's part up to `count` deliveries."""
    upgraded(connection)
    for i in range(count):
        connection.text(f'{{"messageId":"id{i}","payload":"eA==","properties":{{}},'
                        '"publishTime":"2026-01-02T03:04:05Z","redeliveryCount":0}')


class Options(Uc8Test):
    OPTIONS = ("--failover-delay-ms", "20")

    def seen(self):
        return {s["name"]: s for s in self.topic()["subscriptions"]}

    def test_types_name_and_mode_are_what_the_server_sees(self):
        self.uc8("create", self.stream)
        for options, seen in (((), "Failover"), (("--type", "failover"), "Failover"),
                              (("--type=exclusive",), "Exclusive"), (("--type", "shared"), "Shared"),
                              (("--type", "key_shared"), "Key_Shared")):
            name = "s" + "-".join(options)
            for push in ((), ("--push",)):
                consumer = self.consumer("n" + seen, *options, *push, subscription=name)
                subscription = self.seen()[name]
                self.assertEqual(subscription["type"].lower(), seen.lower())
                self.assertEqual([(c["name"], c["pull_mode"]) for c in subscription["consumers"]],
                                 [("n" + seen, not push)])
                consumer.terminate()
                self.assertEqual(consumer.wait(PATIENCE_S), 143)

    def test_the_default_name_is_host_and_pid(self):
        self.uc8("create", self.stream)
        consumer = self.spawn("consume", self.stream, "sub")
        until(lambda: "sub" in self.seen() and self.seen()["sub"]["consumers"], "the consumer")
        self.assertEqual(self.seen()["sub"]["consumers"][0]["name"],
                         f"{socket.gethostname()}-{consumer.pid}")

    def test_create_makes_the_stream(self):
        self.uc8("consume", self.stream, "sub", code=4)
        for _ in range(2):
            self.subscribe("--create")
        self.assertIn("sub", self.seen())

    def test_a_dead_link_is_noticed_by_twice_the_keepalive(self):
        self.uc8("create", self.stream)
        self.emulator.faults(only_name="k1", swallow_pings=-1)
        consumer = self.consumer("k1", "-k", "0.5")
        start = time.monotonic()
        until(lambda: " interrupted consumer" in consumer.log(), "the silence to be noticed")
        self.assertLess(time.monotonic() - start, 20)  # 60 by default.
        self.assertIn("the server fell silent", consumer.log())


class Ends(Uc8Test):
    def test_when_it_ends(self):
        together(self, {
            "-C": self.after_count, "-W without a message": self.without_message,
            "-W counts from the last message": self.after_silence,
            "-W and -C": self.count_and_time, "--no-ack": self.no_ack,
            "duplicates": self.duplicates,
            **{f"signal {number}": lambda a=(number, code): self.signalled(*a)
               for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143))}})

    def after_count(self):
        with Scene() as scene:
            scene.subscribe()
            scene.produce("a", "b", "c")
            for options in ((), ("--push",)):
                self.assertEqual(scene.received(1, *options), "a\n" if not options else "b\n")
            self.assertEqual(scene.subscription()["backlog"], 1)
            self.assertEqual(scene.received(1), "c\n")
            scene.nothing_is_left()

    def without_message(self):
        with Scene() as scene:
            scene.subscribe()
            for options in ((), ("-C", "1")):
                start = time.monotonic()
                out, err = scene.uc8("consume", scene.stream, "sub", "-W", "1", *options, code=2)
                self.assertGreater(time.monotonic() - start, 0.9)
                self.assertEqual(out, "")
                self.assertIn("-W", scene.one_line(err))

    def after_silence(self):
        with Scene() as scene:
            scene.subscribe()
            consumer = scene.spawn("consume", scene.stream, "sub", "-W", "4")
            until(lambda: scene.state()["websockets"] == 1, "the consumer")
            start = time.monotonic()
            scene.uc8("produce", scene.stream, "-m", "x", "--repeat", "5", "--interval", "1600")
            out, err = consumer.communicate(timeout=PATIENCE_S)
            self.assertGreater(time.monotonic() - start, 4 * 1.6 + 4 - 0.3)
            self.assertEqual((out, err, consumer.returncode), (b"x\n" * 5, b"", 0))

    def count_and_time(self):
        with Scene() as scene:
            scene.subscribe()
            scene.produce("a", "b")
            out, err = scene.uc8("consume", scene.stream, "sub", "-C", "3", "-W", "4", code=2)
            self.assertEqual(out, "a\nb\n")
            self.assertIn("2 of 3 came", scene.one_line(err))
            scene.nothing_is_left()

    def no_ack(self):
        with Scene() as scene:
            scene.subscribe()
            scene.produce("a", "b")
            for _ in range(2):
                self.assertEqual(scene.received(2, "--no-ack"), "a\nb\n")
                self.assertEqual(scene.subscription()["backlog"], 2)
            self.assertEqual(scene.received(2), "a\nb\n")
            scene.nothing_is_left()

    def duplicates(self):
        with Scene() as scene:
            scene.subscribe()
            scene.produce("a", "b")
            scene.emulator.faults(duplicate_deliveries=2)
            self.assertEqual(sorted(scene.received(4).split()), ["a", "a", "b", "b"])
            scene.nothing_is_left()

    def signalled(self, number, code):
        """Every acknowledgement owed, then a Close frame, and no word on stderr."""
        frames = []

        def serve(connection):
            deliver(connection, 20)
            while (frame := connection.frame()) is not None:
                frames.append(frame)
                if frame[0] == 8:
                    connection.send(b"\x88\x02\x03\xe8")
                    return
        with Played(serve) as server:
            process = self.spawn("consume", "a", "s", env=server.env)
            for _ in range(20):
                self.assertEqual(process.stdout.readline(), b"x\n")
            process.send_signal(number)
            self.assertEqual(process.wait(PATIENCE_S), code)
            self.assertEqual(process.stderr.read(), b"")
            until(lambda: frames and frames[-1][0] == 8, "the Close frame")
        self.assertEqual(frames[-1][1][:2], b"\x03\xe8")
        acknowledged = [text for opcode, text in frames if opcode == 1 and b"messageId" in text]
        self.assertEqual(acknowledged, [b'{"messageId":"id%d"}' % i for i in range(20)])


class Output(Uc8Test):
    def test_output_that_cannot_be_written_stays_unacknowledged(self):
        together(self, {"closed": self.closed, "closed later": self.closed_later,
                        "full disk": self.full_disk, "nobody reads": self.nobody_reads,
                        "-W while nobody reads": self.nobody_reads_for_long,
                        "not open": self.not_open})

    def closed(self):
        with Scene() as scene:
            scene.subscribe()
            scene.produce("kept")
            consumer = scene.spawn("consume", scene.stream, "sub")
            consumer.stdout.close()
            self.assertEqual(consumer.wait(PATIENCE_S), 1)
            self.assertIn("Broken pipe", scene.one_line(consumer.stderr.read().decode()))
            consumer.stdout = None
            self.assertEqual(scene.received(1), "kept\n")

    def closed_later(self):
        with Scene() as scene:
            scene.subscribe()
            consumer = scene.spawn("consume", scene.stream, "sub")
            scene.produce("read")
            self.assertEqual(consumer.stdout.readline(), b"read\n")
            until(lambda: scene.subscription()["backlog"] == 0, "its acknowledgement")
            consumer.stdout.close()
            scene.produce("kept", "as well")
            self.assertEqual(consumer.wait(PATIENCE_S), 1)
            consumer.stdout = None
            self.assertEqual(scene.received(2), "kept\nas well\n")

    def full_disk(self):
        with Scene() as scene:
            scene.subscribe()
            scene.produce("kept")
            with open("/dev/full", "wb") as full:
                consumer = scene.spawn("consume", scene.stream, "sub", "-C", "1", stdout=full)
                self.assertEqual(consumer.wait(PATIENCE_S), 1)
            line = scene.one_line(consumer.stderr.read().decode())
            self.assertIn("No space left on device", line)
            self.assertEqual(scene.received(1), "kept\n")

    def not_open(self):
        with Scene() as scene:
            scene.subscribe()
            scene.produce("kept")
            consumer = scene.spawn("consume", scene.stream, "sub", "-C", "1", stdout=None,
                                   preexec_fn=lambda: os.close(1))
            self.assertEqual(consumer.wait(PATIENCE_S), 1)
            self.assertEqual(scene.received(1), "kept\n")

    def stuck(self, scene, *options):
        """A consumer of 300 messages whose pipe is full."""
        scene.subscribe()
        scene.produce(*(f"{i:04}" + "x" * 995 for i in range(300)))
        consumer = scene.spawn("consume", scene.stream, "sub", *options)
        until(lambda: scene.subscription()["backlog"] < 270, "the first acknowledgements")
        until(lambda: waiting_in(consumer.stdout) > 60_000, "the pipe to be full")
        return consumer

    def nobody_reads(self):
        with Scene() as scene:
            consumer = self.stuck(scene)
            # Printed first, then acknowledged: no more than what is in the pipe.
            read = 300 - scene.subscription()["backlog"]
            self.assertLessEqual(read * 1000, 65536)
            start = time.monotonic()
            consumer.terminate()
            self.assertEqual(consumer.wait(PATIENCE_S), 143)
            self.assertLess(time.monotonic() - start, 25)
            printed = consumer.stdout.read().decode()
            whole = [line[:4] for line in printed.splitlines() if len(line) == 999]
            self.assertEqual(whole, [f"{i:04}" for i in range(len(whole))])
            left = scene.subscription()["backlog"]
            self.assertGreaterEqual(left, 300 - len(whole))
            rest = scene.received(left).splitlines()
            self.assertEqual(rest[-1][:4], "0299")
            self.assertEqual(int(rest[0][:4]), 300 - left)
            scene.nothing_is_left()

    def nobody_reads_for_long(self):
        with Scene() as scene:
            consumer = self.stuck(scene, "-W", "4")
            self.assertEqual(consumer.wait(PATIENCE_S), 2)
            self.assertIn("nobody reads stdout", scene.one_line(consumer.stderr.read().decode()))
            self.assertGreaterEqual(scene.subscription()["backlog"], 300 - 65)

    def test_a_slow_reader_gets_everything(self):
        with Scene() as scene:
            consumer = self.stuck(scene, "-C", "300")
            out, _ = consumer.communicate(timeout=PATIENCE_S)
            self.assertEqual(consumer.returncode, 0)
            self.assertEqual([line[:4] for line in out.decode().splitlines()],
                             [f"{i:04}" for i in range(300)])
            scene.nothing_is_left()

    def test_each_message_is_out_before_the_next_is_waited_for(self):
        with Scene() as scene:
            scene.subscribe()
            consumer = scene.spawn("consume", scene.stream, "sub", "-F", "%p.")
            for text in ("one", "two"):
                scene.produce(text)
                self.assertEqual(consumer.stdout.read(4), text.encode() + b".")


if __name__ == "__main__":
    unittest.main()
