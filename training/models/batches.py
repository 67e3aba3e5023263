"""Batches of items of about one length, so that little is padded."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

SORTED = 30  # batches whose items are sorted by length together

T = TypeVar("T")


def batches(items: Sequence[T], length: Callable[[T], int], size: int, generator: random.Random) -> list[list[T]]:
    """Return all items in random batches of ``size``, each of items of about one length."""
    order, out = generator.sample(items, len(items)), []
    for start in range(0, len(order), size * SORTED):
        part = sorted(order[start : start + size * SORTED], key=length)
        out += [part[k : k + size] for k in range(0, len(part), size)]
    generator.shuffle(out)
    return out
