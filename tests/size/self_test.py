#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves that the size test can fail."""
import collections
import os
import tempfile
import unittest

import linked
import size
import stack

VERSION = "12.2.1"


def sizes(**changes):
    return {**{part: [100, 0, 4] for part in size.LAYERS + size.THIRD_PARTY}, **changes}


def table(measured, version=VERSION, flash=1000):
    programs = {"Consumer": collections.Counter(link=flash, llhttp=7, libc=5)}
    frames = {"wire": [(1440, "tenant_of")], "llhttp": [(488, "llhttp__internal__run")]}
    return size.table(measured, programs, {"Consumer": [2000, 3000]}, frames, version)


def readme(committed, before="# uC8\n"):
    return size.with_quote(before + "\n".join(size.QUOTE) + "\nmore\n", committed)


class Judgement(unittest.TestCase):
    def findings(self, measured, committed):
        return size.judge(measured, table(measured), committed, readme(committed), VERSION)

    def test_the_committed_numbers_pass(self):
        self.assertEqual(self.findings(sizes(), table(sizes())), [])

    def test_one_byte_more_than_committed_fails(self):
        found = self.findings(sizes(link=[101, 0, 4]), table(sizes()))
        self.assertIn("size_table.md", found[0])

    def test_a_linked_program_that_grew_fails(self):
        found = self.findings(sizes(), table(sizes(), flash=999))
        self.assertIn("size_table.md", found[0])

    def test_a_readme_that_quotes_other_numbers_fails(self):
        old = readme(table(sizes(), flash=999))
        found = size.judge(sizes(), table(sizes()), table(sizes()), old, VERSION)
        self.assertIn("README.md quotes", found[0])

    def test_the_rest_of_the_readme_stays(self):
        new = size.with_quote(readme(table(sizes(), flash=999)), table(sizes(), flash=1001))
        self.assertTrue(new.startswith("# uC8\n") and new.endswith("\nmore\n"), new)
        self.assertEqual((new.count("| 1001 |"), new.count("| 999 |")), (1, 0))
        self.assertIn("| `tenant_of` | our own code | 1440 |", new)
        with self.assertRaisesRegex(SystemExit, "no place"):
            size.with_quote("# uC8\n", table(sizes()))

    def test_a_stack_frame_of_unknown_size_fails(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "x.su")
            line = "/s/a.cpp:7:6:uc8::Error uc8::f(uc8::Bytes)\t24\t"
            size.write(path, line + "static\n")
            self.assertEqual(stack.frames(folder, lambda path: "wire"), {"wire": [(24, "f")]})
            size.write(path, line + "dynamic\n")
            with self.assertRaisesRegex(SystemExit, "uc8::f"):
                stack.frames(folder, lambda path: "wire")

    def test_more_than_the_budget_fails(self):
        large = sizes(link=[size.BUDGET, 0, 0])
        found = self.findings(large, table(large))
        self.assertIn("budget", found[0])

    def test_initialized_data_counts_towards_the_budget(self):
        large = sizes(link=[100, size.BUDGET, 0])
        self.assertIn("budget", self.findings(large, table(large))[0])

    def test_third_party_code_does_not_count(self):
        large = sizes(llhttp=[size.BUDGET, 0, 0])
        self.assertEqual(self.findings(large, table(large)), [])

    def test_a_layer_that_was_not_built_fails(self):
        hollow = sizes(ws=[0, 0, 0])
        self.assertIn("ws", self.findings(hollow, table(hollow))[0])

    def test_a_missing_table_fails(self):
        self.assertIn("no tests/size/size_table.md", self.findings(sizes(), "")[0])

    def test_a_table_of_another_compiler_is_not_compared(self):
        self.assertEqual(self.findings(sizes(), table(sizes(), "99.1")), [])

    def test_a_linker_map_is_split_by_part(self):
        text = """Discarded input sections
 .text.x  0x0  0x99 x/uc8_core.dir/src/link/link.cpp.obj
Linker script and memory map
 .text.a        0x00008000       0x10 x/uc8_core.dir/src/link/link.cpp.obj
 .text._ZN3uc8much_longer_than_a_column
                0x00008010       0x20 x/uc8_core.dir/src/wire/target.cpp.obj
 .text.uc8_jsmn_tokens 0x00008030 0x4 x/uc8_core.dir/src/json/json_reader.cpp.obj
 .rodata.str1.1 0x00008034        0x8 x/uc8_llhttp_objects.dir/llhttp.c.obj
                                  0x5 (size before relaxing)
 .bss.b         0x00009000      0x100 x/uc8_core.dir/src/ws/ws_channel.cpp.obj
 .text          0x0000803c        0x2 /usr/lib/libc_nano.a(memcpy.o)
"""
        self.assertEqual(linked.flash_by_part(text, size.object_part),
                         {"link": 16, "wire": 32, "jsmn": 4, "llhttp": 5, "libc": 2})

    def test_object_files_are_told_apart(self):
        for path, part in (("x/uc8_core.dir/src/link/link.cpp.obj", "link"),
                           ("x/uc8_wslay_objects.dir/wslay/wslay_net.c.obj", "wslay"),
                           ("x/else.obj", None)):
            self.assertEqual(size.object_part(path), part)


if __name__ == "__main__":
    unittest.main()
