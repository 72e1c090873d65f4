#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How large the core is on a bare Cortex-M4 at -Os, layer by layer.

usage: size.py ROOT BUILD SOURCES [--update]

Builds the preset cross-cortex-m4 in the folder BUILD, with pinned sources in SOURCES, and prints
text, data and bss of our own code per layer and of each third-party library; then what a linked
program with a part of it costs, the RAM of an object, and the largest stack frames. Fails when our
own code is above its budget, or when the numbers differ from tests/size/size_table.md or from what
README.md quotes of it; --update writes both anew. Another version of the compiler makes other
numbers: then only the budget holds.
"""
import os
import re
import shutil
import subprocess
import sys

import linked
import stack
from section import section

LAYERS = ("base", "json", "wire", "http", "ws", "link", "client", "glue")
THIRD_PARTY = ("llhttp", "wslay", "jsmn")
# What all layers of the three objects come to, rounded up: a limit that notices growth.
BUDGET = 28 * 1024
COMPILER = "arm-none-eabi-g++"
TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "size_table.md")
# The rows that README.md quotes stand between these two lines.
QUOTE = ("<!-- of tests/size/size_table.md, by tests/size/size.py --update -->", "<!-- -->")


def build(root, folder, sources):
    shutil.rmtree(folder, ignore_errors=True)  # Objects of sources that are gone would count.
    log = []
    flags = {"CFLAGS": "-fstack-usage", "CXXFLAGS": "-fstack-usage"}
    for command in (["cmake", "--preset", "cross-cortex-m4", "-B", folder,
                     "-DUC8_SOURCES_DIR=" + sources],
                    ["cmake", "--build", folder, "--parallel", str(os.cpu_count())]):
        run = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True, env={**os.environ, **flags})
        log.append(run.stdout)
        if run.returncode != 0:
            sys.exit("\n".join(log) + "size: the bare Cortex-M4 build failed")


def object_part(path):
    """To which row of the table an object file belongs."""
    layer = re.search(r"uc8_core\.dir/src/(\w+)/", path)
    if layer:
        return layer.group(1)
    library = re.search(r"uc8_(\w+)_objects\.dir/", path)
    return library.group(1) if library else None


def jsmn_text(path):
    """The function into which jsmn is inlined, in the one object that includes it."""
    run = subprocess.run(["arm-none-eabi-nm", "--print-size", path], check=True,
                         capture_output=True, text=True)
    return sum(int(size, 16) for size in
               re.findall(r"^\w+ (\w+) [tT] \S*jsmn", run.stdout, re.MULTILINE))


def object_files(folder):
    return sorted(os.path.join(directory, name) for directory, _, names in os.walk(folder)
                  for name in names
                  if name.endswith((".o", ".obj")) and object_part(os.path.join(directory, name)))


def measure(objects):
    sizes = {part: [0, 0, 0] for part in LAYERS + THIRD_PARTY}
    for path in objects:
        part = object_part(path)
        run = subprocess.run(["arm-none-eabi-size", path], check=True, capture_output=True,
                             text=True)
        for column, number in enumerate(run.stdout.splitlines()[1].split()[:3]):
            sizes[part][column] += int(number)
        if part == "json":
            jsmn = jsmn_text(path)
            sizes["json"][0] -= jsmn
            sizes["jsmn"][0] += jsmn
    return sizes


def own(sizes):
    return [sum(sizes[layer][column] for layer in LAYERS) for column in range(3)]


def compiler_version():
    run = subprocess.run([COMPILER, "-dumpfullversion"], check=True, capture_output=True, text=True)
    return run.stdout.strip()


def table(sizes, flash, ram, frames, version):
    rows = [(f"src/{layer}", *sizes[layer]) for layer in LAYERS]
    rows.append(("**our own code**", *own(sizes)))
    rows += [(name, *sizes[name]) for name in THIRD_PARTY]
    return "\n".join([
        "# The core on a bare Cortex-M4", "",
        f"Bytes; `{COMPILER}` {version}, `-mcpu=cortex-m4 -mthumb -Os`. Written by",
        "`tests/size/size.py --update`, compared by the tests.", "",
        *section("The code", "Every object whole.", ("part", "text", "data", "bss"), rows),
        *linked.tables(flash, ram, LAYERS, THIRD_PARTY),
        *stack.table(frames, LAYERS, THIRD_PARTY)])


def quoted(text):
    """What README.md quotes of a table: programs, objects and stack, without their titles."""
    rows = [line for line in text.partition("## A linked program")[2].splitlines()
            if line and not line.startswith("#")]
    # A sentence before a table, and a table before a sentence, are apart.
    lines = []
    for line in rows:
        if lines and line.startswith("|") != lines[-1].startswith("|"):
            lines.append("")
        lines.append(line)
    return "\n".join(["", *lines, "", ""])


def with_quote(readme, text):
    """README.md with its quotation of a table made anew."""
    before, start, rest = readme.partition(QUOTE[0])
    _, end, after = rest.partition(QUOTE[1])
    if not start or not end:
        raise SystemExit("size: README.md has no place for the table: " + " … ".join(QUOTE))
    return before + start + "\n" + quoted(text) + end + after


def judge(sizes, text, committed, readme, version):
    """What is wrong with these numbers; nothing: an empty list."""
    findings = []
    text_size, data_size, _ = own(sizes)
    if text_size + data_size > BUDGET:
        findings.append(f"our own code has {text_size + data_size} bytes, the budget is {BUDGET}")
    empty = [part for part in LAYERS + THIRD_PARTY if sizes[part][0] == 0]
    if empty:
        findings.append(f"nothing was measured of {', '.join(empty)}")
    if not committed:
        findings.append("there is no tests/size/size_table.md to compare with: --update writes it")
    elif f"`{COMPILER}` {version}," not in committed:
        print(f"size: the table is of another compiler than {version}: not compared")
    elif text != committed:
        findings.append("tests/size/size_table.md says something else; look why, then run "
                        "tests/size/size.py with --update")
    if committed and readme != with_quote(readme, committed):
        findings.append("README.md quotes another tests/size/size_table.md: run "
                        "tests/size/size.py with --update")
    return findings


def read(path):
    with open(path, encoding="utf-8") as stream:
        return stream.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text)


def main(arguments):
    update = "--update" in arguments
    root, folder, sources = [a for a in arguments if a != "--update"]
    build(root, folder, sources)
    objects = object_files(folder)
    sizes, version = measure(objects), compiler_version()
    text = table(sizes, linked.programs(objects, object_part), linked.memory(root),
                 stack.frames(folder, object_part), version)
    print(text)
    readme = os.path.join(root, "README.md")
    if update:
        write(TABLE, text)
        write(readme, with_quote(read(readme), text))
    committed = read(TABLE) if os.path.exists(TABLE) else ""
    findings = judge(sizes, text, committed, read(readme), version)
    for finding in findings:
        print("size: " + finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
