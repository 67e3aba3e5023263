"""Quotation marks and paragraphs: pure string work."""

from __future__ import annotations

import re

from quotes.model import Span

BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+|\r\n[^\S\n]*\r\n")


def paragraphs(text: str) -> list[Span]:
    """Return the non-blank paragraphs, stripped of surrounding white space.

    A line is a paragraph, except in hard-wrapped text (most lines that no blank line follows are 50 to
    100 characters long and end in no full stop), where blank lines separate paragraphs.
    """
    lines = [m for m in re.finditer(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]*\S[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]*", text)]
    spans = [Span(m.start(), m.end()) for m in lines]
    if _hard_wrapped(text, spans):
        spans = [Span(m.start(), m.end()) for m in re.finditer(r"\S(?:.*(?:\r?\n(?!\s*\n).*)*)?", text)]
    return [_strip(text, span) for span in spans]


def _hard_wrapped(text: str, lines: list[Span]) -> bool:
    followed = [a for a, b in zip(lines, lines[1:], strict=False) if text.count("\n", a.end, b.start) == 1]
    wrapped = [s for s in followed if 50 <= s.end - s.start <= 100 and text[s.end - 1] not in ".!?”\"’"]
    return len(followed) >= 6 and len(wrapped) > 0.6 * len(followed)


def _strip(text: str, span: Span) -> Span:
    part = text[span.start : span.end]
    return Span(span.start + len(part) - len(part.lstrip()), span.end - len(part) + len(part.rstrip()))
