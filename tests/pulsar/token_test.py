# SPDX-License-Identifier: Apache-2.0
"""A Pulsar that asks for tokens and speaks TLS: one of its own, for the shared one lets anybody in."""
import base64
import hashlib
import hmac
import json
import os
import secrets
import subprocess
import sys
import tempfile
import unittest

from pulsar_bed import HERE, Pulsar, PulsarTest, until

VERSION = os.environ.get("UC8_PULSAR_VERSION", "2.8.1")
SCRIPT = os.path.join(HERE, "pulsar.sh")


def jwt(key, subject):
    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")
    text = part(b'{"alg":"HS256"}') + b"." + part(json.dumps({"sub": subject}).encode())
    return (text + b"." + part(hmac.new(key, text, hashlib.sha256).digest())).decode()


def certificate(folder):
    """Signs itself, so that it is also the file to trust. Answers the names of it and of its key."""
    files = [os.path.join(folder, name) for name in ("cert.pem", "key.pem")]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                    "-out", files[0], "-keyout", files[1]], check=True, capture_output=True)
    return files


class Token(PulsarTest):
    @classmethod
    def setUpClass(cls):
        cls.emulator = cls.pulsar = Pulsar(FOLDER)

    def test_a_token_opens_every_command(self):
        token = {"UC8_JWT": ADMIN}
        self.uc8("create", self.stream, env=token)
        self.uc8("exists", self.stream, env=token)
        self.pulsar.env["UC8_JWT"] = ADMIN
        self.addCleanup(self.pulsar.env.pop, "UC8_JWT")
        consumer = self.consumer("c")
        with tempfile.NamedTemporaryFile("w", suffix=".jwt") as file:
            file.write(ADMIN + "\n")
            file.flush()
            self.uc8("produce", self.stream, "-m", "hello", "--create", "--jwt-file", file.name,
                     "--admin-url", self.pulsar.admin, env={"UC8_JWT": None})
        until(lambda: consumer.lines() == ["hello"], "the message")
        self.assertIn(self.stream, self.uc8("list")[0].splitlines())
        self.uc8("delete", self.stream, "--force")

    def test_all_of_it_over_tls(self):
        self.pulsar.env.update(UC8_URL=self.pulsar.values["UC8_PULSAR_WSS"], UC8_JWT=ADMIN)
        self.addCleanup(self.pulsar.env.update, UC8_URL=self.pulsar.ws)
        self.addCleanup(self.pulsar.env.pop, "UC8_JWT")
        _, err = self.uc8("list", code=4)
        self.assertIn("certificate not trusted", self.one_line(err))
        trust = ("--ca-file", CERTIFICATE)
        self.uc8("create", self.stream, *trust)
        consumer = self.consumer("c", *trust)
        self.uc8("produce", self.stream, "-m", "hello", "--create", *trust)
        until(lambda: consumer.lines() == ["hello"], "the message")
        self.uc8("delete", self.stream, "--force", *trust)
        self.uc8("exists", self.stream, *trust, code=4)

    def test_no_token_a_foreign_one_and_one_without_rights_are_refused(self):
        for token in (None, jwt(secrets.token_bytes(32), "admin"), NOBODY):
            for command in (("list",), ("produce", self.stream, "-m", "x"),
                            ("consume", self.stream, "sub")):
                _, err = self.uc8(*command, "-W", "20", env={"UC8_JWT": token}, code=3)
                line = self.one_line(err)
                self.assertRegex(line, r"unauthorized \(HTTP 40[13]\)")
                self.assertIn("check the JWT, and what it may do in this namespace", line)
                self.assertIn("the server says ", line)
                if token:
                    self.assertNotIn(token.rsplit(".", 1)[1], line)


if __name__ == "__main__":
    KEY = secrets.token_bytes(32)
    ADMIN, NOBODY = jwt(KEY, "admin"), jwt(KEY, "nobody")
    with tempfile.TemporaryDirectory(prefix="uc8-pulsar-") as FOLDER:
        CERTIFICATE, PRIVATE_KEY = certificate(FOLDER)
        environment = dict(os.environ, UC8_PULSAR_TLS_CERT=CERTIFICATE,
                           UC8_PULSAR_TLS_KEY=PRIVATE_KEY,
                           UC8_PULSAR_TOKEN_KEY=base64.b64encode(KEY).decode(),
                           UC8_PULSAR_TOKEN=ADMIN)
        started = subprocess.run([SCRIPT, "start", VERSION, FOLDER], env=environment, check=False)
        if started.returncode != 0:
            sys.exit(started.returncode)  # 77 among them: no Java here.
        try:
            done = unittest.main(warnings="ignore", verbosity=2, exit=False)
        finally:
            subprocess.run([SCRIPT, "stop", FOLDER], check=False)
    sys.exit(0 if done.result.wasSuccessful() else 1)
