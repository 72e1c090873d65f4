# SPDX-License-Identifier: Apache-2.0
"""What `-v` and `-q` say on stderr, and that stdout is for data alone."""
import re
import signal
import tempfile
import unittest

from bed import PATIENCE_S, Uc8Test, content_of, until
from scene import Scene, together

LINE = re.compile(r"\+(\d+) (connecting|open|interrupted|closed|failed) "
                  r"((?:producer|consumer|create|exists|list|delete)\b(?: \S+)?)(?: (.+))?")


def steps(log):
    """(state, subject, reason) of each line; times must not go back."""
    read = []
    last = 0
    for line in log.splitlines():
        match = LINE.fullmatch(line)
        if match is None:
            raise AssertionError("no line of -v: " + line)
        if int(match[1]) < last:
            raise AssertionError("time went back: " + line)
        last = int(match[1])
        read.append((match[2], match[3], match[4]))
    return read


class Lines(Uc8Test):
    def setUp(self):
        super().setUp()
        self.uc8("create", self.stream)

    def test_a_producer_connects_opens_and_closes(self):
        out, err = self.uc8("produce", self.stream, "-m", "x", "-v")
        self.assertEqual(out, "")
        subject = f"producer {self.stream}"
        self.assertEqual(steps(err), [("connecting", subject, None), ("open", subject, None),
                                      ("closed", subject, None)])

    def test_a_consumer_says_why_it_was_interrupted(self):
        together(self, {reason: lambda a=(faults, reason): self.interrupted(*a)
                        for faults, reason in (
                            (dict(close_now=1, close_code=1001), "close 1001 going away"),
                            (dict(close_now=1, close_code=1012), "close 1012 service restart"),
                            (dict(close_now=1, close_code=0), "close without a code"),
                            (dict(drop_now=1), "Connection reset by peer"),
                            (dict(close_now=1, fail_upgrade=1), "HTTP 503"))})

    def interrupted(self, faults, reason):
        with Scene() as scene:
            scene.uc8("create", scene.stream)
            consumer = scene.consumer("standby-b")
            scene.emulator.faults(**faults)
            until(lambda: consumer.log().count(" open consumer") == 2, "the return")
            consumer.send_signal(signal.SIGTERM)
            self.assertEqual(consumer.wait(PATIENCE_S), 143)
            told = steps(consumer.log())
        self.assertEqual({subject for _, subject, _ in told}, {"consumer scene/standby-b"})
        # After each interruption a new attempt is told.
        interrupted = 1 + ("fail_upgrade" in faults)
        self.assertEqual([state for state, _, _ in told],
                         ["connecting", "open", *["interrupted", "connecting"] * interrupted,
                          "open", "closed"])
        last = [reason for state, _, reason in told if state == "interrupted"][-1]
        self.assertTrue(last.startswith(reason), last)
        self.assertRegex(last, r", again in \d+ ms$")

    def test_a_failure_is_a_step_and_then_the_one_line(self):
        _, err = self.uc8("consume", "nosuch", "s", "--name", "n", "-v", code=4)
        lines = err.splitlines()
        told = steps("\n".join(lines[:-1]))
        self.assertEqual([state for state, _, _ in told], ["connecting", "failed"])
        self.assertEqual(told[1][1], "consumer nosuch/n")
        self.assertIn("HTTP 404", told[1][2])
        self.assertTrue(lines[-1].startswith("uc8: not found (HTTP 404)"))

    def test_a_line_stays_one_whatever_the_name(self):
        name = "n\n\x1b[2J\x7f\u009bü"
        consumer = self.spawn("consume", self.stream, "s", "--name", name, "-v", "-W", "1")
        _, err = consumer.communicate(timeout=PATIENCE_S)
        lines = err.decode().split("\n")[:-1]
        self.assertEqual({line.split(" ", 2)[2] for line in lines[:-1]},
                         {f"consumer {self.stream}/n??[2J???ü"})

    def test_administration_is_told_as_well(self):
        for command, subject in ((["create", self.stream], f"create {self.stream}"),
                                 (["exists", self.stream], f"exists {self.stream}"),
                                 (["list"], "list"),
                                 (["delete", self.stream], f"delete {self.stream}")):
            _, err = self.uc8(*command, "-v")
            self.assertEqual(steps(err), [("connecting", subject, None),
                                          ("closed", subject, None)])

    def test_stdout_has_nothing_but_data(self):
        with Scene() as scene:
            scene.subscribe()
            scene.emulator.faults(fail_otp=2, fail_upgrade=2)
            out, _ = scene.uc8("produce", scene.stream, "-m", "x", "-v")
            self.assertEqual(out, "")
            scene.emulator.faults(fail_otp=2, fail_upgrade=2)
            out, err = scene.uc8("consume", scene.stream, "sub", "-C", "1", "-v")
            self.assertEqual(out, "x\n")
            self.assertIn("interrupted", err)

    def test_quiet_tells_errors_only(self):
        with Scene("--plain") as scene:
            scene.uc8("create", scene.stream)
            logs = [tempfile.NamedTemporaryFile("w+") for _ in range(4)]
            usual, *quiet = [
                scene.spawn("consume", scene.stream, f"s{i}", *(() if i == 0 else ("-q",)),
                            stderr=log.file) for i, log in enumerate(logs)]
            until(lambda: scene.state()["websockets"] == 4, "the consumers")
            scene.emulator.stop(signal.SIGKILL)
            # An outage of 5 s is told, and the return.
            until(lambda: "still trying" in content_of(logs[0].name), "the outage to be told")
            scene.emulator.start("--plain", "--auto-create")
            until(lambda: scene.state()["websockets"] == 4, "the return", 60)
            for process in (usual, *quiet):
                process.terminate()
                self.assertEqual(process.wait(PATIENCE_S), 143)
            told = content_of(logs[0].name).splitlines()
            self.assertEqual([line.split(" ")[1] for line in told], ["still", "connected"])
            for log in logs[1:]:
                self.assertEqual(content_of(log.name), "")
        self.one_line(self.uc8("create", "1", "-q", code=1)[1])


if __name__ == "__main__":
    unittest.main()
