# SPDX-License-Identifier: Apache-2.0
"""The files of the project, as the checks see them."""
import json
import os
import shlex
import subprocess

CPP_FOLDERS = ("src", "include", "ports", "tests", "examples")
CPP_ENDINGS = (".h", ".c", ".cpp")


class Tree:
    """A source tree; `compile_commands` is that of a build of it, or None."""

    def __init__(self, root, compile_commands=None):
        self.root = root
        self.files = sorted(self._list_files())
        self.commands = self._read_commands(compile_commands) if compile_commands else {}

    def _list_files(self):
        try:
            listed = subprocess.run(
                ["git", "-C", self.root, "ls-files", "-co", "--exclude-standard", "-z"],
                check=True, capture_output=True, text=True).stdout.split("\0")
            files = [name for name in listed if name and os.path.isfile(self.path(name))]
            if files:
                return files
        except (OSError, subprocess.CalledProcessError):
            pass
        files = []
        for folder, folders, names in os.walk(self.root):
            folders[:] = [f for f in folders if f not in (".git", "build", "node_modules")]
            files += [os.path.relpath(os.path.join(folder, n), self.root) for n in names]
        return files

    def _read_commands(self, path):
        commands = {}
        with open(path, encoding="utf-8") as stream:
            for entry in json.load(stream):
                name = os.path.relpath(os.path.join(entry["directory"], entry["file"]), self.root)
                arguments = entry.get("arguments") or shlex.split(entry["command"])
                commands[name] = (entry["directory"], arguments)
        return commands

    def path(self, name):
        return os.path.join(self.root, name)

    def text(self, name):
        with open(self.path(name), encoding="utf-8", errors="replace") as stream:
            return stream.read()

    def cpp_files(self):
        return [f for f in self.files
                if f.split("/")[0] in CPP_FOLDERS and f.endswith(CPP_ENDINGS)]
