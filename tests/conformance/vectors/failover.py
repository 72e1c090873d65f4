# SPDX-License-Identifier: Apache-2.0
"""Who is active, when it changes, and what the next one gets."""
import asyncio

from bed import ARRIVE_S, Skipped, payload_of
from vectors.registry import vector

STANDBY_S = 1.6  # longer than the failover delay


@vector("1", "alone with a backlog: in order, not before 1 s")
async def alone(bed):
    await bed.make_subscription()
    await bed.publish("m1", "m2", "m3")
    a = await bed.failover("A")
    events = await bed.expect(a, "m1", "m2", "m3")
    bed.within((events[0].at - a.asked) * 1000, bed.limits.first_frame(), "first frame after the request")
    bed.within((events[0].at - a.opened) * 1000, bed.limits.first_frame_after_101(), "after the 101")


@vector("2", "a joiner of better priority does not preempt")
async def no_preemption(bed):
    a = await bed.failover("A", priorityLevel=5)
    b = await bed.failover("B", priorityLevel=0)
    await bed.publish("m1", "m2")
    await bed.expect(a, "m1", "m2")
    await bed.silent(b, "B", STANDBY_S)
    await bed.publish("m3")
    await bed.expect(a, "m3")
    await bed.silent(b, "B")


@vector("3", "election of 3.0: better priority preempts")
async def preemption(bed):
    if bed.profile.name != "v3":
        raise Skipped("only with --profile v3, the election of 3.0 and later")
    a = await bed.failover("A", priorityLevel=5)
    await bed.publish("m1")
    (first,) = await bed.expect(a, "m1")
    b = await bed.failover("B", priorityLevel=0)
    (again,) = await bed.expect(b, "m1")
    bed.within((again.at - b.asked) * 1000, bed.limits.first_frame(), "takeover after B's request")
    bed.equal(again.text, first.text, "frame")
    await bed.publish("m2")
    await bed.expect(b, "m2")
    await bed.silent(a, "A")


async def five_with_two_acked(bed):
    a, b = await bed.failover("A"), await bed.failover("B")
    await bed.publish("m1", "m2", "m3", "m4", "m5")
    events = await bed.expect(a, "m1", "m2", "m3", "m4", "m5")
    await bed.silent(b, "B")
    bed.ack(a, events[1], events[3])
    return a, b, events


async def takes_over(bed, b, since, before):
    """B gets 1, 3, 5 byte for byte, then what is new."""
    after = await bed.expect(b, "m1", "m3", "m5")
    bed.within((after[0].at - since) * 1000, bed.limits.takeover(), "takeover")
    bed.equal([one.text for one in after], [before[i].text for i in (0, 2, 4)], "frames")
    bed.equal(after[0].json()["redeliveryCount"], 0, "redeliveryCount")
    await bed.publish("m6")
    await bed.expect(b, "m6")


@vector("4", "active leaves with a Close frame, right after acks")
async def clean_takeover(bed):
    a, b, before = await five_with_two_acked(bed)
    since = asyncio.get_running_loop().time()
    a.close()
    await takes_over(bed, b, since, before)


@vector("4f", "active is killed: FIN without a Close frame")
async def takeover_after_fin(bed):
    a, b, before = await five_with_two_acked(bed)
    await asyncio.sleep(0.3)  # the acks reach the broker
    since = asyncio.get_running_loop().time()
    a.kill("finish")
    await takes_over(bed, b, since, before)


@vector("4r", "active is killed: RST")
async def takeover_after_reset(bed):
    a, b, before = await five_with_two_acked(bed)
    await asyncio.sleep(0.3)
    since = asyncio.get_running_loop().time()
    a.kill("reset")
    await takes_over(bed, b, since, before)


@vector("5", "who returns is standby; nothing comes again")
async def returns_as_standby(bed):
    a, b = await bed.failover("A"), await bed.failover("B")
    await bed.publish("m1")
    await bed.expect(a, "m1")
    await bed.leave(a)
    await bed.expect(b, "m1")
    a = await bed.failover("A")
    await bed.silent(b, "B", STANDBY_S)
    await bed.publish("m2")
    await bed.expect(b, "m2")
    await bed.silent(a, "A")


@vector("6", "half-open active: standby waits for idle time + 1 s")
async def half_open(bed):
    a = await bed.failover("A", keepalive=False)
    b = await bed.failover("B")
    await bed.publish("m1")
    await bed.expect(a, "m1")
    # The server's last byte to A leaves after this moment, and before we have read it.
    before = asyncio.get_running_loop().time()
    await bed.publish("m2")
    await bed.expect(a, "m2")
    a.freeze()
    earliest, latest = bed.limits.half_open()
    event, _ = await bed.expect(b, "m1", "m2", seconds=latest / 1000 + 1)
    bed.within((event.at - a.last_byte) * 1000, (0, latest), "takeover after the last byte")
    bed.within((event.at - before) * 1000, (earliest, latest + ARRIVE_S * 1000), "after m2 was sent")


@vector("7", "standby's ack of what the active holds counts")
async def standby_acks(bed):
    a, b = await bed.failover("A"), await bed.failover("B")
    await bed.publish("m1", "m2", "m3", "m4", "m5")
    events = await bed.expect(a, "m1", "m2", "m3", "m4", "m5")
    bed.ack(b, events[2])
    await asyncio.sleep(0.3)
    await bed.leave(a)
    await bed.expect(b, "m1", "m2", "m4", "m5")
    await bed.silent(b, "B")


@vector("20", "last one leaves and returns: 1 s, un-acked and new")
async def returns_alone(bed):
    a = await bed.failover("A")
    await bed.publish("m1", "m2")
    events = await bed.expect(a, "m1", "m2")
    bed.ack(a, events[0])
    await bed.leave(a)
    await bed.publish("m3")
    a = await bed.failover("A")
    again = await bed.expect(a, "m2", "m3")
    bed.within((again[0].at - a.asked) * 1000, bed.limits.first_frame(), "first frame after the request")


@vector("21", "a new subscription starts at the latest")
async def starts_at_latest(bed):
    await bed.publish("m1", "m2", "m3", "m4", "m5")
    one = await bed.consumer()
    await bed.silent(one, "a new subscription")
    await bed.publish("m6")
    await bed.expect(one, "m6")


@vector("24", "unsubscribe by the only consumer")
async def unsubscribe_alone(bed):
    one = await bed.failover("A")
    await bed.publish("m1")
    bed.ack(one, *await bed.expect(one, "m1"))
    one.send_json({"type": "unsubscribe"})
    await bed.silent(one, "the unsubscribed consumer")
    names = await bed.server.subscriptions(bed.topic)
    bed.check(names is not None, "the subscriptions cannot be listed")
    bed.check("s" not in names, f"the subscription is still there: {names}")
    await bed.publish("m2")
    await bed.silent(one, "the unsubscribed consumer", STANDBY_S)


@vector("24b", "unsubscribe with two consumers")
async def unsubscribe_together(bed):
    a, b = await bed.failover("A"), await bed.failover("B")
    await bed.publish("m1")
    await bed.expect(a, "m1")
    a.send_json({"type": "unsubscribe"})
    await bed.cut_off(a)
    await bed.expect(b, "m1")
    names = await bed.server.subscriptions(bed.topic)
    bed.check(names is not None and "s" in names, f"the subscription is gone: {names}")


async def drain(socket, seconds):
    events, loop = [], asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while loop.time() < deadline:
        event = await socket.next(max(0.01, deadline - loop.time()))
        if event is not None and event.kind == "text":
            events.append(event)
    return events


async def together(names, seconds):
    lists = await asyncio.gather(*(drain(one, seconds) for one in names.values()))
    return {name: sorted(payload_of(one) for one in got) for name, got in zip(names, lists)}


@vector("19", "four partitions, A and B, then C")
async def partitions(bed):
    bed.need_admin("a stream of a GDN cannot be partitioned")
    # 2.7.0 was seen to keep back a frame for seconds in 2 of 18 runs: another try tells that from a rule broken.
    tries = 3 if bed.profile.name == "ws27" else 1
    for number in range(1, tries + 1):
        problem = await partitioned_round(bed, f"{bed.topic}-p{number}")
        if problem is None:
            return
        bed.note(problem)
    bed.check(False, problem)


async def partitioned_round(bed, topic):
    await bed.server.admin.create_partitioned(topic, 4)
    sockets = {name: await bed.failover(name, topic=topic) for name in "AB"}
    for part in range(4):
        await bed.publish(f"p{part}", topic=f"{topic}-partition-{part}")
    seen = await together(sockets, 2.5)
    if seen != {"A": ["p0", "p2"], "B": ["p1", "p3"]}:
        return f"two consumers: {seen}"
    sockets["C"] = await bed.failover("C", topic=topic)
    seen = await together(sockets, 2.5)
    if seen != {"A": ["p3"], "B": [], "C": ["p2"]}:
        return f"after C joined: {seen}"
    for part in range(4):
        await bed.publish(f"q{part}", topic=f"{topic}-partition-{part}")
    seen = await together(sockets, 1.5)
    if seen != {"A": ["q0", "q3"], "B": ["q1"], "C": ["q2"]}:
        return f"three consumers: {seen}"
    return None
