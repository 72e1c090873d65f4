# SPDX-License-Identifier: Apache-2.0
"""`uc8 produce`: where messages come from, what is confirmed, and when it ends."""
import os
import signal
import tempfile
import time
import unittest

from bed import PATIENCE_S, Uc8Test, until, waiting_in
from scene import Scene, together

LIMIT = 785000


class Sources(Uc8Test):
    OPTIONS = ("--failover-delay-ms", "20")

    def setUp(self):
        super().setUp()
        self.uc8("create", self.stream)
        self.subscribe()

    def received(self, count, *options):
        return self.uc8("consume", self.stream, "sub", "-C", str(count), "-W", "20", "-F", r"[%p]",
                        *options)[0]

    def produce(self, *arguments, **options):
        return self.uc8("produce", self.stream, *arguments, **options)

    def nothing_more(self):
        self.assertEqual([s["backlog"] for s in self.topic()["subscriptions"]], [0])

    def test_texts_in_their_order(self):
        self.produce("-m", "a", "-mb", "-m", "", "-m", "-x")
        self.assertEqual(self.received(4), "[a][b][][-x]")
        self.nothing_more()

    def test_lines(self):
        for text, expected in (("a\nb\n", "[a][b]"), ("a\n\nb", "[a][][b]"), ("\n", "[]"),
                               ("\n\n", "[][]"), ("last", "[last]"), ("a\r\n", "[a\r]")):
            with self.subTest(text=text):
                self.produce("-l", stdin=text)
                self.assertEqual(self.received(expected.count("[")), expected)
        self.produce("-l", stdin="")
        self.nothing_more()

    def test_a_line_goes_as_soon_as_it_is_there(self):
        producer = self.spawn("produce", self.stream, "-l", "--print-ids", stdin=-1)
        for text in (b"one\n", b"two\nthr"):
            producer.stdin.write(text)
            producer.stdin.flush()
            self.assertRegex(producer.stdout.readline(), rb"^\S+\n$")
        producer.stdin.write(b"ee")
        producer.stdin.close()
        producer.stdin = None
        self.assertEqual(producer.wait(PATIENCE_S), 0)
        self.assertEqual(self.received(3), "[one][two][three]")

    def test_all_of_stdin_and_files(self):
        self.produce("-s", stdin="two\nlines\n")
        self.produce("-s", stdin="")
        with tempfile.NamedTemporaryFile("w") as file:
            self.produce("-f", file.name)
            file.write("of a\nfile\n")
            file.flush()
            self.produce("-f", file.name, "--repeat", "2")
        self.assertEqual(self.received(5), "[two\nlines\n][][][of a\nfile\n][of a\nfile\n]")
        line = self.one_line(self.produce("-f", "/", code=1)[1])
        self.assertIn("Is a directory", line)
        self.nothing_more()

    def test_sizes(self):
        whole = "y" * LIMIT
        self.produce("-l", stdin=whole + "\n" + whole)
        self.produce("-s", stdin=whole)
        self.assertEqual(self.received(3), f"[{whole}]" * 3)
        for option in ("-s", "-f/dev/stdin"):
            line = self.one_line(self.produce(option, stdin=whole + "y", code=1)[1])
            self.assertIn(str(LIMIT), line)
        self.nothing_more()

    def test_a_line_that_is_too_long_is_named_and_the_earlier_ones_are_sent(self):
        out, err = self.produce("-l", "--print-ids", code=1,
                                stdin="a\nb\n" + "x" * (LIMIT + 1) + "\nlater\n")
        self.assertIn("line 3", self.one_line(err))
        self.assertEqual(len(out.splitlines()), 2)
        self.assertEqual(self.received(2), "[a][b]")
        # Nobody waits for its end.
        producer = self.spawn("produce", self.stream, "-l", stdin=-1)
        try:
            producer.stdin.write(b"c\n" + b"x" * (LIMIT + 1))
            producer.stdin.flush()
        except BrokenPipeError:
            pass
        self.assertEqual(producer.wait(PATIENCE_S), 1)
        self.assertIn("line 2", self.one_line(producer.stderr.read().decode()))
        self.assertEqual(self.received(1), "[c]")
        self.nothing_more()

    def test_ids_are_printed_in_order_when_the_server_confirmed(self):
        out, _ = self.produce("-l", "--print-ids", stdin="\n".join(str(i) for i in range(100)))
        ids = self.uc8("consume", self.stream, "sub", "-C", "100", "-F", r"%i\n")[0]
        self.assertEqual(out, ids)
        self.assertEqual(self.produce("-m", "x")[0], "")

    def test_key_and_properties_go_with_every_message(self):
        self.produce("-m", "a", "-m", "b", "--key", "k", "--property", "p=1", "--property=q=2=3",
                     "--property", "e=")
        self.assertEqual(self.received(2, "-F", r"%k %P{p} %P{q} %P{e}.\n"), "k 1 2=3 .\n" * 2)

    def test_the_name_is_what_the_server_sees(self):
        producer = self.spawn("produce", self.stream, "-l", "--producer-name", "pump 7", stdin=-1)

        def names():
            return [p["name"] for p in self.topic()["producers"]]
        until(lambda: names() == ["pump 7"], "the name")
        line = self.one_line(self.produce("-m", "x", "--producer-name", "pump 7", "-W", "4",
                                          code=2)[1])
        self.assertIn("conflict", line)
        producer.stdin.close()
        producer.stdin = None
        self.assertEqual(producer.wait(PATIENCE_S), 0)

    def test_interval_and_repeat(self):
        start = time.monotonic()
        self.produce("-m", "a", "-m", "b", "--repeat", "3", "--interval", "100")
        self.assertGreater(time.monotonic() - start, 0.5)
        self.assertEqual(self.received(6), "[a][b]" * 3)
        self.produce("-l", "--interval", "50", stdin="c\nd\n")
        self.assertEqual(self.received(2), "[c][d]")
        # None comes behind the last one.
        self.produce("-m", "e", "--interval", "600000")
        self.produce("-l", "--interval", "600000", stdin="f\n")
        self.assertEqual(self.received(2), "[e][f]")
        self.nothing_more()

    def test_create_goes_first(self):
        self.uc8("produce", self.stream + "2", "-m", "x", code=4)
        self.uc8("produce", self.stream + "2", "-m", "x", "--create")
        self.uc8("produce", self.stream + "3", "-m", "x", "--create", "--local")
        self.uc8("exists", "c8locals." + self.stream + "3")


class Ends(Uc8Test):
    def test_when_it_ends(self):
        together(self, {
            "-W with input": self.time_is_up_with_input,
            "-W unconfirmed": self.time_is_up_unconfirmed,
            "-W unreachable": self.time_is_up_unreachable,
            "-W not reached": self.time_is_not_up,
            "closed stdout": lambda: self.output_fails(None),
            "full disk": lambda: self.output_fails("/dev/full"),
            "nobody reads ids": self.nobody_reads,
            "confirmations take time": self.waits_for_confirmation,
            "a second signal": self.second_signal,
            **{f"{name} {number}": lambda n=number, run=run: run(n, 128 + n)
               for number in (signal.SIGINT, signal.SIGTERM)
               for name, run in (("confirmed", self.signal_confirmed),
                                 ("unconfirmed", self.signal_unconfirmed),
                             ("unsent", self.signal_before_all_was_sent),
                                 ("late", self.signal_late))}})

    def time_is_up_with_input(self):
        with Scene() as scene:
            scene.subscribe()
            start = time.monotonic()
            producer = scene.spawn("produce", scene.stream, "-l", "-W", "4", stdin=-1)
            producer.stdin.write(b"a\nb\n")
            producer.stdin.flush()
            self.assertEqual(producer.wait(PATIENCE_S), 2)
            self.assertGreater(time.monotonic() - start, 3.9)
            line = scene.one_line(producer.stderr.read().decode())
            self.assertIn("; 2 of 2 messages were confirmed", line)
            self.assertEqual(scene.received(2), "a\nb\n")

    def time_is_up_unconfirmed(self):
        with Scene() as scene:
            scene.subscribe()
            scene.produce("first")
            scene.emulator.faults(delay_confirmations_ms=600000)
            out, err = scene.produce("a", "b", "c", options=("-W", "1.5", "--print-ids"), code=2)
            self.assertEqual(out, "")
            self.assertIn("; 0 of 3 messages were confirmed", scene.one_line(err))

    def time_is_up_unreachable(self):
        nowhere = {"UC8_URL": "https://127.0.0.1:1"}
        _, err = self.uc8("produce", "a", "-l", "-W", "1", stdin="a\nb\n", code=2, env=nowhere)
        line = self.one_line(err)
        self.assertIn("Connection refused", line)
        self.assertIn("; 0 of 2 messages were confirmed", line)
        # More than go at once.
        _, err = self.uc8("produce", "a", "-m", "x", "-m", "y", "--repeat", "900", "-W", "1",
                          code=2, env=nowhere)
        self.assertIn("; 0 of 1800 messages were confirmed", self.one_line(err))

    def time_is_not_up(self):
        with Scene() as scene:
            scene.subscribe()
            start = time.monotonic()
            scene.uc8("produce", scene.stream, "-m", "x", "-W", "20")
            self.assertLess(time.monotonic() - start, 18)

    def output_fails(self, path):
        with Scene() as scene:
            scene.subscribe()
            out = open(path, "wb") if path else -1
            producer = scene.spawn("produce", scene.stream, "-l", "--print-ids", stdin=-1,
                                   stdout=out)
            if path:
                out.close()
            else:
                producer.stdout.close()
                producer.stdout = None
            try:
                producer.stdin.write(b"a\n")
                producer.stdin.flush()
                self.assertEqual(producer.wait(PATIENCE_S), 1)
            finally:
                producer.stdin.close()
                producer.stdin = None
            self.assertIn("cannot write stdout", scene.one_line(producer.stderr.read().decode()))
            self.assertEqual(scene.received(1), "a\n")

    def nobody_reads(self):
        with Scene() as scene:
            scene.subscribe()
            unread, out = os.pipe()
            os.set_blocking(out, False)
            try:
                while True:
                    os.write(out, b"x")
            except BlockingIOError:
                os.set_blocking(out, True)
            producer = scene.spawn("produce", scene.stream, "-m", "x", "--print-ids", "-W", "10",
                                   stdout=out)
            os.close(out)
            self.assertEqual(producer.wait(PATIENCE_S), 2)
            os.close(unread)
            line = scene.one_line(producer.stderr.read().decode())
            self.assertIn("nobody reads stdout", line)
            self.assertIn("; 1 of 1 messages were confirmed", line)

    def waits_for_confirmation(self):
        with Scene() as scene:
            scene.subscribe()
            scene.emulator.faults(delay_confirmations_ms=1000)
            start = time.monotonic()
            out, _ = scene.uc8("produce", scene.stream, "-m", "x", "--print-ids")
            self.assertGreater(time.monotonic() - start, 1)
            self.assertEqual(len(out.splitlines()), 1)

    def started(self, scene):
        scene.subscribe()
        producer = scene.spawn("produce", scene.stream, "-l", "--print-ids", stdin=-1)
        producer.stdin.write(b"one\n")
        producer.stdin.flush()
        self.assertTrue(producer.stdout.readline())
        return producer

    def unconfirmed(self, scene, *texts, delay_ms=600000):
        """One whose later messages the server has stored and does not confirm for so long."""
        producer = self.started(scene)
        scene.emulator.faults(delay_confirmations_ms=delay_ms)
        producer.stdin.write("".join(text + "\n" for text in texts).encode())
        producer.stdin.flush()
        until(lambda: scene.topic()["messages"] == 1 + len(texts), "them to be stored")
        return producer

    def signal_confirmed(self, number, code):
        with Scene() as scene:
            producer = self.started(scene)
            producer.stdin.write(b"not a whole li")
            producer.stdin.flush()
            start = time.monotonic()
            producer.send_signal(number)
            self.assertEqual(producer.wait(PATIENCE_S), code)
            self.assertLess(time.monotonic() - start, 4)
            line = scene.one_line(producer.stderr.read().decode())
            self.assertIn("all that was read is confirmed", line)
            self.assertEqual(scene.received(1), "one\n")
            scene.nothing_is_left()

    def signal_unconfirmed(self, number, code):
        with Scene() as scene:
            producer = self.unconfirmed(scene, "two", "three")
            start = time.monotonic()
            producer.send_signal(number)
            self.assertEqual(producer.wait(PATIENCE_S), code)
            took = time.monotonic() - start
            self.assertTrue(4.5 < took < 25, took)
            line = scene.one_line(producer.stderr.read().decode())
            self.assertIn("2 of 3 messages were not confirmed", line)

    def signal_before_all_was_sent(self, number, code):
        with Scene() as scene:
            scene.subscribe()
            producer = scene.spawn("produce", scene.stream, "-m", "a", "-m", "b", "--repeat", "2",
                                   "--interval", "600000", "--print-ids")
            self.assertTrue(producer.stdout.readline())
            producer.send_signal(number)
            self.assertEqual(producer.wait(PATIENCE_S), code)
            line = scene.one_line(producer.stderr.read().decode())
            self.assertIn("3 of 4 messages were not confirmed", line)
            self.assertEqual(scene.received(1), "a\n")
            # What is not whole is no message, and not called confirmed.
            producer = scene.spawn("produce", scene.stream, "-s", "-v", stdin=-1)
            producer.stdin.write(b"half")
            producer.stdin.flush()
            until(lambda: waiting_in(producer.stdin) == 0, "it to be read")
            producer.send_signal(number)
            self.assertEqual(producer.wait(PATIENCE_S), code)
            line = producer.stderr.read().decode().splitlines()[-1]
            self.assertIn("1 of 1 messages were not confirmed", line)
            scene.nothing_is_left()

    def signal_late(self, number, code):
        """Confirmations that come within the five seconds still count."""
        with Scene() as scene:
            producer = self.unconfirmed(scene, "two", delay_ms=1500)
            producer.send_signal(number)
            self.assertEqual(producer.wait(PATIENCE_S), code)
            self.assertEqual(len(producer.stdout.read().splitlines()), 1)
            line = scene.one_line(producer.stderr.read().decode())
            self.assertIn("all that was read is confirmed", line)

    def second_signal(self):
        with Scene() as scene:
            producer = self.unconfirmed(scene, "two")
            start = time.monotonic()
            producer.send_signal(signal.SIGINT)
            with open(f"/proc/{producer.pid}/status", encoding="utf-8") as status:
                self.assertIn("uc8", status.read())
            until(lambda: self.signal_taken(producer), "the first signal")
            producer.send_signal(signal.SIGTERM)
            self.assertEqual(producer.wait(PATIENCE_S), 143)
            self.assertLess(time.monotonic() - start, 4)
            line = scene.one_line(producer.stderr.read().decode())
            self.assertIn("stopped by SIGTERM: 1 of 2 messages were not confirmed", line)

    @staticmethod
    def signal_taken(process):
        with open(f"/proc/{process.pid}/status", encoding="utf-8") as status:
            pending = [line.split()[1] for line in status if "Pnd:" in line]
        return all(int(mask, 16) == 0 for mask in pending)


if __name__ == "__main__":
    unittest.main()
