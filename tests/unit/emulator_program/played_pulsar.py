# SPDX-License-Identifier: Apache-2.0
"""A Pulsar that the test plays: an admin REST that remembers, and WebSockets that do what the test says."""
import asyncio
import json
import struct
import socket as sockets
from urllib.parse import unquote

from wire import frame, http
from wire.web_socket import accept_of


class Far:
    """One WebSocket of the front, from behind: `target` and `headers` are those of its upgrade request."""

    def __init__(self, reader, writer, target, headers):
        self.reader, self.writer, self.target, self.headers = reader, writer, target, headers

    def say(self, opcode, payload):
        self.writer.write(frame.encode(frame.Frame(opcode, payload), mask=False))

    async def next(self):
        """The next frame, or None at the end."""
        try:
            return await asyncio.wait_for(frame.read(self.reader), 10)
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    def finish(self):
        self.writer.close()

    def reset(self):
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


class Pulsar:
    """refusal: (status, content type, body, seconds) of the next upgrade. false_accept: a wrong one in the next 101.
    calls: the admin requests that came, as (method, path). failing: statuses of those that shall fail, by the last
    word of their path. stale: the topics that its lists still show."""

    def __init__(self):
        self.tenants, self.namespaces, self.topics = {}, set(), set()
        self.calls, self.authorizations, self.opened = [], set(), asyncio.Queue()
        self.refusal, self.false_accept, self.moved, self.failing = None, False, False, {}
        self.server, self.port, self.stale = None, 0, None

    async def start(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]

    def stop(self):
        self.server.close()

    async def serve(self, reader, writer):
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            method, target, _ = head.split("\r\n")[0].split(" ")
            headers = http.parse_fields(head.split("\r\n")[1:])
            self.authorizations.add(headers.get("authorization"))
            if target.startswith("/ws/"):
                await self.upgrade(reader, writer, target, headers)
                return
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            self.answer(writer, *self.admin(method, target, body))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except asyncio.CancelledError:
            return  # the test is over
        writer.close()

    def answer(self, writer, status, document, location=None):
        body = b"" if document is None else json.dumps(document).encode()
        extra = f"Location: {location}\r\n" if location else ""
        writer.write(f"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\n{extra}"
                     f"Content-Length: {len(body)}\r\n\r\n".encode() + body)

    async def upgrade(self, reader, writer, target, headers):
        if self.refusal is not None:
            status, kind, body, seconds = self.refusal
            self.refusal = None
            await asyncio.sleep(seconds)
            writer.write(f"HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                         + body)
            writer.close()
            return
        accept = accept_of("wrong" if self.false_accept else headers["sec-websocket-key"])
        writer.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n"
                     f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode())
        self.opened.put_nowait(Far(reader, writer, target, headers))

    def admin(self, method, target, body):
        path = target.split("?")[0]
        self.calls.append((method, target))
        if self.moved and not path.startswith("/moved"):
            return 307, None, f"http://127.0.0.1:{self.port}/moved{target}"
        path = path.removeprefix("/moved")
        if path == "/admin/v2/clusters":
            return 200, ["east", "global"]
        what, *rest = [unquote(part) for part in path.removeprefix("/admin/v2/").split("/")]
        if what == "tenants":
            self.tenants[rest[0]] = json.loads(body)
            return 204, None
        if what == "namespaces":
            known = "/".join(rest) in self.namespaces
            self.namespaces.add("/".join(rest))
            return (409, {"reason": "there"}) if known else (204, None)
        return self.persistent(method, rest)

    def persistent(self, method, rest):
        namespace = "/".join(rest[:2])
        if namespace not in self.namespaces:
            return 404, {"reason": "Namespace does not exist"}
        inside = [one for one in self.topics if one.startswith(namespace + "/")]
        if len(rest) == 2:
            if self.stale is not None:
                inside = [one for one in self.stale if one.startswith(namespace + "/")]
            return 200, ["persistent://" + one for one in inside]
        topic = "/".join(rest[:3])
        if method == "PUT" and len(rest) == 3:
            if topic in self.topics:
                return 409, {"reason": "This topic already exists"}
            self.topics.add(topic)
            return 204, None
        if topic not in self.topics:
            return 404, {"reason": "Topic not found"}
        if method == "DELETE":
            self.topics.remove(topic)
            return 204, None
        if rest[3] in self.failing:
            return self.failing[rest[3]], {"reason": "not now"}
        return 200, {"stats": {"msgInCounter": 7}, "internalStats": {"numberOfEntries": 5}}.get(rest[3], {})
