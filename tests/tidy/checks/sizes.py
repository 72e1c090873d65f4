# SPDX-License-Identifier: Apache-2.0
"""How long files, lines and functions may be."""
import re

SOURCE_MAX, HEADER_MAX, COLUMN_MAX, FUNCTION_MAX = 400, 250, 100, 70

# What is not code, longest first: comments, raw strings, strings, characters, preprocessor lines.
NOT_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"([^()\\ ]{0,16})\(.*?\)\1"|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'|^[ \t]*#(?:\\\n|[^\n])*", re.DOTALL | re.MULTILINE)
CONTAINER = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b")
FUNCTION_END = re.compile(r"\)\s*(const|noexcept|override|final|&|\s)*(->[^{]*)?$")


def blank(match):
    """As many lines as before, and no code; a string stays a string."""
    return '""' * match.group().startswith(('"', "R")) + "\n" * match.group().count("\n")


def without_templates(head):
    while True:
        shorter = re.sub(r"<[^<>]*>", "", head)
        if shorter == head:
            return head
        head = shorter


def is_function(head):
    head = without_templates(head).strip()
    if head.endswith("=") or head.endswith("return"):
        return False
    return not CONTAINER.search(head) or bool(FUNCTION_END.search(head))


def functions(text):
    """(first line, last line) of every function, nested ones within their outer one."""
    code = NOT_CODE.sub(blank, text)
    found, line, head, head_line, depth, start = [], 1, "", None, 0, None
    for character in code:
        line += character == "\n"
        if character == "{":
            if start is not None:
                depth += 1
            elif is_function(head):
                start, depth = head_line or line, 1
            head, head_line = "", None
        elif character == "}":
            if start is not None:
                depth -= 1
                if depth == 0:
                    found.append((start, line))
                    start = None
            head, head_line = "", None
        elif character == ";":
            head, head_line = "", None
        else:
            if head_line is None and not character.isspace():
                head_line = line
            head += character
    return found


def check_sizes(tree):
    findings = []
    for name in tree.cpp_files():
        text = tree.text(name)
        lines = text.splitlines()
        limit = HEADER_MAX if name.endswith(".h") else SOURCE_MAX
        if len(lines) > limit:
            findings.append(f"{name}: {len(lines)} lines, at most {limit}")
        for number, line in enumerate(lines, 1):
            if len(line) > COLUMN_MAX:
                findings.append(f"{name}:{number}: {len(line)} columns, at most {COLUMN_MAX}")
        for first, last in functions(text):
            if last - first + 1 > FUNCTION_MAX:
                findings.append(f"{name}:{first}: a function of {last - first + 1} lines, "
                                f"at most {FUNCTION_MAX}")
    return findings


CHECKS = [check_sizes]
