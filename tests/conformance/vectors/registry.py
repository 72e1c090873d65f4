# SPDX-License-Identifier: Apache-2.0
"""All vectors, in the order of the table."""
from dataclasses import dataclass
from typing import Callable


@dataclass
class Vector:
    """alone: disturbs others, so it runs by itself after them. first: takes long, so it starts at once."""

    number: str
    title: str
    run: Callable
    alone: bool = False
    first: bool = False
    gdn: bool = False


ALL = []


def vector(number, title, **how):
    def keep(function):
        ALL.append(Vector(number, title, function, **how))
        return function

    return keep


def order(one):
    """1, 2, 4, 4f, …, G1, G2, …"""
    digits = "".join(filter(str.isdigit, one.number))
    return one.number.startswith("G"), int(digits), one.number
