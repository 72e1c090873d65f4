# SPDX-License-Identifier: Apache-2.0
"""What the uc8 program promises on its command line: exit codes, streams, signals, secrets."""
import base64
import json
import os
import signal
import subprocess
import tempfile
import unittest

from bed import BIN, Uc8Test, until


class Streams(Uc8Test):
    def test_create_prints_the_full_name_and_again_is_success(self):
        for _ in range(2):
            out, err = self.uc8("create", self.stream)
            self.assertEqual(out, f"c8globals.{self.stream}\n")
            self.assertEqual(err, "")

    def test_local_streams_have_their_own_name(self):
        out, _ = self.uc8("create", self.stream, "--local")
        self.assertEqual(out, f"c8locals.{self.stream}\n")
        self.uc8("exists", self.stream, code=4)
        self.uc8("exists", f"c8locals.{self.stream}")

    def test_exists_says_nothing(self):
        self.assertEqual(self.uc8("exists", self.stream, code=4), ("", ""))
        self.uc8("create", self.stream)
        self.assertEqual(self.uc8("exists", self.stream), ("", ""))

    def test_list_and_delete(self):
        self.uc8("create", self.stream)
        self.assertIn(f"c8globals.{self.stream}", self.uc8("list")[0].splitlines())
        self.assertEqual(self.uc8("delete", self.stream)[0], "")
        self.assertNotIn(f"c8globals.{self.stream}", self.uc8("list")[0].splitlines())
        self.one_line(self.uc8("delete", self.stream, code=4)[1])

    def test_many_streams_are_all_listed(self):
        names = {f"c8globals.{self.stream}_{i}" for i in range(40)}
        for name in names:
            self.emulator.call("POST", "/_fabric/_system/_api/streams/"
                               f"{name.removeprefix('c8globals.')}?global=true")
        self.assertLessEqual(names, set(self.uc8("list")[0].splitlines()))

    def test_a_stream_that_appears_late_is_waited_for(self):
        self.emulator.faults(visible_after_ms=1500)
        self.addCleanup(self.emulator.faults, visible_after_ms=0)
        self.uc8("create", self.stream)
        self.uc8("exists", self.stream)

    def test_produce_and_consume_with_create_wait_for_a_late_stream(self):
        self.emulator.faults(visible_after_ms=1000)
        self.addCleanup(self.emulator.faults, visible_after_ms=0)
        self.uc8("produce", self.stream, "--create", "-m", "x")
        self.uc8("consume", self.stream + "2", "s", "--create", "-W", "3", code=2)


class BadInput(Uc8Test):
    def test_each_mistake_of_the_caller_is_one_line_and_exit_1(self):
        for arguments in (
                [], ["frobnicate"], ["create"], ["create", "a", "b"], ["create", "1abc"],
                ["create", "a", "--nonsense"], ["create", "a%"], ["consume", "a"],
                ["consume", "a", "s", "-F", "%z"], ["consume", "a", "s", "--type", "any"],
                ["produce", "a"], ["produce", "a", "-m", "x", "--property", "novalue"],
                ["create", "a", "--ca-file", "/nonexistent"], ["create", "a", "-W", "soon"],
                ["create", "a", "--url", "http://gdn.example"],
                ["create", "a", "--api-key-file", "/nonexistent"]):
            with self.subTest(arguments=arguments):
                _, err = self.uc8(*arguments, code=1)
                self.assertTrue(err.startswith("uc8: ") or "usage" in err, err)

    def test_an_empty_ca_file_is_refused(self):
        with tempfile.NamedTemporaryFile() as empty:
            self.one_line(self.uc8("create", "a", "--ca-file", empty.name, code=1)[1])

    def test_without_credentials_nothing_is_tried(self):
        self.one_line(self.uc8("create", "a", code=1, env={"UC8_API_KEY": None})[1])

    def test_help_and_version_go_to_stdout(self):
        for arguments in (["--help"], ["produce", "--help"], ["consume", "--help"], ["--version"]):
            out, err = self.uc8(*arguments)
            self.assertTrue(out)
            self.assertEqual(err, "")
        done = subprocess.run([os.path.join(BIN, "uc8-emulator"), "--help"], capture_output=True,
                              text=True, check=True)
        self.assertIn("--idle-timeout-ms", done.stdout)


class Servers(Uc8Test):
    def test_exit_code_is_the_remedy(self):
        self.assertIn("401", self.one_line(self.uc8("create", "a", code=3,
                                                    env={"UC8_API_KEY": "wrong"})[1]))
        self.one_line(self.uc8("create", "a", "-W", "1", code=2,
                               env={"UC8_URL": "https://localhost:1"})[1])
        self.one_line(self.uc8("produce", "nosuch", "-m", "x", code=4)[1])
        self.one_line(self.uc8("consume", "nosuch", "s", code=4)[1])
        self.one_line(self.uc8("create", "a", "--fabric", "nosuch", code=4)[1])

    def test_an_untrusted_certificate_is_for_a_human(self):
        _, err = self.uc8("create", "a", code=4, env={"UC8_CA_FILE": None})
        self.assertIn("certificate", self.one_line(err))

    def test_insecure_works_and_warns_even_when_quiet(self):
        _, err = self.uc8("create", self.stream, "--insecure", "-q", env={"UC8_CA_FILE": None})
        self.assertEqual(len(err.splitlines()), 1)

    def test_secrets_appear_nowhere(self):
        self.uc8("create", self.stream)
        out, err = self.uc8("produce", self.stream, "-m", "x", "-v", "-v")
        self.assertNotIn("xxxxxx", out + err)
        out, err = self.uc8("create", "a", "-v", code=3, env={"UC8_API_KEY": "verysecret"})
        self.assertNotIn("verysecret", out + err)

    def test_options_win_over_the_environment(self):
        self.uc8("create", self.stream, "--api-key=xxxxxx", env={"UC8_API_KEY": "wrong"})
        with tempfile.NamedTemporaryFile("w") as key:
            key.write("xxxxxx\n")
            key.flush()
            self.uc8("create", self.stream, "--api-key-file", key.name,
                     env={"UC8_API_KEY": "wrong"})


class PlainText(Uc8Test):
    OPTIONS = ("--plain",)

    def test_plain_http_is_accepted_for_loopback(self):
        self.uc8("create", self.stream, env={"UC8_CA_FILE": None})

    def test_plain_text_on_a_tls_port_is_for_a_human(self):
        url = self.emulator.env["UC8_URL"].replace("http://", "https://")
        self.one_line(self.uc8("create", "a", code=4, env={"UC8_URL": url, "UC8_CA_FILE": None})[1])


class Messages(Uc8Test):
    def setUp(self):
        super().setUp()
        self.uc8("create", self.stream)
        self.uc8("consume", self.stream, "sub", "--type", "exclusive", "-W", "1", code=2)

    def received(self, count, *options):
        return self.uc8("consume", self.stream, "sub", "--type", "exclusive", "-C", str(count),
                        "-W", "10", *options)[0]

    def test_a_thousand_lines_arrive_in_order(self):
        lines = [f"line {i}" for i in range(1000)]
        out, _ = self.uc8("produce", self.stream, "-l", "--print-ids", stdin="\n".join(lines))
        self.assertEqual(len(set(out.split())), 1000)
        self.assertEqual(self.received(1000).splitlines(), lines)

    def test_lines_may_be_empty_and_the_last_needs_no_newline(self):
        self.uc8("produce", self.stream, "-l", stdin="a\n\nb")
        self.assertEqual(self.received(3), "a\n\nb\n")

    def test_stdin_and_files_are_one_message(self):
        self.uc8("produce", self.stream, "-s", stdin="two\nlines\n")
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("from a file")
            file.flush()
            self.uc8("produce", self.stream, "-f", file.name)
        self.assertEqual(self.received(2), "two\nlines\n\nfrom a file\n")

    def test_a_line_that_is_too_long_is_named_and_the_earlier_ones_are_sent(self):
        _, err = self.uc8("produce", self.stream, "-l", code=1,
                          stdin="good\n" + "x" * 785001 + "\nlater\n")
        self.assertIn("2", self.one_line(err))
        self.assertEqual(self.received(1), "good\n")
        self.uc8("consume", self.stream, "sub", "--type", "exclusive", "-W", "1", code=2)

    def test_the_largest_line_passes(self):
        self.uc8("produce", self.stream, "-l", stdin="y" * 785000)
        self.assertEqual(self.received(1), "y" * 785000 + "\n")

    def test_formats(self):
        self.uc8("produce", self.stream, "-m", "pay", "--key", "k1", "--property", "a=b c")
        out = self.received(1, "-F", r"%p|%k|%T|%S|%P{a}|%%\t|%i\n", "--no-ack").rstrip("\n")
        fields = out.split("|")
        self.assertEqual(fields[:6], ["pay", "k1", f"c8globals.{self.stream}", "sub", "b c", "%\t"])
        message = json.loads(self.received(1, "-F", "json"))
        self.assertEqual(base64.b64decode(message["payload"]), b"pay")
        self.assertEqual(message["properties"], {"a": "b c"})
        self.assertEqual(message["id"], fields[6])
        self.assertNotIn("eventTime", message)

    def test_no_ack_leaves_the_message_for_the_next(self):
        self.uc8("produce", self.stream, "-m", "again")
        self.assertEqual(self.received(1, "--no-ack"), "again\n")
        self.assertEqual(self.received(1, "--push"), "again\n")
        self.uc8("consume", self.stream, "sub", "--type", "exclusive", "-W", "1", code=2)

    def test_a_closed_stdout_acknowledges_nothing_unprinted(self):
        consumer = self.spawn("consume", self.stream, "sub", "--type", "exclusive", "-v")
        consumer.stdout.close()
        self.uc8("produce", self.stream, "-m", "kept")
        self.assertEqual(consumer.wait(20), 1)
        consumer.stdout = None
        self.assertEqual(self.received(1), "kept\n")

    def test_a_full_disk_is_exit_1_and_nothing_is_lost(self):
        self.uc8("produce", self.stream, "-m", "kept")
        with open("/dev/full", "wb") as full:
            consumer = self.spawn("consume", self.stream, "sub", "--type", "exclusive", "-C", "1",
                                  stdout=full)
            self.assertEqual(consumer.wait(20), 1)
        self.assertEqual(self.received(1), "kept\n")

    def test_signals_end_a_consumer_cleanly(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            consumer = self.consumer("c", "--type", "exclusive")
            consumer.send_signal(number)
            self.assertEqual(consumer.wait(10), code)
            self.assertIn(" closed consumer", consumer.log())

    def test_a_producer_that_is_told_to_stop_confirms_what_it_read(self):
        producer = self.spawn("produce", self.stream, "-l", stdin=subprocess.PIPE)
        producer.stdin.write(b"one\n")
        producer.stdin.flush()
        until(lambda: self.state_of()["messages"] == 1, "the message to be stored")
        producer.send_signal(signal.SIGTERM)
        self.assertEqual(producer.wait(10), 143)
        self.assertEqual(self.received(1), "one\n")

    def state_of(self):
        name = f"c8globals.{self.stream}"
        return next(s for s in self.emulator.state()["streams"] if s["name"] == name)


if __name__ == "__main__":
    unittest.main()
