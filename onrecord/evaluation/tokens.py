"""What the scorer counts: the words of a text, and which of them stand in double quotation marks.

A word is a run of letters and digits with inner apostrophes; it belongs to a span that holds its middle.
Punctuation never counts, so spans may differ by a comma or a quotation mark and still be equal.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from quotes.types import QuoteKind, Span, Spans

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
OPENING, CLOSING, STRAIGHT = "“„«‟", "”»", '"″＂'
MARK = re.compile(rf"``|''|[{OPENING}{CLOSING}{STRAIGHT}]")
IN_CONTENT = frozenset(OPENING + CLOSING + '"')
BEFORE_OPENING = "([{-—–"

Positions = frozenset[int]


class Words:
    """The words of a text, known by their positions: 0 is the first."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = [Span(*match.span()) for match in WORD.finditer(text)]
        self._middles = [(start + end) / 2 for start, end in self._words]
        quoted = double_quotations(text)
        starts = [span.start for span in quoted]
        self._quoted = frozenset(
            position
            for position, word in enumerate(self._words)
            if (nearest := bisect_right(starts, word.start)) and word.start < quoted[nearest - 1].end
        )

    def within(self, spans: Spans) -> Positions:
        """Return the positions of the words in any of the spans."""
        return frozenset(
            position
            for start, end in spans
            for position in range(bisect_left(self._middles, start), bisect_left(self._middles, end))
        )

    def form(self, position: int) -> str:
        """Return a word in lower case, with straight apostrophes."""
        return self._words[position].of(self._text).lower().replace("’", "'")

    def trimmed(self, spans: Spans) -> Spans:
        """Return spans that begin and end with letters or digits; those with none between them are joined."""
        joined: list[Span] = []
        for span in sorted(spans):
            start, end = self._trim(span)
            if start >= end:
                continue
            if joined and not any(map(str.isalnum, self._text[joined[-1].end : start])):
                joined[-1] = Span(joined[-1].start, max(end, joined[-1].end))
            else:
                joined.append(Span(start, end))
        return tuple(joined)

    def _trim(self, span: Span) -> Span:
        start, end = max(0, span.start), min(len(self._text), span.end)
        while start < end and not self._text[start].isalnum():
            start += 1
        while end > start and not self._text[end - 1].isalnum():
            end -= 1
        return Span(start, end)

    def kind(self, content: Spans) -> QuoteKind:
        """Return direct where half of the content's words or more are quoted, mixed where fewer are.

        A double quotation mark inside the content makes it mixed, too. Content must have words.
        """
        words = self.within(content)
        quoted = len(words & self._quoted)
        if 2 * quoted >= len(words):
            return "direct"
        marks = any(IN_CONTENT.intersection(span.of(self._text)) for span in self.trimmed(content))
        return "mixed" if quoted or marks else "indirect"


def double_quotations(text: str) -> list[Span]:
    """Return what stands between double quotation marks, line by line, the marks left out.

    The measure's own simple view, the same for gold and predictions: no nesting, no single marks, a
    closing mark alone is nothing, and an opening one alone reaches to the end of its line.
    ``quotes.quotation_marks`` is the view that finds quotations.
    """
    inside: list[Span] = []
    offset = 0
    for line in text.split("\n"):
        opened: int | None = None
        for mark in MARK.finditer(line):
            before = line[max(0, mark.start() - 1) : mark.start()] or " "
            after = line[mark.end() : mark.end() + 1] or " "
            if opened is None and _opens(mark[0], before, after):
                opened = mark.end()
            elif opened is not None and _closes(mark[0], before, after):
                inside.append(Span(offset + opened, offset + mark.start()))
                opened = None
        if opened is not None:
            inside.append(Span(offset + opened, offset + len(line)))
        offset += len(line) + 1
    return inside


def _opens(mark: str, before: str, after: str) -> bool:
    if mark in OPENING or mark == "``":
        return True
    if mark in CLOSING:  # the wrong way round: ”We shall see
        return before.isspace() and after.isalnum()
    if mark == "''":
        return before.isspace() and not after.isspace()
    return before.isspace() or before in BEFORE_OPENING or not after.isspace()


def _closes(mark: str, before: str, after: str) -> bool:
    if mark in OPENING:  # the wrong way round: we shall see.“
        return after.isspace() and not before.isspace()
    if mark in STRAIGHT:
        return not ((before.isspace() or before in BEFORE_OPENING) and after.isalnum())
    return mark != "``"
