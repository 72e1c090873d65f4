# SPDX-License-Identifier: Apache-2.0
"""A server that the test plays, on plain TCP: for what no emulator would say."""
import base64
import hashlib
import socket
import struct
import threading

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455 §1.3


class Connection:
    def __init__(self, server, link):
        self.server = server
        self.file = link.makefile("rwb")

    def request(self):
        """The request line; the header fields go to `self.fields`. None: the client hung up."""
        line = self.file.readline().decode()
        if not line:
            return None
        self.fields = {}
        for field in iter(self.file.readline, b"\r\n"):
            if not field:
                return None
            name, value = field.decode().split(":", 1)
            self.fields[name.lower()] = value.strip()
        self.server.requests.append(line.strip())
        return line.strip()

    def send(self, data):
        self.file.write(data)
        self.file.flush()

    def answer(self, status, body="{}", fields=""):
        self.send(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body.encode())}\r\n{fields}\r\n"
                  f"{body}".encode())

    def accept(self):
        digest = hashlib.sha1(self.fields["sec-websocket-key"].encode() + GUID).digest()
        self.send(b"HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  b"Sec-WebSocket-Accept: " + base64.b64encode(digest) + b"\r\n\r\n")

    def text(self, text):
        data = text.encode()
        size = struct.pack(">BB", 0x81, len(data)) if len(data) < 126 else \
            struct.pack(">BBH", 0x81, 126, len(data))
        self.send(size + data)

    def frame(self):
        """Opcode and payload of what the client sent; None: it hung up."""
        head = self.file.read(2)
        if len(head) < 2:
            return None
        size = head[1] & 127
        if size > 125:
            size = struct.unpack(">H", self.file.read(2))[0]
        mask = self.file.read(4)
        payload = self.file.read(size)
        return head[0] & 15, bytes(b ^ mask[i % 4] for i, b in enumerate(payload))


def upgraded(connection):
    """The server's part until the client has its WebSocket."""
    while (line := connection.request()) is not None:
        if "/apid/otp" in line:
            connection.answer(200, '{"otp":"x"}')
        else:
            break
    connection.accept()


class Played:
    """`script(connection)` is called for each connection, in a thread of its own."""

    def __init__(self, script):
        self.requests = []
        self.trouble = []
        self.script = script
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.env = {"UC8_URL": self.url, "UC8_CA_FILE": None}
        threading.Thread(target=self.serve, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        if self.trouble and kind is None:
            raise self.trouble[0]

    def serve(self):
        while True:
            try:
                link = self.listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.play, args=(link,), daemon=True).start()

    def play(self, link):
        with link:
            try:
                self.script(Connection(self, link))
            except ConnectionError:
                pass  # Clients hang up.
            except Exception as trouble:  # pylint: disable=broad-except
                self.trouble.append(trouble)
