# SPDX-License-Identifier: Apache-2.0
"""What one vector works with: its own topic, sockets that end with it, and the words to say what must be true."""
import asyncio
import base64

from backends.endpoint import Refused

QUIET_S = 0.6  # long enough to show that a server on this machine has nothing more to say
ARRIVE_S = 8  # long enough for anything that is to come


class Failed(Exception):
    pass


class Skipped(Exception):
    pass


def payload_of(event):
    return base64.b64decode(event.json()["payload"]).decode()


class Bed:
    def __init__(self, server, limits, topic):
        self.server, self.limits, self.topic = server, limits, topic
        self.profile, self.notes = server.profile, []
        self.sockets, self.writer = [], None

    # --- words
    def check(self, true, text):
        if not true:
            raise Failed(text)

    def equal(self, seen, expected, what):
        self.check(seen == expected, f"{what}: expected {expected!r}, seen {seen!r}")

    def note(self, text):
        self.notes.append(text)

    def within(self, ms, bounds, what):
        self.note(f"{what} {ms:.0f} ms")
        self.check(bounds[0] <= ms <= bounds[1], f"{what}: expected {bounds[0]} to {bounds[1]} ms, seen {ms:.0f} ms")

    def need_admin(self, why):
        if self.server.admin is None:
            raise Skipped(f"{why} (no --admin)")

    # --- sockets
    async def open(self, kind, subscription=None, topic=None, keepalive=True, **query):
        target = self.server.path(kind, topic or self.topic, subscription, **query)
        try:
            socket = await self.server.upgrade(target, keepalive)
        except Refused as refused:
            raise Failed(f"{kind}: {refused}") from refused
        self.sockets.append(socket)
        return socket

    async def consumer(self, subscription="s", topic=None, keepalive=True, **query):
        return await self.open("consumer", subscription, topic, keepalive, **query)

    async def failover(self, name, subscription="s", **query):
        return await self.consumer(subscription, subscriptionType="Failover", consumerName=name, **query)

    async def refusal(self, kind, subscription=None, accept="application/json", **query):
        target = self.server.path(kind, self.topic, subscription, **query)
        return await self.refusal_of(target, accept)

    async def refusal_of(self, target, accept="application/json"):
        try:
            self.sockets.append(await self.server.upgrade(target, accept=accept))
        except Refused as refused:
            return refused.answer
        raise Failed(f"the upgrade of {target.split('otp=')[0]} succeeded")

    # --- messages
    async def send(self, producer, *documents):
        """Sends all, then reads as many answers."""
        for document in documents:
            producer.send_json(document) if isinstance(document, dict) else producer.send_text(document)
        answers = []
        for _ in documents:
            event = await producer.next(ARRIVE_S)
            self.check(event is not None and event.kind == "text", f"no answer to a send, but {event}")
            answers.append(event.json())
        return answers

    async def publish(self, *texts, topic=None):
        """Message ids."""
        producer = await self._producer(topic)
        documents = [{"payload": base64.b64encode(text.encode()).decode()} for text in texts]
        answers = await self.send(producer, *documents)
        self.check(all(one["result"] == "ok" for one in answers), f"publish: {answers}")
        return [one["messageId"] for one in answers]

    async def _producer(self, topic):
        if topic is not None:
            return await self.open("producer", topic=topic)
        if self.writer is None:
            self.writer = await self.open("producer")
        return self.writer

    async def receive(self, socket, count, seconds=ARRIVE_S):
        """`count` text events."""
        events = []
        while len(events) < count:
            event = await socket.next(seconds)
            if event is None or event.kind != "text":
                have = [payload_of(one) for one in events]
                raise Failed(f"expected {count} messages, got {have} and then {event or 'nothing'}")
            events.append(event)
        return events

    async def expect(self, socket, *texts, seconds=ARRIVE_S):
        events = await self.receive(socket, len(texts), seconds)
        self.equal([payload_of(one) for one in events], list(texts), "messages")
        return events

    async def silent(self, socket, who="the socket", seconds=QUIET_S):
        event = await socket.next(seconds)
        self.check(event is None, f"{who} was to be silent, but: {event}")

    def ack(self, socket, *events):
        for event in events:
            socket.send_json({"messageId": event.json()["messageId"]})

    # --- ends
    async def closed(self, socket, code, words=""):
        """The server's Close frame with this code and these words."""
        event = await socket.next(ARRIVE_S)
        self.check(event is not None and event.kind == "close", f"expected close {code}, seen {event}")
        self.equal(event.code, code, "close code")
        self.check(words in event.text, f"close reason: expected {words!r} in {event.text!r}")
        self.note(f"close {event.code} {event.text}".strip())
        return event

    async def cut_off(self, socket):
        """The end of the TCP connection without a Close frame."""
        event = await socket.next(ARRIVE_S)
        self.check(event is not None and event.kind == "end", f"expected the end of the connection, seen {event}")

    async def leave(self, socket):
        """Close frame, its echo, end."""
        socket.close()
        while True:
            event = await socket.next(ARRIVE_S)
            self.check(event is not None, "no end after our Close frame")
            if event.kind == "end":
                socket.dispose()
                return

    async def make_subscription(self, subscription="s"):
        """Leaves a durable failover subscription without a consumer, its start delay over."""
        first = await self.failover("first", subscription)
        await asyncio.sleep(1.2)
        await self.leave(first)
        await asyncio.sleep(0.2)

    async def finish(self):
        for socket in self.sockets:
            socket.dispose()
        await self.server.remove(self.topic)
