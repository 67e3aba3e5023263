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

from quotes.detection.content_spans import ContentCandidate, content_candidates
from quotes.detection.cue_candidates import CueCandidate
from quotes.detection.cue_lexicon import CueLexicon, lexicon
from quotes.detection.cue_ranker import WEIGHTS, CueRanker, features, shipped_ranker
from quotes.detection.gradient_boosting import TREES, BoostedTrees, shipped_trees
from quotes.detection.quotation_index import QuotationIndex
from quotes.detection.quote_builder import QuoteDraft
from quotes.detection.readings import Readings, cue_words, readings_by_cue
from quotes.detection.source_spans import SourceCandidate, source_candidates
from quotes.detection.span_features import (
    content_hints,
    content_numbers,
    cue_hints,
    cue_numbers,
    source_hints,
    source_numbers,
)
from quotes.syntax import children

HINTED = WEIGHTS.parent / "hinted"  # weights and trees that look at hints too
LEAST = 0.03  # readings below this probability are not looked at
DECLARED = ", declared"  # ends the rule of a statement believed only because "I" or "we" make it by these words
# Verbs by which who says "I" or "we" thanks, asks, promises or judges.
DECLARING = frozenset([
    "appeal", "apologise", "apologize", "appreciate", "ask", "assure", "believe", "condemn", "congratulate",
    "defend", "demand", "emphasise", "emphasize", "expect", "hope", "insist", "invite", "object", "oppose",
    "pledge", "pray", "promise", "propose", "protest", "reject", "repeat", "support", "suggest", "swear", "thank",
    "think", "urge", "vow", "warn", "welcome", "wish", "wonder",
])  # fmt: skip
UNREAL = frozenset(["would", "might", "may", "can", "could", "should", "if", "unless"])
NOWHERE = -9.0  # log-odds of a cue that there is none of
LIKELY = 0.3  # a cue this probable is one when another cue's content is weighed


@dataclass(frozen=True)
class SelectionModel:
    """All that was learned: the ranking of readings, the trees, and how sure a draft of some worth is.

    ``steps`` are worths with the share of right drafts at each, [2, steps], both rising; a draft is believed
    from confidence ``threshold``, and one with a verb of speech already from ``speech``: to miss what an
    official said costs more than to show one row too many, with its confidence.
    """

    ranker: CueRanker
    content: BoostedTrees
    source: BoostedTrees
    steps: NDArray[np.float64]
    threshold: float
    speech: float

    def confidence(self, worth: float) -> float:
        """Return the share of right ones among drafts of this worth."""
        return float(np.interp(worth, *self.steps))


@cache
def selection_model(hinted: bool = False) -> SelectionModel | None:
    """Return what ships, or None where one of its files was left out; ``hinted`` is for parses with hints."""
    weights = shipped_ranker(HINTED / WEIGHTS.name if hinted else WEIGHTS)
    trees = shipped_trees(HINTED / TREES.name if hinted else TREES)
    believed = (0.35, 0.22) if hinted else (0.3, 0.22)  # chosen on PolNeAR's development part
    return SelectionModel(weights, trees.content, trees.source, trees.steps, *believed) if weights and trees else None


class CueOptions(NamedTuple):
    """The choices for one cue: (reading, content) pairs and sources, each with its numbers."""

    readings: Readings
    contents: list[tuple[CueCandidate, ContentCandidate]]
    content_rows: list[list[float]]
    sources: list[SourceCandidate]
    source_rows: list[list[float]]


class CueSurroundings(NamedTuple):
    """What else is in the article: verbs of speech, likely cues, and the log-odds of the cue that reports a token."""

    speech: frozenset[int]
    likely: frozenset[int]
    reported: dict[int, float]


class ScoredReadings(NamedTuple):
    """The readings of one cue with their log-odds."""

    readings: Readings
    odds: list[float]

    @property
    def cue(self) -> int:
        """The cue that all of them read."""
        return self.readings[0][0].cue

    @property
    def best(self) -> float:
        """The log-odds of the likeliest reading."""
        return max(self.odds)

    @property
    def likeliest(self) -> tuple[CueCandidate, QuoteDraft]:
        """The likeliest reading."""
        return self.readings[self.odds.index(self.best)]


def cue_options(quoted: QuotationIndex, ranked: CueRanker, cues: CueLexicon) -> Iterator[CueOptions]:
    """Yield the choices for each cue of some promise, in order of the cues."""
    promising = []
    for readings in readings_by_cue(quoted, cues):
        odds = [ranked.log_odds(features(quoted, c, draft, cues)) for c, draft in readings]
        if max(odds) >= _log_odds(LEAST) or declares(quoted, readings):
            promising.append(ScoredReadings(readings, odds))
    surroundings = _surroundings(quoted, promising, cues)
    for scored in promising:
        yield _options(quoted, scored, surroundings, ranked, cues)


def _log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def _surroundings(quoted: QuotationIndex, promising: Sequence[ScoredReadings], cues: CueLexicon) -> CueSurroundings:
    speech = frozenset(t.i for t in quoted.doc if t.pos_ == "VERB" and cues.speaks(t.lemma_.lower(), t.lower_))
    likely = frozenset(scored.cue for scored in promising if scored.best >= _log_odds(LIKELY))
    reported: dict[int, float] = {}
    for scored in promising:
        for i in scored.likeliest[1].content:
            reported[i] = max(scored.best, reported.get(i, NOWHERE))
    return CueSurroundings(speech, likely, reported)


def _options(
    quoted: QuotationIndex, scored: ScoredReadings, around: CueSurroundings, ranked: CueRanker, cues: CueLexicon
) -> CueOptions:
    def about(c: CueCandidate, score: float) -> list[float]:
        reported = around.reported.get(c.cue, NOWHERE)
        numbers = cue_numbers(quoted, c, score, scored.best, reported, len(scored.readings), cues)
        return numbers + cue_hints(quoted, c)

    contents, content_rows = [], []
    for (c, draft), score in zip(scored.readings, scored.odds, strict=True):
        c = c._replace(source=draft.source)
        found = content_candidates(quoted, c, frozenset(draft.content), c.source)
        contents += [(c, content) for content in found]
        content_rows += _with(about(c, score), _content_rows(quoted, c, found, around))
    c, draft = scored.likeliest
    c = c._replace(source=draft.source)
    sources = source_candidates(quoted, c.cue, c.source)
    rows = _source_rows(quoted, c, sources, frozenset(draft.content), around.speech, ranked)
    return CueOptions(scored.readings, contents, content_rows, sources, _with(about(c, scored.best), rows))


def _with(about: list[float], rows: list[list[float]]) -> list[list[float]]:
    """Return the numbers of choices behind those of the cue that they are for."""
    return [about + row for row in rows]


def _content_rows(
    quoted: QuotationIndex, c: CueCandidate, found: Sequence[ContentCandidate], around: CueSurroundings
) -> list[list[float]]:
    parsed, others = found[0], around.likely - {c.cue}
    return [
        content_numbers(quoted, c, one, parsed, around.speech, others, len(found)) + content_hints(quoted, c, one)
        for one in found
    ]


def _source_rows(
    quoted: QuotationIndex, c: CueCandidate, found: Sequence[SourceCandidate], content: frozenset[int],
    speech: frozenset[int], ranked: CueRanker,
) -> list[list[float]]:  # fmt: skip
    return [
        source_numbers(quoted, c, one, content, speech, len(found), ranked) + source_hints(quoted, c, one)
        for one in found
    ]


def selected_drafts(quoted: QuotationIndex, model: SelectionModel) -> list[QuoteDraft]:
    """Return the statements that the learned weights believe, in order of their cues."""
    cues = lexicon()
    every = list(cue_options(quoted, model.ranker, cues))
    out = []
    for options, (content, source, worth) in zip(every, best_choices(every, model), strict=True):
        sure = max(model.confidence(worth), _least(options.readings))
        c = options.contents[content][0]
        speaks = c.pattern == "according" or cues.speaks(c.lemma, quoted.doc[c.cue].lower_)
        believed = sure >= (model.speech if speaks else model.threshold)
        if believed or declares(quoted, options.readings):
            least = sure if believed else max(sure, model.threshold)
            out.append(_draft(quoted, *options.contents[content], options.sources[source], least))
            out[-1].rule += "" if believed else DECLARED
    return [draft for draft in out if any(quoted.doc[i].is_alpha for i in draft.content)]


def best_choices(every: Sequence[CueOptions], model: SelectionModel) -> Iterator[tuple[int, int, float]]:
    """Yield for each cue the best content and source, by index, and the product of what they are worth."""
    contents = model.content.probabilities(np.array([row for o in every for row in o.content_rows], np.float32))
    sources = model.source.probabilities(np.array([row for o in every for row in o.source_rows], np.float32))
    first_content = first_source = 0
    for options in every:
        of_contents = contents[first_content : first_content + len(options.contents)]
        of_sources = sources[first_source : first_source + len(options.sources)]
        first_content, first_source = first_content + len(of_contents), first_source + len(of_sources)
        yield int(of_contents.argmax()), int(of_sources.argmax()), float(of_contents.max() * of_sources.max())


def declares(quoted: QuotationIndex, readings: Readings) -> bool:
    """Return whether a cue does by its own words what it says, outside quotation marks: "I thank the crews".

    Addresses, statements and letters consist of such sentences. The corpus is of news stories, where nobody says "I"
    unquoted, so that the weights give them nothing.
    """
    cue = quoted.doc[readings[0][0].cue]
    if cue.lemma_.lower() not in DECLARING or quoted.quotation_of[cue.i] >= 0 or cue.tag_ not in ("VBP", "VBD", "VBN"):
        return False
    subjects = [t for t in children(cue, "nsubj") if t.i < cue.i]
    unless = {t.lower_ for t in children(cue, "aux", "mark")} & UNREAL
    return bool(subjects) and all(t.lower_ in ("i", "we") for t in subjects) and not unless


def _least(readings: Readings) -> float:
    """Return what a cue is worth by the lexicon: the corpus marks few nouns, but "her claim that" is a report."""
    return max((draft.confidence for c, draft in readings if c.pattern == "n:that" and c.source), default=0.0)


def _draft(
    quoted: QuotationIndex, c: CueCandidate, chosen: ContentCandidate, who: SourceCandidate, worth: float
) -> QuoteDraft:
    content = set(chosen.content) - who.source - {c.cue}
    c = c._replace(content=frozenset(content), source=who.source)
    changed = "" if chosen.change == "as parsed" else f", {chosen.change} {chosen.relation}".rstrip()
    reached = "" if who.way == "as parsed" else f", source {who.way}"
    return QuoteDraft(cue_words(quoted.doc, c), who.source, content, f"{c.pattern} {c.lemma}{changed}{reached}", worth)
