# SPDX-License-Identifier: Apache-2.0
"""What `consume -F` prints for a message: every directive, with and without a value."""
import base64
import json
import re
import unittest

from bed import Uc8Test
from played import Played, upgraded
from scene import Scene

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)"


class Formats(Uc8Test):
    @classmethod
    def setUpClass(cls):
        cls.scene = Scene()
        cls.emulator = cls.scene.emulator
        cls.scene.subscribe()

    @classmethod
    def tearDownClass(cls):
        cls.scene.__exit__()

    def printed(self, form, *message, stdin=None):
        """What one message looks like in this format."""
        self.scene.uc8("produce", "scene", *message, stdin=stdin)
        return self.scene.received(1, "-F", form)

    def test_each_directive_with_a_value(self):
        message = ("-m", "pay", "--key", "k 1", "--property", "a=b=c", "--property", "ü=ö")
        for form, expected in (
                ("%p", "pay"), (r"%p\n", "pay\n"), ("%k", "k 1"), ("%T", "c8globals.scene"),
                ("%S", "sub"), ("%P{a}", "b=c"), ("%P{ü}", "ö"), ("%%", "%"), (r"\t", "\t"),
                (r"\\", "\\"), ("plain", "plain"), (r"%p%p|%%p\t%k\n", "paypay|%p\tk 1\n")):
            with self.subTest(form=form):
                self.assertEqual(self.printed(form, *message), expected)
        self.assertRegex(self.printed("%t", *message), rf"^{TIME}$")
        self.assertRegex(self.printed("%i", *message), r"^[A-Za-z0-9+/=:]{4,}$")

    def test_what_is_absent_prints_nothing(self):
        self.assertEqual(self.printed(r"[%k][%P{a}][%P{}x}]\n".replace("%P{}x}", "%P{x}"),
                                      "-m", "pay"), "[][][]\n")
        self.assertEqual(self.printed(r"[%P{other}]", "-m", "pay", "--property", "a=b"), "[]")
        self.assertEqual(self.printed("[%p]", "-m", ""), "[]")

    def test_the_default_is_the_payload_and_a_newline(self):
        self.scene.uc8("produce", "scene", "-s", stdin="two\nlines")
        self.assertEqual(self.scene.received(1), "two\nlines\n")

    def test_the_id_is_what_produce_printed(self):
        out, _ = self.scene.uc8("produce", "scene", "-m", "a", "-m", "b", "--print-ids")
        self.assertEqual(self.scene.received(2, "-F", r"%i\n"), out)
        self.assertEqual(len(set(out.split())), 2)

    def test_json_with_everything(self):
        payload = "line\n\"quoted\" ü"
        out = self.printed("json", "-s", "--key", 'k"1', "--property", 'a=b"\\\n',
                           "--property", "c=ü", stdin=payload)
        self.assertEqual(out.count("\n"), 1)
        self.assertTrue(out.endswith("}\n"))
        message = json.loads(out)
        self.assertEqual(list(message), ["id", "payload", "key", "properties", "publishTime",
                                         "stream", "subscription"])
        self.assertEqual(base64.b64decode(message["payload"], validate=True).decode(), payload)
        self.assertEqual(message["key"], 'k"1')
        self.assertEqual(message["properties"], {"a": 'b"\\\n', "c": "ü"})
        self.assertIsNotNone(re.fullmatch(TIME, message["publishTime"]))
        self.assertEqual((message["stream"], message["subscription"]), ("c8globals.scene", "sub"))

    def test_what_only_other_clients_set_is_printed_as_well(self):
        def serve(connection):
            upgraded(connection)
            connection.text('{"messageId":"a\\nb\\u001b","payload":"eA==","properties":{},'
                            '"publishTime":"2026-01-02T03:04:05Z","redeliveryCount":0,'
                            '"eventTime":"2026-01-02T03:04:04.5Z","key":"\\u001b\\n"}')
            while connection.frame() is not None:
                pass
        with Played(serve) as server:
            out, _ = self.uc8("consume", "a", "s", "-C", "1", "-F", "json", env=server.env)
            self.assertEqual(out.count("\n"), 1)
            message = json.loads(out)
            self.assertEqual(list(message), ["id", "payload", "key", "publishTime", "eventTime",
                                             "stream", "subscription"])
            self.assertEqual(message["eventTime"], "2026-01-02T03:04:04.5Z")
            self.assertEqual((message["id"], message["key"]), ("a\nb\x1b", "\x1b\n"))
            # An id is one word on a line, whoever made it.
            out, _ = self.uc8("consume", "a", "s", "-C", "1", "-F", r"%i\n", env=server.env)
            self.assertEqual(out, "a?b?\n")

    def test_json_without_what_is_absent(self):
        message = json.loads(self.printed("json", "-m", ""))
        self.assertEqual(set(message), {"id", "payload", "publishTime", "stream", "subscription"})
        self.assertEqual(message["payload"], "")

    def test_payloads_are_bytes(self):
        payload = bytes(range(256))
        process = self.scene.spawn("produce", "scene", "-s", stdin=-1)
        process.communicate(payload)
        self.assertEqual(process.returncode, 0)
        message = json.loads(self.scene.received(1, "-F", "json", "--no-ack"))
        self.assertEqual(base64.b64decode(message["payload"]), payload)
        consumer = self.scene.spawn("consume", "scene", "sub", "-C", "1", "-F", "%p")
        self.assertEqual(consumer.communicate(timeout=30)[0], payload)


if __name__ == "__main__":
    unittest.main()
