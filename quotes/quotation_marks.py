"""Quotation marks and paragraphs: pure string work.

Every paragraph starts afresh, so a stray mark changes nothing beyond its own paragraph; only an
opening mark left open and repeated at the start of the next paragraph carries a quotation on.
"""

from __future__ import annotations

import re
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
SENTENCE_END = re.compile(r"(?<!\b[A-Z])[.!?…]+[\"”’'»)\]]*(?=\s+[\"“‘'«(\[]*[A-Z0-9])")
NEWLINE = "\r\n\v\f\x1c-\x1e\x85\u2028\u2029"
LINE = re.compile(rf"[^{NEWLINE}]*[^\s{NEWLINE}][^{NEWLINE}]*")
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
    lines = [_strip(text, Span(*m.span())) for m in LINE.finditer(text)]
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
    stack: list[tuple[str, int]] = []
    stray: list[tuple[str, int]] = []
    marks = [m for m in MARK.finditer(text, paragraph.start, paragraph.end) if not _is_apostrophe(text, m, paragraph)]
    balanced = _balanced(text, marks, paragraph)
    for k, m in enumerate(marks):
        mark = m.group()
        depth = _depth_of_closed(mark, stack)
        if depth is not None and _can_close(text, m, paragraph, stack[depth][1], marks[k + 1 :]):
            done.append(Quotation(Span(stack[depth][1], m.end()), depth, stack[depth][0]))
            del stack[depth:]
        elif mark in CLOSERS and (depth is None or mark not in "”»") and _can_open(text, m, paragraph):
            repeated = stack and stack[-1][0] == mark and not balanced
            if repeated and not _goes_on(text, stack[-1], paragraph, following):
                stray.append(stack.pop())
            stack.append((mark, m.start()))
    stack = _reclaimed(text, stack, done)
    done += _left_open(text, sorted(stack + stray, key=lambda s: s[1]), done, paragraph, following, carried)
    return sorted(_levels(done))


def _depth_of_closed(mark: str, stack: list[tuple[str, int]]) -> int | None:
    """Return the place on the stack of the innermost open mark that this one may close."""
    return next((d for d in reversed(range(len(stack))) if mark in CLOSERS[stack[d][0]]), None)


def _reclaimed(text: str, opened: list[tuple[str, int]], done: list[Quotation]) -> list[tuple[str, int]]:
    """Return the marks still open once those closed by what closed another, odd mark inside them have it back."""
    left = []
    for mark, start in opened:
        closer = PAIRS.get(mark)
        inner = [q for q in done if q.span.start > start and text[q.span.end - 1] == closer != PAIRS.get(q.mark)]
        if inner:
            done.remove(inner[-1])
            done.append(Quotation(Span(start, inner[-1].span.end), 0, mark))
        else:
            left.append((mark, start))
    return left


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
    carried: bool,
) -> list[Quotation]:  # fmt: skip
    """Return the quotations of marks that were never closed; a lone single mark is an apostrophe.

    One that the next paragraph repeats, or that goes on from the one before, runs to the end of the paragraph;
    another no further than its sentence, the next quotation or the one it stands in.
    """
    out: list[Quotation] = []
    for mark, start in opened:
        later = [q for q in done if q.span.start > start]
        if out and start < out[-1].span.end:
            continue
        goes_on = _may_begin_here(text, mark, start, paragraph, later) and _is_repeated(text, mark, following)
        end = paragraph.end if goes_on else _end_left_open(text, mark, start, paragraph, later, carried)
        if end is None:
            continue
        end = min([end, *(q.inner(text).end for q in done if q.span.start < start < q.span.end)])
        end = start + len(text[start:end].rstrip())
        if end > start + len(mark):
            out.append(Quotation(Span(start, end), 0, mark, open=True, goes_on=goes_on))
    return out


def _may_begin_here(text: str, mark: str, start: int, paragraph: Span, later: list[Quotation]) -> bool:
    """Return whether a quotation of several paragraphs may begin with a mark: at the first word, or a capital."""
    behind = start + len(mark)
    return start == paragraph.start or (text[behind : behind + 1].isupper() and all(q.mark != mark for q in later))


def _is_repeated(text: str, mark: str, following: Span | None) -> bool:
    return following is not None and text.startswith(mark, following.start)


def _end_left_open(
    text: str, mark: str, start: int, paragraph: Span, later: list[Quotation], carried: bool
) -> int | None:
    """Return where the quotation of a mark never closed ends in its last paragraph; None for an apostrophe."""
    if carried and start == paragraph.start:
        end = paragraph.end
    elif mark not in SINGLES:
        end = _sentence_end(text, start, paragraph)
    else:
        return None
    return min([end, *(q.span.start for q in later)])


def _sentence_end(text: str, start: int, paragraph: Span) -> int:
    """Return where the sentence around ``start`` seems to end."""
    end = SENTENCE_END.search(text, start + 1, paragraph.end)
    return end.end() if end else paragraph.end


def _levels(found: list[Quotation]) -> list[Quotation]:
    """Recount levels by containment: an opening mark that was never closed encloses nothing."""
    return [q._replace(level=sum(o.span != q.span and o.span.covers(q.span) for o in found)) for q in found]


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
    elided = re.compile(r"(?:\d0s|\d\d\b|em|til|tis|twas|cause|round|n)\b", re.I)
    return not before.isalnum() and m.group() != "‘" and elided.match(text, m.end()) is not None


def _can_open(text: str, m: re.Match[str], paragraph: Span) -> bool:
    before, after = _before(text, m, paragraph), _after(text, m, paragraph)
    if m.group() in ("「", "『"):
        return not after.isspace()
    if m.group() in ("„", "«", "“") and not after.isspace():
        return after.isupper() or not before.isalnum()  # not inside a word or behind it
    return (before.isspace() or before in "([{-–—/:,“\"‘'«„") and not after.isspace() and after not in ".,;:!?)"


def _can_close(text: str, m: re.Match[str], paragraph: Span, opened: int, later: list[re.Match[str]]) -> bool:
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
    if before.isalnum() and after == " " and _sentence_end(text, opened, paragraph) < m.start():
        return False
    return not (before in "sS" and after == " " and _closes_later(text, later, paragraph))


def _closes_later(text: str, later: list[re.Match[str]], paragraph: Span) -> bool:
    for m in later:
        if m.group() == "‘":
            return False
        if m.group() in ("’", "'") and not _before(text, m, paragraph).isspace():
            return not _after(text, m, paragraph).isalnum()
    return False
