# SPDX-License-Identifier: Apache-2.0
"""What a hostile server says: it stays on its line, is short, and moves no terminal's cursor."""
import json
import signal
import struct
import unittest

from bed import PATIENCE_S, Uc8Test, until
from played import Played, upgraded

EVIL = "\x1b[2J\x07\r\nuc8: all is well\n\x7f\u009b31m\u202e"


class Words(Uc8Test):
    def is_tame(self, err):
        """Each line of stderr: no control character, and not endless."""
        lines = err.split("\n")
        self.assertEqual(lines.pop(), "")
        for line in lines:
            self.assertRegex(line, r"^[ -~]+$")
            self.assertLess(len(line), 500)
            self.assertRegex(line, r"^(uc8: |\+\d+ )")
        self.assertEqual(len([line for line in lines if line.startswith("uc8: ")]), 1)
        return lines[-1]

    def refused(self, body, *arguments):
        def serve(connection):
            while connection.request() is not None:
                connection.answer(400, body)
        with Played(serve) as server:
            _, err = self.uc8(*arguments, code=4, env=server.env)
            return self.is_tame(err)

    def test_an_error_s_text_is_quoted_on_one_line(self):
        for arguments in (["create", "a"], ["produce", "a", "-m", "x", "-v"],
                          ["consume", "a", "s", "-v", "-v"]):
            self.assertIn("uc8: all is well", self.refused(json.dumps({"message": EVIL}),
                                                           *arguments))
            self.refused(EVIL, *arguments)
            self.refused(json.dumps({"errorMessage": "x" * 100_000}), *arguments)
            self.assertIn('the server says "no"', self.refused("no\r\n\r\n", *arguments))

    def test_a_close_s_reason_is_quoted_on_one_line(self):
        def serve(connection):
            upgraded(connection)
            reason = struct.pack(">H", 1008) + EVIL.encode()
            connection.send(bytes([0x88, len(reason)]) + reason)
            connection.frame()
        with Played(serve) as server:
            for arguments in (["consume", "a", "s", "-v"], ["produce", "a", "-m", "x", "-v"]):
                _, err = self.uc8(*arguments, code=3, env=server.env)
                self.assertIn("close 1008", self.is_tame(err))

    def test_a_refusal_of_a_message_is_quoted_on_one_line(self):
        def serve(connection):
            upgraded(connection)
            sent = json.loads(connection.frame()[1])
            connection.text(json.dumps({"result": "send-error:7", "errorCode": 7,
                                        "errorMsg": EVIL, "context": sent["context"]}))
            connection.frame()
        with Played(serve) as server:
            _, err = self.uc8("produce", "a", "-m", "x", code=4, env=server.env)
            self.assertIn("message 1: ", self.is_tame(err))

    def test_what_is_no_answer_is_not_called_one(self):
        def serve(connection):
            while connection.request() is not None:
                connection.answer(200, "[]")
        with Played(serve) as server:
            line = self.is_tame(self.uc8("list", code=4, env=server.env)[1])
            self.assertIn("protocol broken from ", line)


class Data(Uc8Test):
    def test_names_and_ids_are_one_line_each(self):
        def serve(connection):
            while (line := connection.request()) is not None and "_ws" not in line:
                listed = {"result": [{"topic": "c8globals.a" + EVIL}]}
                connection.answer(200, json.dumps({"otp": "x"} if "otp" in line else listed))
            if line is None:
                return
            connection.accept()
            sent = json.loads(connection.frame()[1])
            connection.text(json.dumps({"result": "ok", "messageId": "a\n\x1b",
                                        "context": sent["context"]}))
            connection.frame()
        with Played(serve) as server:
            out, _ = self.uc8("list", env=server.env)
            self.assertEqual(out, "c8globals.a?[2J???uc8: all is well????31m\u202e\n")
            out, _ = self.uc8("produce", "a", "-m", "x", "--print-ids", env=server.env)
            self.assertEqual(out, "a??\n")


class Silence(Uc8Test):
    def test_a_signal_ends_who_gets_no_answer(self):
        def serve(connection):
            while connection.request() is not None:
                pass
        with Played(serve) as server:
            for number, name in ((signal.SIGINT, "SIGINT"), (signal.SIGTERM, "SIGTERM")):
                for arguments in (["create", "a"], ["exists", "a"], ["list"], ["delete", "a"],
                                  ["produce", "a", "-m", "x"], ["consume", "a", "s"]):
                    with self.subTest(arguments=arguments, name=name):
                        asked = len(server.requests)
                        process = self.spawn(*arguments, env=server.env)
                        until(lambda: len(server.requests) > asked, "the request")
                        process.send_signal(number)
                        self.assertEqual(process.wait(PATIENCE_S), 128 + number)
                        err = process.stderr.read().decode()
                        if arguments[0] == "consume":
                            self.assertEqual(err, "")
                        else:
                            self.assertIn(f"stopped by {name}", self.one_line(err))


if __name__ == "__main__":
    unittest.main()
