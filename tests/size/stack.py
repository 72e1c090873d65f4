# SPDX-License-Identifier: Apache-2.0
"""The largest stack frames, as the compiler counts them (-fstack-usage)."""
import os
import re

from section import section

OWN_SHOWN = 3  # The next ones are small.
ROW = re.compile(r"^\S*?:\d+:\d+:(.*)\t(\d+)\t(\S+)$", re.MULTILINE)


def short_name(function):
    """`uc8::Error uc8::tenant_of(const Account&, Tenant&)` is `tenant_of`."""
    name = re.sub(r"\(.*", "", function).split(" ")[-1]
    return name.removeprefix("uc8::")


def frames(folder, object_part):
    """Of each part [(bytes, function)], the largest first. A frame whose size is not known when it
    is compiled would make the table a lie."""
    found = {}
    for directory, _, names in os.walk(folder):
        for name in filter(lambda name: name.endswith(".su"), names):
            path = os.path.join(directory, name)
            with open(path, encoding="utf-8") as stream:
                for function, size, kind in ROW.findall(stream.read()):
                    if kind != "static":
                        raise SystemExit(f"size: the stack frame of {function} is {kind}")
                    frame = (int(size), short_name(function))
                    found.setdefault(object_part(path), []).append(frame)
    return {part: sorted(sizes, reverse=True) for part, sizes in found.items()}


def table(found, layers, libraries):
    own = sorted((frame for layer in layers for frame in found.get(layer, [])), reverse=True)
    rows = [("our own code", *frame) for frame in own[:OWN_SHOWN]]
    rows += [(name, *found[name][0]) for name in libraries if name in found]
    return section("Stack", "The largest frames; none is of variable size.",
                   ("function", "part", "bytes"),
                   [(f"`{name}`", part, size) for part, size, name in rows])
