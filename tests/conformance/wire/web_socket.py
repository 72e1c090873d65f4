# SPDX-License-Identifier: Apache-2.0
"""A WebSocket client that tells all it sees, with the time, and can misbehave."""
import asyncio
import base64
import hashlib
import json
import os
from dataclasses import dataclass

from wire import frame

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
PING_S = 0.75  # the servers under test drop a link that is idle for 3 s


@dataclass
class Event:
    kind: str  # text, pong, close, end
    at: float  # loop time, seconds
    text: str = ""
    code: int = 0

    def json(self):
        return json.loads(self.text)


def new_key():
    return base64.b64encode(os.urandom(16)).decode()


def accept_of(key):
    return base64.b64encode(hashlib.sha1(key.encode() + GUID).digest()).decode()


class WebSocket:
    """asked, opened: loop times of the upgrade request and of its 101."""

    def __init__(self, link, asked, opened, keepalive=True):
        self.link, self.asked, self.opened = link, asked, opened
        self.frozen, self.last_byte = False, opened
        self.inbox = asyncio.Queue()
        self.pongs = asyncio.Queue()
        self.closing = None
        self.tasks = [asyncio.create_task(self._read())]
        if keepalive:
            self.tasks.append(asyncio.create_task(self._keep_alive()))

    async def _read(self):
        part, loop = b"", asyncio.get_running_loop()
        try:
            while True:
                got = await frame.read(self.link.reader)
                self.last_byte = loop.time()
                part = self._take(got, part)
        except (asyncio.IncompleteReadError, OSError) as error:
            code = self.closing if self.closing is not None else 1006
            reset = isinstance(error, ConnectionResetError)
            self.inbox.put_nowait(Event("end", loop.time(), "reset" if reset else "", code))

    def _take(self, got, part):
        now = self.last_byte
        if got.opcode == frame.PING:
            self.send(frame.PONG, got.payload)
        elif got.opcode == frame.PONG:
            self.pongs.put_nowait(Event("pong", now, got.payload.decode("latin-1")))
        elif got.opcode == frame.CLOSE:
            code, reason = frame.close_code(got.payload)
            if self.closing is None:
                self.send(frame.CLOSE, got.payload[:2])
            self.closing = code
            self.inbox.put_nowait(Event("close", now, reason, code))
        else:
            part += got.payload
            if got.fin:
                self.inbox.put_nowait(Event("text", now, part.decode("utf-8", "replace")))
                return b""
        return part

    async def _keep_alive(self):
        while True:
            await asyncio.sleep(PING_S)
            self.send(frame.PING, b"keep")

    def send(self, opcode, payload, fin=True, rsv=0, mask=True):
        if not self.frozen:
            self.link.send(frame.encode(frame.Frame(opcode, payload, fin, rsv), mask))

    def send_text(self, text):
        self.send(frame.TEXT, text.encode() if isinstance(text, str) else text)

    def send_json(self, document):
        self.send_text(json.dumps(document, separators=(",", ":")))

    async def next(self, seconds):
        """The next event that is no pong, or None when none comes in time."""
        try:
            return await asyncio.wait_for(self.inbox.get(), seconds)
        except asyncio.TimeoutError:
            return None

    async def pong(self, payload, seconds):
        """Our own keep-alive's pongs are passed over."""
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            left = deadline - asyncio.get_running_loop().time()
            try:
                got = await asyncio.wait_for(self.pongs.get(), max(left, 0))
            except asyncio.TimeoutError:
                return None
            if got.text == payload:
                return got

    def close(self, code=1000):
        """Sends the Close frame; the reader goes on until the server's echo and end."""
        self.send(frame.CLOSE, frame.close_payload(code))
        self.closing = code

    def freeze(self):
        self.frozen = True
        self.link.freeze()

    def kill(self, how="finish"):
        """Ends the connection without a Close frame: `finish` (FIN) or `reset` (RST)."""
        self._stop()
        self.link.finish() if how == "finish" else self.link.reset()

    def _stop(self):
        for task in self.tasks:
            task.cancel()

    def dispose(self):
        self._stop()
        self.link.reset()
