"""Quotes in the making, as tokens of a ``Doc``, and how a finished quote is built of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from quotes.detection.quotation_index import QuotationIndex
from quotes.types import Quote, QuoteKind, Span, Spans

OPENING = frozenset("“\"„«‘'([「$#@") | {"''", "``"}
CLOSING = frozenset("”\"»’')]“」%!?…") | {"''", "..."}

# Rules of what is said word for word, by layout alone: a turn of a transcript, a post, an interview without labels.
TURN_RULE, POST_RULE, QUESTION_RULE, ANSWER_RULE = (
    "layout:transcript", "layout:post", "layout:question", "layout:answer",
)  # fmt: skip
VERBATIM = frozenset([TURN_RULE, POST_RULE, QUESTION_RULE, ANSWER_RULE])


@dataclass(slots=True)
class QuoteDraft:
    """A quote in the making: token indexes of the ``Doc``."""

    cue: frozenset[int]
    source: frozenset[int]
    content: set[int]
    rule: str
    confidence: float


def to_quote(quoted: QuotationIndex, d: QuoteDraft) -> Quote | None:
    """Return the finished quote, or None where nothing but punctuation is left of its content."""
    verbatim = d.rule.startswith("layout")
    content = spans(quoted.doc, d.content, lambda i: verbatim or quoted.quotation_of[i] >= 0)
    source, cue = spans(quoted.doc, d.source), _untrimmed_spans(quoted.doc, d.cue)
    if not content:
        return None
    return Quote(_kind(quoted, d), content, cue, source, d.rule, round(d.confidence, 3))


def _kind(quoted: QuotationIndex, d: QuoteDraft) -> QuoteKind:
    """Return how much of the content is quoted, seen from its cue: half and more is direct, nothing indirect.

    Turns of transcripts, answers of interviews and posts are verbatim without marks: "PRIME MINISTER VOLL: We refuse."
    """
    if d.rule in VERBATIM:
        return "direct"
    own = {quoted.quotation_of[i] for i in d.cue}
    words = [i for i in d.content if quoted.doc[i].is_alpha or quoted.doc[i].like_num]
    inside = sum(quoted.quotation_of[i] >= 0 and quoted.quotation_of[i] not in own for i in words)
    if not inside:
        return "indirect"
    return "direct" if 2 * inside >= len(words) else "mixed"


def spans(doc: Doc, tokens: Iterable[int], verbatim: Callable[[int], bool] = lambda i: False) -> Spans:
    """Return the spans of runs of tokens, without the punctuation at their edges that is not theirs.

    A full stop is theirs where it is verbatim. No span runs over a line break: a quotation over
    paragraphs has a span in each.
    """
    trimmed = (_trim(doc, run, verbatim) for run in _runs(doc, tokens))
    return tuple(span for span in trimmed if span is not None)


def _untrimmed_spans(doc: Doc, tokens: Iterable[int]) -> Spans:
    return tuple(Span(doc[run[0]].idx, doc[run[-1]].idx + len(doc[run[-1]])) for run in _runs(doc, tokens))


def _runs(doc: Doc, tokens: Iterable[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for i in sorted(tokens):
        gap = doc[runs[-1][-1] + 1 : i].text_with_ws if runs else "\n"
        if gap.strip() or "\n" in gap:
            runs.append([i])
        else:
            runs[-1].append(i)
    return runs


def _trim(doc: Doc, run: Sequence[int], verbatim: Callable[[int], bool]) -> Span | None:
    first, last = run[0], run[-1]
    while first < last and doc[first].is_punct and doc[first].text not in OPENING:
        first += 1
    while last > first and (doc[last].is_space or (doc[last].is_punct and doc[last].text not in CLOSING)):
        if doc[last].text == "." and verbatim(last):
            break
        last -= 1
    if not any(ch.isalnum() for i in range(first, last + 1) for ch in doc[i].text):
        return None
    return Span(doc[first].idx, doc[last].idx + len(doc[last]))
