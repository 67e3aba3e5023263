"""What the finding steps share: quotes in the making, and which quotation each token stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from quotes import quotation_marks
from quotes.types import Quote, QuoteKind, Span, Spans

Hints = NDArray[np.float32]  # [tokens, 5], shares from 0 to 1
CUE, SOURCE, CONTENT, BEGINS, ENDS = range(5)  # their columns: the fields of ``quotes.doc.Hint``
OPENING = frozenset("“\"„«‘'([「$#@") | {"''", "``"}
CLOSING = frozenset("”\"»’')]“」%!?…") | {"''", "..."}


@dataclass(slots=True)
class Draft:
    """A quote in the making: token indexes of the ``Doc``."""

    cue: frozenset[int]
    source: frozenset[int]
    content: set[int]
    rule: str
    confidence: float


class Quoted:
    """The outermost quotations of a ``Doc``, and which of them each token stands in (-1: none)."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text: str = doc.text  # once: a Doc joins its tokens at every call
        hints = doc.user_data.get("hints")  # [tokens, 5]: see quotes.hints
        self.hints: Hints | None = None if hints is None else hints.astype(np.float32) / 100
        self.found = [q for q in quotation_marks.quotations(self.text) if q.level == 0]
        self.first: list[int] = []  # the quotation that each one carries on over paragraphs, or itself
        for k in range(len(self.found)):
            self.first.append(self.first[k - 1] if k and self.found[k - 1].goes_on else k)
        self.of = [-1] * len(doc)
        self._tokens: list[list[int]] = [[] for _ in self.found]
        k = 0
        for token in doc:
            while k < len(self.found) and self.found[k].span.end <= token.idx:
                k += 1
            inside = k < len(self.found) and self.found[k].span.start < token.idx + len(token)
            if inside and not token.is_space:
                self.of[token.i] = self.first[k]
                self._tokens[self.first[k]].append(token.i)

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """First token of each token's sentence, and the one behind its last: ``Token.sent`` looks for them."""
        return [(s.start, s.end) for s in self.doc.sents for _ in range(s.start, s.end)]

    @cached_property
    def columns(self) -> Hints:
        """The hints by column, [5, tokens]; empty without hints."""
        return np.zeros((0, len(self.doc)), np.float32) if self.hints is None else np.ascontiguousarray(self.hints.T)

    def __iter__(self) -> Iterator[tuple[int, list[int]]]:
        return ((k, tokens) for k, tokens in enumerate(self._tokens) if tokens)

    def whole(self, k: int) -> list[int]:
        """Return the tokens of quotation ``k``, over all its paragraphs, marks included."""
        return self._tokens[k]

    def is_closed(self, k: int) -> bool:
        """Return whether quotation ``k`` has its closing mark, or goes on in the next paragraph."""
        return not self.found[k].open or self.found[k].goes_on

    def before(self, start: int) -> str:
        """Return the last character before offset ``start`` that is no white space, or an empty string."""
        return self.text[max(0, start - 80) : start].rstrip()[-1:]

    def is_sentence(self, k: int) -> bool:
        """Return whether a quotation reads as a sentence of its own: capitalised, set off, ended by a mark."""
        text, span = self.text, self.found[k].span
        inner = self.found[k].inner(text).of(text).strip(" \u00a0‘'“\"([")
        before, gap = self.before(span.start), text[max(0, span.start - 2) : span.start]
        ended = self.found[k].open or inner[-1:] in (*",.!?…—–-", "’") or text[span.end : span.end + 1] == ","
        return inner[:1].isupper() and ended and (before in ",:.!?”\"’»—–‘'`" or "\n" in gap)


def to_quote(quoted: Quoted, d: Draft) -> Quote | None:
    """Return the finished quote, or None where nothing but punctuation is left of its content."""
    verbatim = d.rule.startswith("layout")
    content = spans(quoted.doc, d.content, lambda i: verbatim or quoted.of[i] >= 0)
    source, cue = spans(quoted.doc, d.source), _spans(quoted.doc, d.cue)
    if not content:
        return None
    return Quote(_kind(quoted, d), content, cue, source, d.rule, round(d.confidence, 3))


def _kind(quoted: Quoted, d: Draft) -> QuoteKind:
    """Return how much of the content is quoted, seen from its cue: half and more is direct, nothing indirect."""
    own = {quoted.of[i] for i in d.cue}
    words = [i for i in d.content if quoted.doc[i].is_alpha or quoted.doc[i].like_num]
    inside = sum(quoted.of[i] >= 0 and quoted.of[i] not in own for i in words)
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


def _spans(doc: Doc, tokens: Iterable[int]) -> Spans:
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


def mean(shares: Hints) -> float:
    """Return the mean of some words' hints: [words] -> 1. Arrays' own methods cost more than the sum of a few words."""
    return float(np.add.reduce(shares) / np.float32(len(shares)))
