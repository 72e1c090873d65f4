# SPDX-License-Identifier: Apache-2.0
"""Flow control: the push window, permits, and what redelivery does to them."""
import asyncio

from bed import Failed, Skipped
from vectors.registry import vector


@vector("8", "push window of 3: exactly 3, then one per ack")
async def push_window(bed):
    one = await bed.consumer(receiverQueueSize=3)
    await bed.publish(*[f"m{n}" for n in range(1, 11)])
    events = await bed.expect(one, "m1", "m2", "m3")
    await bed.silent(one)
    bed.ack(one, events[0])
    await bed.expect(one, "m4")
    await bed.silent(one)
    bed.ack(one, events[1], events[2])
    await bed.expect(one, "m5", "m6")
    await bed.silent(one)


@vector("8b", "every ack frame opens a slot, even of an id already acked")
async def extra_acks(bed):
    one = await bed.consumer(receiverQueueSize=1)
    await bed.publish("m1", "m2", "m3")
    (first,) = await bed.expect(one, "m1")
    await bed.silent(one)
    bed.ack(one, first)
    await bed.expect(one, "m2")
    await bed.silent(one)
    bed.ack(one, first)
    await bed.expect(one, "m3")


async def six_in_a_window_of_three(bed, **query):
    a = await bed.failover("A", receiverQueueSize=3, **query)
    await bed.publish("m1", "m2", "m3", "m4", "m5", "m6")
    return a, await bed.expect(a, "m1", "m2", "m3")


def nack(socket, event):
    socket.send_json({"type": "negativeAcknowledge", "messageId": event.json()["messageId"]})


@vector("9", "nack rewinds all; the window counts them again")
async def nack_rewinds(bed):
    if not bed.profile.nack:
        raise Skipped("2.7 has no nack")
    a, events = await six_in_a_window_of_three(bed, negativeAckRedeliveryDelay=100)
    nack(a, events[0])
    await bed.expect(a, "m4")
    await bed.silent(a, "a full window", 1.0)
    for event, text in zip(events, ("m1", "m2", "m3")):
        bed.ack(a, event)
        await bed.expect(a, text)


@vector("10", "2.7: a nack is an ack")
async def nack_acks(bed):
    if bed.profile.nack:
        raise Skipped("2.7 only")
    a, events = await six_in_a_window_of_three(bed, negativeAckRedeliveryDelay=100)
    b = await bed.failover("B")
    nack(a, events[0])
    await bed.expect(a, "m4")
    await bed.silent(a, "A", 1.0)
    await bed.leave(a)
    await bed.expect(b, "m2", "m3", "m4", "m5", "m6")


async def slots_leak(bed, disturb):
    """A window of three after a rewind that the client answers with one ack per message instead of per frame."""
    one = await bed.consumer(receiverQueueSize=3)
    await bed.publish("m1", "m2")
    events = await bed.expect(one, "m1", "m2")
    await disturb()
    again = await bed.expect(one, "m1", seconds=20)
    bed.equal(again[0].text, events[0].text, "frame")
    await bed.silent(one, "a full window")
    await bed.publish("m3", "m4", "m5")
    bed.ack(one, events[0])
    await bed.expect(one, "m2")
    await bed.silent(one, "a full window")
    bed.ack(one, events[1])
    await bed.expect(one, "m3")
    await bed.silent(one, "a leaked window", 1.2)


@vector("11", "a rewind leaks push slots that are not acked twice")
async def unload_leaks(bed):
    async def unload():
        if not await bed.server.unload(bed.topic):
            raise Skipped("a GDN cannot be told to unload a topic")

    await slots_leak(bed, unload)


@vector("23", "the broker's link breaks: no close, redelivery, window kept", alone=True)
async def link_breaks(bed):
    if bed.server.cut is None:
        raise Skipped("the link between WebSocket service and broker cannot be broken here (no --cut)")
    await slots_leak(bed, lambda: run_cut(bed.server.cut))


async def run_cut(command):
    process = await asyncio.create_subprocess_shell(command, stderr=asyncio.subprocess.PIPE)
    _, words = await process.communicate()
    if process.returncode == 77:
        raise Skipped(words.decode().strip())
    if process.returncode != 0:
        raise Failed(f"--cut: exit code {process.returncode}: {words.decode().strip()}")


def permit(socket, count):
    socket.send_json({"type": "permit", "permitMessages": count})


@vector("12", "pull: exactly what permits allow; acks bring none")
async def pull(bed):
    one = await bed.consumer(pullMode="true")
    await bed.publish(*[f"m{n}" for n in range(1, 11)])
    await bed.silent(one, "a session without permit")
    permit(one, 2)
    events = await bed.expect(one, "m1", "m2")
    await bed.silent(one)
    bed.ack(one, *events)
    await bed.silent(one)
    permit(one, 3)
    await bed.expect(one, "m3", "m4", "m5")
    await bed.silent(one)


@vector("12b", "pull: permits add up")
async def permits_add_up(bed):
    one = await bed.consumer(pullMode="true")
    permit(one, 2)
    permit(one, 1)
    await bed.publish("m1", "m2", "m3", "m4")
    await bed.expect(one, "m1", "m2", "m3")
    await bed.silent(one)


@vector("12c", "pull: permits 2, 0, -1, 2 bring 2, 1, 1, 1")
async def crooked_permits(bed):
    one = await bed.consumer(pullMode="true")
    await bed.publish(*[f"m{n}" for n in range(1, 8)])
    for count, texts in ((2, ("m1", "m2")), (0, ("m3",)), (-1, ("m4",)), (2, ("m5",))):
        permit(one, count)
        await bed.expect(one, *texts)
        await bed.silent(one, f"after permit {count}")


@vector("13", "permit in push mode: ignored; without a number: cut off")
async def misplaced_permit(bed):
    push = await bed.consumer("push", receiverQueueSize=1)
    permit(push, 5)
    await bed.publish("m1", "m2")
    bed.ack(push, *await bed.expect(push, "m1"))
    await bed.expect(push, "m2")
    await bed.silent(push)
    for number, document in enumerate(({"type": "permit"}, {"type": "permit", "permitMessages": "x"})):
        pull_session = await bed.consumer(f"pull{number}", pullMode="true")
        pull_session.send_json(document)
        await bed.cut_off(pull_session)
