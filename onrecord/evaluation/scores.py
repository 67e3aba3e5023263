"""Predicted attributions against gold: how many are right, by kind and by class of cue.

Metrics, each with precision, recall and F1 over all articles together:

    content_token, source_token, cue_token   words of all contents (sources, cues)
    content_exact     contents are the same words; edges may differ by punctuation
    content_relaxed   one to one, the best first: contents share at least half of the words of either
    triple_relaxed    such a pair whose sources share a word, one that is no function word where gold has any;
                      where gold has no source, the prediction must have none
    triple_strict     content and source are the same words

Groups: all, the kinds and the classes of cues. Matching looks at everything; in a group, recall counts gold of
that group, precision predictions of it. The kind follows from double quotation marks (``Words.kind``) for gold
and predictions alike, whatever they say themselves.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from onrecord.evaluation.alignment import CUE_CLASSES, Aligned, align
from onrecord.evaluation.annotations import Annotation, Corpus
from onrecord.evaluation.tokens import Positions, Words

METRICS = (
    "content_token", "content_exact", "content_relaxed", "source_token", "cue_token", "triple_relaxed",
    "triple_strict",
)  # fmt: skip
KINDS = ("all", "direct", "indirect", "mixed")
GROUPS = (*KINDS, *CUE_CLASSES)
MIN_OVERLAP = 0.5  # words shared by two contents, of the words in either
SEED = 20160908

class Count(NamedTuple):
    """Right predictions of all predictions, and found gold of all gold; sums of counts are counts."""

    right: int
    predicted: int
    found: int
    gold: int

    @property
    def precision(self) -> float:
        """Share of the predictions that are right; 0 without any."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found; 0 without any."""
        return self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


Counts = dict[tuple[str, str], Count]  # by metric and group


class Pair(NamedTuple):
    """A gold annotation and the prediction that found its content, by index, with the share of words in both."""

    gold: int
    predicted: int
    overlap: float
    source_right: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the comparison of one article came to: counts, and the pairs of relaxed content behind them."""

    gold: tuple[Aligned, ...]
    predicted: tuple[Aligned, ...]
    pairs: tuple[Pair, ...]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Scores:
    """A comparison of many articles: by article, in total, and 95 % intervals of F1 where asked for."""

    comparisons: Mapping[str, Comparison]
    counts: Counts
    intervals: Mapping[tuple[str, str], tuple[float, float]]


def compare(gold: Iterable[Annotation], predicted: Iterable[Annotation], text: str) -> Comparison:
    """Compare the annotations of one article; those whose content has no words are left out on both sides.

    Exchanging ``gold`` and ``predicted`` exchanges precision and recall, except where a source of function
    words alone meets a longer one: gold's words decide what must be found.
    """
    words = Words(text)
    golden, found = align(gold, words), align(predicted, words)
    pairs = tuple(_pairs(golden, found))
    matches: dict[str, list[tuple[int, int]]] = {
        "content_exact": _equal(golden, found, lambda m: m.trimmed_content),
        "content_relaxed": [(pair.gold, pair.predicted) for pair in pairs],
        "triple_relaxed": [(pair.gold, pair.predicted) for pair in pairs if pair.source_right],
        "triple_strict": _equal(golden, found, lambda m: (m.trimmed_content, m.trimmed_source)),
    }
    parts: dict[str, Callable[[Aligned], Positions]] = {
        "content_token": lambda m: m.content,
        "source_token": lambda m: m.source,
        "cue_token": lambda m: m.cue,
    }
    counts: Counts = {}
    for group in GROUPS:
        for metric, part in parts.items():
            counts[metric, group] = _count_words(golden, found, part, group)
        for metric, matched in matches.items():
            counts[metric, group] = _count_matched(golden, found, matched, group)
    return Comparison(golden, found, pairs, counts)


def score_corpus(corpus: Corpus, found: Mapping[str, Sequence[Annotation]], samples: int = 0) -> Scores:
    """Compare predictions with a corpus; articles without predictions count as missed altogether.

    ``samples`` is the number of bootstrap samples behind the intervals, 0 for none.
    """
    comparisons = {
        id: compare(article.annotations, found.get(id, ()), article.text)
        for id, article in sorted(corpus.items())
    }
    counts = [c.counts for c in comparisons.values()]
    cells = [(metric, kind) for metric in METRICS for kind in KINDS]
    return Scores(comparisons, total(counts), intervals(counts, samples, cells) if samples else {})


def total(counts: Iterable[Counts]) -> Counts:
    """Return the counts of several articles together."""
    listed = list(counts)
    return {
        (metric, group): Count(*map(sum, zip(*(c[metric, group] for c in listed), strict=True)))
        for metric in METRICS
        for group in GROUPS
    }


def intervals(
    counts: Sequence[Counts], samples: int, cells: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], tuple[float, float]]:
    """Return 95 % intervals of F1 for (metric, group) cells, by drawing articles anew ``samples`` times."""
    draw = random.Random(SEED)
    number = len(counts)
    drawn: dict[tuple[str, str], list[float]] = {cell: [] for cell in cells}
    for _ in range(samples):
        sample = [counts[draw.randrange(number)] for _ in range(number)]
        for cell, scores in drawn.items():
            scores.append(Count(*map(sum, zip(*(c[cell] for c in sample), strict=True))).f1)
    low, high = int(0.025 * samples), int(0.975 * samples)
    return {cell: (sorted(scores)[low], sorted(scores)[high]) for cell, scores in drawn.items()}


def _count_words(
    gold: Sequence[Aligned], predicted: Sequence[Aligned], part: Callable[[Aligned], Positions], group: str
) -> Count:
    def union(measured: Iterable[Aligned], group: str) -> Positions:
        return frozenset().union(*(part(m) for m in measured if group in m.groups))

    answered, expected = union(predicted, group), union(gold, group)
    right, found = answered & union(gold, "all"), expected & union(predicted, "all")
    return Count(len(right), len(answered), len(found), len(expected))


def _count_matched(
    gold: Sequence[Aligned], predicted: Sequence[Aligned], matched: Sequence[tuple[int, int]], group: str
) -> Count:
    return Count(
        sum(group in predicted[p].groups for _, p in matched),
        sum(group in m.groups for m in predicted),
        sum(group in gold[g].groups for g, _ in matched),
        sum(group in m.groups for m in gold),
    )


def _equal(
    gold: Sequence[Aligned], predicted: Sequence[Aligned], key: Callable[[Aligned], Hashable]
) -> list[tuple[int, int]]:
    """Return index pairs with equal keys, each gold and each prediction in one pair at most."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for p in reversed(range(len(predicted))):
        waiting[key(predicted[p])].append(p)
    return [(g, waiting[key(m)].pop()) for g, m in enumerate(gold) if waiting.get(key(m))]


def _pairs(gold: Sequence[Aligned], predicted: Sequence[Aligned]) -> list[Pair]:
    """Pair contents one to one, the largest overlap first, then right sources, then order in the text."""
    candidates = []
    for g, expected in enumerate(gold):
        for p, found in enumerate(predicted):
            overlap = len(expected.content & found.content) / len(expected.content | found.content)
            if overlap >= MIN_OVERLAP:
                candidates.append(Pair(g, p, overlap, _source_right(expected, found)))
    candidates.sort(key=lambda pair: (-pair.overlap, not pair.source_right, pair.gold, pair.predicted))
    chosen: list[Pair] = []
    taken_gold: set[int] = set()
    taken: set[int] = set()
    for pair in candidates:
        if pair.gold not in taken_gold and pair.predicted not in taken:
            chosen.append(pair)
            taken_gold.add(pair.gold)
            taken.add(pair.predicted)
    return chosen


def _source_right(gold: Aligned, predicted: Aligned) -> bool:
    if not gold.source:
        return not predicted.source
    return bool((gold.names or gold.source) & predicted.source)
