"""Quotation marks and paragraphs: pure string work.

Every paragraph starts afresh, so a stray mark changes nothing beyond its own paragraph; only an
opening mark left open and repeated at the start of the next paragraph carries a quotation on.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import pairwise
from typing import NamedTuple

from quotes.types import Span

# What may close each opening mark. “…” and ”…“ both occur, and „…“ closes with what opens in English.
CLOSERS = {
    "“": "”“\"", "”": "“”", "„": "“”\"", "‟": "”\"", "«": "»", "»": "«", "「": "」", "『": "』",
    '"': '"”', "″": "″\"", "＂": "＂", "''": "''", "``": "''", "‘": "’'", "’": "’", "'": "'", "‚": "‘’", "‹": "›",
}  # fmt: skip
PAIRS = {"“": "”", "„": "“", '"': '"', "«": "»", "»": "«", "「": "」"}  # what closes a mark above all others
SINGLES = frozenset("‘’'‚‹")
UNUSUAL = SINGLES | frozenset("„‟«»「『″＂")
MARK = re.compile(r"''|``|[“”„‟«»「『」』\"″＂‘’'‚‹›]")
CLOSED_BY = {mark: [m for m in (*CLOSERS, "」", "』", "›") if m in closers] for mark, closers in CLOSERS.items()}
GAP = re.compile(r"(?<!\s)\s+(?=[\"“‘'«(\[]*[A-Z0-9])")  # between sentences, if a full stop stands before it
INITIAL = re.compile(r"\b[A-Z][.!?…]")
ELIDED = re.compile(r"(?:\d0s|\d\d\b|em|til|tis|twas|cause|round|n)\b", re.I)
NEWLINE = "\r\n\v\f\x1c-\x1e\x85\u2028\u2029"
LINE = re.compile(rf"[^{NEWLINE}]+")
# The end of a line that its sentence runs over: before a small letter, and a clause in marks before any.
UNFINISHED = re.compile(r"(?:[\w,–—-]|,[\"”'’])$")
QUOTED_CLAUSE = re.compile(r",[\"”'’]$")


class Quotation(NamedTuple):
    """Text between a pair of quotation marks, marks included.

    ``level`` is 0 for an outermost quotation. ``open`` says that its closing mark is missing: it runs to
    the end of its paragraph, and on into the next where that begins with the same mark (``goes_on``).
    """

    span: Span
    level: int
    mark: str
    open: bool = False
    goes_on: bool = False

    def inner(self, text: str) -> Span:
        """Return the span without its marks."""
        start = self.span.start + (2 if self.mark in ("''", "``") else 1)
        end = self.span.end
        if not self.open:
            end -= 2 if text[end - 2 : end] == "''" and self.mark in ("''", "``") else 1
        return Span(start, max(start, end))


def paragraphs(text: str) -> list[Span]:
    """Return the non-blank paragraphs, stripped of surrounding white space.

    A line is a paragraph, except where a sentence runs on into the next line, and in hard-wrapped text (most lines
    that no blank line follows are 50 to 100 characters long and end in no full stop), where blank lines separate
    paragraphs.
    """
    lines = [line for m in LINE.finditer(text) if (line := _strip(text, Span(*m.span())))[0] < line[1]]
    wrapped = _hard_wrapped(text, lines)
    joined: list[Span] = []
    for line in lines:
        goes_on = joined and (wrapped or _runs_on(text, joined[-1], line))
        if goes_on and _line_breaks(text, joined[-1].end, line.start) == 1:
            joined[-1] = Span(joined[-1].start, line.end)
        else:
            joined.append(line)
    return joined


def _runs_on(text: str, line: Span, following: Span) -> bool:
    """Return whether a sentence runs on over a line break: "every gate / on the river", "“… winter,” / Lind said"."""
    last = text[max(line.start, line.end - 2) : line.end]
    return bool(QUOTED_CLAUSE.search(last) or (UNFINISHED.search(last) and text[following.start].islower()))


def _hard_wrapped(text: str, lines: list[Span]) -> bool:
    followed = [a for a, b in pairwise(lines) if _line_breaks(text, a.end, b.start) == 1]
    wrapped = [s for s in followed if 50 <= s.end - s.start <= 100 and text[s.end - 1] not in ".!?”\"’"]
    return len(followed) >= 6 and len(wrapped) > 0.6 * len(followed)


def _line_breaks(text: str, start: int, end: int) -> int:
    return len(re.findall(r"\r\n|[\r\n]", text[start:end]))


def _strip(text: str, span: Span) -> Span:
    part = text[span.start : span.end]
    return Span(span.start + len(part) - len(part.lstrip()), span.end - len(part) + len(part.rstrip()))


def quotations(text: str) -> list[Quotation]:
    """Return the quotations of a text in order of their start, nested ones with their level."""
    out: list[Quotation] = []
    pieces = paragraphs(text)
    carried = False
    for k, paragraph in enumerate(pieces):
        following = pieces[k + 1] if k + 1 < len(pieces) else None
        found = _paragraph_quotations(text, paragraph, following, carried)
        carried = any(q.goes_on for q in found)
        out += found
    return out


def with_double_marks(text: str) -> str:
    """Return the text, of the same length, with “ and ” for the marks of ‘…’, '…', „…“, «…» and the like.

    Treebanks hardly have such marks, and a tokenizer that learned from them leaves many on the word beside.
    """
    characters = list(text)
    for quotation in quotations(text):
        if quotation.mark in UNUSUAL:
            characters[quotation.span.start] = "“"
            if not quotation.open:
                characters[quotation.span.end - 1] = "”"
    return "".join(characters)


def _paragraph_quotations(text: str, paragraph: Span, following: Span | None, carried: bool) -> list[Quotation]:
    """Return the quotations of a paragraph; ``carried`` says that the one before it left one open to go on here."""
    done: list[Quotation] = []
    opened = OpenMarks()
    stray: list[tuple[str, int]] = []
    marks = [m for m in MARK.finditer(text, paragraph.start, paragraph.end) if not _is_apostrophe(text, m, paragraph)]
    if not marks:
        return []
    ends = SentenceEnds(text, paragraph)
    balanced, closes_later = _balanced(text, marks, paragraph), _close_later(text, marks, paragraph)
    for k, m in enumerate(marks):
        mark = m.group()
        depth = opened.depth_of_closed(mark)
        if depth is not None and _can_close(text, m, paragraph, opened.stack[depth][1], closes_later[k + 1], ends):
            done.append(Quotation(Span(opened.stack[depth][1], m.end()), depth, opened.stack[depth][0]))
            opened.cut(depth)
        elif mark in CLOSERS and (depth is None or mark not in "”»") and _can_open(text, m, paragraph):
            last = opened.innermost(mark)
            if last and not balanced and not _goes_on(text, last, paragraph, following):
                stray.append(last)
                opened.cut(len(opened.stack) - 1)
            opened.push(mark, m.start())
    done, left = _reclaimed(text, opened.stack, done, paragraph)
    left = sorted(left + stray, key=lambda s: s[1])
    done += _left_open(text, left, done, paragraph, following, carried, ends)
    return _levels(done)


class OpenMarks:
    """The marks that wait for theirs to close, and for each closing mark the places of those that it may close."""

    def __init__(self) -> None:
        self.stack: list[tuple[str, int]] = []
        self._closed_by: dict[str, list[int]] = {mark: [] for marks in CLOSED_BY.values() for mark in marks}

    def push(self, mark: str, start: int) -> None:
        """Add a mark inside all others."""
        for closer in CLOSED_BY[mark]:
            self._closed_by[closer].append(len(self.stack))
        self.stack.append((mark, start))

    def cut(self, depth: int) -> None:
        """Forget the mark at this place of the stack and those inside it."""
        while len(self.stack) > depth:
            for closer in CLOSED_BY[self.stack.pop()[0]]:
                self._closed_by[closer].pop()

    def innermost(self, mark: str) -> tuple[str, int] | None:
        """Return the innermost open mark if it is this one, with where it stands."""
        return self.stack[-1] if self.stack and self.stack[-1][0] == mark else None

    def depth_of_closed(self, mark: str) -> int | None:
        """Return the place on the stack of the innermost open mark that this one may close."""
        places = self._closed_by.get(mark)
        return places[-1] if places else None


def _reclaimed(
    text: str, opened: list[tuple[str, int]], done: list[Quotation], paragraph: Span
) -> tuple[list[Quotation], list[tuple[str, int]]]:
    """Return quotations and open marks once those closed by what closed another, odd mark inside them have it back."""
    odd: dict[str, list[int]] = {}  # by what closed them, the last at the end
    around = _starts_around(done)
    for i, quotation in enumerate(done):
        closer = text[quotation.span.end - 1]
        if closer != PAIRS.get(quotation.mark):
            odd.setdefault(closer, []).append(i)
    left, gone = [], set()
    regained: list[Quotation] = []
    for mark, start in opened:
        inner = odd.get(PAIRS.get(mark, ""), [])
        while inner and done[inner[-1]].span.start <= start:
            inner.pop()  # nor does it stand inside a mark that opens later
        outer = regained[-1].span if regained and start < regained[-1].span.end else paragraph
        # Neither a quotation that begins between the two marks nor the pair around them may be crossed.
        if inner and around[inner[-1]] <= start and outer.covers(done[inner[-1]].span):
            gone.add(i := inner.pop())
            regained.append(Quotation(Span(start, done[i].span.end), 0, mark))
        else:
            left.append((mark, start))
    return [q for i, q in enumerate(done) if i not in gone] + regained, left


def _starts_around(done: list[Quotation]) -> list[int]:
    """Return for each of some quotations that nest where the innermost one around it begins, or -1."""
    around, inside = [-1] * len(done), [-1]
    for i in sorted(range(len(done)), key=lambda i: (done[i].span.start, -done[i].span.end)):
        while inside[-1] >= 0 and done[inside[-1]].span.end <= done[i].span.start:
            inside.pop()
        around[i] = done[inside[-1]].span.start if inside[-1] >= 0 else -1
        inside.append(i)
    return around


def _balanced(text: str, marks: list[re.Match[str]], paragraph: Span) -> bool:
    """Return whether double marks open as often as they close, so that a second opening mark nests."""
    doubles = [m for m in marks if m.group() not in SINGLES]
    opening = sum(_can_open(text, m, paragraph) for m in doubles)
    return 2 * opening == len(doubles)


def _goes_on(text: str, opened: tuple[str, int], paragraph: Span, following: Span | None) -> bool:
    """Return whether a mark opens its paragraph and the next one, too: one quotation over both."""
    mark, start = opened
    return start == paragraph.start and _is_repeated(text, mark, following)


def _left_open(
    text: str, opened: list[tuple[str, int]], done: list[Quotation], paragraph: Span, following: Span | None,
    carried: bool, ends: SentenceEnds,
) -> list[Quotation]:  # fmt: skip
    """Return the quotations of marks that were never closed; a lone single mark is an apostrophe.

    One that the next paragraph repeats, or that goes on from the one before, runs to the end of the paragraph;
    another no further than its sentence, the next quotation or the one it stands in.
    """
    out: list[Quotation] = []
    beside = QuotationsBeside(text, done)
    for mark, start in opened:
        beside.go_to(start)
        if out and start < out[-1].span.end:
            continue
        first = _may_begin_here(text, mark, start, paragraph, beside.last_of_mark.get(mark, -1) > start)
        goes_on = first and _is_repeated(text, mark, following)
        next_quotation = min(beside.next_start, paragraph.end)
        end = paragraph.end if goes_on else _end_left_open(mark, start, paragraph, next_quotation, carried, ends)
        if end is None:
            continue
        end = min(end, beside.end_around)
        end = start + len(text[start:end].rstrip())
        if end > start + len(mark):
            out.append(Quotation(Span(start, end), 0, mark, open=True, goes_on=goes_on))
    return out


class QuotationsBeside:
    """The quotations around and behind places of a text, which are asked for from left to right."""

    def __init__(self, text: str, done: list[Quotation]) -> None:
        self._text = text
        self._later = sorted((q for q in done), key=lambda q: q.span, reverse=True)
        self._around: list[tuple[int, int]] = []  # where those that began before end, inside and out
        self.last_of_mark: dict[str, int] = {}
        """Where the last quotation with each mark begins."""
        for q in done:
            self.last_of_mark[q.mark] = max(q.span.start, self.last_of_mark.get(q.mark, -1))

    def go_to(self, start: int) -> None:
        """Go to a place, no further left than the one before."""
        while self._later and self._later[-1].span.start <= start:
            q = self._later.pop()
            if q.span.start < start:
                heappush(self._around, (q.inner(self._text).end, q.span.end))
        while self._around and self._around[0][1] <= start:
            heappop(self._around)

    @property
    def next_start(self) -> int:
        """Where the next quotation begins."""
        return self._later[-1].span.start if self._later else len(self._text)

    @property
    def end_around(self) -> int:
        """Where the words of the quotation end that this place stands in."""
        return self._around[0][0] if self._around else len(self._text)


def _may_begin_here(text: str, mark: str, start: int, paragraph: Span, again: bool) -> bool:
    """Return whether a quotation of several paragraphs may begin with a mark: at the first word, or a capital.

    ``again``: another quotation with this mark follows.
    """
    behind = start + len(mark)
    return start == paragraph.start or (text[behind : behind + 1].isupper() and not again)


def _is_repeated(text: str, mark: str, following: Span | None) -> bool:
    return following is not None and text.startswith(mark, following.start)


def _end_left_open(
    mark: str, start: int, paragraph: Span, next_quotation: int, carried: bool, ends: SentenceEnds
) -> int | None:
    """Return where the quotation of a mark never closed ends in its last paragraph; None for an apostrophe."""
    if carried and start == paragraph.start:
        end = paragraph.end
    elif mark not in SINGLES:
        end = ends.behind(start)
    else:
        return None
    return min(end, next_quotation)


class SentenceEnds:
    """Where the sentences of a paragraph seem to end, all found at the first question."""

    def __init__(self, text: str, paragraph: Span) -> None:
        self.text, self.paragraph = text, paragraph
        self._found: list[tuple[int, int]] | None = None

    def behind(self, start: int) -> int:
        """Return where the sentence around ``start`` ends."""
        if self._found is None:
            self._found = list(self._all())
        place = bisect_right(self._found, (start, self.paragraph.end))
        return self._found[place][1] if place < len(self._found) else self.paragraph.end

    def _all(self) -> Iterator[tuple[int, int]]:
        """Yield the last full stop of each sentence, and the end of the closing marks behind it."""
        for gap in GAP.finditer(self.text, *self.paragraph):
            stop = end = gap.start()
            while stop > self.paragraph.start and self.text[stop - 1] in "\"”’'»)]":
                stop -= 1
            if stop > self.paragraph.start and self.text[stop - 1] in ".!?…" and not INITIAL.match(self.text, stop - 2):
                yield stop - 1, end


def _levels(found: list[Quotation]) -> list[Quotation]:
    """Return quotations sorted, with levels by containment: a mark that was never closed encloses nothing."""
    out: list[Quotation] = []
    around: list[int] = []  # ends of those that began before, negative, so that the innermost comes last
    for q in sorted(found, key=lambda q: (q.span.start, -q.span.end)):
        while around and -around[-1] <= q.span.start:
            around.pop()
        out.append(q._replace(level=bisect_right(around, -q.span.end)))
        insort(around, -q.span.end)
    return sorted(out)


def _before(text: str, m: re.Match[str], paragraph: Span) -> str:
    return text[m.start() - 1] if m.start() > paragraph.start else " "


def _after(text: str, m: re.Match[str], paragraph: Span) -> str:
    return text[m.end()] if m.end() < paragraph.end else " "


def _is_apostrophe(text: str, m: re.Match[str], paragraph: Span) -> bool:
    """Return whether a single mark stands inside a word, or before an elided one (’em, ’90s)."""
    if m.group() not in ("’", "'", "‘"):
        return False
    before, after = _before(text, m, paragraph), _after(text, m, paragraph)
    if before.isalnum() and after.isalnum():
        return True
    return not before.isalnum() and m.group() != "‘" and ELIDED.match(text, m.end()) is not None


def _can_open(text: str, m: re.Match[str], paragraph: Span) -> bool:
    before, after = _before(text, m, paragraph), _after(text, m, paragraph)
    if m.group() in ("「", "『"):
        return not after.isspace()
    if m.group() in ("„", "«", "“") and not after.isspace():
        return after.isupper() or not before.isalnum()  # not inside a word or behind it
    return (before.isspace() or before in "([{-–—/:,“\"‘'«„") and not after.isspace() and after not in ".,;:!?)"


def _can_close(
    text: str, m: re.Match[str], paragraph: Span, opened: int, closes_later: bool, ends: SentenceEnds
) -> bool:
    """Return whether a mark ends the quotation opened at ``opened``.

    A possessive ("ministers’ plan") does only in the same sentence, and where no better mark follows.
    """
    before, after = _before(text, m, paragraph), _after(text, m, paragraph)
    if m.group() in ("“", "‘", '"', "'", "''") and before.isspace() and not after.isspace():
        return False  # looks like an opening mark
    if before.isspace() and m.start() > paragraph.start and not after.isspace():
        return False
    if m.group() not in ("’", "'"):
        return not after.isalnum() or not before.isspace()
    if after.isalnum():
        return False
    if before.isalnum() and after == " " and ends.behind(opened) < m.start():
        return False
    return not (before in "sS" and after == " " and closes_later)


def _close_later(text: str, marks: list[re.Match[str]], paragraph: Span) -> list[bool]:
    """Return for each mark, and for the end, whether it or one behind it closes what a single mark opens."""
    answers = [False]
    for m in reversed(marks):
        closing = m.group() in ("’", "'") and not _before(text, m, paragraph).isspace()
        if m.group() == "‘":
            answers.append(False)
        else:
            answers.append(not _after(text, m, paragraph).isalnum() if closing else answers[-1])
    return answers[::-1]
