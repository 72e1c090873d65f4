# SPDX-License-Identifier: Apache-2.0
"""Every C++ file is as clang-format 14 writes it (other versions differ in details)."""
import re
import shutil
import subprocess

FORMATTER = shutil.which("clang-format-14")


def check_format(tree):
    files = tree.cpp_files()
    if not FORMATTER:
        print("tidy: no clang-format-14 here: the format is not checked")
        return []
    if not files:
        return []
    run = subprocess.run([FORMATTER, "--dry-run", *files], cwd=tree.root, capture_output=True,
                         text=True)
    bad = sorted(set(re.findall(r"^([^\s:]+):\d+:\d+: \w+: code should be clang-formatted",
                                run.stderr, re.MULTILINE)))
    return [f"{name}: run clang-format-14 -i on it" for name in bad]


CHECKS = [check_format]
