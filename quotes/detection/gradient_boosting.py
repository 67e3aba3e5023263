"""Gradient-boosted trees, evaluated with numpy alone: sums of small decision trees over named numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from quotes import MODELS
from quotes.tables import named_if_damaged

TREES = MODELS / "cues" / "trees.npz"
PARTS = ("feature", "threshold", "left", "right", "value", "roots", "depth")
ROWS = 512  # at once: more falls out of the processor's cache

Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class BoostedTrees:
    """Trees laid end to end: node ``i`` asks whether ``feature[i]`` is at most ``threshold[i]``.

    ``left`` and ``right`` are indexes of nodes; a leaf is its own child and adds ``value``. ``roots`` are the
    trees' first nodes, ``depth`` is the most questions asked of a row.
    """

    feature: NDArray[np.int16]
    threshold: Numbers
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: Numbers
    roots: NDArray[np.int32]
    depth: int

    def probabilities(self, rows: Numbers) -> NDArray[np.float64]:
        """Return the probability of each row, [rows, numbers] -> [rows]."""
        sums = [self._sums(rows[k : k + ROWS]) for k in range(0, len(rows), ROWS)]
        return 1 / (1 + np.exp(-np.concatenate(sums))) if sums else np.zeros(0)

    @cached_property
    def _next(self) -> NDArray[np.int32]:
        """Two nodes for each: of no and of yes."""
        return np.stack([self.right, self.left], 1).ravel()

    def _sums(self, rows: Numbers) -> NDArray[np.float64]:
        numbers, at = rows.ravel(), np.arange(0, rows.size, rows.shape[1])[:, None]
        node = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        for _ in range(self.depth):
            yes = numbers.take(at + self.feature.take(node)) <= self.threshold.take(node)
            node = self._next.take(2 * node + yes)
        total: NDArray[np.float64] = self.value.take(node).sum(1, dtype=np.float64)
        return total


class SelectionTrees(NamedTuple):
    """Trees for the choices of content and of source, and ``SelectionModel.steps``."""

    content: BoostedTrees
    source: BoostedTrees
    steps: NDArray[np.float64]


@cache
def shipped_trees(path: Path = TREES) -> SelectionTrees | None:
    """Return the trees that ship, or None where their file was left out."""
    if not path.exists():
        return None
    with named_if_damaged(path), np.load(path) as file:
        return SelectionTrees(read_trees(file, "content"), read_trees(file, "source"), file["steps"])


def read_trees(arrays: Mapping[str, NDArray[Any]], name: str) -> BoostedTrees:
    """Return the trees whose arrays have this name."""
    feature, threshold, left, right, value, roots, depth = (arrays[f"{name}.{part}"] for part in PARTS)
    return BoostedTrees(feature, threshold, left, right, value, roots, int(depth))
