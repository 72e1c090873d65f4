# SPDX-License-Identifier: Apache-2.0
"""What stands at the top of the tree."""
ALLOWED = {"CMakeLists.txt", "CMakePresets.json", "README.md", "CHANGELOG.md", "LICENSE",
           "src", "include", "ports", "examples", "tests", "toolchains"}


def check_top_level(tree):
    entries = {name.split("/")[0] for name in tree.files}
    return [f"{entry}: does not belong at the top"
            for entry in sorted(entries - ALLOWED) if not entry.startswith(".")]


CHECKS = [check_top_level]
