# SPDX-License-Identifier: Apache-2.0
"""The example programs do what their first lines say."""
import os
import signal
import subprocess
import unittest

from bed import BIN, Uc8Test, until


class Bed(Uc8Test):
    def example(self, name, **options):
        program = os.path.join(os.path.dirname(BIN), "examples", name)
        process = subprocess.Popen([program], env=self.environment(), stdin=subprocess.DEVNULL,
                                   stdout=options.get("stdout", subprocess.PIPE),
                                   stderr=subprocess.PIPE)
        self.running.append(process)
        return process

    def consumers_of(self, name):
        for stream in self.emulator.state()["streams"]:
            if stream["name"] == name:
                return [c for s in stream["subscriptions"] for c in s["consumers"]]
        return []

    def uc8_exists(self, name):
        return any(s["name"] == "c8globals." + name for s in self.emulator.state()["streams"])

    def relay(self):
        self.assertEqual(self.example("create_stream").wait(20), 0)
        relay = self.example("relay")
        until(lambda: self.consumers_of("c8globals.demo"), "the relay")
        until(lambda: self.uc8_exists("copy"), "the relay's stream")
        return relay


class Examples(Bed):
    def test_created_produced_relayed_and_consumed(self):
        self.assertEqual(self.example("create_stream").wait(20), 0)
        consumer = self.example("consume_failover")
        relay = self.example("relay")
        until(lambda: len(self.consumers_of("c8globals.demo")) == 2, "both consumers")
        until(lambda: self.uc8_exists("copy"), "the relay's stream")
        self.stream = "copy"
        copies = self.consumer("c")
        self.assertEqual(self.example("produce").wait(20), 0)
        self.assertEqual(consumer.stdout.readline(), b"Hello Macrometa Stream!\n")
        until(lambda: copies.lines() == ["Hello Macrometa Stream!"], "the copy")
        until(lambda: all(c["acknowledged"] == 1 for c in self.consumers_of("c8globals.demo")),
              "the relay's acknowledgement")
        for process in (consumer, relay):
            process.send_signal(signal.SIGKILL)


class Endings(Bed):
    def test_a_signal_ends_both_consumers_in_good_order(self):
        relay = self.relay()
        consumer = self.example("consume_failover")
        until(lambda: len(self.consumers_of("c8globals.demo")) == 2, "both consumers")
        for process in (consumer, relay):
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(20), 0)
            self.assertEqual(process.stderr.read(), b"")
        until(lambda: not self.consumers_of("c8globals.demo"), "both to be gone")


class Refusals(Bed):
    def test_a_message_whose_copy_is_refused_is_kept_and_relayed_next_time(self):
        relay = self.relay()
        self.emulator.faults(only_stream="c8globals.copy", send_error=1, send_error_code=7)
        self.assertEqual(self.example("produce").wait(20), 0)
        self.assertEqual(relay.wait(20), 1)
        self.assertIn(b"uplink: ", relay.stderr.read())
        self.stream = "copy"
        copies = self.consumer("c")
        self.relay()
        until(lambda: copies.lines() == ["Hello Macrometa Stream!"], "the copy")


if __name__ == "__main__":
    unittest.main()
