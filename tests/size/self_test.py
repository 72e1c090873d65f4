#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves that the size test can fail."""
import unittest

import size

VERSION = "12.2.1"


def sizes(**changes):
    return {**{part: [100, 0, 4] for part in size.LAYERS + size.THIRD_PARTY}, **changes}


class Judgement(unittest.TestCase):
    def findings(self, measured, committed):
        return size.judge(measured, size.table(measured, VERSION), committed, VERSION)

    def test_the_committed_numbers_pass(self):
        self.assertEqual(self.findings(sizes(), size.table(sizes(), VERSION)), [])

    def test_one_byte_more_than_committed_fails(self):
        found = self.findings(sizes(link=[101, 0, 4]), size.table(sizes(), VERSION))
        self.assertIn("size_table.md", found[0])

    def test_more_than_the_budget_fails(self):
        large = sizes(link=[size.BUDGET, 0, 0])
        found = self.findings(large, size.table(large, VERSION))
        self.assertIn("budget", found[0])

    def test_initialized_data_counts_towards_the_budget(self):
        large = sizes(link=[100, size.BUDGET, 0])
        self.assertIn("budget", self.findings(large, size.table(large, VERSION))[0])

    def test_third_party_code_does_not_count(self):
        large = sizes(llhttp=[size.BUDGET, 0, 0])
        self.assertEqual(self.findings(large, size.table(large, VERSION)), [])

    def test_a_layer_that_was_not_built_fails(self):
        hollow = sizes(ws=[0, 0, 0])
        self.assertIn("ws", self.findings(hollow, size.table(hollow, VERSION))[0])

    def test_a_missing_table_fails(self):
        self.assertIn("no tests/size/size_table.md", self.findings(sizes(), "")[0])

    def test_a_table_of_another_compiler_is_not_compared(self):
        self.assertEqual(self.findings(sizes(), size.table(sizes(), "99.1")), [])

    def test_object_files_are_told_apart(self):
        for path, part in (("x/uc8_core.dir/src/link/link.cpp.obj", "link"),
                           ("x/uc8_wslay_objects.dir/wslay/wslay_net.c.obj", "wslay"),
                           ("x/else.obj", None)):
            self.assertEqual(size.object_part(path), part)


if __name__ == "__main__":
    unittest.main()
