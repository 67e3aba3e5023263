"""The worst errors of a comparison, each in its sentence, for a person to read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from onrecord.evaluation.alignment import Aligned
from onrecord.evaluation.annotations import Annotation, Corpus
from onrecord.evaluation.scores import Scores
from quotes.types import Span, text_of

BRACKETS = {"content": ("[", "]"), "cue": ("<", ">"), "source": ("{", "}")}
SENTENCE_END = re.compile(r"[.!?…][\"”’'»)\]]*\s+(?=[\"“‘'«(\[]*[^\W_a-z])|\n+")


@dataclass(frozen=True, slots=True)
class Error:
    """A miss (gold without prediction), an invention (the reverse) or a wrong source, with its sentence.

    ``sentence`` has the content in [ ], the cue in < > and the source in { }. ``gold_source`` is what a
    wrong source should have been: the words, or nothing.
    """

    sort: str
    article: str
    kind: str
    cue_class: str
    overlap: float
    sentence: str
    gold_source: str | None = None


def worst_errors(scores: Scores, corpus: Corpus, number: int) -> list[Error]:
    """Return up to ``number`` misses, inventions and wrong sources each.

    The worst misses and inventions are those with the least overlap with anything, of these the surest, then
    the longest; the worst wrong sources are the surest.
    """
    return [
        error
        for found in (_unpaired(scores, corpus, "miss"), _unpaired(scores, corpus, "invention"),
                      _wrong_sources(scores, corpus))
        for error in found[:number]
    ]  # fmt: skip


def sentence_around(text: str, span: Span) -> Span:
    """Return the sentence, or sentences, in which the span lies, by full stops and line ends alone."""
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    start = max((end for end in ends if end <= span.start), default=0)
    end = min((end for end in ends if end >= span.end), default=len(text))
    sentence = text[start:end]
    return Span(start, start + len(sentence.rstrip()))


def _unpaired(scores: Scores, corpus: Corpus, sort: str) -> list[Error]:
    ranked = []
    for id, c in scores.comparisons.items():
        if sort == "miss":
            side, others, paired = c.gold, c.predicted, {pair.gold for pair in c.pairs}
        else:
            side, others, paired = c.predicted, c.gold, {pair.predicted for pair in c.pairs}
        for number, measured in enumerate(side):
            if number not in paired:
                overlap = max((_overlap(measured, other) for other in others), default=0.0)
                rank = (overlap, -measured.annotation.confidence, -len(measured.content), id, number)
                ranked.append((rank, _error(sort, id, measured, overlap, corpus[id].text)))
    return [error for _, error in sorted(ranked, key=lambda item: item[0])]


def _wrong_sources(scores: Scores, corpus: Corpus) -> list[Error]:
    ranked = []
    for id, c in scores.comparisons.items():
        text = corpus[id].text
        for pair in c.pairs:
            if not pair.source_right:
                predicted, gold = c.predicted[pair.predicted], c.gold[pair.gold].annotation
                error = _error("wrong source", id, predicted, pair.overlap, text)
                wanted = text_of(gold.source, text)
                rank = (-predicted.annotation.confidence, id, pair.predicted)
                ranked.append((rank, replace(error, gold_source=" ".join(wanted.split()))))
    return [error for _, error in sorted(ranked, key=lambda item: item[0])]


def _overlap(one: Aligned, other: Aligned) -> float:
    return len(one.content & other.content) / len(one.content | other.content)


def _error(sort: str, article: str, measured: Aligned, overlap: float, text: str) -> Error:
    marked = _marked_sentence(measured.annotation, text)
    return Error(sort, article, measured.kind, measured.cue_class, round(overlap, 4), marked)


def _marked_sentence(annotation: Annotation, text: str) -> str:
    """Return the annotation's sentences on one line, its parts in brackets; what lies far away is left out."""
    spans = [(span, part) for part in BRACKETS for span in getattr(annotation, part)]
    pieces: list[Span] = []
    for piece in sorted({sentence_around(text, span) for span, _ in spans}):
        if pieces and not text[pieces[-1].end : piece.start].strip():
            pieces[-1] = Span(pieces[-1].start, max(piece.end, pieces[-1].end))
        else:
            pieces.append(piece)
    return " … ".join(" ".join(_bracketed(text, piece, spans).split()) for piece in pieces)


def _bracketed(text: str, piece: Span, spans: list[tuple[Span, str]]) -> str:
    """Return a piece of text with brackets around the spans that lie in it."""
    inside = [(span, part) for span, part in spans if span.overlaps(piece)]
    marks = [(span.start, 1, BRACKETS[part][0]) for span, part in inside]
    marks += [(span.end, 0, BRACKETS[part][1]) for span, part in inside]  # at one place closing ones come first
    places, brackets = [piece.start], [""]
    for place, _, bracket in sorted(marks):
        places.append(place)
        brackets.append(bracket)
    words = [text[start:end] for start, end in pairwise([*places, piece.end])]
    return "".join(bracket + word for bracket, word in zip(brackets, words, strict=True))
