#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves that every check of tidy can fail: each is shown a clean tree, then one broken thing."""
import json
import os
import tempfile
import unittest

from checks import format as format_check
from checks import layers, sizes, top_level, words
from checks.tree import Tree

SPDX = "// SPDX-License-Identifier: Apache-2.0\n"
CLEAN = {
    "include/uc8/a.h": '#pragma once\n#include <stddef.h>\n',
    "src/base/b.h": '#pragma once\n#include "uc8/a.h"\n',
    "src/base/b.cpp": '#include "base/b.h"\n#include <string.h>\n',
    "src/json/j.cpp": '#include <jsmn.h>\n#include "base/b.h"\n',
    "src/http/h.cpp": '#include <llhttp.h>\n#include "base/b.h"\n',
    "src/ws/w.cpp": '#include <wslay/wslay.h>\n#include "base/b.h"\n',
    "src/link/l.h": "#pragma once\n",
    "src/cli/main.cpp": "#include <stdio.h>\n#include <string>\nint main() {}\n",
    "ports/libuv/p.cpp": '#include "uc8/a.h"\n',
    "third/jsmn.h": "", "third/llhttp.h": "", "third/wslay/wslay.h": "#include <stdlib.h>\n",
    "third/uv.h": "#include <time.h>\n",
}


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name

    def tree(self, changes=None, compiled=False):
        files = {**CLEAN, **(changes or {})}
        commands = []
        for name, text in files.items():
            path = os.path.join(self.root, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(text if name.startswith("third/") else SPDX + text)
            if name.endswith(".cpp"):
                commands.append({"directory": self.root, "file": name, "command":
                                 f"c++ -Iinclude -Isrc -Ithird -o x.o -c {name}"})
        database = os.path.join(self.root, "third", "compile_commands.json")
        with open(database, "w", encoding="utf-8") as stream:
            json.dump(commands, stream)
        return Tree(self.root, database if compiled else None)

    def finds(self, check, name, text, expected, compiled=False):
        """The check is silent on the clean tree and says `expected` once `name` holds `text`."""
        self.assertEqual(check(self.tree(compiled=compiled)), [])
        findings = check(self.tree({name: text}, compiled=compiled))
        self.assertTrue(any(name in f and expected in f for f in findings), findings)


class IncludeLines(Case):
    def line(self, name, text, expected):
        self.finds(layers.check_include_lines, name, text, expected)

    def test_a_lower_layer_must_not_include_a_higher_one(self):
        self.line("src/base/b.h", '#include "link/l.h"\n', "base stands below link")

    def test_the_core_includes_no_stdio(self):
        self.line("src/base/b.cpp", "#include <stdio.h>\n", "stddef.h")

    def test_the_core_includes_no_cpp_header(self):
        self.line("src/link/l.h", "#include <cstddef>\n", "stddef.h")

    def test_the_core_includes_no_libuv(self):
        self.line("src/ws/w.cpp", "#include <uv.h>\n", "stddef.h")

    def test_a_public_header_includes_no_third_party_header(self):
        self.line("include/uc8/a.h", "#include <uv.h>\n", "public headers")

    def test_a_port_must_not_reach_into_src(self):
        self.line("ports/libuv/p.cpp", '#include "../../src/base/b.h"\n', "a port never")


class Touchers(Case):
    def test_a_second_file_must_not_touch_a_library(self):
        self.finds(lambda t: [f"src/json/k.cpp: {f}" for f in layers.check_one_toucher(t)],
                   "src/json/k.cpp", "#include <jsmn.h>\n", "jsmn: touched by")

    def test_a_library_must_be_touched(self):
        findings = layers.check_one_toucher(self.tree({"src/ws/w.cpp": ""}))
        self.assertEqual(findings, ["wslay: touched by no file, not by exactly one"])


class Dependencies(Case):
    def reads(self, name, text, expected):
        self.finds(layers.check_dependencies, name, text, expected, compiled=True)

    def test_the_compiler_sees_a_higher_layer(self):
        self.reads("src/base/b.cpp", '#include "link/l.h"\n', "src/link/l.h: not below base")

    def test_the_compiler_sees_a_header_of_the_cpp_library(self):
        self.reads("src/base/b.cpp", "#include <utility>\n", "reads no such header")

    def test_the_compiler_sees_time_h_behind_another_header(self):
        self.reads("src/base/b.cpp", "#include <uv.h>\n", "time.h")

    def test_the_compiler_sees_a_port_in_src(self):
        self.reads("src/base/b.cpp", '#include "../../ports/libuv/p.cpp"\n', "knows no port")

    def test_the_compiler_sees_src_in_a_port(self):
        self.reads("ports/libuv/p.cpp", '#include "base/b.h"\n', "a port never")

    def test_a_build_without_the_core_proves_nothing(self):
        tree = self.tree()
        self.assertEqual(layers.check_dependencies(tree), ["the build compiled no file of src/"])


class Sizes(Case):
    def size(self, name, text, expected):
        self.finds(sizes.check_sizes, name, text, expected)

    def test_a_source_has_at_most_400_lines(self):
        self.size("src/base/b.cpp", "\n" * 400, "401 lines")

    def test_a_header_has_at_most_250_lines(self):
        self.size("src/base/b.h", "\n" * 250, "251 lines")

    def test_a_line_has_at_most_100_columns(self):
        self.size("src/base/b.cpp", "//" + "x" * 99 + "\n", "101 columns")

    def test_a_function_has_at_most_70_lines(self):
        long = "int f(int a)\n{\n" + "  a++;\n" * 67 + "  return a;\n}\n"
        self.size("src/base/b.cpp", long, "a function of 71 lines")

    def test_functions_are_found_where_they_hide(self):
        cases = {
            "int f() { if (1) { } return 0; }": 1,
            "namespace a { class B { void f() const { } int g() { } }; }": 2,
            "struct A f(int x) { return {}; }": 1,
            "template <class T> void f(T) { }": 1,
            "A::A(int x) : a_{x}, b_(2) { g(); }": 1,
            "const int kTable[] = { 1, 2 };": 0,
            "enum class E : int { a, b }; struct S { int a = 1; };": 0,
            'const char* f() { return "}{"; } // {\n#define X {\nint g() { return \'{\'; }': 2,
            'extern "C" { void f() { } }': 1,
            "auto f() -> int { return [](int a) { return a; }(1); }": 1,
        }
        for text, count in cases.items():
            bodies = [f for f in sizes.functions(text)]
            found = len(bodies) - text.count("a_{")  # A braced member counts as a short one.
            self.assertEqual(found, count, text)


class Texts(Case):
    def test_a_source_names_its_licence(self):
        tree = self.tree()
        self.assertEqual([f for f in words.check_spdx(tree) if "third" not in f], [])
        with open(os.path.join(self.root, "src/base/n.cpp"), "w", encoding="utf-8") as stream:
            stream.write("int a;\n")
        findings = words.check_spdx(Tree(self.root))
        self.assertTrue(any("src/base/n.cpp" in f for f in findings), findings)

    def test_no_file_names_a_place_outside_the_tree(self):
        for word in ("../" + "shared/x", "see /wo" + "rk/main", "design" + ".md", "cli" + ".md",
                     "crates" + ".io", "deb.debian" + ".org", "fixes iss" + "ue #3"):
            self.finds(words.check_words, "src/base/b.cpp", f"// {word}\n", "says")

    def test_nothing_strange_stands_at_the_top(self):
        tree = self.tree({"include/x.h": "", "notes.txt": "", ".hidden": ""})
        self.assertEqual(top_level.check_top_level(tree),
                         [f"{name}: does not belong at the top" for name in ("notes.txt", "third")])

    def test_the_format_is_checked(self):
        if not format_check.FORMATTER:
            self.skipTest("no clang-format-14")
        findings = format_check.check_format(self.tree({"src/base/b.cpp": "int   a ;\n"}))
        self.assertIn("src/base/b.cpp: run clang-format-14 -i on it", findings)
        self.assertNotIn("src/link/l.h: run clang-format-14 -i on it", findings)


if __name__ == "__main__":
    unittest.main()
