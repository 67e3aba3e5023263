"""Title and outlet of an article, where its text or its address tells them."""

from __future__ import annotations

import re

TITLE_LENGTH = 200
FIRST_LINE = re.compile(r"\s*(\S[^\r\n]*)(?:\r\n|\n|\r)[^\S\r\n]*(?:\r\n|\n|\r)\s*\S")
HEADLINE_END = re.compile(r"[\w%][\"”“’'»)\]]*$")
HOST = re.compile(r"https?://(?:www\.)?([^/?#\s:@]+)", re.IGNORECASE)


def title_of(text: str) -> str | None:
    """Return the first line if it looks like a headline: short, set off by a blank line, no sentence."""
    match = FIRST_LINE.match(text)
    line = match.group(1).rstrip() if match else ""
    return line if 0 < len(line) <= TITLE_LENGTH and HEADLINE_END.search(line) else None


def headed(title: str | None, text: str) -> str:
    """Return a text with its headline before it, as printed, unless it begins with it."""
    if not title or " ".join(text.split()).startswith(" ".join(title.split())):
        return text
    return f"{title}\n\n{text}"


def host_of(url: str | None) -> str | None:
    """Return the host of a web address without "www.", None where it has none."""
    match = HOST.match(url or "")
    return match[1].lower() if match else None
