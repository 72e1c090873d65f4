# SPDX-License-Identifier: Apache-2.0
"""Upgrades that are refused: the status, the words, the time."""
from vectors.registry import vector


def message(bed, answer):
    document = answer.json()
    bed.check(isinstance(document, dict) and "message" in document, f"no JSON body: {answer.body[:200]!r}")
    bed.equal(document.get("status"), str(answer.status), "status in the body")
    bed.check("url" in document and "servlet" in document, f"members: {sorted(document)}")
    return document["message"]


async def conflict(bed, answer, words):
    bed.equal(answer.status, 409, "status")
    bed.within(answer.ms, bed.limits.refusal(), "409 in")
    text = message(bed, answer)
    bed.check(words in text, f"expected {words!r} in {text!r}")


@vector("16", "second Exclusive consumer: 409, JSON or HTML")
async def exclusive(bed):
    await bed.consumer()
    answer = await bed.refusal("consumer", "s")
    await conflict(bed, answer, bed.profile.subscribe_failed)
    await conflict(bed, answer, "Exclusive consumer is already connected")
    page = await bed.refusal("consumer", "s", accept=None)
    bed.equal(page.status, 409, "status")
    kind = page.headers.get("content-type", "").lower()
    bed.check(kind.startswith("text/html"), f"content type without Accept: {kind!r}")
    title = b"Error 409 " + bed.profile.subscribe_failed.encode()
    bed.check(title in page.body, f"page: {page.body[:300]!r}")


@vector("16b", "another subscription type: 409 (2.7: 500 after 50 s)", first=True)
async def other_type(bed):
    await bed.consumer()
    answer = await bed.refusal("consumer", "s", subscriptionType="Shared")
    if not bed.profile.slow_type_conflict or (bed.server.is_gdn and answer.status == 409):
        return await conflict(bed, answer, "Subscription is of different type")
    bed.equal(answer.status, 500, "status")
    bed.note(f"500 in {answer.ms:.0f} ms")
    text = message(bed, answer)
    bed.check("Subscription is of different type" in text, f"text: {text!r}")


@vector("16c", "a producer name twice: 409, the text HTML-escaped")
async def producer_name(bed):
    await bed.open("producer", producerName="x")
    answer = await bed.refusal("producer", producerName="x")
    quote = "&apos;x&apos;"
    await conflict(bed, answer, f"Producer with name {quote} is already connected to topic")


@vector("27", "parameters that are none: 400 with the reason")
async def parameters(bed):
    wanted = (
        ("consumer", {"subscriptionType": "failover"}, "Invalid subscriptionType failover"),
        ("consumer", {"receiverQueueSize": "x"}, "For input string: &quot;x&quot;"),
        ("consumer", {"receiverQueueSize": "-1"}, "receiverQueueSize needs to be &gt;= 0"),
        ("consumer", {"ackTimeoutMillis": "500"}, "Ack timeout should be greater than"),
        ("producer", {"compressionType": "lz4"}, "Invalid compressionType lz4"),
        ("producer", {"initialSequenceId": "x"}, "For input string: &quot;"),
    )
    for kind, query, words in wanted:
        answer = await bed.refusal(kind, "s" if kind == "consumer" else None, **query)
        bed.equal(answer.status, 400, f"status of {kind} {query}")
        text = message(bed, answer)
        bed.check(text.startswith("Invalid query params: ") and words in text, f"{kind} {query}: {text!r}")


@vector("27b", "paths that are none: 400, 404; reader with a bad id: 500")
async def paths(bed):
    short = bed.server.path("consumer", bed.topic)
    for target in (short, short + "/a/b"):
        answer = await bed.refusal_of(target)
        bed.equal(answer.status, 400, f"status of {target}")
        bed.check("Invalid topic name format" in message(bed, answer), f"{answer.body!r}")
    answer = await bed.refusal_of(bed.server.path("nothing", bed.topic))
    bed.equal(answer.status, 404, "status of an unknown endpoint")
    answer = await bed.refusal("reader", messageId="!!")
    bed.equal(answer.status, 500, "status of a reader with a bad id")


@vector("27c", "unknown parameters are ignored; any pullMode but true is push")
async def unknown_parameters(bed):
    one = await bed.consumer("s", whatever="1", pullMode="nonsense")
    await bed.publish("m1")
    await bed.expect(one, "m1")
