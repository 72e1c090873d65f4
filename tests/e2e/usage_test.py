# SPDX-License-Identifier: Apache-2.0
"""What is decided before a connection is made: options, names, addresses, files."""
import os
import subprocess
import tempfile
import unittest

from bed import BIN, Uc8Test
from played import Played

COMMANDS = ("create", "exists", "list", "delete", "produce", "consume")


class Help(Uc8Test):
    def test_help_goes_to_stdout_and_needs_nothing(self):
        bare = {name: None for name in self.emulator.env}
        out, err = self.uc8("--help", env=bare)
        for command in COMMANDS:
            self.assertIn(f"\n  {command}", out)
        self.assertEqual(err, "")
        for command in COMMANDS:
            out, err = self.uc8(command, "--help", env=bare)
            self.assertTrue(out.startswith(f"uc8 {command}"), out)
            for option in ("--url", "--api-key-file", "--jwt-file", "--fabric", "--tenant",
                           "--ca-file", "--insecure", "--local", "--keepalive", "-W", "-v", "-q"):
                self.assertIn(option, out)
            self.assertEqual(err, "")

    def test_help_names_the_options_of_its_command(self):
        own = {"delete": ("--force",),
               "produce": ("-m", "-l", "-s", "-f", "--print-ids", "--create", "--key",
                           "--property", "--producer-name", "--interval", "--repeat"),
               "consume": ("--type", "--name", "-C", "--no-ack", "--create", "--push", "-F")}
        for command, options in own.items():
            out = self.uc8(command, "--help")[0].split("options of every command")[0]
            for option in options:
                self.assertRegex(out, rf"\n {{2,6}}{option}\b")

    def test_version(self):
        out, err = self.uc8("--version")
        self.assertRegex(out, r"^uc8 \d+\.\d+\.\d+\n$")
        self.assertEqual(err, "")
        done = subprocess.run([os.path.join(BIN, "uc8-emulator"), "--version"],
                              capture_output=True, text=True, check=True)
        self.assertRegex(done.stdout, r"\d+\.\d+\.\d+\n$")

    def test_help_that_cannot_be_written_is_exit_1(self):
        with open("/dev/full", "wb") as full:
            process = self.spawn("--help", stdout=full)
            self.assertEqual(process.wait(20), 1)
        self.one_line(process.stderr.read().decode())


class Mistakes(Uc8Test):
    def mistake(self, *arguments, **options):
        """Exit 1 and one line; answers the line, behind `uc8: `."""
        out, err = self.uc8(*arguments, code=1, **options)
        self.assertEqual(out, "")
        return self.one_line(err)[5:]

    def test_each_mistake_is_one_line_that_says_what_to_do(self):
        with Played(lambda connection: None) as server:
            for arguments, names in (
                    ([], "no command"), (["frobnicate"], "frobnicate"), (["create"], "STREAM"),
                    (["create", "a", "b"], "too many arguments"),
                    (["list", "a"], "too many arguments"),
                    (["create", "a", "--nonsense"], "--nonsense"), (["create", "a", "-z"], "-z"),
                    (["create", "a", "--force"], "--force"), (["exists", "a", "-C", "1"], "-C"),
                    (["create", "a", "--insecure=1"], "--insecure"),
                    (["create", "a", "--url"], "--url"), (["create", "a", "--url="], "--url"),
                    (["create", "a", "-W", "soon"], "-W"), (["create", "a", "-W", "0"], "-W"),
                    (["create", "a", "-W", "-1"], "-W"),
                    (["create", "a", "-W", "1000000001"], "1000000000 at most"),
                    (["consume", "a", "s", "-C", "18446744073709551616"], "too large"),
                    (["consume", "a", "s", "--no-ack", "-C", "1001"], "-C 1000"),
                    (["produce", "a", "-f", "a", "-f", "b"], "-f"), (["create", "a", "-W"], "-W"),
                    (["create", "a", "-k", "0"], "--keepalive"),
                    (["consume", "a"], "SUBSCRIPTION"), (["consume", "a", ""], "subscription"),
                    (["consume", "a", "s", "--type", "any"], "--type"),
                    (["consume", "a", "s", "-C", "0"], "-C"),
                    (["consume", "a", "s", "-C", "x"], "-C"),
                    (["consume", "a", "s", "-F", "%z"], "%z"),
                    (["consume", "a", "s", "-F", "%"], "-F"),
                    (["consume", "a", "s", "-F", ""], "-F"),
                    (["consume", "a", "s", "-F", "%P"], "%P{NAME}"),
                    (["consume", "a", "s", "-F", "%P{a"], "%P{NAME}"),
                    (["consume", "a", "s", "-F", r"\q"], "-F"),
                    (["produce", "a"], "-m"), (["produce", "a", "-m", "x", "-l"], "-l"),
                    (["produce", "a", "-m", "x", "--property", "novalue"], "--property"),
                    (["produce", "a", "-m", "x", "--property", "=v"], "--property"),
                    (["produce", "a", "-m", "x", "--interval", "-1"], "--interval"),
                    (["produce", "a", "-m", "x", "--repeat", "0"], "--repeat"),
                    (["produce", "a", "-l", "--repeat", "2"], "--repeat"),
                    (["produce", "a", "-f", "/nonexistent"], "/nonexistent"),
                    (["create", "a", "--api-key-file", "/nonexistent"], "/nonexistent"),
                    (["create", "a", "--api-key", "k", "--api-key-file", "f"], "--api-key-file"),
                    (["create", "a", "--jwt", "k", "--jwt-file", "f"], "--jwt-file")):
                with self.subTest(arguments=arguments):
                    line = self.mistake(*arguments, env=server.env)
                    self.assertIn(names, line)
            self.assertEqual(server.requests, [])

    def test_without_credentials_or_server_nothing_is_tried(self):
        self.assertIn("UC8_API_KEY", self.mistake("create", "a", env={"UC8_API_KEY": None}))
        self.assertIn("UC8_URL", self.mistake("create", "a", env={"UC8_URL": None}))

    def test_control_characters_in_an_identity_are_refused(self):
        for option in ("--api-key", "--jwt", "--tenant", "--fabric"):
            for value in ("a\r\nX: y", "a\nb", "a\tb", "a\x7fb", "a\x01"):
                with self.subTest(option=option, value=value):
                    line = self.mistake("create", "a", option, value)
                    self.assertTrue(line.startswith(option + ": "), line)
        for name in ("UC8_API_KEY", "UC8_JWT", "UC8_TENANT", "UC8_FABRIC"):
            with self.subTest(name=name):
                line = self.mistake("create", "a", env={name: "a\r\nX: y"})
                self.assertTrue(line.startswith(name + ": "), line)
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("a\nb\n")
            file.flush()
            for option in ("--api-key-file", "--jwt-file"):
                self.assertIn(option, self.mistake("create", "a", option, file.name))

    def test_a_ca_file_must_hold_a_certificate(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertIn("Is a directory", self.mistake("create", "a", "--ca-file", folder))
            self.assertIn("No such file", self.mistake("create", "a", "--ca-file", folder + "/x"))
            for content, words in (("", "it is empty"), ("garbage\n", "no certificate")):
                path = os.path.join(folder, "ca.pem")
                with open(path, "w", encoding="utf-8") as file:
                    file.write(content)
                line = self.mistake("create", "a", "--ca-file", path)
                self.assertIn(words, line)
                self.assertIn(path, line)
                self.assertIn(path, self.mistake("create", "a", env={"UC8_CA_FILE": path}))


class Names(Uc8Test):
    def test_a_stream_begins_with_a_letter_and_has_letters_digits_dashes(self):
        for name in ("a", "A", "a1", "a-b_c-9", "x" * 230, "c8globals.a", "c8locals.b-1",
                     "c8globals", "Z" + "-" * 20):
            with self.subTest(name=name):
                self.assertEqual(self.uc8("exists", name, code=4), ("", ""))
        for name in ("", "1a", "-a", "_a", "a.b", "a b", "a/b", "a%", "ä", "a\n", "x" * 231,
                     "c8globals.", "c8globals.1", "c8locals.a.b", "c8other.a", "c8globals.c8locals.a"):
            with self.subTest(name=name):
                out, err = self.uc8("exists", "--", name, code=1)
                self.assertIn("no stream name", self.one_line(err))
                self.assertEqual(out, "")

    def test_a_full_name_is_taken_as_it_is(self):
        self.assertEqual(self.uc8("create", "c8globals.full")[0], "c8globals.full\n")
        self.assertEqual(self.uc8("create", "c8locals.full2", "--global")[0], "c8locals.full2\n")
        self.assertEqual(self.uc8("create", "c8globals.full3", "--local")[0], "c8globals.full3\n")
        self.uc8("exists", "full")
        self.uc8("exists", "full2", code=4)
        self.uc8("exists", "full2", "--local")
        listed = {scope: self.uc8("list", scope)[0].split() for scope in ("--global", "--local")}
        self.assertIn("c8globals.full3", listed["--global"])
        self.assertEqual(listed["--local"], ["c8locals.full2"])
        self.uc8("produce", "c8locals.full2", "-m", "x")
        self.uc8("delete", "c8locals.full2")
        self.assertEqual(self.uc8("list", "--local")[0], "")

    def test_other_names_are_free(self):
        name = "s/1 ü%?&#=+\"'"
        self.uc8("create", self.stream)
        self.subscribe(name=name, subscription=name)
        self.uc8("produce", self.stream, "-m", "x", "--producer-name", name)
        out, _ = self.uc8("consume", self.stream, name, "-C", "1", "-F", r"%S\n", "-W", "20")
        self.assertEqual(out, name + "\n")
        self.assertEqual([s["name"] for s in self.topic()["subscriptions"]], [name])


class Addresses(Uc8Test):
    def line(self, url, code, **env):
        return self.one_line(self.uc8("exists", "a", "-W", "2", "--url", url, code=code,
                                      env=env)[1])

    def test_https_or_a_host_alone(self):
        host = self.emulator.env["UC8_URL"].removeprefix("https://")
        for url in (host, "https://" + host, "https://" + host + "/"):
            self.assertEqual(self.uc8("exists", "a", "--url", url, code=4), ("", ""))
            self.assertEqual(self.uc8("exists", "a", f"--url={url}", code=4), ("", ""))
            self.assertEqual(self.uc8("exists", "a", code=4, env={"UC8_URL": url}), ("", ""))
        for url in ("ftp://h", "https://", "https://h/path", "https://u:p@h", "h:0", "h:99999",
                    "h:x", "https://h?q", "ws://h", "a b"):
            with self.subTest(url=url):
                self.assertIn("--url", self.line(url, 1))

    def test_api_is_put_before_a_host_that_is_none_of_the_exceptions(self):
        self.assertIn("from api-none.invalid:", self.line("https://none.invalid", 2))
        self.assertIn("from api-none.invalid:", self.line("api-none.invalid", 2))
        self.assertIn("from 127.0.0.1:1:", self.line("https://127.0.0.1:1", 2))
        self.assertIn("from [::1]:1:", self.line("https://[::1]:1", 2))
        self.assertIn("from localhost:1:", self.line("localhost:1", 2))

    def test_http_only_on_the_way_to_ourselves(self):
        def serve(connection):
            while connection.request():
                connection.answer(200, '{"error":false,"result":[]}')
        with Played(serve) as server:
            self.uc8("exists", "a", code=4, env=server.env)
            self.assertEqual(len(server.requests), 1)
        for url in ("http://gdn.example", "http://192.0.2.1:8080"):
            self.assertIn("https://", self.line(url, 1))


if __name__ == "__main__":
    unittest.main()
