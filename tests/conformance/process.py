# SPDX-License-Identifier: Apache-2.0
"""A uc8-emulator that lives as long as one run, on a port of its own choice."""
import os
import re
import select
import subprocess
import tempfile
import time

READY_S = 20
STOP_S = 10


class Emulator:
    """with Emulator(path, [options]) as one: one.url, one.ca_file, one.api_key"""

    def __init__(self, path, options):
        self.path, self.options = path, options
        self.folder = tempfile.TemporaryDirectory(prefix="uc8-conformance-")
        self.process, self.exit_code = None, None

    def __enter__(self):
        env_file = os.path.join(self.folder.name, "env")
        command = [self.path, "--port", "0", "--env-file", env_file, "--ca-dir", self.folder.name, *self.options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        try:
            self.wait_ready()
            values = read_env(env_file)
        except Exception:
            self.__exit__()
            raise
        self.url, self.ca_file, self.api_key = (values[name] for name in ("UC8_URL", "UC8_CA_FILE", "UC8_API_KEY"))
        return self

    def wait_ready(self):
        deadline, seen = time.monotonic() + READY_S, b""
        while b"\n" not in seen:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                raise RuntimeError(f"the emulator said no `ready` within {READY_S} s, but {seen!r}")
            more = os.read(self.process.stdout.fileno(), 4096)
            if not more:
                raise RuntimeError(f"the emulator ended with exit code {self.process.wait()}: {seen!r}")
            seen += more
        if not re.match(rb"ready https?://", seen):
            raise RuntimeError(f"the emulator's first line was {seen!r}")

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.exit_code = self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.exit_code = self.process.wait()
        self.process.stdout.close()
        self.folder.cleanup()


def read_env(path):
    with open(path, encoding="utf-8") as source:
        return dict(re.findall(r"^export (\w+)='(.*)'$", source.read(), re.MULTILINE))


def understands(path, option):
    words = subprocess.run([path, "--help"], capture_output=True, text=True, check=False)
    return re.search(re.escape(option) + r"(?![\w-])", words.stdout) is not None
