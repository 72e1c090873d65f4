# SPDX-License-Identifier: Apache-2.0
"""A GDN: REST, API key, one-time passwords and TLS in front of the streams."""
from urllib.parse import quote

from backends.endpoint import PREFIX, Endpoint
from backends.twin import Twin
from wire import http

STREAMS = "/_fabric/_system/_api/streams"


class Gdn(Endpoint):
    path_prefix = "/_ws"
    is_gdn = True

    def __init__(self, url, api_key, profile, **others):
        super().__init__(url, profile, **others)
        self.api_key, self.twin = api_key, Twin(self)
        self.otp_life_ms, self.email, self.password = None, "nemo@nautilus.com", api_key

    def credentials(self):
        return {"Authorization": f"apikey {self.api_key}"}

    async def create(self, topic):
        answer = await self.call("POST", f"{STREAMS}/{topic}?global=true", body=b"")
        if answer.status not in (200, 202):
            raise RuntimeError(f"create {topic}: HTTP {answer.status} {answer.body[:200]!r}")

    async def remove(self, topic):
        await self.call("DELETE", f"{STREAMS}/{PREFIX}{topic}?force=true")

    async def otp(self, on=None):
        """A fresh one-time password; on: the link to ask on."""
        headers = {"Host": self.host, "Content-Type": "text/plain", **self.credentials()}
        data = http.request("POST", "/apid/otp", headers, b"")
        connection = on or await self.connect()
        try:
            answer = await http.exchange(connection, data)
        finally:
            if on is None:
                connection.reset()
        document = answer.json()
        if answer.status != 200 or not isinstance(document, dict) or not document.get("otp"):
            raise RuntimeError(f"otp: HTTP {answer.status} {answer.body[:200]!r}")
        return document["otp"]

    async def upgrade(self, target, keepalive=True, on=None, **headers):
        """With a one-time password, as jsC8 does, unless the caller speaks of credentials itself."""
        extra = dict(headers.pop("extra", None) or {})
        if "Authorization" not in extra and "otp=" not in target:
            mark = "&" if "?" in target else "?"
            target += f"{mark}otp={quote(await self.otp(on), safe='')}"
            extra["Authorization"] = None
        return await super().upgrade(target, keepalive, on, extra=extra, **headers)

    async def unload(self, topic):
        return await super().unload(topic) or await self.twin.set(unload=PREFIX + topic)

    async def subscriptions(self, topic):
        answer = await self.call("GET", f"{STREAMS}/{PREFIX}{topic}/subscriptions?global=true")
        document = answer.json()
        return document.get("result") if isinstance(document, dict) else None
