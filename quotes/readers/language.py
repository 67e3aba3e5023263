"""Which language a text is in: English is told by its small words, other languages by py3langid."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
ENGLISH_WORDS = (
    "the of and to in a is that for it on was with as by at from be this have are were has had he she his her they"
    " their said says not but which will would who an or been its after we i you more than when about over"
)
SMALL = frozenset(ENGLISH_WORDS.split())
LEAST = 20  # words, to tell anything
ENGLISH = 0.2  # of the words are small in any English prose; German and French, which share some, stay below
NAMES = {
    "english": "en", "eng": "en", "german": "de", "french": "fr", "spanish": "es", "russian": "ru", "ukrainian": "uk",
}  # fmt: skip


def language_of(text: str) -> str | None:
    """Return the two letters of a language other than English, None for English and for what is too short to tell."""
    words = WORD.findall(text[:5000].casefold())
    if len(words) < LEAST and len(text) < 200:
        return None
    if words and sum(word in SMALL for word in words) >= ENGLISH * len(words):
        return None
    from py3langid import classify

    found = str(classify(text[:5000])[0])
    return None if found == "en" else found


def code(name: str | None) -> str | None:
    """Return the code of a language as files name it: "en-GB" and "English" are "en"."""
    folded = (name or "").strip().casefold()
    return NAMES.get(folded) or re.split(r"[-_]", folded)[0] or None
