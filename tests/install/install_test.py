# SPDX-License-Identifier: Apache-2.0
"""What users get. Reads UC8_SOURCE, UC8_BUILD (a complete build) and CMAKE, CXX from the environment."""
import glob
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = os.environ["UC8_SOURCE"]
BUILD = os.environ["UC8_BUILD"]
CMAKE = os.environ.get("CMAKE", "cmake")
CXX = os.environ.get("CXX", "c++")
HERE = os.path.dirname(os.path.abspath(__file__))
EXAMPLES = os.path.join(SOURCE, "examples")
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]


def run(*command, **options):
    """The output of a command; the whole of it is the message when it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          stdin=subprocess.DEVNULL, **options)
    if done.returncode != 0:
        raise AssertionError(f"{shlex.join(command)} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def configure(project, build, *options):
    return run(CMAKE, "-S", os.path.join(HERE, project), "-B", build, f"-DCMAKE_CXX_COMPILER={CXX}",
               "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", *options)


def compile_all(build):
    run(CMAKE, "--build", build, "--parallel", "2")


class Installation(unittest.TestCase):
    """One installation for all tests here, moved after it was made."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="uc8-install-")
        first = os.path.join(cls.folder.name, "first")
        cls.prefix = os.path.join(cls.folder.name, "moved")
        run(CMAKE, "--install", BUILD, "--prefix", first)
        os.rename(first, cls.prefix)
        os.environ["UC8_BIN"] = os.path.join(cls.prefix, "bin")
        sys.path.insert(0, os.path.join(SOURCE, "tests", "e2e"))
        cls.bed = __import__("bed")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def path(self, *names):
        return os.path.join(self.folder.name, *names)

    def installed(self, pattern):
        return glob.glob(os.path.join(self.prefix, pattern), recursive=True)

    def pkg_config(self, *options):
        if shutil.which("pkg-config") is None:
            self.skipTest("pkg-config is missing")
        folders = ":".join(self.installed("**/pkgconfig"))
        return shlex.split(run("pkg-config", *options, "uc8",
                               env={**os.environ, "PKG_CONFIG_PATH": folders}))

    def assert_creates_a_stream(self, program):
        """The example against the installed emulator; the installed uc8 sees what it made."""
        emulator = self.bed.Emulator()
        try:
            environment = {**os.environ, **emulator.env}
            uc8 = os.path.join(self.prefix, "bin", "uc8")
            self.assertNotEqual(
                subprocess.run([uc8, "exists", "demo"], env=environment, check=False,
                               stdout=subprocess.DEVNULL).returncode, 0)
            run(program, env=environment)
            run(uc8, "exists", "demo", env=environment)
        finally:
            emulator.close()

    def test_a_project_that_finds_the_package_creates_a_stream(self):
        build = self.path("found")
        configure("found", build, f"-DCMAKE_PREFIX_PATH={self.prefix}", f"-DEXAMPLES={EXAMPLES}",
                  "-DCOMPONENTS=core;libuv;mbedtls;none;uc8")
        compile_all(build)
        self.assert_creates_a_stream(os.path.join(build, "create_stream"))

    def test_a_component_that_was_not_built_is_named(self):
        with self.assertRaisesRegex(AssertionError, "lwip"):
            configure("found", self.path("component"), f"-DCMAKE_PREFIX_PATH={self.prefix}",
                      f"-DEXAMPLES={EXAMPLES}", "-DCOMPONENTS=core;lwip")

    def test_pkg_config_and_a_compiler_are_enough(self):
        program = self.path("by_pkg_config")
        run(CXX, "-std=c++17", *self.pkg_config("--cflags"), "-o", program,
            os.path.join(EXAMPLES, "create_stream.cpp"), os.path.join(EXAMPLES, "board.cpp"),
            *self.pkg_config("--libs"))
        self.assert_creates_a_stream(program)

    def test_each_header_stands_alone_under_the_users_own_warnings(self):
        flags = self.pkg_config("--cflags")
        headers = self.installed("include/uc8/**/*.h")
        self.assertGreater(len(headers), 10)
        for header in headers:
            name = os.path.relpath(header, os.path.join(self.prefix, "include"))
            source = self.path("alone.cpp")
            with open(source, "w", encoding="utf-8") as stream:
                stream.write(f'#include "{name}"\n')
            with self.subTest(name):
                run(CXX, "-std=c++17", "-fsyntax-only", "-fno-exceptions", "-fno-rtti", *STRICT,
                    *flags, source)

    def test_nothing_names_the_folders_it_was_made_in(self):
        for pattern in ("**/*.cmake", "**/*.pc", "**/*.h"):
            for name in self.installed(pattern):
                with open(name, encoding="utf-8", errors="replace") as stream:
                    text = stream.read()
                for folder in (SOURCE + "/", BUILD, self.path("first")):
                    self.assertNotIn(folder, text, name)

    def test_libraries_headers_and_programs_are_all_there_is(self):
        names = {os.path.relpath(name, self.prefix) for name in self.installed("**")
                 if os.path.isfile(name) and "uc8_upstream" not in name}
        strange = [name for name in sorted(names) if not re.fullmatch(
            r"bin/uc8(-emulator)?|include/uc8/(port/)?\w+\.h|lib[\w/-]*/libuc8\w*\.a"
            r"|lib[\w/-]*/(cmake/uc8/\w+(-\w+)?\.cmake|pkgconfig/uc8\.pc)|share/doc/uc8/LICENSE",
            name)]
        self.assertEqual(strange, [])


class Subdirectory(unittest.TestCase):
    """The tree of uC8 inside a firmware's own project."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="uc8-embedded-")
        cls.build = os.path.join(cls.folder.name, "build")
        cls.said = configure("embedded", cls.build, f"-DUC8_SOURCE={SOURCE}",
                             f"-DUC8_SOURCES_DIR={os.environ.get('UC8_SOURCES_DIR', '')}")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_the_core_alone_builds_and_answers(self):
        compile_all(self.build)
        self.assertEqual(run(os.path.join(self.build, "firmware")), "invalid_configuration\n")
        prefix = os.path.join(self.folder.name, "prefix")
        run(CMAKE, "--install", self.build, "--prefix", prefix)
        files = [os.path.join(at, name) for at, _, names in os.walk(prefix) for name in names]
        self.assertEqual([os.path.relpath(name, prefix) for name in files], ["bin/firmware"])

    def test_only_libraries_come_along_and_nothing_outside_them_changes(self):
        targets = re.search("uc8 brings the targets: (.*)", self.said).group(1).split(";")
        self.assertLessEqual(set(targets), {"uc8_core", "uc8_all", "uc8_none", "uc8_llhttp_objects",
                                            "uc8_wslay_objects"})
        self.assertEqual(re.search("uc8 changes: (.*)", self.said).group(1), "")

    def test_the_users_warnings_are_the_users_choice(self):
        with open(os.path.join(self.build, "compile_commands.json"), encoding="utf-8") as stream:
            commands = json.load(stream)
        for entry in commands:
            self.assertNotRegex(entry["command"], r"-Werror|-Wall|-Wconversion", entry["file"])


if __name__ == "__main__":
    unittest.main()
