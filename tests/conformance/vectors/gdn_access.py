# SPDX-License-Identifier: Apache-2.0
"""Keys, one-time passwords, and the ways in."""
import asyncio
import json

from backends.endpoint import Refused
from backends.gdn import STREAMS
from bed import Skipped
from vectors.gdn_streams import call, error, gdn
from wire import http

KEYLESS = {"Authorization": None}


def with_otp(target, otp):
    return f"{target}{'&' if '?' in target else '?'}otp={otp}"


async def opens(bed, target, **how):
    """The upgrade succeeds and the session works."""
    socket = await bed.server.upgrade(target, **how)
    bed.sockets.append(socket)
    await bed.publish("m")
    await bed.expect(socket, "m")


async def refused(bed, target, **how):
    try:
        bed.sockets.append(await bed.server.upgrade(target, **how))
    except Refused as why:
        return why.answer
    bed.check(False, f"the upgrade succeeded: {how}")


@gdn("11", "a one-time password works once")
async def otp_once(bed):
    otp = await bed.server.otp()
    await opens(bed, with_otp(bed.server.path("consumer", bed.topic, "s"), otp), extra=KEYLESS)
    answer = await refused(bed, with_otp(bed.server.path("consumer", bed.topic, "t"), otp), extra=KEYLESS)
    bed.equal(answer.status, 401, "second use")


@gdn("12", "a one-time password expires", alone=True)
async def otp_expires(bed):
    if bed.server.otp_life_ms is None:
        raise Skipped("the life of a one-time password is not known (no --otp-life-ms)")
    otp = await bed.server.otp()
    await asyncio.sleep(bed.server.otp_life_ms / 1000 + 0.1)
    answer = await refused(bed, with_otp(bed.server.path("consumer", bed.topic, "s"), otp), extra=KEYLESS)
    bed.equal(answer.status, 401, "after its life")


@gdn("13", "the Authorization header opens too, its scheme in any case")
async def header(bed):
    for number, scheme in enumerate(("apikey", "APIKEY", "ApiKey")):
        extra = {"Authorization": f"{scheme} {bed.server.api_key}"}
        await opens(bed, bed.server.path("consumer", bed.topic, f"s{number}"), extra=extra)


@gdn("14", "the double slash of jsC8's sample")
async def double_slash(bed):
    await opens(bed, "/" + bed.server.path("consumer", bed.topic, "s"))


@gdn("15", "create, password and upgrade on one connection")
async def one_connection(bed):
    await bed.server.remove(bed.topic)
    on = await bed.server.connect()
    headers = {"Host": bed.server.host, **bed.server.credentials()}
    data = http.request("POST", f"{STREAMS}/{bed.topic}?global=true", headers, b"")
    answer = await http.exchange(on, data)
    bed.equal((answer.status, answer.keeps_alive), (202, True), "create")
    otp = await bed.server.otp(on)
    await opens(bed, with_otp(bed.server.path("consumer", bed.topic, "s"), otp), on=on, extra=KEYLESS)


@gdn("16", "after a refused upgrade the connection serves on")
async def refused_then_served(bed):
    on = await bed.server.connect()
    target = with_otp(bed.server.path("consumer", bed.topic, "s"), "wrong")
    answer = await refused(bed, target, on=on, extra=KEYLESS)
    bed.equal(answer.status, 401, "wrong password")
    if not answer.keeps_alive:
        return bed.note("it closes after a refusal")
    otp = await bed.server.otp(on)
    await opens(bed, with_otp(bed.server.path("consumer", bed.topic, "s"), otp), on=on, extra=KEYLESS)


@gdn("17", "no key or a wrong one: 401, in a shape the clients read")
async def unauthorized(bed):
    for key in (None, "apikey wrong", "bearer a.b.c", "nonsense"):
        headers = {"Authorization": key}
        await error(bed, "GET", f"{STREAMS}?global=true", 401, 11, headers=headers)
        await error(bed, "POST", f"{STREAMS}/x{bed.topic}", 401, 11, headers=headers, body=b"")
        status, document = await call(bed, "POST", "/apid/otp", headers, b"")
        bed.equal((status, document.get("code"), document.get("error")), (401, 401, True), "otp")
        bed.check("message" in document or "errorMessage" in document, f"otp: {document}")
        bed.check("otp" not in document, "a password without a key")


@gdn("18", "upgrade without a way in: 401, whether the stream is there or not")
async def no_way_in(bed):
    for topic in (bed.topic, bed.topic + "-not"):
        target = bed.server.path("consumer", topic, "s")
        for otp in (None, "wrong", ""):
            given = target if otp is None else with_otp(target, otp)
            extra = {"Authorization": None}
            answer = await refused(bed, given, extra=extra)
            bed.equal(answer.status, 401, f"otp {otp!r}")
        answer = await refused(bed, target, extra={"Authorization": "apikey wrong"})
        bed.equal(answer.status, 401, "wrong key")


@gdn("19", "upgrade on a stream that is not: 404 (2.7: 500)")
async def no_stream(bed):
    for kind, subscription in (("consumer", "s"), ("producer", None)):
        answer = await refused(bed, bed.server.path(kind, bed.topic + "-not", subscription))
        bed.check(answer.status in bed.profile.missing, f"{kind}: HTTP {answer.status}")


@gdn("20", "request in pieces: head and body apart, head cut in two")
async def pieces(bed):
    await bed.server.remove(bed.topic)
    headers = {"Host": bed.server.host, **bed.server.credentials()}
    body = json.dumps({"name": bed.topic}).encode()
    data = http.request("POST", f"{STREAMS}/{bed.topic}?global=true", headers, body)
    head = data.index(b"\r\n\r\n") + 4
    on = await bed.server.connect()
    answer = await http.exchange(on, [data[:10], data[10:head], data[head:]])
    on.reset()
    bed.equal(answer.status, 202, "create in pieces")


@gdn("21", "what jsC8 and pyC8 send at the upgrade")
async def quirks(bed):
    target = bed.server.path("consumer", bed.topic, "s")
    await opens(bed, target, accept=None, extra={"Connection": "upgrade", "Origin": "http://api-gw.example"})
    socket = await bed.server.upgrade(
        bed.server.path("producer", bed.topic, batchingEnabled="False", messageRoutingMode="RoundRobinPartition",
                        batchingMaxPublishDelay=10, maxPendingMessages=1000),
        accept=None, extra={"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"})
    bed.sockets.append(socket)
    (answer,) = await bed.send(socket, {"payload": "aGk="})
    bed.equal(answer["result"], "ok", "send")


@gdn("22", "/_api/user names the tenant")
async def user(bed):
    status, document = await call(bed, "GET", "/_api/user")
    bed.equal((status, document["result"][0]["tenant"]), (200, "_mm"), "user")
    await error(bed, "GET", "/_api/user", 401, headers=KEYLESS)


@gdn("23", "/datacenter/local speaks of the host it was asked at")
async def datacenter(bed):
    status, document = await call(bed, "GET", "/datacenter/local", {"Host": "api-gw.example"})
    bed.equal((status, document.get("local")), (200, True), "datacenter")
    bed.equal((document["tags"]["api"], document["tags"]["url"]), ("api-gw.example", "gw.example"), "tags")


@gdn("24", "login: a JWT that opens REST and streams, with or without content type")
async def login(bed):
    body = json.dumps({"email": bed.server.email, "password": bed.server.password}).encode()
    for kind in ("application/json", None):
        headers = {"Authorization": None, "Content-Type": kind}
        status, document = await call(bed, "POST", "/_open/auth", headers, body)
        bed.equal(status, 200, "login")
        bed.equal(sorted(document), ["jwt", "tenant", "username"], "members")
    for scheme in ("bearer", "Bearer"):
        headers = {"Authorization": f"{scheme} {document['jwt']}"}
        status, _ = await call(bed, "GET", f"{STREAMS}?global=true", headers)
        bed.equal(status, 200, f"list with {scheme}")
        status, answer = await call(bed, "POST", "/apid/otp", headers, b"")
        bed.check(status == 200 and answer.get("otp"), f"otp with {scheme}: {answer}")


@gdn("25", "the emulator's own switches need the key")
async def switches(bed):
    if not await bed.server.twin.present():
        raise Skipped("no uc8-emulator")
    for method, target, body in (("GET", "/_emulator/state", None), ("PUT", "/_emulator/faults", b"{}")):
        answer = await bed.server.call(method, target, KEYLESS, body)
        bed.equal(answer.status, 401, f"{method} {target}")
