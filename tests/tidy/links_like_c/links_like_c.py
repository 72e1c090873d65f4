#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves that the core links like C and has no heap.

usage: links_like_c.py ROOT COMPILE_COMMANDS LIBRARY [LINKED_LIBRARY...]

Compiles the core with gcc and clang at -O0 and -Os: its objects may need nothing but each other,
mem* and str* of the C library, and the C libraries that it is built on. Then a C program is linked
with plain gcc against the whole of LIBRARY (libuc8.a). Last, each check is shown code that breaks
the rule.
"""
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
LAYER = re.compile(r"src/(base|json|wire|http|ws|link|client|glue)/")
ALLOWED = re.compile(
    r"(mem(cpy|move|set|cmp|chr|rchr|mem)|str(len|nlen|cmp|ncmp|chr|rchr|str|cpy|ncpy))$"
    r"|bcmp$|wslay_|llhttp_|uc8_|__stack_chk_|_GLOBAL_OFFSET_TABLE_$")
FLAGS = ["-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics"]

BROKEN = {
    "new": "int* f() { return new int; }",
    "malloc": 'extern "C" void* malloc(unsigned long); void* f() { return malloc(9); }',
    "a guarded or registered static": "struct A { ~A(); }; void f() { static A a; }",
    "a delete hidden in a virtual destructor": "struct A { virtual ~A(); }; A::~A() {}",
    "printf": 'extern "C" int printf(const char*, ...); void f(int a) { printf("%d", a); }',
}


def undefined_and_defined(objects):
    undefined, defined = set(), set()
    run = subprocess.run(["nm", "--format=posix", *objects], check=True, capture_output=True,
                         text=True)
    for line in run.stdout.splitlines():
        fields = line.split()
        if len(fields) >= 2:
            (undefined if fields[1] in "Uw" else defined).add(fields[0])
    return undefined, defined


def strangers(objects):
    """The symbols that these objects need and that they may not need."""
    undefined, defined = undefined_and_defined(objects)
    return sorted(name for name in undefined - defined if not ALLOWED.match(name))


def core_commands(root, database):
    """(source, directory, arguments without compiler and output) of each file of the core."""
    with open(database, encoding="utf-8") as stream:
        entries = json.load(stream)
    commands = []
    for entry in entries:
        name = os.path.relpath(os.path.join(entry["directory"], entry["file"]), root)
        if not LAYER.match(name):
            continue
        arguments = entry.get("arguments") or shlex.split(entry["command"])
        commands.append((name, entry["directory"], what_and_how(arguments)))
    return commands


def what_and_how(arguments):
    """The arguments that say what is compiled and how, not where to and how hard."""
    kept, following = [], False
    for argument in arguments:
        if following or re.match(r"-(I|D|std=|f(?!sanitize))", argument):
            kept.append(argument)
            following = False
        elif argument == "-isystem":
            kept.append(argument)
            following = True
    return kept


def compile_core(compiler, level, commands, root, folder):
    launcher = ["ccache"] if shutil.which("ccache") else []

    def compile_one(command):
        name, directory, arguments = command
        target = os.path.join(folder, name.replace("/", "_") + ".o")
        subprocess.run([*launcher, compiler, *arguments, level, "-w", "-c", os.path.join(root, name),
                        "-o", target], cwd=directory, check=True)
        return target

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return list(pool.map(compile_one, commands))


def check_core(root, database):
    commands = core_commands(root, database)
    if not commands:
        return ["the build compiled no file of the core"]
    findings = []
    for compiler in [c for c in ("g++", "clang++") if shutil.which(c)]:
        for level in ("-O0", "-Os"):
            with tempfile.TemporaryDirectory() as folder:
                objects = compile_core(compiler, level, commands, root, folder)
                found = strangers(objects)
                print(f"{compiler} {level}: {len(objects)} objects, strangers: {found or 'none'}")
                findings += [f"{compiler} {level}: the core needs {name}" for name in found]
    return findings


def check_link(root, library, linked):
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "program")
        link = subprocess.run(
            ["gcc", "-I" + os.path.join(root, "include"), os.path.join(HERE, "main.c"),
             "-Wl,--whole-archive", library, "-Wl,--no-whole-archive", *linked, "-o", program],
            capture_output=True, text=True)
        if link.returncode != 0:
            return [f"plain gcc does not link it: {link.stderr}"]
        dynamic = subprocess.run(["readelf", "-d", program], check=True, capture_output=True,
                                 text=True).stdout
        if "libstdc++" in dynamic:
            return ["the C program needs libstdc++"]
        return [] if subprocess.run([program]).returncode == 0 else ["the C program fails"]


def check_ourselves(root):
    """Each of BROKEN must be found, and a library that needs C++ must not link."""
    findings = []
    with tempfile.TemporaryDirectory() as folder:
        source, target = os.path.join(folder, "x.cpp"), os.path.join(folder, "x.o")
        for what, code in BROKEN.items():
            with open(source, "w", encoding="utf-8") as stream:
                stream.write(code)
            subprocess.run(["g++", *FLAGS, "-w", "-c", source, "-o", target], check=True)
            if not strangers([target]):
                findings.append(f"the check does not see {what}")
        with open(source, "w", encoding="utf-8") as stream:
            stream.write("#include <string>\nstd::string f() { return std::string(99, 'x'); }\n"
                         'extern "C" void uc8_panic(const char*) {}\n')
        archive = os.path.join(folder, "x.a")
        subprocess.run(["g++", "-w", "-c", source, "-o", target], check=True)
        subprocess.run(["ar", "rc", archive, target], check=True)
        if not check_link(root, archive, []):
            findings.append("the C program links with a library that needs C++")
    return findings


def main(arguments):
    root, database, library, *linked = arguments
    findings = (check_core(root, database) + check_link(root, library, linked)
                + check_ourselves(root))
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
