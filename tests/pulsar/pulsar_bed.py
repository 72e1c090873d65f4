# SPDX-License-Identifier: Apache-2.0
"""What the tests on a real Pulsar share: the one that pulsar.sh started, and uc8 against it.

The folder of that Pulsar is UC8_PULSAR_DIR; where nothing runs there, a test program ends with 77.
"""
import json
import os
import sys
import unittest
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "e2e"))
import bed as e2e  # noqa: E402

SKIP = 77


until = e2e.until


class Pulsar:
    """One that runs already; what it has of the end-to-end tests' Emulator is `env`."""

    def __init__(self, folder):
        self.values = e2e.read_env(os.path.join(folder, "env"))
        self.ws = self.values["UC8_PULSAR_WS"]
        self.admin = self.values["UC8_PULSAR_ADMIN"]
        self.broker = self.values["UC8_PULSAR_BROKER"]
        self.version = self.values["UC8_PULSAR_VERSION"]
        self.env = {"UC8_PULSAR": "1", "UC8_URL": self.ws}

    def rest(self, method, path, body=None):
        """Status and answer of its admin REST, asked by a client that is not ours."""
        request = urllib.request.Request(
            self.admin + "/admin/v2" + path, method=method,
            data=b"" if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, None

    def stats(self, topic, tenant="public", namespace="default"):
        return self.rest("GET", f"/persistent/{tenant}/{namespace}/{topic}/stats")[1]

    def close(self):
        pass


class PulsarTest(e2e.Uc8Test):
    """Each test on topics of its own. The server drops who is silent for 3 s: `-k 1`."""

    @classmethod
    def setUpClass(cls):
        cls.emulator = cls.pulsar = Pulsar(os.environ["UC8_PULSAR_DIR"])

    def consumer(self, name, *options, subscription="sub"):
        return super().consumer(name, "-k", "1", *options, subscription=subscription)


def require_or_skip():
    """The folder of the Pulsar; ends the program where none runs."""
    folder = os.environ.get("UC8_PULSAR_DIR", "")
    if not os.path.exists(os.path.join(folder, "env")):
        print(f"skipped: no Pulsar runs in {folder or '(UC8_PULSAR_DIR is not set)'}")
        sys.exit(SKIP)
    return folder


def main():
    require_or_skip()
    unittest.main(warnings="ignore", verbosity=2)
