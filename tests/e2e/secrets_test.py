# SPDX-License-Identifier: Apache-2.0
"""Who we are: where a secret may come from, which one counts, and that no one else sees it."""
import base64
import json
import tempfile
import unittest

from bed import Uc8Test
from played import Played, upgraded

KEY = "acme.device7.N0b0dySh0u1dSeeTh1s"
OTP = "0neT1mePassw0rdOfTh1sTest"


class Sources(Uc8Test):
    OPTIONS = ("--api-key", "xxxxxx", "--api-key", KEY, "--fabric", "other")
    WRONG = {"UC8_API_KEY": "wrong"}

    def file(self, content):
        file = tempfile.NamedTemporaryFile("w")
        self.addCleanup(file.close)
        file.write(content)
        file.flush()
        return file.name

    def jwt(self):
        login = {"email": "nemo@nautilus.com", "password": "xxxxxx"}
        return self.emulator.call("POST", "/_open/auth", login)["jwt"]

    def test_an_option_wins_over_its_variable(self):
        self.uc8("create", self.stream, code=3, env=self.WRONG)
        self.uc8("create", self.stream, "--api-key=xxxxxx", env=self.WRONG)
        self.uc8("create", self.stream, "--api-key", "xxxxxx", env=self.WRONG)
        self.uc8("create", self.stream, "--api-key-file", self.file("xxxxxx"), env=self.WRONG)
        self.uc8("create", self.stream, "--api-key", "wrong", code=3)
        url = self.emulator.env["UC8_URL"]
        self.uc8("list", "--url", url, env={"UC8_URL": "https://127.0.0.1:1"})
        ca = self.emulator.env["UC8_CA_FILE"]
        self.uc8("list", "--ca-file", ca, env={"UC8_CA_FILE": "/nonexistent"})
        self.uc8("list", "--fabric", "_system", env={"UC8_FABRIC": "nosuch"})
        jwt = self.jwt()
        self.uc8("list", "--jwt", jwt, env={"UC8_JWT": "a.b.c"})
        self.uc8("list", "--jwt-file", self.file(jwt), env={"UC8_JWT": "a.b.c"})

    def test_the_end_of_a_key_file_s_line_is_no_part_of_the_key(self):
        jwt = self.jwt()
        for end in ("", "\n", "\r\n"):
            self.uc8("list", "--api-key-file", self.file("xxxxxx" + end), env=self.WRONG)
            self.uc8("list", "--jwt-file", self.file(jwt + end), env={"UC8_API_KEY": None})
        for content in ("", "\n", "xxxxxx\n\n", " xxxxxx\n"):
            err = self.uc8("list", "--api-key-file", self.file(content), code=1)[1]
            self.assertIn("--api-key-file", self.one_line(err))

    def test_a_jwt_wins_over_a_key(self):
        jwt = self.jwt()
        self.uc8("create", self.stream, env={**self.WRONG, "UC8_JWT": jwt})
        self.uc8("create", self.stream, "--api-key", "wrong", env={"UC8_JWT": jwt})
        self.uc8("create", self.stream, "--api-key-file", "/nonexistent", "--jwt", jwt)
        self.uc8("create", self.stream, code=3, env={"UC8_JWT": "a.b.c"})
        self.uc8("produce", self.stream, "-m", "x", env={**self.WRONG, "UC8_JWT": jwt})

    def place_of(self, name):
        return next((s["tenant"], s["fabric"]) for s in self.emulator.state()["streams"]
                    if s["name"] == "c8globals." + name)

    def test_the_tenant_is_that_of_the_key_and_the_fabric_is_told(self):
        self.uc8("produce", self.stream + "1", "--create", "-m", "x", env={"UC8_API_KEY": KEY})
        self.assertEqual(self.place_of(self.stream + "1"), ("acme", "_system"))
        self.uc8("produce", self.stream + "2", "--create", "-m", "x", "--fabric", "other")
        self.assertEqual(self.place_of(self.stream + "2"), ("_mm", "other"))
        self.uc8("produce", self.stream + "3", "--create", "-m", "x", env={"UC8_FABRIC": "other"})
        self.assertEqual(self.place_of(self.stream + "3"), ("_mm", "other"))
        # Another tenant's stream is not for this key.
        for env in ({"UC8_TENANT": "acme"}, {}):
            options = () if env else ("--tenant", "acme")
            self.uc8("produce", self.stream + "2", "-m", "x", *options, code=3, env=env)


    def test_the_tenant_comes_from_option_variable_key_or_jwt(self):
        claims = base64.urlsafe_b64encode(b'{"tenant":"jules"}').decode().rstrip("=")
        jwt = {"UC8_JWT": f"e30.{claims}.c2ln"}

        def serve(connection):
            upgraded(connection)
            connection.send(b"\x88\x02\x03\xf0")  # 1008
            connection.frame()
        with Played(serve) as server:
            for options, env, tenant in (
                    ((), {}, "_mm"), ((), {"UC8_API_KEY": KEY}, "acme"), ((), jwt, "jules"),
                    ((), {**jwt, "UC8_TENANT": "nautilus"}, "nautilus"),
                    (("--tenant", "a b"), {"UC8_TENANT": "nautilus"}, "a%20b")):
                self.uc8("consume", "a", "s", *options, code=3, env={**server.env, **env})
                self.assertIn(f"/persistent/{tenant}/", server.requests[-1])


class Hidden(Uc8Test):
    OPTIONS = ("--api-key", "xxxxxx", "--api-key", KEY)

    def holds_none(self, text):
        for secret in (KEY, KEY.rsplit(".", 1)[1], OTP, KEY[-12:], OTP[:12]):
            self.assertNotIn(secret, text)

    def test_no_output_shows_a_key(self):
        env = {"UC8_API_KEY": KEY}
        self.holds_none("".join(self.uc8("create", self.stream, "-v", env=env)))
        for command in (["list"], ["produce", self.stream, "-m", "x", "--print-ids"],
                        ["consume", self.stream, "s", "-W", "1"], ["exists", self.stream]):
            code = 2 if command[0] == "consume" else 0
            self.holds_none("".join(self.uc8(*command, "-v", "-v", env=env, code=code)))
        for command in (["list"], ["produce", "a", "-m", "x"], ["consume", "a", "s"]):
            wrong = {"UC8_API_KEY": KEY.replace("acme", "evil"),
                     "UC8_JWT": None}
            self.holds_none("".join(self.uc8(*command, "-v", env=wrong, code=3)))
        # What lost its option is not repeated either.
        self.holds_none(self.uc8("list", KEY, code=1)[1])
        self.holds_none(self.uc8("list", "--api-key", KEY + "\n", code=1)[1])
        self.holds_none(self.uc8("list", "--url", f"https://me:{KEY}@h", code=1)[1])

    def test_what_a_server_repeats_is_not_shown(self):
        def serve(connection):
            while True:
                line = connection.request()
                if line is None:
                    return
                if line.startswith("POST /apid/otp"):
                    connection.answer(200, json.dumps({"otp": OTP}))
                elif "redirect" in line:
                    connection.answer(302, "", f"Location: https://x{line.split()[1]}&k={KEY}\r\n")
                else:
                    connection.answer(400, json.dumps({"message": f"no {line} for {KEY}"}))
        with Played(serve) as server:
            env = {**server.env, "UC8_API_KEY": KEY}
            for command in (["produce", "a", "-m", "x"], ["consume", "a", "s"],
                            ["consume", "redirect", "s"], ["create", "a"], ["list"]):
                out, err = self.uc8(*command, "-v", env=env, code=4)
                self.holds_none(out + err)
                self.assertIn("***", err)
            self.assertTrue(any("otp=" + OTP in line for line in server.requests))

    def test_ps_shows_no_secret(self):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(KEY + "\n")
            file.flush()
            none = {"UC8_API_KEY": None}
            for options, env in ((["--api-key-file", file.name], none), ([], {"UC8_API_KEY": KEY}),
                                 (["--api-key", KEY], none), (["--api-key=" + KEY], none),
                                 (["--jwt-file", file.name], none), ([], {"UC8_JWT": KEY}),
                                 (["--jwt", KEY], none)):
                with self.subTest(options=options, env=env):
                    process = self.spawn("consume", "a", "s", "-v", "--url", "https://127.0.0.1:1",
                                         *options, env=env)
                    process.stderr.readline()  # It runs.
                    for name in ("cmdline", "environ"):
                        with open(f"/proc/{process.pid}/{name}", "rb") as shown:
                            text = shown.read().decode()
                        self.assertTrue(text)
                        self.holds_none(text)


if __name__ == "__main__":
    unittest.main()
