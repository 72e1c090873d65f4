# SPDX-License-Identifier: Apache-2.0
"""The commands at their work: streams that are made, found, listed, deleted, and filled."""
import unittest

from bed import Uc8Test


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
        self.stream += "2"
        self.subscribe("--create")


class PlainText(Uc8Test):
    OPTIONS = ("--plain",)

    def test_plain_http_is_accepted_for_loopback(self):
        self.uc8("create", self.stream, env={"UC8_CA_FILE": None})


class Messages(Uc8Test):
    def setUp(self):
        super().setUp()
        self.uc8("create", self.stream)
        self.subscribe("--type", "exclusive")

    def received(self, count, *options):
        return self.uc8("consume", self.stream, "sub", "--type", "exclusive", "-C", str(count),
                        "-W", "20", *options)[0]

    def test_a_thousand_lines_arrive_in_order(self):
        lines = [f"line {i}" for i in range(1000)]
        out, _ = self.uc8("produce", self.stream, "-l", "--print-ids", stdin="\n".join(lines))
        self.assertEqual(len(set(out.split())), 1000)
        self.assertEqual(self.received(1000).splitlines(), lines)


if __name__ == "__main__":
    unittest.main()
