# SPDX-License-Identifier: Apache-2.0
"""Pulsar's own C++ client: the wheel `pulsar-client`, installed once below ~/.cache/uc8.

    native_client.py      prints the Python that has it; 77: it cannot be had here
"""
import fcntl
import os
import subprocess
import sys

VERSION = "3.13.0"  # The last one that has wheels for Python 3.10 to 3.14.
SKIP = 77


def folder():
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(cache, "uc8",
                        f"pulsar-client-{VERSION}-python{sys.version_info[0]}.{sys.version_info[1]}")


def works(python):
    return os.path.exists(python) and subprocess.run(
        [python, "-c", "import pulsar"], capture_output=True, check=False).returncode == 0


def install(where):
    """What pip says where it fails; empty otherwise."""
    steps = ([sys.executable, "-m", "venv", "--clear", where],
             [os.path.join(where, "bin", "pip"), "install", "--quiet", "--only-binary=:all:",
              "--disable-pip-version-check", f"pulsar-client=={VERSION}"])
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, timeout=600, check=False)
        if done.returncode != 0:
            return (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no reason given"]
    return []


def python():
    """The interpreter that has it, or None and the reason."""
    where = folder()
    found = os.path.join(where, "bin", "python")
    os.makedirs(os.path.dirname(where), exist_ok=True)
    with open(where + ".lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if works(found):
            return found, ""
        problem = install(where)
        if not problem and works(found):
            return found, ""
    return None, f"pulsar-client {VERSION} cannot be installed: {' '.join(problem)}"


if __name__ == "__main__":
    answer, reason = python()
    print(answer or "skipped: " + reason)
    sys.exit(0 if answer else SKIP)
