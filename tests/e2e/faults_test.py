# SPDX-License-Identifier: Apache-2.0
"""Servers that misbehave: each switch of the emulator once, and nothing may be lost."""
import os
import re
import signal
import subprocess
import unittest

from bed import BIN, PATIENCE_S, Uc8Test, until
from scene import Scene, together

TEXTS = [f"m{i}" for i in range(30)]

# What a client must survive: switches, and options of the producer and of the consumer.
SURVIVED = [
    dict(fail_create=2),
    dict(fail_create=1, fail_create_status=429, fail_create_retry_after=1),
    dict(close_after_create=1), dict(delay_create_ms=200),
    dict(fail_otp=4), dict(fail_otp=2, fail_otp_status=500, fail_otp_retry_after=1),
    dict(close_after_otp=3), dict(delay_otp_ms=200),
    dict(fail_upgrade=4), dict(fail_upgrade=2, fail_upgrade_status=429, fail_upgrade_retry_after=1),
    dict(fail_upgrade=2, fail_upgrade_status=409),
    dict(close_after_upgrade=1, fail_upgrade=1), dict(delay_upgrade_ms=200),
    dict(refuse_otp=1), dict(visible_after_ms=500),
    dict(mute_accept=1), dict(close_accept=4), dict(close_accept=4, close_with="rst"),
    dict(close_handshake=4), dict(close_handshake=4, close_with="rst"),
    dict(close_request=4), dict(close_request=4, close_with="rst"),
    dict(close_request=2, close_step="create"), dict(close_request=2, close_step="otp"),
    dict(close_request=2, close_step="upgrade"),
    dict(close_reuse=2), dict(close_reuse=2, close_with="rst"),
    dict(close_half=2), dict(close_half=2, close_with="rst", close_step="upgrade"),
    dict(garbage_http=1),
    dict(chop_bytes=1), dict(chop_bytes=200, chop_ms=2), dict(throttle_bytes=20000),
    dict(wrong_accept=1), dict(frame_garbage=1), dict(frame_oversized=1), dict(frame_masked=1),
    dict(frame_reserved_opcode=1), dict(frame_reserved_bit=1), dict(frame_bad_utf8=1),
    dict(fragment_bytes=5),
    dict(close_opened=3), dict(close_opened=3, close_after_ms=30, close_code=1011),
    dict(close_code=0), dict(close_code=1000), dict(close_code=1012), dict(close_code=1013),
    dict(drop_now=1), dict(drop_name="c"),
    dict(only_stream="c8globals.scene", only_subscription="sub", only_name="c", close_opened=2),
    dict(swallow_pings=4), dict(ping_ms=20),
    dict(duplicate_confirmations=10), dict(reorder_confirmations=3),
    dict(delay_confirmations_ms=50),
    dict(deliver_malformed=1), dict(deliver_without_id=1),
    dict(duplicate_deliveries=5),
    dict(commands="ws27"), dict(dedup=1), dict(failover_delay_ms=300),
    dict(idle_timeout_ms=1500), dict(unload="c8globals.scene"),
]

# What is refused while later messages are with the server already comes behind them.
OUT_OF_ORDER = [dict(send_error=3), dict(send_error=3, send_error_code=3), dict(queue_full=5)]

# Those that have a test of their own below, for they do not end in every message delivered.
ELSEWHERE = {
    "redirect_create", "redirect_otp", "redirect_upgrade", "redirect_other", "redirect_location",
    "fail_other", "fail_other_status", "fail_other_retry_after", "close_after_other",
    "delay_other_ms", "close_now", "silent_name", "deliver_oversized", "deliver_oversized_bytes",
    "drop_confirmations", "swallow_acks", "terminate", "election"}


def switches():
    told = subprocess.run([os.path.join(BIN, "uc8-emulator"), "--help"], capture_output=True,
                          text=True, check=True).stdout
    listed = re.findall(r"^  --([a-z0-9-]+) ", told.split("Faults and limits")[1], re.M)
    return {name.replace("-", "_") for name in listed}


class Survived(unittest.TestCase):
    def test_every_switch_of_the_emulator_has_its_scenario(self):
        covered = set().union(*SURVIVED, *OUT_OF_ORDER) | ELSEWHERE
        self.assertGreater(len(switches()), 70)
        self.assertEqual(switches() - covered, set())
        self.assertEqual(covered - switches(), set())

    def test_what_passes_or_is_legal_loses_nothing(self):
        scenarios = {str(faults): lambda faults=faults: self.under(faults)
                     for faults in SURVIVED + OUT_OF_ORDER}
        scenarios["election v3"] = lambda: self.under({}, "--election", "v3")
        together(self, scenarios)

    def under(self, faults, *options):
        """Thirty messages through a consumer that must come back while `faults` strike."""
        with Scene(*options) as scene:
            scene.uc8("create", scene.stream)
            consumer = scene.consumer("c", "-k", "1")
            scene.emulator.faults(**{"close_now": 1, **faults})
            scene.produce(*TEXTS, options=("--create", "-k", "1"))
            until(lambda: set(consumer.lines()) >= set(TEXTS), f"every message under {faults}")
            if faults not in OUT_OF_ORDER:
                firsts = list(dict.fromkeys(consumer.lines()))
                self.assertEqual(firsts, TEXTS, "in order, but for what came twice")
            until(lambda: scene.subscription()["backlog"] == 0, "every acknowledgement")
            self.assertIn(" interrupted consumer", consumer.log())
            consumer.send_signal(signal.SIGTERM)
            self.assertEqual(consumer.wait(PATIENCE_S), 143)


class GivenUp(Uc8Test):
    """What stays bad ends with its exit code, and what was not delivered is still there."""

    def test_an_answer_that_stays_bad_gives_up_with_its_exit_code(self):
        together(self, {str(faults): lambda faults=faults, code=code: self.end(faults, code)
                        for faults, code in (
                            (dict(garbage_http=-1), 4), (dict(wrong_accept=-1), 4),
                            (dict(frame_masked=-1), 4), (dict(frame_garbage=-1), 4),
                            (dict(frame_oversized=-1), 4), (dict(frame_bad_utf8=-1), 4),
                            (dict(frame_reserved_bit=-1), 4), (dict(frame_reserved_opcode=-1), 4),
                            (dict(mute_accept=-1), 2), (dict(close_accept=-1), 2),
                            (dict(close_half=-1), 2))})

    def end(self, faults, code):
        with Scene() as scene:
            scene.subscribe()
            scene.emulator.faults(**faults)
            for command in (["produce", scene.stream, "-m", "x"],
                            ["consume", scene.stream, "sub"]):
                scene.one_line(scene.uc8(*command, "-W", "4" if code == 2 else "30",
                                         code=code)[1])

    def test_a_delivery_that_cannot_be_read_is_never_acknowledged(self):
        def spoiled(**faults):
            with Scene() as scene:
                scene.subscribe()
                scene.uc8("produce", scene.stream, "-m", "precious")
                scene.emulator.faults(**faults)
                for options in ((), ("--push",)):
                    out, err = scene.uc8("consume", scene.stream, "sub", *options, code=4)
                    self.assertIn("protocol broken", scene.one_line(err))
                    self.assertEqual(out, "")
                scene.emulator.faults(**{name: 0 for name in faults})
                self.assertEqual(scene.received(1), "precious\n")
                scene.nothing_is_left()
        together(self, {"malformed": lambda: spoiled(deliver_malformed=-1),
                        "without an id": lambda: spoiled(deliver_without_id=-1)})

    def test_a_delivery_that_is_too_large_is_told_and_stays(self):
        with Scene() as scene:
            scene.subscribe()
            scene.produce("large", "small")
            scene.emulator.faults(deliver_oversized=1, deliver_oversized_bytes=9 << 20)
            consumer = scene.spawn("consume", scene.stream, "sub")
            self.assertEqual(consumer.stdout.readline(), b"small\n")
            until(lambda: scene.subscription()["backlog"] == 1, "its acknowledgement")
            consumer.terminate()
            self.assertEqual(consumer.wait(PATIENCE_S), 143)
            self.assertRegex(scene.one_line(consumer.stderr.read().decode()),
                             r"message \S+ takes \d+ bytes")
            self.assertEqual(scene.subscription()["backlog"], 1)
            self.assertEqual(scene.received(1), "large\n")
            # One that comes so large again and again is for a human.
            scene.uc8("produce", scene.stream, "-m", "large")
            scene.emulator.faults(deliver_oversized=-1)
            consumer = scene.consumer("c")
            until(lambda: "message " in consumer.log(), "the complaint")
            scene.emulator.faults(close_now=1)
            self.assertEqual(consumer.wait(PATIENCE_S), 4)
            scene.emulator.faults(deliver_oversized=0)
            self.assertEqual(scene.received(1), "large\n")

    def test_a_terminated_stream_takes_no_more_and_gives_what_it_has(self):
        with Scene() as scene:
            scene.subscribe()
            producer = scene.spawn("produce", scene.stream, "-l", stdin=-1)
            producer.stdin.write(b"kept\n")
            producer.stdin.flush()
            until(lambda: scene.topic()["messages"] == 1, "the first message")
            scene.emulator.faults(terminate=f"c8globals.{scene.stream}")
            _, err = producer.communicate(b"late\n", timeout=PATIENCE_S)
            self.assertEqual(producer.returncode, 4)
            line = scene.one_line(err.decode())
            self.assertIn("message 2: message refused", line)
            self.assertIn("; 1 of 2 messages were confirmed", line)
            self.assertEqual(scene.received(1), "kept\n")

    def test_a_message_that_is_refused_for_good_is_named(self):
        with Scene() as scene:
            scene.subscribe()
            scene.emulator.faults(send_error=1, send_error_code=7)
            _, err = scene.uc8("produce", scene.stream, "-m", "bad", code=4)
            self.assertIn("message 1: message refused (send-error 7)", scene.one_line(err))
            scene.nothing_is_left()


class OneByOne(Uc8Test):
    OPTIONS = ("--failover-delay-ms", "20")

    def setUp(self):
        super().setUp()
        self.uc8("create", self.stream)

    def test_a_server_that_swallows_acknowledgements_delivers_again(self):
        with Scene() as scene:
            scene.subscribe()
            scene.emulator.faults(swallow_acks=5)
            scene.produce(*TEXTS)
            self.assertEqual(scene.received(30).splitlines(), TEXTS)
            self.assertEqual(scene.received(5).splitlines(), TEXTS[:5])
            scene.nothing_is_left()

    def test_a_message_that_is_never_confirmed_is_not_called_confirmed(self):
        with Scene() as scene:
            scene.subscribe()
            scene.emulator.faults(drop_confirmations=2)
            _, err = scene.produce("a", "b", options=("-W", "2"), code=2)
            self.assertIn("0 of 2 messages were confirmed", scene.one_line(err))
            self.assertEqual(scene.received(2), "a\nb\n")

    def test_a_silent_peer_is_replaced(self):
        consumer = self.consumer("quiet", "-k", "1")
        self.emulator.faults(silent_name="quiet")
        until(lambda: " interrupted consumer" in consumer.log(), "the silence to be noticed")
        self.emulator.faults(silent_name="")
        until(lambda: consumer.log().count(" open consumer") == 2, "the return")

    def test_other_requests_are_tried_again(self):
        together(self, {str(faults): lambda faults=faults: self.listed(faults) for faults in (
            dict(fail_other=2), dict(fail_other=1, fail_other_status=429,
                                     fail_other_retry_after=1),
            dict(close_after_other=1), dict(delay_other_ms=200),
            dict(close_half=1, close_step="other"), dict(close_request=1, close_step="other"))})

    def listed(self, faults):
        with Scene() as scene:
            scene.uc8("create", scene.stream)
            scene.emulator.faults(**faults)
            self.assertEqual(scene.uc8("list")[0], f"c8globals.{scene.stream}\n")
            scene.uc8("delete", scene.stream)
            scene.uc8("exists", scene.stream, code=4)

    def test_a_reconnect_resumes_its_tls_session(self):
        consumer = self.consumer("c")
        before = self.emulator.state()["handshakes"]["resumed"]
        self.emulator.faults(close_code=1001, close_now=1)
        until(lambda: consumer.log().count(" open consumer") == 2, "the return")
        self.assertEqual(self.emulator.state()["handshakes"]["resumed"], before + 1)

    def test_create_password_and_upgrade_take_one_connection(self):
        before = self.emulator.state()["connections"]["accepted"]
        self.uc8("produce", self.stream, "--create", "-m", "x")
        # The two looks at the state are connections as well.
        self.assertEqual(self.emulator.state()["connections"]["accepted"] - before, 2)


if __name__ == "__main__":
    unittest.main()
