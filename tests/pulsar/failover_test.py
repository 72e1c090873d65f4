# SPDX-License-Identifier: Apache-2.0
"""The main job on a real Pulsar: the quickstart's scenario, again and again, with a ledger.

A producer sends; two consumers share a failover subscription; the active one is killed with SIGKILL
in the middle. Nothing may be lost, what comes twice was not acknowledged, order is kept, and the
standby's first message comes about as late as bare sockets see it on that server: 1006 to 1018 ms.
"""
import os
import statistics
import subprocess
import tempfile
import threading
import time
import unittest

from pulsar_bed import Pulsar, PulsarTest, e2e, main, until

RUNS = 5
MESSAGES = 24
KILL_AFTER = 14    # The first second's messages come in one burst, whose acknowledgements are late.
INTERVAL_MS = 100  # So that more messages wait for the standby before it may have them.
TAKEOVER_MS = (1006, 1018)
TOLERANCE_MS = 50


class Ledger:
    """Who printed what, and when."""

    def __init__(self):
        self.rows = []
        self.threads = []

    def follow(self, name, pipe):
        def read():
            for line in pipe:
                self.rows.append((time.monotonic(), name, line.decode().rstrip("\n")))
        self.threads.append(threading.Thread(target=read, daemon=True))
        self.threads[-1].start()

    def of(self, name):
        return [text for _, who, text in list(self.rows) if who == name]

    def first_at(self, name):
        return min(at for at, who, _ in self.rows if who == name)

    def texts(self):
        return [text for _, _, text in list(self.rows)]


class Scenario:
    """One run; `summary` is what the quickstart prints at its end."""

    def __init__(self, test, stream):
        self.test, self.stream = test, stream
        self.ledger = Ledger()

    def consumer(self, name):
        log = open(os.path.join(self.test.folder, f"{self.stream}-{name}.log"), "w+b")
        self.test.addCleanup(log.close)
        process = self.test.spawn("consume", self.stream, "sub", "--name", name, "-v", "-k", "1",
                                  stderr=log)
        self.ledger.follow(name, process.stdout)
        until(lambda: b" open consumer" in open(log.name, "rb").read(), "open " + name)
        return process

    def run(self):
        self.test.uc8("create", self.stream)
        active, standby = self.consumer("consumer-1"), self.consumer("consumer-2")
        texts = [f"message number {i}" for i in range(1, MESSAGES + 1)]
        producer = self.test.spawn("produce", self.stream, "-l", "--print-ids", "-k", "1",
                                   "--interval", str(INTERVAL_MS), stdin=subprocess.PIPE)
        producer.stdin.write("\n".join(texts).encode())
        producer.stdin.close()
        producer.stdin = None
        until(lambda: len(self.ledger.of("consumer-1")) >= KILL_AFTER, "the first messages")
        active.kill()
        killed_at = time.monotonic()
        confirmed, _ = producer.communicate(timeout=60)
        until(lambda: set(self.ledger.texts()) >= set(texts), "every message")
        standby.terminate()
        standby.wait(30)
        for process in (active, standby):
            process.wait(30)
        for thread in self.ledger.threads:
            thread.join(30)
        return self.summary(texts, confirmed.splitlines(), killed_at)

    def summary(self, texts, confirmed, killed_at):
        delivered = self.ledger.texts()
        first, second = self.ledger.of("consumer-1"), self.ledger.of("consumer-2")
        again = [text for text in first if text in second]
        return {
            "produced": len(set(confirmed)),
            "lost": len(set(texts) - set(delivered)),
            "duplicates": len(delivered) - len(set(delivered)),
            # What comes again is what consumer-1 printed last, and had not yet acknowledged.
            "in order": all(part == sorted(part, key=texts.index) for part in (first, second)) and
                        again == first[len(first) - len(again):],
            "consumer-1": len(first),
            "consumer-2": len(second),
            "takeover ms": round((self.ledger.first_at("consumer-2") - killed_at) * 1000),
        }


class MainJob:
    """The same on every back end."""

    def test_a_killed_consumer_is_replaced_without_loss(self):
        with tempfile.TemporaryDirectory(prefix="uc8-failover-") as self.folder:
            summaries = [Scenario(self, f"failover_{run}").run() for run in range(RUNS)]
        for run, summary in enumerate(summaries):
            # It was that Pulsar which took them, and not something in between.
            self.assertEqual(self.pulsar.stats(*self.place_of(f"failover_{run}"))["msgInCounter"],
                             MESSAGES)
            print(summary, flush=True)
            self.assertEqual(summary["produced"], MESSAGES)
            self.assertEqual(summary["lost"], 0)
            self.assertTrue(summary["in order"], summary)
            self.assertGreaterEqual(summary["consumer-1"], KILL_AFTER)
            self.assertLess(summary["duplicates"], KILL_AFTER, summary)
        median = statistics.median(summary["takeover ms"] for summary in summaries)
        self.assertGreaterEqual(median, TAKEOVER_MS[0] - TOLERANCE_MS)
        self.assertLessEqual(median, TAKEOVER_MS[1] + TOLERANCE_MS)


class Plain(MainJob, PulsarTest):
    @staticmethod
    def place_of(stream):
        return stream, "public", "default"


def emulator_passes_through():
    program = os.path.join(e2e.BIN, "uc8-emulator")
    if not os.path.exists(program):
        return False
    return "--pulsar" in subprocess.run([program, "--help"], capture_output=True, text=True,
                                        check=False).stdout


@unittest.skipUnless(emulator_passes_through(), "this uc8-emulator has no --pulsar")
class ThroughTheEmulator(MainJob, e2e.Uc8Test):
    @classmethod
    def setUpClass(cls):
        cls.pulsar = Pulsar(os.environ["UC8_PULSAR_DIR"])
        cls.emulator = e2e.Emulator("--pulsar", cls.pulsar.ws)

    @staticmethod
    def place_of(stream):
        return "c8globals." + stream, "_mm", "c8global._system"


if __name__ == "__main__":
    main()
