# SPDX-License-Identifier: Apache-2.0
"""Servers that misbehave: each fault once, and nothing may be lost."""
import unittest

from bed import Uc8Test, until


class Faults(Uc8Test):
    def setUp(self):
        super().setUp()
        self.uc8("create", self.stream)

    def under(self, **faults):
        """Thirty messages through a consumer while `faults` strike; all must arrive."""
        consumer = self.consumer("c")
        texts = [f"m{i}" for i in range(30)]
        self.emulator.faults(**faults)
        self.uc8("produce", self.stream, "-l", stdin="\n".join(texts))
        until(lambda: set(consumer.lines()) >= set(texts), "every message")
        return consumer

    def test_each_passing_fault_of_the_connection_loses_nothing(self):
        for faults in (dict(close_accept=2), dict(close_handshake=2), dict(close_request=2),
                       dict(close_reuse=1), dict(close_half=1), dict(close_after_otp=3),
                       dict(fail_otp=2), dict(fail_upgrade=2), dict(refuse_otp=1),
                       dict(fragment_bytes=5),
                       dict(drop_now=1), dict(close_now=1), dict(ping_ms=50)):
            with self.subTest(faults=faults):
                self.under(**faults)
                self.emulator.faults(chop_bytes=0, fragment_bytes=0, ping_ms=0)
                self.tearDown()
                self.setUp()

    def test_each_passing_fault_of_the_stream_loses_nothing(self):
        for faults in (dict(queue_full=5), dict(send_error=3), dict(duplicate_confirmations=10),
                       dict(duplicate_deliveries=5), dict(swallow_acks=5),
                       dict(reorder_confirmations=3), dict(delay_confirmations_ms=20)):
            with self.subTest(faults=faults):
                self.under(**faults)
                self.emulator.faults(delay_confirmations_ms=0)
                self.tearDown()
                self.setUp()

    def test_every_close_code_that_time_cures_is_survived(self):
        for code in (0, 1000, 1001, 1011, 1012, 1013):
            with self.subTest(code=code):
                consumer = self.consumer("c")
                self.emulator.faults(close_code=code, close_now=1)
                until(lambda: consumer.log().count(" open consumer") == 2, "the return")
                self.tearDown()
                self.running = []

    def test_an_answer_that_stays_bad_gives_up_with_its_exit_code(self):
        for faults, code in ((dict(fail_upgrade=-1, fail_upgrade_status=400), 4),
                             (dict(fail_upgrade=-1, fail_upgrade_status=403), 3),
                             (dict(fail_upgrade=-1, fail_upgrade_status=409), 2),
                             (dict(fail_upgrade=-1, fail_upgrade_status=503), 2),
                             (dict(redirect_upgrade=-1), 4), (dict(garbage_http=-1), 4),
                             (dict(wrong_accept=-1), 4), (dict(frame_masked=-1), 4)):
            with self.subTest(faults=faults):
                self.emulator.faults(**faults)
                self.one_line(self.uc8("produce", self.stream, "-m", "x", "-W", "3", code=code)[1])
                self.emulator.faults(**{name: 0 for name in faults
                                        if not name.endswith("status")})

    def test_a_delivery_that_cannot_be_read_is_never_acknowledged(self):
        self.uc8("consume", self.stream, "sub", "-W", "1", code=2)
        self.uc8("produce", self.stream, "-m", "precious")
        self.emulator.faults(deliver_malformed=-1)
        self.one_line(self.uc8("consume", self.stream, "sub", code=4)[1])
        self.emulator.faults(deliver_malformed=0)
        self.assertEqual(self.uc8("consume", self.stream, "sub", "-C", "1")[0], "precious\n")

    def test_a_silent_peer_is_replaced(self):
        consumer = self.consumer("quiet", "-k", "1")
        self.emulator.faults(silent_name="quiet")
        until(lambda: " interrupted consumer" in consumer.log(), "the silence to be noticed")
        self.emulator.faults(silent_name="")
        until(lambda: consumer.log().count(" open consumer") == 2, "the return")

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
