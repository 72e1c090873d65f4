# SPDX-License-Identifier: Apache-2.0
"""The main job: consumers that take over from each other, and servers that go away."""
import signal
import time
import unittest

from bed import Uc8Test, until


class Failover(Uc8Test):
    OPTIONS = ("--idle-timeout-ms", "3000")

    def consumer(self, name, *options):
        # Often enough that the server drops nobody for being idle, on a busy machine too.
        return super().consumer(name, "-k", "0.5", *options)

    def take_over(self, end_the_active):
        self.uc8("create", self.stream)
        active = self.consumer("a")
        standby = self.consumer("b")
        texts = [f"message {i}" for i in range(30)]
        self.uc8("produce", self.stream, "-l", stdin="\n".join(texts[:10]))
        until(lambda: len(active.lines()) == 10, "the active consumer's messages")
        self.assertEqual(standby.lines(), [])
        end_the_active(active)
        self.uc8("produce", self.stream, "-l", stdin="\n".join(texts[10:]))
        until(lambda: set(active.lines() + standby.lines()) >= set(texts), "every message")
        seen = standby.lines()
        self.assertEqual([t for t in texts if t in seen], list(dict.fromkeys(seen)))
        standby.send_signal(signal.SIGTERM)
        self.assertEqual(standby.wait(10), 143)

    def test_standby_takes_over_from_a_killed_consumer(self):
        self.take_over(lambda active: active.kill())

    def test_standby_takes_over_from_a_consumer_that_closed(self):
        def end(active):
            active.send_signal(signal.SIGTERM)
            self.assertEqual(active.wait(10), 143)
        self.take_over(end)

    def test_standby_takes_over_from_a_silent_consumer(self):
        # Half-open: the server hears nothing more of it, and drops it after its idle timeout.
        self.take_over(lambda active: active.send_signal(signal.SIGSTOP))

    def test_what_a_killed_consumer_did_not_acknowledge_is_delivered_to_the_standby(self):
        self.uc8("create", self.stream)
        active = self.consumer("a", "--no-ack")
        standby = self.consumer("b")
        self.uc8("produce", self.stream, "-m", "one", "-m", "two")
        until(lambda: active.lines() == ["one", "two"], "both messages")
        active.kill()
        until(lambda: standby.lines() == ["one", "two"], "both messages again")

    def test_takeover_takes_about_a_second(self):
        self.uc8("create", self.stream)
        active = self.consumer("a")
        standby = self.consumer("b")
        self.uc8("produce", self.stream, "-m", "one")
        until(lambda: active.lines() == ["one"], "the first message")
        active.kill()
        killed = time.monotonic()
        self.uc8("produce", self.stream, "-m", "two")
        until(lambda: "two" in standby.lines(), "the second message")
        took = time.monotonic() - killed
        self.assertGreater(took, 0.9)  # The server's own delay; the upper bound is the patience.

    def test_exclusive_consumers_do_not_share(self):
        self.uc8("create", self.stream)
        self.consumer("a", "--type", "exclusive")
        second = self.spawn("consume", self.stream, "sub", "--type", "exclusive", "-v")
        told = iter(second.stderr.readline, b"")
        reason = next(line for line in told if b" open " in line or b" interrupted " in line)
        self.assertIn(b"HTTP 409 (conflict)", reason)

    def test_shared_consumers_share(self):
        self.uc8("create", self.stream)
        first = self.consumer("a", "--type", "shared")
        second = self.consumer("b", "--type", "shared")
        texts = [str(i) for i in range(200)]
        self.uc8("produce", self.stream, "-l", stdin="\n".join(texts))
        until(lambda: sorted(first.lines() + second.lines()) == sorted(texts), "every message")
        self.assertTrue(first.lines() and second.lines())

    def test_key_shared_consumers_keep_a_key_together(self):
        self.uc8("create", self.stream)
        first = self.consumer("a", "--type", "key_shared", "-F", r"%k\n")
        second = self.consumer("b", "--type", "key_shared", "-F", r"%k\n")
        for key in range(8):
            self.uc8("produce", self.stream, "-m", "x", "-m", "y", "--key", f"k{key}")
        until(lambda: len(first.lines() + second.lines()) == 16, "every message")
        self.assertFalse(set(first.lines()) & set(second.lines()))


class Restart(Uc8Test):
    def test_producer_and_consumer_survive_a_restart_of_the_server(self):
        options = ("--auto-create",)
        self.emulator.stop()
        self.emulator.start(*options)
        consumer = self.consumer("a")
        producer = self.spawn("produce", self.stream, "-l", "-v", stdin=-1)
        producer.stdin.write(b"before\n")
        producer.stdin.flush()
        until(lambda: consumer.lines() == ["before"], "the first message")
        self.assertEqual(self.emulator.stop(), 0)
        until(lambda: "interrupted" in consumer.log(), "the interruption")
        self.emulator.start(*options)
        until(lambda: consumer.log().count(" open consumer") == 2, "the consumer's return")
        producer.stdin.write(b"after\n")
        producer.stdin.close()
        producer.stdin = None
        self.assertEqual(producer.wait(40), 0)
        until(lambda: consumer.lines()[-1] == "after", "the last message")


if __name__ == "__main__":
    unittest.main()
