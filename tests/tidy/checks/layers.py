# SPDX-License-Identifier: Apache-2.0
"""Who may include whom: by every #include line, and by what the compiler says it really read."""
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

# Lowest first; a layer includes itself and what stands before it.
ORDER = ("base", "json", "wire", "http", "ws", "link", "client", "glue")
RANK = {layer: rank for rank, layer in enumerate(ORDER)}
PLAIN_HEADERS = {"stddef.h", "stdint.h", "string.h"}
LIBRARIES = {"llhttp.h": "llhttp", "wslay/wslay.h": "wslay", "jsmn.h": "jsmn"}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
FOREIGN = re.compile(r"/c\+\+/|/sys/(?!cdefs\.h)|/time\.h$|/stdio\.h$|/uv\.h$|/mbedtls/|/psa/")


def layer_of(name):
    """The layer of a file of src/, or None for the program in src/cli and all else."""
    parts = name.split("/")
    return parts[1] if len(parts) > 2 and parts[0] == "src" and parts[1] in RANK else None


def may_include(layer, other):
    return layer == other or RANK[other] < RANK[layer]


def check_include_lines(tree):
    findings = []
    for name in tree.cpp_files():
        layer = layer_of(name)
        for bracket, header in INCLUDE.findall(tree.text(name)):
            problem = None
            if layer:
                problem = problem_in_src(layer, bracket, header)
            elif name.startswith("include/"):
                problem = problem_in_include(header)
            elif name.startswith("ports/") and re.match(r"(\.\./)*src/|.*\.\./src/", header):
                problem = "a port never includes src/"
            if problem:
                findings.append(f"{name}: includes {header}: {problem}")
    return findings


def problem_in_src(layer, bracket, header):
    other = header.split("/")[0]
    if bracket == "<":
        if header in PLAIN_HEADERS or header in LIBRARIES:
            return None
        return "src/ uses stddef.h, stdint.h and string.h only"
    if other == "uc8" or "/" not in header:
        return None
    if other not in RANK:
        return "not a layer of src/"
    return None if may_include(layer, other) else f"{layer} stands below {other}"


def problem_in_include(header):
    if header in PLAIN_HEADERS or header.startswith("uc8/"):
        return None
    return "public headers include only uc8/, stddef.h, stdint.h and string.h"


def check_one_toucher(tree):
    """Each third-party library of the core is touched by exactly one file below the CLI."""
    touchers = {library: [] for library in LIBRARIES.values()}
    for name in tree.cpp_files():
        if layer_of(name):
            for _, header in INCLUDE.findall(tree.text(name)):
                if header in LIBRARIES:
                    touchers[LIBRARIES[header]].append(name)
    return [f"{library}: touched by {', '.join(names) or 'no file'}, not by exactly one"
            for library, names in touchers.items() if len(names) != 1]


def dependencies(tree, name):
    """What the compiler reads for one source: project files by name, others by path."""
    directory, arguments = tree.commands[name]
    command, skip = [], False
    for argument in arguments:
        if skip or argument in ("-c", "-MD", "-MMD") or os.path.basename(argument) == "ccache":
            skip = False
        elif argument in ("-o", "-MT", "-MF"):
            skip = True
        else:
            command.append(argument)
    run = subprocess.run(command + ["-M"], cwd=directory, capture_output=True, text=True)
    if run.returncode != 0:
        raise RuntimeError(f"{name}: the compiler cannot read it\n{run.stderr}")
    words = run.stdout.replace("\\\n", " ").split()[1:]
    paths = [os.path.realpath(os.path.join(directory, word)) for word in words]
    root = os.path.realpath(tree.root) + os.sep
    return [path[len(root):] if path.startswith(root) else path for path in paths]


def check_dependencies(tree):
    names = [n for n in tree.commands if layer_of(n) or n.startswith("ports/")]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        read = dict(zip(names, pool.map(lambda n: dependencies(tree, n), names)))
    findings = [] if any(map(layer_of, names)) else ["the build compiled no file of src/"]
    for name, paths in read.items():
        layer = layer_of(name)
        # A third-party header brings system headers of its own: the #include lines judge that file.
        touches = any(path.endswith("/" + header) for path in paths for header in LIBRARIES)
        for path in paths:
            problem = problem_in_dependency(layer, path, touches)
            if problem:
                findings.append(f"{name}: reads {path}: {problem}")
    return findings


def problem_in_dependency(layer, path, touches):
    other = layer_of(path)
    if not layer:
        return "a port never includes src/" if path.startswith("src/") else None
    if path.startswith("src/") and not (other and may_include(layer, other)):
        return f"not below {layer}"
    if path.startswith("ports/"):
        return "src/ knows no port"
    if not touches and FOREIGN.search("/" + path.lstrip("/")):
        return "src/ reads no such header"
    return None


CHECKS = [check_include_lines, check_one_toucher, check_dependencies]
