# SPDX-License-Identifier: Apache-2.0
"""The switches of uc8-emulator, where the gateway is one."""
import json


class Twin:
    def __init__(self, server):
        self.server = server

    async def set(self, **faults):
        """True when the emulator took it, False where this gateway has no such switch."""
        body = json.dumps({name.replace("_", "-"): value for name, value in faults.items()}).encode()
        answer = await self.server.call("PUT", "/_emulator/faults", {"Content-Type": "application/json"}, body)
        return answer.status in (200, 202, 204)

    async def present(self):
        return (await self.server.call("GET", "/_emulator/state")).status == 200
