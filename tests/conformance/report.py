# SPDX-License-Identifier: Apache-2.0
"""The result of a run, and the table of one or several runs: vector × back end."""
import json
from dataclasses import asdict, dataclass


@dataclass
class Result:
    number: str
    title: str
    outcome: str  # pass, fail, skip
    reason: str
    ms: int


def counts(results):
    outcomes = [one.outcome for one in results]
    return tuple(outcomes.count(kind) for kind in ("pass", "fail", "skip"))


def closing_line(results):
    return "{} passed, {} failed, {} skipped".format(*counts(results))


def line(one):
    return f"{one.number:>4} {one.outcome}  {one.title}" + (f": {one.reason}" if one.reason else "")


def save(path, backend, results):
    with open(path, "w", encoding="utf-8") as out:
        json.dump({"backend": backend, "results": [asdict(one) for one in results]}, out, indent=1)


def load(path):
    with open(path, encoding="utf-8") as source:
        document = json.load(source)
    return document["backend"], [Result(**one) for one in document["results"]]


def table(runs):
    """runs: [(back end, results)]. A row per vector, a column per back end."""
    titles, cells = {}, {}
    for backend, results in runs:
        for one in results:
            titles[one.number] = one.title
            cells[one.number, backend] = one.outcome
    names = [backend for backend, _ in runs]
    width = max(len(title) for title in titles.values())
    rows = ["  ".join([f"{'#':>4}", f"{'vector':<{width}}"] + names)]
    for number, title in titles.items():
        marks = [f"{cells.get((number, name), '-'):<{len(name)}}" for name in names]
        rows.append("  ".join([f"{number:>4}", f"{title:<{width}}"] + marks).rstrip())
    return "\n".join(rows)
