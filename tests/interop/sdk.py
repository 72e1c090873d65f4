#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Installs the SDKs that the tests here talk to, each once for all builds: below ~/.cache/uc8.

usage: sdk.py jsc8|pyc8

Prints the folder. Exit codes: 0 it is there, 1 failed, 77 not possible here (and who can change
that). The machine's own npm and pip settings say where packages come from; versions and hashes
are pinned in jsc8/package-lock.json and pyc8/requirements.txt.
"""
import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SKIP = 77
INSTALL_S = 240

# What npm and pip say when it is not the pins that are wrong, but the way to the registry.
UNREACHABLE = re.compile(
    r"\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH"
    r"|ENOTCACHED|E401|E403|E404|E5\d\d|ERR_SOCKET_TIMEOUT)\b|Could not find a version"
    r"|Failed to establish a new connection|Read timed out|ConnectTimeout|ProxyError"
    r"|Name or service not known|HTTP error (4|5)\d\d|(4|5)\d\d (Client|Server) Error")


class Unavailable(Exception):
    """The SDK cannot be had on this machine; says who can act."""


def run(command, folder, what, installer):
    """Runs an installer; tells an unreachable registry from anything else that goes wrong."""
    try:
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=INSTALL_S,
                              check=False)
        code, output = done.returncode, done.stdout
    except subprocess.TimeoutExpired:
        code, output = 1, f"ETIMEDOUT: no end after {INSTALL_S} s"
    if code == 0:
        return
    tail = "\n".join(output.strip().splitlines()[-12:])
    if UNREACHABLE.search(output):
        raise Unavailable(f"{what} cannot be downloaded. Who looks after this machine's network "
                          f"can give {installer} a package registry that has it.\n{tail}")
    raise SystemExit(f"sdk.py: {' '.join(command)} failed in {folder}\n{tail}")


def need(command, package):
    if shutil.which(command) is None:
        raise Unavailable(f"{command} is missing: whoever may install packages here can run "
                          f"toolchains/install-deps.sh --with-tests (or install {package})")


class JsC8:
    PINS = ("package.json", "package-lock.json")

    def prerequisites(self):
        need("node", "nodejs")
        need("npm", "npm")
        return ""

    def install(self, folder):
        for name in self.PINS:
            shutil.copy(os.path.join(HERE, "jsc8", name), folder)
        run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier",
             "--fetch-retries=1"], folder, "jsC8", "npm")


class PyC8:
    PINS = ("requirements.txt",)

    def prerequisites(self):
        try:
            import ensurepip, venv  # noqa: F401, E401
        except ImportError:
            raise Unavailable("Python's venv is missing: whoever may install packages here can run "
                              "toolchains/install-deps.sh --with-tests (or install python3-venv)"
                              ) from None
        # A virtual environment belongs to the Python that made it.
        return sys.version + sys.base_prefix

    def install(self, folder):
        venv = os.path.join(folder, "venv")
        run([sys.executable, "-m", "venv", venv], folder, "Python's venv", "pip")
        run([python(folder), "-m", "pip", "install", "--require-hashes", "--no-deps",
             "--only-binary", ":all:", "--disable-pip-version-check", "--retries", "1",
             "-r", os.path.join(HERE, "pyc8", "requirements.txt")], folder, "pyC8", "pip")


SDKS = {"jsc8": JsC8(), "pyc8": PyC8()}


def python(folder):
    return os.path.join(folder, "venv", "bin", "python")


def place(name, sdk):
    """A folder for these pins and this interpreter, and no others."""
    digest = hashlib.sha256(sdk.prerequisites().encode())
    for pin in sdk.PINS:
        with open(os.path.join(HERE, name, pin), "rb") as stream:
            digest.update(stream.read())
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(cache, "uc8", f"{name}-{digest.hexdigest()[:16]}")


@contextlib.contextmanager
def alone(folder):
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    with open(folder + ".lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def require(name):
    """The folder with the SDK in it; installs it when it is not there. Raises Unavailable."""
    sdk = SDKS[name]
    folder = place(name, sdk)
    complete = os.path.join(folder, "complete")
    with alone(folder):
        if not os.path.exists(complete):
            shutil.rmtree(folder, ignore_errors=True)
            os.makedirs(folder)
            print(f"sdk.py: installing {name} into {folder}", file=sys.stderr)
            sdk.install(folder)
            with open(complete, "w", encoding="utf-8"):
                pass
    return folder


def require_or_skip(name):
    """As `require`; ends the program with a message and the exit code that ctest knows."""
    try:
        return require(name)
    except Unavailable as reason:
        print(f"skipped: {reason}", file=sys.stderr)
        sys.exit(SKIP)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in SDKS:
        sys.exit(__doc__)
    print(require_or_skip(sys.argv[1]))
