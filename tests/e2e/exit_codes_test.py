# SPDX-License-Identifier: Apache-2.0
"""The exit code says who must act, and one line on stderr says what, where and what to do."""
import subprocess
import time
import unittest

from bed import PATIENCE_S, Uc8Test, until
from played import Played
from scene import Scene, together

# What each command asks first, and asks again: the emulator's name for that step.
STEPS = {
    "create": (["create", "scene"], "create"),
    "exists": (["exists", "scene"], "other"), "list": (["list"], "other"),
    "delete": (["delete", "scene"], "other"),
    "produce": (["produce", "scene", "-m", "x"], "otp"),
    "produce at the upgrade": (["produce", "scene", "-m", "x"], "upgrade"),
    "produce --create": (["produce", "other", "-m", "x", "--create"], "create"),
    "consume": (["consume", "scene", "sub"], "otp"),
    "consume at the upgrade": (["consume", "scene", "sub"], "upgrade"),
    "consume --create": (["consume", "other", "sub", "--create"], "create"),
}
STATUSES = {400: (4, "rejected"), 401: (3, "unauthorized"), 403: (3, "unauthorized"),
            404: (4, "not found"), 405: (4, "rejected"), 429: (2, "server busy"),
            500: (2, "server busy"), 503: (2, "server busy")}


class Statuses(Uc8Test):
    def test_the_exit_code_of_every_status_to_every_command(self):
        together(self, {name: lambda arguments=arguments, step=step: self.refused(arguments, step)
                        for name, (arguments, step) in STEPS.items()})

    def refused(self, arguments, step):
        with Scene() as scene:
            scene.uc8("create", scene.stream)
            for status, (code, words) in STATUSES.items():
                scene.emulator.faults(**{f"fail_{step}": -1, f"fail_{step}_status": status})
                asked = scene.requests(step)
                out, err = scene.uc8(*arguments, "-W", "4" if code == 2 else "30", code=code)
                self.assertEqual(out, "")
                line = scene.one_line(err)
                self.assertIn(f"{words} (HTTP {status}) from localhost:{scene.emulator.port}: ",
                              line)
                asked = scene.requests(step) - asked
                # Credentials once more, what is for a human never again, time until -W.
                wanted = {3: lambda n: n == 2, 4: lambda n: n == 1, 2: lambda n: n > 1}[code]
                self.assertTrue(wanted(asked), f"{status}: asked {asked} times")

    def test_credentials_get_one_more_try_with_a_fresh_password(self):
        def refused(tries, **faults):
            with Scene() as scene:
                scene.uc8("create", scene.stream)
                issued = scene.state()["otp"]["issued"]
                scene.emulator.faults(**faults)
                for command in (["produce", scene.stream, "-l"], ["consume", scene.stream, "s"]):
                    process = scene.spawn(*command, stdin=-1)
                    self.assertEqual(process.wait(PATIENCE_S), 3)
                    scene.one_line(process.stderr.read().decode())
                    self.assertEqual(scene.state()["otp"]["issued"] - issued, tries)
                    issued += tries
        together(self, {
            "401": lambda: refused(2, fail_upgrade=-1, fail_upgrade_status=401),
            "403": lambda: refused(2, fail_upgrade=-1, fail_upgrade_status=403),
            "a spent password": lambda: refused(2, refuse_otp=-1),
            "close 1008": lambda: refused(2, close_opened=-1, close_code=1008)})

    def test_a_redirect_names_where_to_and_is_not_followed(self):
        self.uc8("create", self.stream)
        for step, command in (("create", ["create", "r"]), ("other", ["list"]),
                              ("otp", ["produce", "r", "-m", "x"]),
                              ("upgrade", ["consume", self.stream, "s"])):
            with self.subTest(step=step):
                self.emulator.faults(**{f"redirect_{step}": -1,
                                        "redirect_location": "https://elsewhere.invalid/x"})
                line = self.one_line(self.uc8(*command, code=4)[1])
                self.emulator.faults(**{f"redirect_{step}": 0})
                self.assertIn("redirected (HTTP 302)", line)
                self.assertIn('"https://elsewhere.invalid/x"', line)


class Places(Uc8Test):
    def test_what_is_missing_is_for_a_human(self):
        for command in (["produce", "nosuch", "-m", "x"], ["consume", "nosuch", "s"],
                        ["delete", "nosuch"], ["create", "a", "--fabric", "nosuch"],
                        ["exists", "a", "--fabric", "nosuch"]):
            with self.subTest(command=command):
                self.assertIn("HTTP 404", self.one_line(self.uc8(*command, code=4)[1]))

    def test_force_is_for_the_server_to_judge(self):
        def serve(connection):
            while (line := connection.request()) is not None:
                in_use = '{"error":true,"errorMessage":"has active consumers"}'
                connection.answer(*((202, "{}") if "force=true" in line else (412, in_use)))
        with Played(serve) as server:
            line = self.one_line(self.uc8("delete", "a", code=4, env=server.env)[1])
            self.assertIn('rejected (HTTP 412)', line)
            self.assertIn('"has active consumers"', line)
            self.assertEqual(self.uc8("delete", "a", "--force", env=server.env), ("", ""))
        self.uc8("create", self.stream)
        self.consumer("c")
        self.assertEqual(self.uc8("delete", self.stream, "--force"), ("", ""))
        self.uc8("exists", self.stream, code=4)


class Transport(Uc8Test):
    def test_certificates_that_are_not_trusted(self):
        self.assertIn("certificate not trusted (signed by no one we trust)",
                      self.one_line(self.uc8("list", code=4, env={"UC8_CA_FILE": None})[1]))
        with Scene("--host", "127.0.0.2") as scene:
            url = scene.emulator.env["UC8_URL"].replace("localhost", "127.0.0.2")
            line = scene.one_line(scene.uc8("list", code=4, env={"UC8_URL": url})[1])
            self.assertIn("certificate not trusted (for another host) from 127.0.0.2:", line)

    def test_insecure_works_and_warns_on_every_run(self):
        for options in ((), ("-q",), ("-v",)):
            out, err = self.uc8("create", self.stream, "--insecure", *options,
                                env={"UC8_CA_FILE": None})
            self.assertEqual(out, f"c8globals.{self.stream}\n")
            warnings = [line for line in err.splitlines() if line.startswith("uc8: ")]
            self.assertEqual(len(warnings), 1)
            self.assertIn("--insecure", warnings[0])

    def test_plain_text_on_a_tls_port_is_for_a_human(self):
        def serve(connection):
            connection.send(b"SSH-2.0-OpenSSH_9.2\r\n")
            connection.file.read(1)
        with Played(serve) as server:
            for command in (["list"], ["produce", "a", "-m", "x"], ["consume", "a", "s"]):
                line = self.one_line(self.uc8(*command, code=4, env={
                    "UC8_URL": server.url.replace("http:", "https:")})[1])
                self.assertIn("no TLS", line)

    def test_what_time_may_cure_is_exit_2_after_W(self):
        commands = (["create", "a"], ["exists", "a"], ["list"], ["delete", "a"],
                    ["produce", "a", "-m", "x"], ["consume", "a", "s"],
                    ["consume", "a", "s", "-C", "1"])

        def given_up(command, words, env):
            start = time.monotonic()
            _, err = self.uc8(*command, "-W", "2", code=2, env=env)
            took = time.monotonic() - start
            line = self.one_line(err)
            self.assertIn(words, line)
            self.assertGreater(took, 1.9)
            self.assertLess(took, 25)
        with Scene() as mute:
            mute.emulator.faults(mute_accept=-1)
            together(self, {f"{command} {words}": lambda a=(command, words, env): given_up(*a)
                            for command in commands for words, env in (
                                ("Connection refused", {"UC8_URL": "https://127.0.0.1:1"}),
                                ("name not resolved", {"UC8_URL": "https://none.invalid"}),
                                ("no answer from", mute.emulator.env))})


class Patience(Uc8Test):
    NOWHERE = {"UC8_URL": "https://127.0.0.1:1"}

    def test_who_waits_and_for_how_long(self):
        upgrades = (["produce", "scene", "-m", "x"], ["consume", "scene", "s"])
        together(self, {
            **{f"{c[0]} gives up after half a minute": lambda c=c: self.impatient(*c) for c in (
                ["create", "a"], ["exists", "a"], ["list"], ["delete", "a"])},
            **{f"{c[0]} never gives up": lambda c=c: self.patient(*c) for c in (
                ["produce", "a", "-m", "x"], ["consume", "a", "s"])},
            **{f"{c[0]}: 404 is final": lambda c=c: self.missing(c, 0, 8) for c in upgrades},
            **{f"{c[0]} --create: 404 may pass within 10 s": lambda c=c: self.missing(
                c + ["--create"], 10, 40) for c in upgrades},
            "409 is time": self.conflict})

    def impatient(self, *command):
        start = time.monotonic()
        line = self.one_line(self.uc8(*command, "-q", code=2, env=self.NOWHERE)[1])
        self.assertIn("gave up after 30 s", line)
        self.assertGreater(time.monotonic() - start, 29)

    def patient(self, *command):
        process = self.spawn(*command, "-v", env=self.NOWHERE)
        with self.assertRaises(subprocess.TimeoutExpired):
            process.wait(32)
        process.terminate()
        self.assertEqual(process.wait(PATIENCE_S), 143)
        lines = process.stderr.read().decode().splitlines()
        waits = [int(line.rsplit(" in ", 1)[1].split()[0]) for line in lines
                 if " interrupted " in line]
        self.assertGreater(len(waits), 3)
        self.assertLessEqual(waits[0], 500)
        self.assertLessEqual(max(waits), 30000)
        # An outage that lasts is told without -v.
        self.assertTrue(any(line.startswith("uc8: still trying") for line in lines))

    def missing(self, command, least, most):
        with Scene() as scene:
            scene.uc8("create", scene.stream)
            scene.emulator.faults(fail_upgrade=-1, fail_upgrade_status=404)
            start = time.monotonic()
            lines = scene.uc8(*command, "-q", code=4)[1]
            took = time.monotonic() - start
            self.assertIn("not found (HTTP 404)", scene.one_line(lines))
            self.assertGreaterEqual(took, least)
            self.assertLess(took, most)

    def conflict(self):
        with Scene() as scene:
            scene.uc8("create", scene.stream)
            scene.emulator.faults(fail_upgrade=-1, fail_upgrade_status=409)
            for command in (["produce", scene.stream, "-m", "x"], ["consume", scene.stream, "s"]):
                line = scene.one_line(scene.uc8(*command, "-W", "4", code=2)[1])
                self.assertIn("conflict (HTTP 409)", line)
            patient = scene.spawn("produce", scene.stream, "-m", "x")
            asked = scene.requests("upgrade")
            until(lambda: scene.requests("upgrade") > asked + 2, "some tries")
            scene.emulator.faults(fail_upgrade=0)
            self.assertEqual(patient.wait(PATIENCE_S), 0)


if __name__ == "__main__":
    unittest.main()
