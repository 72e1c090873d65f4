# SPDX-License-Identifier: Apache-2.0
"""RFC 6455 frames: made right or deliberately wrong, and read."""
import os
import struct
from dataclasses import dataclass

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


@dataclass
class Frame:
    opcode: int
    payload: bytes
    fin: bool = True
    rsv: int = 0


def masked(key, data):
    """One big exclusive-or: a loop over a MiB in Python would show in the timings."""
    if not data:
        return b""
    stream = (key * (len(data) // 4 + 1))[: len(data)]
    return (int.from_bytes(data, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(data), "big")


def encode(frame, mask=True):
    first = (0x80 if frame.fin else 0) | (frame.rsv << 4) | frame.opcode
    flag, size = (0x80 if mask else 0), len(frame.payload)
    if size < 126:
        head = struct.pack("!BB", first, flag | size)
    elif size < 65536:
        head = struct.pack("!BBH", first, flag | 126, size)
    else:
        head = struct.pack("!BBQ", first, flag | 127, size)
    if not mask:
        return head + frame.payload
    key = os.urandom(4)
    return head + key + masked(key, frame.payload)


async def read(reader):
    """The next frame, or asyncio.IncompleteReadError when the stream ends first."""
    first, second = await reader.readexactly(2)
    size = second & 0x7F
    if size == 126:
        (size,) = struct.unpack("!H", await reader.readexactly(2))
    elif size == 127:
        (size,) = struct.unpack("!Q", await reader.readexactly(8))
    key = await reader.readexactly(4) if second & 0x80 else None
    payload = await reader.readexactly(size)
    if key:
        payload = masked(key, payload)
    return Frame(first & 0x0F, payload, bool(first & 0x80), (first >> 4) & 7)


def close_payload(code=None, reason=""):
    return b"" if code is None else struct.pack("!H", code) + reason.encode()


def close_code(payload):
    """(code, reason): 1005 where the frame carries none."""
    if len(payload) < 2:
        return 1005, ""
    return struct.unpack("!H", payload[:2])[0], payload[2:].decode("utf-8", "replace")
