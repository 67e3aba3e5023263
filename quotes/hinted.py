"""What the hints of ``quotes.hints`` say of a cue and of each choice of content and source: more numbers for the trees.

Each function returns no numbers where the parse came without hints: other trees are for that.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from quotes.candidates import Candidate
from quotes.draft import BEGINS, CONTENT, CUE, ENDS, SOURCE, Hints, Quoted
from quotes.edges import Edge
from quotes.holders import Holder

CUE_HINTS = ("cue", "source", "content", "content of sentence", "source of sentence")
EDGE_HINTS = (
    "mean", "least", "share", "left out", "regret", "begins", "ends", "before", "behind", "begins inside",
    "ends inside", "source inside", "cue inside",
)  # fmt: skip
HOLDER_HINTS = ("mean", "most", "head", "left out", "content", "regret")
SUREST = 0.995  # a hint is never quite sure


def cue_hints(quoted: Quoted, c: Candidate) -> list[float]:
    """Return the numbers of ``CUE_HINTS``."""
    if quoted.hints is None:
        return []
    sentence = quoted.doc[c.cue].sent
    around = quoted.hints[sentence.start : sentence.end]
    return [*map(float, quoted.hints[c.cue, :BEGINS]), float(around[:, CONTENT].max()), float(around[:, SOURCE].max())]


def edge_hints(quoted: Quoted, c: Candidate, edge: Edge) -> list[float]:
    """Return the numbers of ``EDGE_HINTS``; what lies in other sentences than the cue is not missed."""
    if quoted.hints is None:
        return []
    hints, inside = quoted.hints, sorted(edge.content)
    first, last = inside[0], inside[-1]
    within = hints[inside]
    others = _others(quoted, c, edge.content | c.source)
    mass, lost = float(within[:, CONTENT].sum()), float(hints[others, CONTENT].sum())
    return [
        mass / len(inside), float(within[:, CONTENT].min()), 2 * mass / (len(inside) + mass + lost), lost,
        _regret(within[:, CONTENT], hints[others, CONTENT]),
        float(hints[first, BEGINS]), float(hints[last, ENDS]),
        float(hints[first - 1, CONTENT]) if first else 0.0,
        float(hints[last + 1, CONTENT]) if last + 1 < len(hints) else 0.0,
        float(within[1:, BEGINS].max(initial=0)), float(within[:-1, ENDS].max(initial=0)),
        float(within[:, SOURCE].mean()), float(within[:, CUE].max()),
    ]  # fmt: skip


def holder_hints(quoted: Quoted, c: Candidate, holder: Holder) -> list[float]:
    """Return the numbers of ``HOLDER_HINTS``."""
    if quoted.hints is None:
        return []
    hints, others = quoted.hints, _others(quoted, c, holder.source)
    lost = float(hints[others, SOURCE].sum())
    if holder.head < 0:
        return [0.0, 0.0, 0.0, lost, 0.0, _regret(hints[:0, SOURCE], hints[others, SOURCE])]
    within = hints[sorted(holder.source)]
    return [
        float(within[:, SOURCE].mean()), float(within[:, SOURCE].max()), float(hints[holder.head, SOURCE]), lost,
        float(within[:, CONTENT].mean()), _regret(within[:, SOURCE], hints[others, SOURCE]),
    ]  # fmt: skip


def _others(quoted: Quoted, c: Candidate, without: Iterable[int]) -> list[int]:
    sentence = quoted.doc[c.cue].sent
    left = {*without, c.cue}
    return [i for i in range(sentence.start, sentence.end) if i not in left]


def _regret(inside: Hints, outside: Hints) -> float:
    """Return how much less likely this choice of words is than the likeliest one, in nats."""
    chosen = np.clip(np.concatenate([inside, 1 - outside]), 1 - SUREST, SUREST)
    return float(np.log(np.maximum(chosen, 1 - chosen) / chosen).sum())
