"""Which candidates report something: a logistic regression over what the parse shows around them.

The weights (``models/cues/weights.tsv.gz``) are learned by ``training/cue_ranker.py``; every feature has a name a
person can read, so a decision can be explained by the features that weighed most. Without the file the
lexicon's probabilities stand alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from spacy.tokens import Span

from quotes import MODELS
from quotes.detection.cue_candidates import CueCandidate
from quotes.detection.cue_lexicon import CueLexicon
from quotes.detection.quotation_index import CONTENT, CUE, SOURCE, Hints, QuotationIndex, mean
from quotes.detection.quote_builder import QuoteDraft
from quotes.syntax import first_marker, head_of_span
from quotes.tables import rows

WEIGHTS = MODELS / "cues" / "weights.tsv.gz"
BIAS = "(bias)"


@dataclass(frozen=True)
class CueRanker:
    """Weights by feature name."""

    weights: dict[str, float]

    def log_odds(self, names: Iterable[str]) -> float:
        """Return the log-odds that a candidate with these features reports something, summed in their order.

        Sums in another order end in another digit, and a digit may decide.
        """
        return self.weights[BIAS] + sum(self.weights.get(name, 0.0) for name in dict.fromkeys(names))


@cache
def shipped_ranker(path: Path = WEIGHTS) -> CueRanker | None:
    """Return the ranker that ships, or None where its file was left out."""
    if not path.exists():
        return None
    return CueRanker({name: float(weight) for name, weight in rows(path)})


def features(quoted: QuotationIndex, c: CueCandidate, draft: QuoteDraft, cues: CueLexicon) -> Iterator[str]:
    """Yield the names of a candidate's features: cue, source, content and their surroundings."""
    yield from _cue_features(quoted, c, cues)
    yield from _source_features(quoted, c)
    yield from _content_features(quoted, c, draft)
    if quoted.hints is not None:
        yield from _hint_features(quoted.columns, c, draft)


def _cue_features(quoted: QuotationIndex, c: CueCandidate, cues: CueLexicon) -> Iterator[str]:
    token, p = quoted.doc[c.cue], c.pattern
    inside = "quoted" if quoted.quotation_of[c.cue] >= 0 else "unquoted"
    yield from (f"{p} {c.lemma}", f"lemma {c.lemma}", f"pattern {p}", f"tag {token.tag_}", f"relation {token.dep_}")
    yield from (f"{p} tag {token.tag_}", inside, f"{p} {inside}")
    yield "speech verb" if cues.speaks(c.lemma, token.lower_) else "no speech verb"
    for child in token.children:
        yield from (f"child {child.dep_}", f"{p} child {child.dep_}")
        if child.i < token.i and child.dep_ in ("aux", "aux:pass", "cop", "advmod"):
            yield from (f"with {child.lower_}", f"{p} with {child.lower_}")
    if mark := first_marker(token):
        yield f"marked {mark}"
    if token.head.i == token.i:
        yield "root"
    else:
        yield f"under {token.dep_} {token.head.lemma_.lower()}"
        yield f"under {token.dep_} {token.head.pos_}"
        if cues.speaks(token.head.lemma_.lower(), token.head.lower_):
            yield "under a speech verb"
    if quoted.sentences[c.cue][0] == 0 and _in_capitals(token.sent):
        yield "headline"


def _in_capitals(sentence: Span) -> bool:
    """Return whether most long words are capitalised, as headlines are set."""
    words: list[str] = [t.text for t in sentence if t.is_alpha and len(t.text) > 3]
    return 2 * sum(word[0].isupper() for word in words) > len(words)


def _source_features(quoted: QuotationIndex, c: CueCandidate) -> Iterator[str]:
    p = c.pattern
    if not c.source:
        yield from ("no source", f"{p} no source")
        return
    head = head_of_span(quoted.doc, c.source)
    entity = head.ent_type_ or "no name"
    yield from (f"source {head.pos_}", f"source {head.lemma_.lower()}", f"source {entity}", f"{p} source {head.pos_}")
    yield from (f"{p} source {entity} {head.pos_}", f"source length {_size(len(c.source))}")
    yield "source first" if head.i < c.cue else "source last"


def _content_features(quoted: QuotationIndex, c: CueCandidate, draft: QuoteDraft) -> Iterator[str]:
    p, doc = c.pattern, quoted.doc
    head, size = head_of_span(quoted.doc, draft.content), _size(len(draft.content))
    yield from (f"content length {size}", f"{p} content length {size}", f"content {head.pos_}")
    yield from (f"content {head.lemma_.lower()}", f"{p} content tag {head.tag_}", f"{c.lemma} {head.lemma_.lower()}")
    yield from (f"{p} content {head.ent_type_ or 'no name'}", f"{p} begins {doc[min(draft.content)].lower_}")
    outside = (-1, quoted.quotation_of[c.cue])
    marked = sum(quoted.quotation_of[i] not in outside for i in draft.content)
    share = "plain" if not marked else "partly quoted" if 2 * marked < len(draft.content) else "mostly quoted"
    yield from (f"content {share}", f"{p} content {share}")


def _hint_features(columns: Hints, c: CueCandidate, draft: QuoteDraft) -> Iterator[str]:
    """Yield how the hints see the candidate, in tenths: its cue, source and content, and the cue as content."""
    words = sorted(draft.cue | {c.cue})
    cue = round(10 * float(np.maximum.reduce(columns[CUE].take(words))))
    content = _tenth(columns[CONTENT], sorted(draft.content))
    yield from (f"hint cue {cue}", f"{c.pattern} hint cue {cue}")
    yield f"hint cue in content {_tenth(columns[CONTENT], words)}"
    yield from (f"hint content {content}", f"hint cue {cue} content {content}")
    if c.source:
        yield f"hint source {_tenth(columns[SOURCE], sorted(c.source))}"


def _tenth(column: Hints, words: Sequence[int]) -> int:
    return round(10 * mean(column.take(words)))


def _size(count: int) -> int:
    """Return a length in steps: 1, 2, 3, then doubling."""
    return count if count < 4 else 4 + min(int(math.log2(count)), 6)
