"""Cue, content and source by learned weights: the statements of a ``Doc`` that grammar can be read to make.

Every reading of a possible cue gets log-odds from the ranking (``cue_ranker``); those of some promise are
taken apart into choices of content (``content_spans``) and source (``source_spans``), which decision trees
weigh (``gradient_boosting``) by what ``span_features`` tells of them. The best content and the best source make
a draft; what it is worth is the product of the two.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from quotes.detection.content_spans import Edge, edges
from quotes.detection.cue_candidates import Candidate
from quotes.detection.cue_lexicon import Lexicon, lexicon
from quotes.detection.cue_ranker import WEIGHTS, Ranker, features, ranker
from quotes.detection.gradient_boosting import TREES, Boosted, boosted
from quotes.detection.quote_builder import Draft, Quoted
from quotes.detection.readings import Readings, cue_words, readings_by_cue
from quotes.detection.source_spans import Holder, holders
from quotes.detection.span_features import cue_numbers, edge_numbers, holder_numbers
from quotes.detection.token_score_features import cue_hints, edge_hints, holder_hints

HINTED = WEIGHTS.parent / "hinted"  # weights and trees that look at hints too
LEAST = 0.03  # readings below this probability are not looked at
NOWHERE = -9.0  # log-odds of a cue that there is none of
LIKELY = 0.3  # a cue this probable is one when another cue's content is weighed


@dataclass(frozen=True)
class Learned:
    """All that was learned: the ranking of readings, the trees, and how sure a draft of some worth is.

    ``steps`` are worths with the share of right drafts at each, [2, steps], both rising; a draft is believed
    from confidence ``threshold``, and one with a verb of speech already from ``speech``: to miss what an
    official said costs more than to show one row too many, with its confidence.
    """

    ranker: Ranker
    content: Boosted
    source: Boosted
    steps: NDArray[np.float64]
    threshold: float
    speech: float

    def confidence(self, worth: float) -> float:
        """Return the share of right ones among drafts of this worth."""
        return float(np.interp(worth, *self.steps))


@cache
def learned(hinted: bool = False) -> Learned | None:
    """Return what ships, or None where one of its files was left out; ``hinted`` is for parses with hints."""
    weights = ranker(HINTED / WEIGHTS.name if hinted else WEIGHTS)
    trees = boosted(HINTED / TREES.name if hinted else TREES)
    believed = (0.35, 0.22) if hinted else (0.3, 0.22)  # chosen on PolNeAR's development part
    return Learned(weights, trees.content, trees.source, trees.steps, *believed) if weights and trees else None


class Options(NamedTuple):
    """The choices for one cue: (reading, edge) pairs and holders, each with its numbers."""

    readings: Readings
    edges: list[tuple[Candidate, Edge]]
    edge_rows: list[list[float]]
    holders: list[Holder]
    holder_rows: list[list[float]]


def options(quoted: Quoted, ranked: Ranker, cues: Lexicon) -> Iterator[Options]:
    """Yield the choices for each cue of some promise, in order of the cues."""
    groups = []
    for readings in readings_by_cue(quoted, cues):
        odds = [ranked.log_odds(features(quoted, c, draft, cues)) for c, draft in readings]
        if max(odds) >= _log_odds(LEAST):
            groups.append((readings, odds))
    scene = _scene(quoted, groups, cues)
    for readings, odds in groups:
        yield _options(quoted, readings, odds, scene, ranked, cues)


def _log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


class Scene(NamedTuple):
    """What else is in the article: verbs of speech, likely cues, and the log-odds of the cue that reports a token."""

    speech: frozenset[int]
    likely: frozenset[int]
    around: dict[int, float]


def _scene(quoted: Quoted, groups: Sequence[tuple[Readings, list[float]]], cues: Lexicon) -> Scene:
    speech = frozenset(t.i for t in quoted.doc if t.pos_ == "VERB" and cues.speaks(t.lemma_.lower(), t.lower_))
    likely: set[int] = set()
    around: dict[int, float] = {}
    for readings, odds in groups:
        best = max(odds)
        if best >= _log_odds(LIKELY):
            likely.add(readings[0][0].cue)
        for i in readings[odds.index(best)][1].content:
            around[i] = max(best, around.get(i, NOWHERE))
    return Scene(speech, frozenset(likely), around)


def _options(
    quoted: Quoted, readings: Readings, odds: Sequence[float], scene: Scene, ranked: Ranker, cues: Lexicon
) -> Options:
    best, cue = max(odds), readings[0][0].cue
    around = scene.around.get(cue, NOWHERE)
    chosen, rows = [], []
    for (c, draft), score in zip(readings, odds, strict=True):
        c = c._replace(source=draft.source)
        about = cue_numbers(quoted, c, score, best, around, len(readings), cues) + cue_hints(quoted, c)
        found = edges(quoted, c, frozenset(draft.content), c.source)
        for edge in found:
            chosen.append((c, edge))
            numbers = edge_numbers(quoted, c, edge, found[0], scene.speech, scene.likely - {cue}, len(found))
            rows.append(about + numbers + edge_hints(quoted, c, edge))
    c, draft = readings[odds.index(best)]
    c = c._replace(source=draft.source)
    about = cue_numbers(quoted, c, best, best, around, len(readings), cues) + cue_hints(quoted, c)
    who = holders(quoted, cue, c.source)
    held = [
        holder_numbers(quoted, c, h, frozenset(draft.content), scene.speech, len(who), ranked)
        + holder_hints(quoted, c, h)
        for h in who
    ]
    return Options(readings, chosen, rows, who, [about + numbers for numbers in held])


def drafts(quoted: Quoted, model: Learned) -> list[Draft]:
    """Return the statements that the learned weights believe, in order of their cues."""
    cues = lexicon()
    every = list(options(quoted, model.ranker, cues))
    out = []
    for choice, (content, source, worth) in zip(every, best_choices(every, model), strict=True):
        sure = max(model.confidence(worth), _least(choice.readings))
        c = choice.edges[content][0]
        speaks = c.pattern == "according" or cues.speaks(c.lemma, quoted.doc[c.cue].lower_)
        if sure >= (model.speech if speaks else model.threshold):
            out.append(_draft(quoted, *choice.edges[content], choice.holders[source], sure))
    return [draft for draft in out if any(quoted.doc[i].is_alpha for i in draft.content)]


def best_choices(every: Sequence[Options], model: Learned) -> Iterator[tuple[int, int, float]]:
    """Yield for each cue the best content and source, by index, and the product of what they are worth."""
    contents = model.content.probabilities(np.array([r for o in every for r in o.edge_rows], np.float32))
    sources = model.source.probabilities(np.array([r for o in every for r in o.holder_rows], np.float32))
    e = h = 0
    for choice in every:
        these, those = contents[e : e + len(choice.edges)], sources[h : h + len(choice.holders)]
        e, h = e + len(these), h + len(those)
        yield int(these.argmax()), int(those.argmax()), float(these.max() * those.max())


def _least(readings: Readings) -> float:
    """Return what a cue is worth by the lexicon: the corpus marks few nouns, but "her claim that" is a report."""
    return max((draft.confidence for c, draft in readings if c.pattern == "n:that" and c.source), default=0.0)


def _draft(quoted: Quoted, c: Candidate, edge: Edge, holder: Holder, worth: float) -> Draft:
    content = set(edge.content) - holder.source - {c.cue}
    c = c._replace(content=frozenset(content), source=holder.source)
    changed = "" if edge.change == "as parsed" else f", {edge.change} {edge.relation}".rstrip()
    reached = "" if holder.way == "as parsed" else f", source {holder.way}"
    return Draft(cue_words(quoted.doc, c), holder.source, content, f"{c.pattern} {c.lemma}{changed}{reached}", worth)
