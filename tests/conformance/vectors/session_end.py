# SPDX-License-Identifier: Apache-2.0
"""How a session ends: idle, or by what the client did wrong."""
import asyncio
import re

from vectors.registry import vector
from wire import frame


@vector("14", "a JSON ping is fatal")
async def json_ping(bed):
    one = await bed.consumer()
    one.send_json({"type": "ping"})
    await bed.closed(one, 1011, "NullPointerException")


@vector("15", "acks of ids that are none")
async def bad_ids(bed):
    one = await bed.consumer("s1")
    one.send_json({"messageId": "!!"})
    await bed.closed(one, 1011, "Illegal base64 character 21")
    for number, text in enumerate(("", "CAw=")):
        one = await bed.consumer(f"t{number}")
        one.send_json({"messageId": text})
        if bed.profile.bad_id == 1006:
            await bed.cut_off(one)
        else:
            await bed.closed(one, 1011, "java.io.IOException")


@vector("15b", "no JSON to a consumer: cut off; null and an ack without id: 1011")
async def no_json(bed):
    one = await bed.consumer("s1")
    one.send_text("no JSON")
    await bed.cut_off(one)
    for number, text in enumerate(("null", "{}")):
        one = await bed.consumer(f"t{number}")
        one.send_text(text)
        await bed.closed(one, 1011)


@vector("15c", "acks of unknown ids are ignored")
async def unknown_id(bed):
    one = await bed.consumer()
    one.send_json({"messageId": "CIetSxAAMAA="})
    await bed.publish("m1")
    await bed.expect(one, "m1")


@vector("15d", "isEndOfTopic: false; on 2.7 close 1011")
async def end_of_topic(bed):
    one = await bed.consumer()
    one.send_json({"type": "isEndOfTopic"})
    if not bed.profile.nack:
        await bed.closed(one, 1011, "NullPointerException")
        return
    (event,) = await bed.receive(one, 1)
    bed.equal(event.json(), {"endOfTopic": False}, "answer")


@vector("25", "ping is answered and resets the idle timer; idle closes 1001")
async def idle(bed):
    one = await bed.consumer(keepalive=False)
    await asyncio.sleep(bed.limits.idle_ms * 0.6 / 1000)
    sent = asyncio.get_running_loop().time()
    one.send(frame.PING, b"x")
    pong = await one.pong("x", 5)
    bed.check(pong is not None, "no pong")
    bed.within((pong.at - sent) * 1000, bed.limits.pong(), "pong")
    event = await one.next(bed.limits.idle_close()[1] / 1000 + 2)
    bed.check(event is not None and event.kind == "close", f"expected an idle close, seen {event}")
    bed.within((event.at - sent) * 1000, bed.limits.idle_close(), "idle close after the ping")
    bed.equal(event.code, 1001, "close code")
    words = re.search(r"Idle timeout expired: (\d+)/(\d+) ms$", event.text)
    bed.check(words is not None, f"reason: {event.text!r}")
    bed.check(int(words[1]) >= int(words[2]) == bed.limits.idle_ms, f"reason: {event.text!r}")


@vector("25b", "a client that closes gets its code back, then the end")
async def close_is_echoed(bed):
    for number, code in enumerate((1000, 1001)):
        one = await bed.consumer(f"s{number}")
        one.close(code)
        await bed.closed(one, code)
        event = await one.next(5)
        bed.check(event is not None and event.kind == "end", f"expected the end, seen {event}")


async def broken(bed, number, code, *frames):
    one = await bed.consumer(f"s{number}")
    for made, mask in frames:
        one.link.send(frame.encode(made, mask))
    await bed.closed(one, code)


@vector("26", "frames against the rules: 1002, 1007")
async def broken_frames(bed):
    text = b'{"messageId":"CAMQADAA"}'
    await broken(bed, 1, 1002, (frame.Frame(frame.TEXT, text), False))
    await broken(bed, 2, 1002, (frame.Frame(3, b""), True))
    await broken(bed, 3, 1002, (frame.Frame(frame.TEXT, text, True, 4), True))
    await broken(bed, 4, 1007, (frame.Frame(frame.TEXT, b'{"messageId":"\xff\xfe"}'), True))


@vector("26b", "a fragmented message with a ping inside is one message")
async def fragments(bed):
    producer = await bed.open("producer")
    producer.send(frame.TEXT, b'{"payload":', fin=False)
    producer.send(frame.PING, b"inside")
    producer.send(0, b'"aGk=","context":"f"}')
    (event,) = await bed.receive(producer, 1)
    answer = event.json()
    bed.equal((answer["result"], answer["context"]), ("ok", "f"), "answer")
    bed.check(await producer.pong("inside", 2) is not None, "no pong inside a fragmented message")


@vector("26c", "binary messages are ignored")
async def binary(bed):
    producer = await bed.open("producer")
    producer.send(frame.BINARY, b'{"payload":"aGk=","context":"b"}')
    await bed.silent(producer)
    (answer,) = await bed.send(producer, {"payload": "aGk=", "context": "t"})
    bed.equal(answer["context"], "t", "context")
