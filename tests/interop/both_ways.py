# SPDX-License-Identifier: Apache-2.0
"""What must work between uc8 and every SDK, in both directions."""
from far_end import FarEndTest, digest, digests, message, payload, until

# Nothing, text, every byte there is, and more than one read or TLS record holds.
PAYLOADS = [b"", "Grüße, 世界".encode(), bytes(range(256)), b"x" * 100, b"0123456789" * 30000]
DIGESTS = [digest(body) for body in PAYLOADS]


def texts(lines):
    return [payload(line).decode() for line in lines]


class BothWays(FarEndTest):
    def test_a_stream_made_at_the_far_end_is_there_for_uc8(self):
        self.assertIs(self.far("exists"), False)
        self.uc8("exists", self.stream, code=4)
        self.assertEqual(self.far("create"), {"stream-id": "c8globals." + self.stream})
        self.assertEqual(self.far("create", code=1)["code"], 409)
        self.uc8("exists", self.stream)
        self.assertIn("c8globals." + self.stream, self.uc8("list")[0].splitlines())
        self.uc8("create", self.stream)
        self.far("delete")
        self.uc8("exists", self.stream, code=4)

    def test_a_stream_made_by_uc8_is_there_at_the_far_end(self):
        self.uc8("create", self.stream)
        self.assertIs(self.far("exists"), True)
        self.assertIn("c8globals." + self.stream, self.far("list"))
        self.uc8("delete", self.stream)
        self.assertIs(self.far("exists"), False)

    def test_uc8_receives_what_the_far_end_produces(self):
        self.far("create")
        consumer = self.json_consumer("a")
        producer = self.far_producer()
        producer.send(*[message(body) for body in PAYLOADS])
        confirmed = producer.finish()
        self.assertEqual([line["result"] for line in confirmed], ["ok"] * len(PAYLOADS))
        until(lambda: len(consumer.said()) >= len(PAYLOADS), "every message")
        self.assertEqual(digests(consumer.said()), DIGESTS)
        self.assertEqual([line["id"] for line in consumer.said()],
                         [line["messageId"] for line in confirmed])
        self.wait_acknowledged()

    def test_the_far_end_receives_and_acknowledges_what_uc8_produces(self):
        self.uc8("create", self.stream)
        consumer = self.far_consumer("a")
        ids = self.produce(*PAYLOADS)
        until(lambda: len(consumer.said()) >= len(PAYLOADS), "every message")
        self.assertEqual(digests(consumer.said()), DIGESTS)
        self.assertEqual([line["messageId"] for line in consumer.said()], ids)
        self.wait_acknowledged()

    def test_the_far_end_sees_the_subscription_of_uc8(self):
        self.uc8("create", self.stream)
        self.consumer("a", subscription="readers")
        self.assertEqual(self.far("subscriptions"), ["readers"])

    def test_uc8_receives_what_the_far_end_publishes_without_a_socket(self):
        self.far("create")
        consumer = self.json_consumer("a")
        self.far("publish", "by REST")
        until(lambda: texts(consumer.said()) == ["by REST"], "the message")

    def test_a_local_stream_is_local_on_both_ends(self):
        self.far("create", UC8_INTEROP_LOCAL="1")
        self.uc8("exists", self.stream, code=4)
        self.uc8("exists", self.stream, "--local")
        consumer = self.json_consumer("a", "--local")
        producer = self.far_producer(UC8_INTEROP_LOCAL="1")
        producer.send(message(b"near"))
        producer.finish()
        until(lambda: texts(consumer.said()) == ["near"], "the message")
        self.assertEqual(consumer.said()[0]["stream"], "c8locals." + self.stream)

    def test_both_ends_log_in_by_password_and_by_token(self):
        account = {"email": "nemo@nautilus.com", "password": "xxxxxx"}
        login = self.emulator.call("POST", "/_open/auth", account)
        far = {"UC8_INTEROP_EMAIL": account["email"], "UC8_INTEROP_PASSWORD": account["password"]}
        near = {"UC8_API_KEY": None, "UC8_JWT": login["jwt"]}
        self.far("create", **far)
        self.uc8("exists", self.stream, env=near)
        self.uc8("exists", self.stream, code=4)  # The other tenant has no such stream.
        consumer = self.far_consumer("a", **far)
        self.uc8("produce", self.stream, "-m", "twenty thousand leagues", env=near)
        until(lambda: texts(consumer.said()) == ["twenty thousand leagues"], "the message")


class Failover(FarEndTest):
    TEXTS = [f"message {i}" for i in range(30)]

    def produce_lines(self, lines):
        self.uc8("produce", self.stream, "-l", stdin="\n".join(lines))

    def test_uc8_takes_over_from_a_killed_far_end(self):
        self.uc8("create", self.stream)
        active = self.far_consumer("far", "--acknowledge", "6")
        standby = self.json_consumer("near")
        self.produce_lines(self.TEXTS[:10])
        until(lambda: texts(active.said()) == self.TEXTS[:10], "the active consumer's messages")
        self.wait_acknowledged(4)
        self.assertEqual(standby.said(), [])
        active.process.kill()
        self.produce_lines(self.TEXTS[10:])
        until(lambda: len(standby.said()) >= 24, "every message that was not acknowledged")
        self.assertEqual(texts(standby.said()), self.TEXTS[6:])

    def test_the_far_end_takes_over_from_a_killed_uc8(self):
        self.uc8("create", self.stream)
        active = self.json_consumer("near")
        standby = self.far_consumer("far")
        self.produce_lines(self.TEXTS[:10])
        self.wait_acknowledged()
        self.assertEqual(texts(active.said()), self.TEXTS[:10])
        active.kill()
        self.produce_lines(self.TEXTS[10:])
        until(lambda: len(standby.said()) >= 20, "every message that was not acknowledged")
        self.assertEqual(texts(standby.said()), self.TEXTS[10:])

    def test_the_far_end_receives_again_what_a_killed_uc8_did_not_acknowledge(self):
        self.uc8("create", self.stream)
        active = self.json_consumer("near", "--no-ack")
        standby = self.far_consumer("far")
        self.produce_lines(self.TEXTS)
        until(lambda: texts(active.said()) == self.TEXTS, "every message")
        active.kill()
        until(lambda: len(standby.said()) >= len(self.TEXTS), "every message again")
        self.assertEqual(texts(standby.said()), self.TEXTS)
        self.wait_acknowledged()

    def test_nothing_is_lost_when_each_dies_while_messages_flow(self):
        # Far, near, far: each is killed after it received some, and never at rest.
        self.far("create")
        first = self.far_consumer("a")
        second = self.json_consumer("b")
        third = self.far_consumer("c")
        producer = self.far_producer()
        sent = []

        def produce_until(condition, what):
            def step():
                sent.append(f"message {len(sent)}")
                producer.send(message(sent[-1].encode()))
                return condition()
            until(step, what)

        produce_until(lambda: len(first.said()) >= 10, "the first consumer's messages")
        first.process.kill()
        produce_until(lambda: len(second.said()) >= 10, "the second consumer's messages")
        second.kill()
        produce_until(lambda: len(third.said()) >= 10, "the third consumer's messages")
        self.assertEqual({line["result"] for line in producer.finish()}, {"ok"})
        self.wait_acknowledged()
        received = [texts(consumer.said()) for consumer in (first, second, third)]
        self.assertEqual(set(sum(received, [])), set(sent))
        for one in received:
            if self.pulsar:
                self.only_one_rewind(one, sent)
            else:
                start = sent.index(one[0])
                self.assertEqual(one, sent[start:start + len(one)])

    def only_one_rewind(self, received, sent):
        """A real Pulsar may read for the new active consumer before it goes back to what the old
        one did not acknowledge, when messages flow: then these come behind newer ones. Once for a
        takeover, and in order themselves."""
        places = [sent.index(text) for text in received]
        self.assertLessEqual(sum(a >= b for a, b in zip(places, places[1:])), 1, received)
