"""What the hints of ``token_scores`` say of a cue and of each choice of content and source: more numbers for the trees.

Each function returns no numbers where the parse came without hints: other trees are for that.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quotes.detection.content_spans import Edge
from quotes.detection.cue_candidates import Candidate
from quotes.detection.quote_builder import BEGINS, CONTENT, CUE, ENDS, SOURCE, Hints, Quoted, mean
from quotes.detection.source_spans import Holder

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
    start, end = quoted.sentences[c.cue]
    most = np.maximum.reduce(quoted.columns[:, start:end], 1)
    return [*quoted.hints[c.cue, :BEGINS].tolist(), float(most[CONTENT]), float(most[SOURCE])]


def edge_hints(quoted: Quoted, c: Candidate, edge: Edge) -> list[float]:
    """Return the numbers of ``EDGE_HINTS``; what lies in other sentences than the cue is not missed."""
    if quoted.hints is None:
        return []
    columns, inside = quoted.columns, sorted(edge.content)
    first, last, length = inside[0], inside[-1], len(inside)
    within = columns.take(inside, 1)
    missed = columns[CONTENT].take(_others(quoted, c, edge.content | c.source))
    content = within[CONTENT]
    mass, lost = _sum(content), _sum(missed)
    return [
        mass / length, float(np.minimum.reduce(content)), 2 * mass / (length + mass + lost), lost,
        _regret(content, missed),
        float(columns[BEGINS, first]), float(columns[ENDS, last]),
        float(columns[CONTENT, first - 1]) if first else 0.0,
        float(columns[CONTENT, last + 1]) if last + 1 < columns.shape[1] else 0.0,
        float(np.maximum.reduce(within[BEGINS, 1:], initial=0)), float(np.maximum.reduce(within[ENDS, :-1], initial=0)),
        mean(within[SOURCE]), float(np.maximum.reduce(within[CUE])),
    ]  # fmt: skip


def holder_hints(quoted: Quoted, c: Candidate, holder: Holder) -> list[float]:
    """Return the numbers of ``HOLDER_HINTS``."""
    if quoted.hints is None:
        return []
    columns = quoted.columns
    missed = columns[SOURCE].take(_others(quoted, c, holder.source))
    if holder.head < 0:
        return [0.0, 0.0, 0.0, _sum(missed), 0.0, _regret(missed[:0], missed)]
    inside = sorted(holder.source)
    source = columns[SOURCE].take(inside)
    return [
        mean(source), float(np.maximum.reduce(source)), float(columns[SOURCE, holder.head]), _sum(missed),
        mean(columns[CONTENT].take(inside)), _regret(source, missed),
    ]  # fmt: skip


def _others(quoted: Quoted, c: Candidate, without: frozenset[int]) -> NDArray[np.intp]:
    left = without | {c.cue}
    return np.array([i for i in range(*quoted.sentences[c.cue]) if i not in left], np.intp)


def _sum(shares: Hints) -> float:
    return float(np.add.reduce(shares))


def _regret(inside: Hints, outside: Hints) -> float:
    """Return how much less likely this choice of words is than the likeliest one, in nats."""
    chosen = np.concatenate([inside, 1 - outside])
    np.minimum(np.maximum(chosen, 1 - SUREST, out=chosen), SUREST, out=chosen)
    return _sum(np.log(np.maximum(chosen, 1 - chosen) / chosen))
