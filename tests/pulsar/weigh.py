# SPDX-License-Identifier: Apache-2.0
"""Weighs uc8 beside Pulsar's own C++ client: what is installed, and a consumer that waits.

    UC8_BIN=build/release/bin UC8_PULSAR_DIR=DIR tests/pulsar/weigh.py

DIR is where pulsar.sh started a Pulsar. Sizes are of stripped files; memory is what smaps_rollup says
of one consumer that is connected: Rss, and of it what no other process shares (private).
"""
import glob
import os
import shutil
import subprocess
import sys
import tempfile

import native_client
from pulsar_bed import HERE, Pulsar, e2e, until

TOPIC = "weigh"


def stripped_size(path):
    with tempfile.NamedTemporaryFile() as copy:
        shutil.copyfile(path, copy.name)
        subprocess.run(["strip", copy.name], check=True)
        return os.path.getsize(copy.name)


def memory_of(pid):
    """Kilobytes: resident, and private."""
    values = {}
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as lines:
        for line in list(lines)[1:]:
            name, value = line.split(":")
            values[name] = int(value.split()[0])
    return values["Rss"], values["Private_Clean"] + values["Private_Dirty"]


def weigh(command, environment=None, is_ready=None):
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stderr=log)
        try:
            until(lambda: is_ready(os.pread(log.fileno(), 65536, 0)), "the consumer")
            return memory_of(process.pid)
        finally:
            process.kill()
            process.wait()


def libraries(program):
    """What the program loads of its own, libc and the C++ library apart."""
    listed = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    names = ("libuv", "libwslay", "libmbed", "libllhttp")
    return [line.split()[2] for line in listed.splitlines() if line.strip().startswith(names)]


def weigh_uc8(pulsar):
    program = os.path.join(e2e.BIN, "uc8")
    size = stripped_size(program)
    loaded = sum(stripped_size(os.path.realpath(path)) for path in libraries(program))
    environment = dict(os.environ, **pulsar.env)
    command = [program, "consume", TOPIC, "uc8", "-v"]
    return [("uc8, with its libraries", size + loaded,
             weigh(command, environment, lambda log: b" open consumer" in log)),
            ("  of it the program", size, None)]


def weigh_native(pulsar, python):
    packages = glob.glob(os.path.join(os.path.dirname(python), "..", "lib", "python*",
                                      "site-packages"))[0]
    size = sum(stripped_size(path) for path in
               glob.glob(packages + "/pulsar_client.libs/*.so") + glob.glob(packages + "/_pulsar*.so"))
    peer = [python, "-B", os.path.join(HERE, "native_peer.py"), "idle", pulsar.broker,
            f"persistent://public/default/{TOPIC}"]
    bare = [python, "-c", "import sys, json, base64; print('open', file=sys.stderr, flush=True); input()"]
    is_open = lambda log: b"open\n" in log
    return [("pulsar-client in Python", size, weigh(peer, None, is_open)),
            ("  Python alone", 0, weigh(bare, None, is_open))]


def main():
    pulsar = Pulsar(os.environ["UC8_PULSAR_DIR"])
    rows = weigh_uc8(pulsar)
    python, reason = native_client.python()
    rows += weigh_native(pulsar, python) if python else [("pulsar-client: " + reason, 0, None)]
    print(f"{'':28}{'files KB':>10}{'Rss KB':>10}{'private KB':>12}")
    for name, size, memory in rows:
        resident, private = memory or ("", "")
        print(f"{name:28}{round(size / 1000):>10}{resident:>10}{private:>12}")


if __name__ == "__main__":
    if len(sys.argv) > 1 or "UC8_PULSAR_DIR" not in os.environ:
        sys.exit(__doc__)
    main()
