# SPDX-License-Identifier: Apache-2.0
"""What the emulator leaves on disk, what it finds there, and what it refuses to start with."""
import asyncio
import os
import resource
import ssl
import stat
import subprocess
import tempfile
import unittest
from urllib.parse import urlsplit

from front import EMULATOR, FrontTest  # first: it says where the suite is
from process import read_env


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def words(*options, **how):
    """Exit code and stderr of an emulator that is not to start."""
    done = subprocess.run([EMULATOR, *options], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=30, check=False, **how)
    return done.returncode, done.stderr.decode()


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="uc8-files-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def read(self, *names):
        with open(self.path(*names), "rb") as source:
            return source.read()

    def write(self, text, *names):
        os.makedirs(os.path.dirname(self.path(*names)), exist_ok=True)
        with open(self.path(*names), "wb") as target:
            target.write(text)

    def launch(self, *command):
        """A process whose last act was to say `ready`."""
        one = subprocess.Popen(command, stdout=subprocess.PIPE)
        self.addCleanup(self.end, one)
        self.assertTrue(one.stdout.readline().startswith(b"ready"))
        return one

    def end(self, one):
        one.terminate()
        code = one.wait(10)
        one.stdout.close()
        return code

    def start(self, folder="ca", *options):
        """A start and its end; what it wrote stays."""
        one = self.launch(EMULATOR, "--ca-dir", self.path(folder), *options)
        self.assertEqual(self.end(one), 0)

    def test_the_env_file_is_replaced_whole_and_for_us_alone(self):
        self.write(b"old", "env")
        os.chmod(self.path("env"), 0o666)
        with open(self.path("env"), "rb") as old:
            self.start("ca", "--env-file", self.path("env"), "--api-key", "it's")
            self.assertEqual(old.read(), b"old", "written in place")
        self.assertEqual(mode(self.path("env")), 0o600)
        self.assertEqual(sorted(os.listdir(self.folder)), ["ca", "env"])
        shell = f'. {self.path("env")}; printf "%s\\n" "$UC8_API_KEY" "$UC8_CA_FILE" "$NODE_EXTRA_CA_CERTS"'
        said = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=True).stdout.splitlines()
        self.assertEqual(said, ["it's", self.path("ca", "ca.pem"), self.path("ca", "ca.pem")])

    def test_a_link_beside_the_env_file_is_not_followed(self):
        # The name beside it must not be one that can be foretold.
        self.write(b"precious", "precious")
        shell = 'ln -s "$1/precious" "$1/env.new.$$"; exec "$2" --env-file "$1/env" --plain'
        one = self.launch("sh", "-c", shell, "sh", self.folder, EMULATOR)
        self.assertEqual(self.end(one), 0)
        self.assertEqual(self.read("precious"), b"precious")

    def test_an_authority_stays_and_its_key_is_for_us_alone(self):
        self.start()
        first = self.read("ca", "ca.pem")
        self.assertEqual((mode(self.path("ca", "ca.key")), mode(self.path("ca", "ca.pem"))), (0o600, 0o644))
        self.start()
        self.assertEqual(self.read("ca", "ca.pem"), first)
        self.assertEqual(sorted(os.listdir(self.path("ca"))), ["ca.key", "ca.pem"])

    def test_an_authority_that_cannot_sign_is_refused_and_left_as_it_is(self):
        self.start("one")
        self.start("two")
        pem, key, other = self.read("one", "ca.pem"), self.read("one", "ca.key"), self.read("two", "ca.key")
        for number, (first, second, why) in enumerate((
                (pem, other, "do not belong together"), (b"nonsense", key, "ca.pem is no certificate"),
                (pem, b"nonsense", "ca.key is no private key"), (pem, None, "cannot read"))):
            folder = f"bad{number}"
            self.write(first, folder, "ca.pem")
            if second is not None:
                self.write(second, folder, "ca.key")
            code, said = words("--ca-dir", self.path(folder))
            self.assertEqual(code, 1)
            self.assertIn(why, said)
            self.assertIn(self.path(folder), said)
            self.assertEqual(self.read(folder, "ca.pem"), first)

    def test_emulators_that_start_at_once_share_the_authority(self):
        envs = [self.path(f"env{number}") for number in range(6)]
        command = [EMULATOR, "--ca-dir", self.path("ca"), "--env-file"]
        started = [subprocess.Popen([*command, env], stdout=subprocess.PIPE) for env in envs]
        for one in started:
            self.addCleanup(self.end, one)
        for one, env in zip(started, envs):
            self.assertTrue(one.stdout.readline().startswith(b"ready"))
            port = urlsplit(read_env(env)["UC8_URL"]).port
            ssl.get_server_certificate(("localhost", port), ca_certs=self.path("ca", "ca.pem"), timeout=20)

    def test_a_certificate_with_the_key_of_another_is_refused(self):
        self.start("one")
        self.start("two")
        code, said = words("--cert", self.path("one", "ca.pem"), "--key", self.path("two", "ca.key"))
        self.assertEqual(code, 1)
        self.assertIn("do not belong together", said)

    def test_what_acts_at_once_is_no_option(self):
        for option in ("--close-now=1", "--drop-now=1", "--drop-name=a", "--unload=x", "--terminate=x"):
            code, said = words(option)
            self.assertEqual(code, 1)
            self.assertIn("PUT /_emulator/faults", said)

    def test_a_closed_stdout_is_an_error(self):
        code, said = words("--plain", preexec_fn=lambda: os.close(1))
        self.assertEqual((code, "cannot write to stdout" in said), (1, True), said)


class Descriptors(FrontTest):
    async def test_more_connections_than_the_soft_limit_of_files(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard))
        try:
            self.start()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        links = []
        for _ in range(200):
            links.append(await self.server.connect())
        _, state = await self.call("GET", "/_emulator/state")
        self.assertGreaterEqual(state["connections"]["open"], 200)
        for link in links:
            link.reset()
        await asyncio.sleep(0)


if __name__ == "__main__":
    unittest.main()
