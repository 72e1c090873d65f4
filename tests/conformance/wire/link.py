# SPDX-License-Identifier: Apache-2.0
"""One TCP or TLS connection, with the ways to end it that a polite library hides."""
import asyncio
import socket
import ssl
import struct
from urllib.parse import urlsplit

CONNECT_S = 15
BUFFER_MAX = 4 << 20


class Link:
    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    def send(self, data):
        if not self.writer.is_closing():
            self.writer.write(data)

    def finish(self):
        """Our side is done (FIN): what the kernel of a process that ends properly says for it."""
        self.writer.close()

    def reset(self):
        """RST instead of FIN: what the kernel says for a process that left unread bytes behind."""
        sock = self.writer.get_extra_info("socket")
        if sock is not None and not self.writer.is_closing():
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def freeze(self):
        """Reads nothing and says nothing from now on, and stays connected: half-open."""
        self.writer.transport.pause_reading()


def tls(ca_file):
    context = ssl.create_default_context(cafile=ca_file)
    return context


async def connect(url, ca_file=None):
    """url: http, https, ws or wss."""
    parts = urlsplit(url)
    secure = parts.scheme in ("https", "wss")
    port = parts.port or (443 if secure else 80)
    opening = asyncio.open_connection(
        parts.hostname, port, limit=BUFFER_MAX, ssl=tls(ca_file) if secure else None
    )
    reader, writer = await asyncio.wait_for(opening, CONNECT_S)
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Link(reader, writer)
