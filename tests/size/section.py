# SPDX-License-Identifier: Apache-2.0
"""A section of Markdown with a table of numbers."""


def section(title, text, heads, rows):
    lines = ["## " + title, "", text, "", "| " + " | ".join(heads) + " |",
             "| --- |" + " ---: |" * (len(heads) - 1)]
    return lines + [f"| {' | '.join(map(str, row))} |" for row in rows] + [""]
