# SPDX-License-Identifier: Apache-2.0
"""What every file says at its top, and what no file says."""
import re

LICENSED = (".h", ".c", ".cpp", ".py", ".sh", ".js", ".mjs", ".cjs", ".java", ".cmake",
            ".cmake.in", "CMakeLists.txt", ".lock", "/run")
EXEMPT = ("package-lock.json",)
# In pieces, so that this file does not find itself.
FORBIDDEN = [re.compile(word) for word in (
    r"\.\." + r"/shared\b", r"(?<![\w.])/work" + r"/", r"\bdesign" + r"\.md\b",
    r"\bcli" + r"\.md\b", r"crates" + r"\.io", r"registry\.npm" + r"js", r"\bpypi" + r"\.org",
    r"python" + r"hosted\.org", r"deb\.debian" + r"\.org", r"security\.debian" + r"\.org",
    r"maven\.apache" + r"\.org/maven2", r"proxy\.golang" + r"\.org", r"\b[Ii]ssue" + r" #?\d")]


def check_spdx(tree):
    findings = []
    for name in tree.files:
        if name.endswith(LICENSED) and not name.endswith(EXEMPT):
            top = "\n".join(tree.text(name).split("\n", 3)[:3])
            if "SPDX-License-Identifier: Apache-2.0" not in top:
                findings.append(f"{name}: no SPDX-License-Identifier: Apache-2.0 at the top")
    return findings


def check_words(tree):
    findings = []
    for name in tree.files:
        for number, line in enumerate(tree.text(name).splitlines(), 1):
            for word in FORBIDDEN:
                found = word.search(line)
                if found:
                    findings.append(f"{name}:{number}: says {found.group()}")
    return findings


CHECKS = [check_spdx, check_words]
