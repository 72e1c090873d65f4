# SPDX-License-Identifier: Apache-2.0
"""What the end-to-end tests share: an emulator of one's own, and the uc8 program against it."""
import fcntl
import json
import os
import re
import shlex
import signal
import ssl
import subprocess
import sys
import tempfile
import termios
import time
import unittest
import urllib.request

BIN = os.environ.get("UC8_BIN", "build/dev/bin")
PATIENCE_S = 30  # Only bounds a failure; nothing waits for it to pass.


def until(condition, what, patience_s=PATIENCE_S):
    """Polls `condition` until it answers something true, and answers that."""
    end = time.monotonic() + patience_s
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError("gave up waiting for " + what)
        time.sleep(0.01)


def content_of(path):
    """What a process wrote there so far: by a descriptor of our own, for it shares its log's."""
    with open(path, encoding="utf-8") as file:
        return file.read()


def waiting_in(pipe):
    """How many bytes nobody has read yet."""
    answer = fcntl.ioctl(pipe.fileno(), termios.FIONREAD, b"\0\0\0\0")
    return int.from_bytes(answer, sys.byteorder)


def read_env(path):
    """The variables that a shell would export from such a file."""
    values = {}
    for line in filter(str.strip, content_of(path).splitlines()):
        name, value = line.removeprefix("export ").strip().split("=", 1)
        values[name] = shlex.split(value)[0]
    return values


class Emulator:
    def __init__(self, *options):
        self.folder = tempfile.TemporaryDirectory(prefix="uc8-e2e-")
        self.env_file = os.path.join(self.folder.name, "env")
        self.port = 0
        self.start(*options)

    def start(self, *options):
        if os.path.exists(self.env_file):
            os.unlink(self.env_file)
        command = [os.path.join(BIN, "uc8-emulator"), "--env-file", self.env_file,
                   "--ca-dir", os.path.join(self.folder.name, "ca"), "--port", str(self.port)]
        self.process = subprocess.Popen(command + list(options), stdout=subprocess.PIPE, text=True)
        self.ready = self.process.stdout.readline().strip()
        until(lambda: os.path.exists(self.env_file), "the emulator's env file")
        self.env = read_env(self.env_file)
        self.port = int(self.env["UC8_URL"].rsplit(":", 1)[1])

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE_S)
        self.process.stdout.close()
        return code

    def close(self):
        if self.process.poll() is None:
            self.stop(signal.SIGKILL)
        self.process.stdout.close()
        self.folder.cleanup()

    def call(self, method, path, body=None):
        context = None
        if self.env["UC8_URL"].startswith("https"):
            context = ssl.create_default_context(cafile=self.env["UC8_CA_FILE"])
        request = urllib.request.Request(
            self.env["UC8_URL"] + path, method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": "apikey " + self.env["UC8_API_KEY"], "Content-Type": "application/json"})
        with urllib.request.urlopen(request, context=context) as answer:
            return json.loads(answer.read() or b"null")

    def faults(self, **faults):
        self.call("PUT", "/_emulator/faults", faults)

    def state(self):
        return self.call("GET", "/_emulator/state")


class Uc8Test(unittest.TestCase):
    """One emulator for a class of tests, each on streams of its own."""

    OPTIONS = ()

    @classmethod
    def setUpClass(cls):
        cls.emulator = Emulator(*cls.OPTIONS)

    @classmethod
    def tearDownClass(cls):
        cls.emulator.close()

    def setUp(self):
        self.stream = re.sub(r"\W", "_", "t_" + self._testMethodName)[:200]
        self.running = []

    def tearDown(self):
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.communicate()

    def environment(self, changes=None):
        env = {k: v for k, v in os.environ.items() if not k.startswith("UC8_")}
        env.update(self.emulator.env)
        for name, value in (changes or {}).items():
            env.pop(name, None)
            if value is not None:
                env[name] = value
        return env

    def spawn(self, *arguments, env=None, **options):
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        options.setdefault("stdin", subprocess.DEVNULL)
        process = subprocess.Popen([os.path.join(BIN, "uc8"), *arguments],
                                   env=self.environment(env), **options)
        self.running.append(process)
        return process

    def uc8(self, *arguments, code=0, stdin=None, env=None):
        """Runs to the end; answers stdout and stderr as text."""
        done = subprocess.run([os.path.join(BIN, "uc8"), *arguments], env=self.environment(env),
                              input=(stdin or "").encode(), capture_output=True,
                              timeout=PATIENCE_S * 2, check=False)
        out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        self.assertEqual(done.returncode, code, f"uc8 {arguments}\n{out}\n{err}")
        return out, err

    def one_line(self, err):
        lines = err.strip().splitlines()
        self.assertEqual(len(lines), 1, err)
        self.assertTrue(lines[0].startswith("uc8: "), err)
        return lines[0]

    def state(self):
        return self.emulator.state()

    def topic(self, name=None):
        """What the emulator knows of a stream; of this test's, if none is named."""
        name = name or f"c8globals.{self.stream}"
        return next(s for s in self.state()["streams"] if s["name"] == name)

    def subscription(self, name="sub"):
        return next(s for s in self.topic()["subscriptions"] if s["name"] == name)

    def subscribe(self, *options, name="first", subscription="sub"):
        """Makes the subscription, so that what is produced from now on is kept for it."""
        consumer = self.consumer(name, *options, subscription=subscription)
        consumer.send_signal(signal.SIGTERM)
        self.assertEqual(consumer.wait(PATIENCE_S), 143)

    def consumer(self, name, *options, subscription="sub"):
        """A consumer that is connected, with its output in files that can be read meanwhile."""
        log = tempfile.NamedTemporaryFile(prefix="uc8-e2e-", suffix=".err")
        out = tempfile.NamedTemporaryFile(prefix="uc8-e2e-", suffix=".out")
        self.addCleanup(log.close)
        self.addCleanup(out.close)
        process = self.spawn("consume", self.stream, subscription, "--name", name, "-v", *options,
                             stdout=out, stderr=log)
        process.log = lambda: content_of(log.name)
        process.lines = lambda: content_of(out.name).splitlines()
        until(lambda: f" open consumer {self.stream}/{name}" in process.log(), "open " + name)
        return process
