# SPDX-License-Identifier: Apache-2.0
"""A plain Pulsar as someone would write it who has read only the first page: it opens every socket, confirms every send
and gives every message to everybody at once. No delay, no window, no idle timer, no conflict, no error."""
import asyncio
import base64
import json

from wire import frame, http
from wire.web_socket import accept_of


class Gateway:
    def __init__(self):
        self.listeners, self.stored, self.server = {}, 0, None

    async def start(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        return self.server.sockets[0].getsockname()[1]

    async def stop(self):
        self.server.close()
        await self.server.wait_closed()

    async def serve(self, reader, writer):
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            parts = head.split(" ")[1].split("?")[0].split("/")
            kind, topic = parts[3], "/".join(parts[4:8])
            headers = http.parse_fields(head.split("\r\n")[1:])
            accept = accept_of(headers["sec-websocket-key"])
            writer.write(f"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: {accept}\r\n\r\n".encode())
            if kind == "consumer":
                self.listeners.setdefault(topic, []).append(writer)
            await self.talk(reader, writer, kind, topic)
        except (asyncio.IncompleteReadError, asyncio.CancelledError, OSError):
            pass
        finally:
            writer.close()

    async def talk(self, reader, writer, kind, topic):
        parts = b""
        while True:
            got = await frame.read(reader)
            if got.opcode == frame.PING:
                say(writer, frame.PONG, got.payload)
            elif got.opcode == frame.CLOSE:
                return say(writer, frame.CLOSE, got.payload)
            elif kind == "producer":
                parts += got.payload
                if got.fin:
                    self.publish(writer, topic, parts)
                    parts = b""

    def publish(self, writer, topic, text):
        try:
            sent = json.loads(text)
        except ValueError:
            sent = {}
        self.stored += 1
        identity = base64.b64encode(b"\x08\x01\x10" + bytes([self.stored % 128])).decode()
        answer = {"result": "ok", "messageId": identity, "errorCode": 0, "schemaVersion": 0}
        if "context" in sent:
            answer["context"] = sent["context"]
        say(writer, frame.TEXT, json.dumps(answer).encode())
        delivery = {"messageId": identity, "payload": sent.get("payload", ""), "properties": {},
                    "publishTime": "2026-01-02T03:04:05Z", "redeliveryCount": 0}
        for listener in self.listeners.get(topic, []):
            say(listener, frame.TEXT, json.dumps(delivery).encode())


def say(writer, opcode, payload):
    if not writer.is_closing():
        writer.write(frame.encode(frame.Frame(opcode, payload), mask=False))
