"""Names in the forms they are looked up by, and what tells copies of one statement."""

from __future__ import annotations

import re
from hashlib import blake2b

WORD = re.compile(r"[^\W_]+")
LONG = 6  # words that two statements hardly share by chance


def folded_name(name: str) -> str:
    """Return a name in the form names are looked up by: case folded, on one line, single spaces."""
    return " ".join(name.casefold().split())


def statement_key(content: str, published: str | None) -> str:
    """Return what copies of one statement share, 16 hexadecimal digits made of its letters and digits.

    The same long sentence in two articles is one statement that a wire carried; "the attack" is not, unless
    both are of one day. Short words without a date are no copies of anything: the empty string.
    """
    words = WORD.findall(content.casefold())
    if len(words) < LONG:
        if not published:
            return ""
        words.append(f"@{published[:10]}")
    return blake2b(" ".join(words).encode(), digest_size=8).hexdigest()
