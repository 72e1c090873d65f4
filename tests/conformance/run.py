# SPDX-License-Identifier: Apache-2.0
"""Runs vectors on a back end, many at once, each on a topic of its own."""
import asyncio
import os
import time

from bed import Bed, Failed, Skipped
from report import Result, line
from vectors import registry

VECTOR_S = 120


async def run_one(vector, server, limits, prefix):
    bed = Bed(server, limits, f"{prefix}v{vector.number}")
    began = time.monotonic()
    outcome, reason = "pass", ""
    try:
        await server.create(bed.topic)
        await asyncio.wait_for(vector.run(bed), VECTOR_S)
    except Skipped as why:
        outcome, reason = "skip", str(why)
    except Failed as why:
        outcome, reason = "fail", str(why)
    except asyncio.TimeoutError:
        outcome, reason = "fail", f"not over after {VECTOR_S} s"
    except Exception as why:  # whatever a server does to us is this vector's failure, not the end of the run
        outcome, reason = "fail", f"{type(why).__name__}: {why}"
    await end(bed)
    ms = int((time.monotonic() - began) * 1000)
    reason = reason or "; ".join(filter(None, bed.notes))
    return Result(vector.number, vector.title, outcome, reason, ms)


async def end(bed):
    try:
        await bed.finish()
    except (OSError, RuntimeError, asyncio.TimeoutError, asyncio.IncompleteReadError):
        pass  # the server is gone: its vectors have said so


class Unfit(Exception):
    """Nothing can be tested there."""


async def warm_up(server, limits, prefix):
    """The first topic of a fresh broker takes a second: not in a vector's time."""
    bed = Bed(server, limits, prefix + "warm")
    try:
        await server.create(bed.topic)
        one = await bed.consumer()
        await bed.publish("m")
        await bed.expect(one, "m")
    except (Failed, RuntimeError, OSError, asyncio.IncompleteReadError, asyncio.TimeoutError) as why:
        raise Unfit(f"{server.url}: one message does not get through: {why!r}") from why
    finally:
        await end(bed)


async def run_all(vectors, server, limits, jobs, tell=print, warm=True):
    prefix = f"t{os.getpid()}x{int(time.time()) % 100000}-"
    if warm:
        await warm_up(server, limits, prefix)
    gate, results = asyncio.Semaphore(jobs), []

    async def gated(vector):
        async with gate:
            results.append(await run_one(vector, server, limits, prefix))
            tell(line(results[-1]))

    first = [asyncio.create_task(run_one(one, server, limits, prefix)) for one in vectors if one.first]
    await asyncio.gather(*(gated(one) for one in vectors if not one.first and not one.alone))
    for task in first:
        results.append(await task)
        tell(line(results[-1]))
    for one in vectors:
        if one.alone:
            await gated(one)
    rank = {one.number: place for place, one in enumerate(sorted(vectors, key=registry.order))}
    return sorted(results, key=lambda one: rank[one.number])
