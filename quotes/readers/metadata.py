"""Title, date and outlet of an article, where its text, its file's name or its address tells them."""

from __future__ import annotations

import re
from datetime import datetime

TITLE_LENGTH = 200
FIRST_LINE = re.compile(r"\s*(\S[^\r\n]*)(?:\r\n|\n|\r)[^\S\r\n]*(?:\r\n|\n|\r)\s*\S")
HEADLINE_END = re.compile(r"[\w%][\"”“’'»)\]]*$")
DATE_IN_NAME = re.compile(r"^(\d{4}-\d\d-\d\d)(?!\d)|(?<!\d)(\d{4}-\d\d-\d\d)$")
HOST = re.compile(r"https?://(?:www\.)?([^/?#\s:@]+)", re.IGNORECASE)


def title_of(text: str) -> str | None:
    """Return the first line if it looks like a headline: short, set off by a blank line, no sentence."""
    match = FIRST_LINE.match(text)
    line = match.group(1).rstrip() if match else ""
    return line if 0 < len(line) <= TITLE_LENGTH and HEADLINE_END.search(line) else None


def date_in_name(stem: str) -> str | None:
    """Return the ISO date that a file's name, without its suffix, starts or ends with, if any."""
    match = DATE_IN_NAME.search(stem)
    return match[0] if match and is_iso_date(match[0]) else None


def is_iso_date(text: str) -> bool:
    """Return whether a text is a date, a date-time, a month or a year in ISO 8601."""
    try:
        datetime.fromisoformat(re.sub(r"[Zz]$", "+00:00", text))  # before 3.11 Python does not take the Z
    except ValueError:
        return re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", text) is not None
    return True


def host_of(url: str | None) -> str | None:
    """Return the host of a web address without "www.", None where it has none."""
    match = HOST.match(url or "")
    return match[1].lower() if match else None
