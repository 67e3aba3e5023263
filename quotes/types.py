"""Value types of the text side: spans, articles, quotes. Standard library only.

All offsets are half-open character offsets into ``Article.text``, which is kept exactly as decoded:
``article.text[span.start:span.end]`` is the quoted text, always.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

QuoteKind = Literal["direct", "indirect", "mixed"]


class Span(NamedTuple):
    """Half-open range of characters ``[start, end)`` of an article's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of ``text`` this span covers."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Return whether ``other`` lies inside this span (equal spans cover each other)."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Return whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end


Spans = tuple[Span, ...]


def spans(pairs: Iterable[Iterable[int]]) -> Spans:
    """Return sorted ``Span``s from ``[start, end]`` pairs, as they stand in JSON."""
    return tuple(sorted(Span(*pair) for pair in pairs))


def text_of(spans: Iterable[Span], text: str) -> str:
    """Return the words at ``spans`` of ``text`` as one string, " … " between those of two spans; "" for none."""
    return " … ".join(span.of(text) for span in spans)


@dataclass(frozen=True, slots=True)
class Article:
    """One news article. ``published`` is an ISO 8601 date or date-time, where known.

    ``language`` is a code such as "fr"; without one the text is taken for English.
    """

    id: str
    text: str
    path: str | None = None
    url: str | None = None
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    byline: str | None = None
    language: str | None = None

    @property
    def sha256(self) -> str:
        """Hex digest of the text as UTF-8; lone surrogates are kept, not refused."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Quote:
    """One attribution relation: who (source) reports (cue) what (content), as spans of the article.

    ``content`` holds at least one span; a split quotation has several. ``cue`` and ``source`` may be
    empty. ``rule`` names the decision that made the quote, ``confidence`` lies in [0, 1].
    """

    kind: QuoteKind
    content: Spans
    cue: Spans
    source: Spans
    rule: str
    confidence: float

    @property
    def start(self) -> int:
        """First character of the content."""
        return self.content[0].start

    @property
    def end(self) -> int:
        """One past the last character of the content."""
        return self.content[-1].end
