# SPDX-License-Identifier: Apache-2.0
"""The admin REST interface of a real Pulsar."""
import json
from urllib.parse import urlsplit

from backends.endpoint import NAMESPACE, PREFIX, TENANT
from wire import http, link


class Admin:
    def __init__(self, url):
        self.url = url.rstrip("/")

    async def call(self, method, topic, rest="", document=None):
        body = b"" if document is None else json.dumps(document).encode()
        headers = {"Host": urlsplit(self.url).netloc, "Content-Type": "application/json"}
        target = f"/admin/v2/persistent/{TENANT}/{NAMESPACE}/{PREFIX}{topic}{rest}"
        connection = await link.connect(self.url)
        try:
            return await http.exchange(connection, http.request(method, target, headers, body))
        finally:
            connection.reset()

    async def must(self, method, topic, rest, document=None):
        answer = await self.call(method, topic, rest, document)
        if answer.status not in (200, 204):
            raise RuntimeError(f"admin {method} {topic}{rest}: HTTP {answer.status} {answer.body[:200]!r}")
        return answer

    async def unload(self, topic):
        await self.must("PUT", topic, "/unload")

    async def create_partitioned(self, topic, count):
        await self.must("PUT", topic, "/partitions", count)

    async def subscriptions(self, topic):
        return (await self.must("GET", topic, "/subscriptions")).json()
