# SPDX-License-Identifier: Apache-2.0
"""uc8 and the real jsC8, unmodified, on the same streams of an emulator with TLS."""
import os
import unittest

import both_ways
import sdk
from far_end import HERE, message, payload, until

JSC8 = sdk.require_or_skip("jsc8")
PROGRAMS = os.path.join(HERE, "jsc8")


class JsC8:
    SDK = "jsc8"

    def command(self, program):
        return ["node", "-r", os.path.join(PROGRAMS, "preload.js"),
                os.path.join(PROGRAMS, program + ".js")]

    def surroundings(self):
        return {"NODE_PATH": os.path.join(JSC8, "node_modules")}


class BothWays(JsC8, both_ways.BothWays):
    def test_uc8_receives_key_properties_and_event_time_of_the_far_end(self):
        self.far("create")
        consumer = self.json_consumer("a")
        producer = self.far_producer()
        properties = {"unit": "°C", "quoted": 'say "hi"\n'}
        producer.send(message(b"20", key="kitchen", properties=properties, context="7",
                              eventTime="2026-01-02T03:04:05.006Z"))
        self.assertEqual(producer.finish()[0]["context"], "7")
        line = until(consumer.said, "the message")[0]
        self.assertEqual(line["key"], "kitchen")
        self.assertEqual(line["properties"], properties)
        self.assertIn("2026-01-02T03:04:05.006", line["eventTime"])

    def test_the_far_end_receives_key_and_properties_of_uc8(self):
        self.uc8("create", self.stream)
        consumer = self.far_consumer("a")
        self.uc8("produce", self.stream, "-m", "20", "--key", "kitchen", "--property", "unit=°C",
                 "--property", "empty=")
        line = until(consumer.said, "the message")[0]
        self.assertEqual((line["key"], payload(line)), ("kitchen", b"20"))
        self.assertEqual(line["properties"], {"unit": "°C", "empty": ""})

    def test_the_far_end_uses_the_data_centre_that_it_is_told(self):
        self.far("create")
        consumer = self.far_consumer("a", "--nearby")
        self.uc8("produce", self.stream, "-m", "there")
        producer = self.far_producer("--nearby")
        producer.send(message(b"and back"))
        producer.finish()
        until(lambda: both_ways.texts(consumer.said()) == ["there", "and back"], "both messages")


class Failover(JsC8, both_ways.Failover):
    pass


if __name__ == "__main__":
    unittest.main()
