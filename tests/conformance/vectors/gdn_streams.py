# SPDX-License-Identifier: Apache-2.0
"""The REST side of streams."""
import asyncio
import base64
import json

from backends.gdn import STREAMS
from backends.endpoint import PREFIX
from vectors.registry import vector


def gdn(number, title, **how):
    return vector("G" + number, title, gdn=True, **how)


async def call(bed, method, target, headers=None, body=None):
    """The answer and its document; anything but JSON fails, since jsC8 reads nothing else."""
    answer = await bed.server.call(method, target, headers, body)
    kind = answer.headers.get("content-type", "")
    bed.check(kind.startswith("application/json"), f"{method} {target}: content type {kind!r}")
    document = answer.json()
    bed.check(isinstance(document, dict), f"{method} {target}: {answer.body[:200]!r}")
    return answer.status, document


async def error(bed, method, target, status, number=None, **others):
    """The four members that make a C8Error of it."""
    seen, document = await call(bed, method, target, **others)
    bed.equal((seen, document.get("code"), document.get("error")), (status, status, True), f"{method} {target}")
    bed.check(isinstance(document.get("errorMessage"), str), f"errorMessage: {document}")
    bed.check(isinstance(document.get("errorNum"), int), f"errorNum: {document}")
    if number is not None:
        bed.equal(document["errorNum"], number, "errorNum")
    return document


async def listed(bed, query="?global=true"):
    status, document = await call(bed, "GET", STREAMS + query)
    bed.equal((status, document.get("code"), document.get("error")), (200, 200, False), "list")
    return {one["topic"]: one for one in document["result"]}


async def created(bed, target, body=b"", topic=None):
    status, document = await call(bed, "POST", target, body=body)
    topic = topic or PREFIX + bed.topic
    wanted = {"code": 202, "result": {"stream-id": topic}, "error": False}
    bed.equal((status, document), (202, wanted), f"POST {target}")


@gdn("1", "create: 202 and stream-id; the list then has it")
async def create(bed):
    await bed.server.remove(bed.topic)
    bed.check(PREFIX + bed.topic not in await listed(bed), "a removed stream is listed")
    await created(bed, f"{STREAMS}/{bed.topic}?global=true")
    one = (await listed(bed)).get(PREFIX + bed.topic)
    bed.check(one is not None, "a new stream is not listed")
    for name, value in (("local", False), ("db", "_system"), ("tenant", "_mm"), ("type", 4)):
        bed.equal(one.get(name), value, f"member {name}")


@gdn("2", "create again: 409, errorNum 1210")
async def duplicate(bed):
    await error(bed, "POST", f"{STREAMS}/{bed.topic}?global=true", 409, 1210, body=b"")


@gdn("3", "names that are none: 400; 230 characters: 202")
async def names(bed):
    for name in ("a%25", "123", "_%23", "a%20b", "x" * 231):
        await error(bed, "POST", f"{STREAMS}/{name}?global=true", 400, body=b"")
    name = (bed.topic + "x" * 230)[:230]
    await created(bed, f"{STREAMS}/{name}?global=true", topic=PREFIX + name)
    await bed.server.remove(name)


@gdn("4", "unknown fabric: 404, errorNum 1228")
async def fabric(bed):
    await error(bed, "POST", f"/_fabric/nowhere/_api/streams/{bed.topic}?global=true", 404, 1228, body=b"")
    await error(bed, "GET", "/_fabric/nowhere/_api/streams?global=true", 404, 1228)


@gdn("5", "True and False; local streams apart from global ones")
async def scopes(bed):
    local = "c8locals." + bed.topic
    await created(bed, f"{STREAMS}/{bed.topic}?global=False", topic=local)
    bed.check(local in await listed(bed, "?global=false"), "a local stream is not listed with global=false")
    bed.check(local not in await listed(bed, "?global=True"), "a local stream is listed with global=True")
    everything = await listed(bed, "")
    bed.check(local in everything and PREFIX + bed.topic in everything, "the list without global lacks one")
    bed.equal(everything[local]["local"], True, "member local")
    status, _ = await call(bed, "DELETE", f"{STREAMS}/{local}")
    bed.equal(status, 202, "delete of the local one")


@gdn("6", "delete: 202 without result; absent or bare name: 404")
async def delete(bed):
    await error(bed, "DELETE", f"{STREAMS}/{bed.topic}", 404)
    status, document = await call(bed, "DELETE", f"{STREAMS}/{PREFIX}{bed.topic}?force=true")
    bed.equal((status, document), (202, {"code": 202, "error": False}), "delete")
    await error(bed, "DELETE", f"{STREAMS}/{PREFIX}{bed.topic}?force=true", 404)
    bed.check(PREFIX + bed.topic not in await listed(bed), "a deleted stream is listed")


@gdn("7", "the path without _api, with a body that names the stream")
async def older_path(bed):
    await bed.server.remove(bed.topic)
    target = f"/_fabric/_system/streams/{bed.topic}?global=true"
    await created(bed, target, body=json.dumps({"name": bed.topic}).encode())


@gdn("8", "publish over REST arrives at a consumer")
async def publish(bed):
    one = await bed.consumer()
    target = f"{STREAMS}/{PREFIX}{bed.topic}/publish?global=true"
    status, _ = await call(bed, "POST", target, {"Content-Type": "application/json"}, b"Hello World")
    bed.check(status in (200, 202), f"status {status}")
    (event,) = await bed.receive(one, 1)
    bed.equal(base64.b64decode(event.json()["payload"]), b"Hello World", "payload")
    await error(bed, "POST", f"{STREAMS}/{PREFIX}{bed.topic}-not/publish?global=true", 404, body=b"x")


@gdn("9", "subscriptions: list, delete, 412 while connected, 404")
async def subscriptions(bed):
    one = await bed.consumer("mine")
    target = f"{STREAMS}/{PREFIX}{bed.topic}/subscriptions"
    _, document = await call(bed, "GET", target + "?global=true")
    bed.equal(document.get("result"), ["mine"], "subscriptions")
    await error(bed, "DELETE", f"{target}/mine", 412)
    await bed.leave(one)
    # The broker hears of the end a moment after we do.
    for _ in range(50):
        status, _ = await call(bed, "DELETE", f"{target}/mine")
        if status != 412:
            break
        await asyncio.sleep(0.05)
    bed.equal(status, 200, "delete of a subscription without consumers")
    _, document = await call(bed, "GET", target)
    bed.equal(document.get("result"), [], "subscriptions")
    await error(bed, "DELETE", f"{target}/mine", 404)


@gdn("10", "stats: 200, or 404 for a stream that is not")
async def stats(bed):
    status, document = await call(bed, "GET", f"{STREAMS}/{PREFIX}{bed.topic}/stats?global=true")
    bed.equal(status, 200, "status")
    bed.check("subscriptions" in document["result"], f"result: {document['result']}")
    await error(bed, "GET", f"{STREAMS}/{PREFIX}{bed.topic}-not/stats", 404)
