#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the rules of the house: layers, sizes, licences, words, top level, format.

usage: tidy.py ROOT [COMPILE_COMMANDS]

Prints one line for each finding, and fails if there is one.
"""
import sys

from checks import format as format_check
from checks import layers, sizes, top_level, words
from checks.tree import Tree

MODULES = (layers, sizes, words, top_level, format_check)


def main(arguments):
    tree = Tree(*arguments)
    failed = False
    for module in MODULES:
        for check in module.CHECKS:
            if check is layers.check_dependencies and not tree.commands:
                continue
            findings = check(tree)
            for finding in findings:
                print(f"{check.__name__}: {finding}")
            failed = failed or bool(findings)
    if not failed:
        print(f"tidy: {len(tree.files)} files, {len(tree.commands)} compiled, nothing found")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
