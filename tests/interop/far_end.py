# SPDX-License-Identifier: Apache-2.0
"""What the tests here share: uc8 on one end of a stream, and the programs of an SDK on the other.

Between the two is an emulator with streams of its own or, where UC8_PULSAR_DIR names the folder of a
Pulsar that pulsar.sh started, one in front of that.
"""
import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", part) for part in ("e2e", "pulsar")]
from bed import PATIENCE_S, Emulator, Uc8Test, content_of, until  # noqa: E402
from pulsar_bed import Pulsar, require_or_skip as pulsar_or_skip  # noqa: E402

BEHIND = pulsar_or_skip() if "UC8_PULSAR_DIR" in os.environ else None


def message(payload, **more):
    """A message as a producer sends it over the WebSocket protocol, without a newline."""
    return json.dumps({"payload": base64.b64encode(payload).decode(), **more})


def payload(line):
    return base64.b64decode(line["payload"])


def digest(body):
    """A payload in a word: what differs is then told in a line, however long it is."""
    return f"{len(body)} bytes, sha256 {hashlib.sha256(body).hexdigest()[:16]}"


def digests(lines):
    return [digest(payload(line)) for line in lines]


def complete(lines):
    """Reads lines of JSON; the last one may be on its way still."""
    read = [json.loads(line) for line in lines[:-1]]
    try:
        return read + [json.loads(line) for line in lines[-1:]]
    except ValueError:
        return read


class Program:
    """A running program of the far end; its output can be read meanwhile."""

    def __init__(self, test, command, env):
        self.out = tempfile.NamedTemporaryFile(prefix="uc8-interop-", suffix=".out")
        self.err = tempfile.NamedTemporaryFile(prefix="uc8-interop-", suffix=".err")
        test.addCleanup(self.out.close)
        test.addCleanup(self.err.close)
        self.process = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=self.out,
                                        stderr=self.err)
        test.addCleanup(self.end)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if not self.process.stdin.closed:
            self.process.stdin.close()

    def said(self):
        """What it printed so far, but for the line that tells that its socket is open."""
        return [line for line in self.lines() if line != {"open": True}]

    def lines(self):
        return complete(content_of(self.out.name).splitlines())

    def log(self):
        return content_of(self.err.name)

    def wait_open(self):
        def check():
            if self.process.poll() is not None:
                raise AssertionError(f"it ended: {self.said()}\n{self.log()}")
            return {"open": True} in self.lines()
        until(check, "the far end's socket")
        return self

    def send(self, *lines):
        for line in lines:
            self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def finish(self):
        """Ends its input, and waits for it."""
        self.process.stdin.close()
        code = self.process.wait(PATIENCE_S)
        if code != 0:
            raise AssertionError(f"exit code {code}: {self.said()}\n{self.log()}")
        return self.said()


class FarEndTest(Uc8Test):
    """Wants `SDK`, `command(program)` and `surroundings()` of the class for an SDK."""

    @classmethod
    def setUpClass(cls):
        cls.pulsar = Pulsar(BEHIND) if BEHIND else None
        cls.emulator = Emulator(*(["--pulsar", cls.pulsar.ws] if BEHIND else []))

    def setUp(self):
        super().setUp()
        self.stream += "_" + self.SDK  # One Pulsar serves the tests of all SDKs.

    def far_env(self, more):
        return {**self.environment(), **self.surroundings(), **more}

    def spawn_far(self, program, *arguments, **env):
        return Program(self, [*self.command(program), *arguments], self.far_env(env))

    def far(self, operation, *arguments, code=0, **env):
        """One operation of administration on this test's stream; answers its result."""
        done = subprocess.run([*self.command("admin"), operation, self.stream, *arguments],
                              env=self.far_env(env), stdin=subprocess.DEVNULL, text=True,
                              capture_output=True, timeout=PATIENCE_S * 2, check=False)
        self.assertEqual(done.returncode, code, f"{operation}\n{done.stdout}\n{done.stderr}")
        answer = json.loads(done.stdout)
        return answer if code == 0 else answer["failed"]

    def far_consumer(self, name, *options, subscription="sub", **env):
        consumer = self.spawn_far("consume", self.stream, subscription, name, *options, **env)
        return consumer.wait_open()

    def far_producer(self, *options, **env):
        return self.spawn_far("produce", self.stream, *options, **env).wait_open()

    def json_consumer(self, name, *options):
        """A uc8 consumer; its `said()` is what it printed, line by line."""
        process = self.consumer(name, "-F", "json", *options)
        process.said = lambda: complete(process.lines())
        return process

    def produce(self, *payloads):
        """uc8 produces them as they are, and answers their ids."""
        ids = []
        for body in payloads:
            with tempfile.NamedTemporaryFile(prefix="uc8-interop-") as file:
                file.write(body)
                file.flush()
                out, _ = self.uc8("produce", self.stream, "-f", file.name, "--print-ids")
            ids += out.split()
        return ids

    def subscription(self, name="sub"):
        """What the emulator knows of a subscription of this test's stream."""
        for stream in self.emulator.state()["streams"]:
            if stream["name"].endswith(self.stream):
                return next(s for s in stream["subscriptions"] if s["name"] == name)
        raise AssertionError("the emulator has no stream " + self.stream)

    def wait_acknowledged(self, backlog=0):
        until(lambda: self.subscription()["backlog"] == backlog, f"a backlog of {backlog}")
        if self.pulsar:
            until(lambda: self.backlog_at_pulsar() == backlog, "that backlog at Pulsar itself")

    def backlog_at_pulsar(self):
        """By its own account, asked by a client that is not ours."""
        topic = self.pulsar.stats("c8globals." + self.stream, "_mm", "c8global._system")
        return topic["subscriptions"]["sub"]["msgBacklog"]
