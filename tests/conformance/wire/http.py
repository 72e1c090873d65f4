# SPDX-License-Identifier: Apache-2.0
"""HTTP/1.1 by hand: one request, one answer, on a link that can be used again."""
import asyncio
import json
from dataclasses import dataclass, field

ANSWER_S = 75  # an upgrade may be refused after 50 s


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes = b""
    head: str = ""
    ms: float = 0.0
    url: str = field(default="", repr=False)

    def json(self):
        """The document, or None where the body is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def keeps_alive(self):
        return self.headers.get("connection", "").lower() != "close"


def request(method, target, headers, body=None):
    lines = [f"{method} {target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + (body or b"")


def parse_head(raw):
    first, *rest = raw.decode("latin-1").split("\r\n")
    return int(first.split(" ")[1]), parse_fields(rest)


def parse_fields(lines):
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        if name:
            headers[name.strip().lower()] = value.strip()
    return headers


async def read_chunks(reader):
    body = b""
    while True:
        size = int((await reader.readline()).split(b";")[0], 16)
        body += await reader.readexactly(size)
        await reader.readline()
        if size == 0:
            return body


async def read_body(reader, status, headers):
    if status in (101, 204, 304):
        return b""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return await read_chunks(reader)
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    return await reader.read()


async def exchange(link, data):
    """Sends the request `data` (or its pieces, each written apart) and reads the answer."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    for piece in data if isinstance(data, list) else [data]:
        link.send(piece)
        await link.writer.drain()
        await asyncio.sleep(0.02 if isinstance(data, list) else 0)
    return await asyncio.wait_for(read_answer(link, began), ANSWER_S)


async def read_answer(link, began):
    raw = await link.reader.readuntil(b"\r\n\r\n")
    elapsed = (asyncio.get_running_loop().time() - began) * 1000
    status, headers = parse_head(raw)
    body = await read_body(link.reader, status, headers)
    return Answer(status, headers, body, raw.decode("latin-1"), elapsed)
