# SPDX-License-Identifier: Apache-2.0
"""What every back end has: the WebSocket service, at a URL, behind a path prefix."""
import asyncio
from urllib.parse import quote, urlencode, urlsplit

from wire import http, link
from wire.web_socket import WebSocket, accept_of, new_key

TENANT, NAMESPACE, PREFIX = "_mm", "c8global._system", "c8globals."


class Refused(Exception):
    def __init__(self, answer):
        super().__init__(f"upgrade refused: HTTP {answer.status} {answer.body[:200]!r}")
        self.answer = answer


class Endpoint:
    """admin: the REST interface of a real Pulsar behind, or None. cut: a command that breaks Pulsar's inner link."""

    path_prefix = ""
    is_gdn = False
    twin = None

    def __init__(self, url, profile, ca_file=None, admin=None, cut=None):
        self.url, self.profile, self.ca_file = url.rstrip("/"), profile, ca_file
        self.admin, self.cut = admin, cut
        self.host = urlsplit(url).netloc

    async def connect(self):
        return await link.connect(self.url, self.ca_file)

    def credentials(self):
        return {}

    def path(self, kind, topic, subscription=None, **query):
        parts = [kind, "persistent", TENANT, NAMESPACE, PREFIX + topic]
        if subscription is not None:
            parts.append(subscription)
        path = self.path_prefix + "/ws/v2/" + "/".join(quote(part, safe="") for part in parts)
        return path + ("?" + urlencode(query) if query else "")

    def upgrade_headers(self, accept="application/json", extra=None):
        headers = {"Host": self.host, "Connection": "Upgrade", "Upgrade": "websocket",
                   "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": new_key()}
        if accept:
            headers["Accept"] = accept
        headers.update(self.credentials())
        headers.update(extra or {})
        return {name: value for name, value in headers.items() if value is not None}

    async def upgrade(self, target, keepalive=True, on=None, **headers):
        """A WebSocket, or Refused. on: a link to use instead of a new one."""
        connection = on or await self.connect()
        sent = self.upgrade_headers(**headers)
        loop = asyncio.get_running_loop()
        asked = loop.time()
        answer = await http.exchange(connection, http.request("GET", target, sent))
        if answer.status != 101:
            if on is None:
                connection.reset()
            raise Refused(answer)
        if answer.headers.get("sec-websocket-accept") != accept_of(sent["Sec-WebSocket-Key"]):
            raise Refused(answer)
        return WebSocket(connection, asked, asked + answer.ms / 1000, keepalive)

    async def call(self, method, target, headers=None, body=None):
        """One REST request on a connection of its own."""
        connection = await self.connect()
        sent = {"Host": self.host, **self.credentials(), **(headers or {})}
        sent = {name: value for name, value in sent.items() if value is not None}
        try:
            return await http.exchange(connection, http.request(method, target, sent, body))
        finally:
            connection.reset()

    async def create(self, topic):
        """Pulsar makes topics by itself."""

    async def remove(self, topic):
        """The data is thrown away with the server."""

    async def unload(self, topic):
        """False where nobody can be told to."""
        if self.admin is None:
            return False
        await self.admin.unload(topic)
        return True

    async def subscriptions(self, topic):
        return await self.admin.subscriptions(topic) if self.admin else None


class PlainPulsar(Endpoint):
    pass
