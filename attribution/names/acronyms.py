"""Acronyms an article defines: "Northern Grain Council (NGC)", "foreign minister (FM)"."""

from __future__ import annotations

from spacy.tokens import Doc

from attribution.lexicon.closed_class import POSSESSIVE_MARKS

SMALL = {"of", "the", "and", "for", "in", "on", "to", "de", "&"}


def acronyms(doc: Doc) -> dict[str, tuple[int, int]]:
    """Return the tokens ``[start, end)`` of the long form of each acronym the text defines in parentheses."""
    found: dict[str, tuple[int, int]] = {}
    for opening in doc[:-2]:
        short, closing = doc[opening.i + 1], doc[opening.i + 2]
        if opening.text == "(" and closing.text == ")" and is_acronym(short.text):
            start = _long_form(doc, opening.i, short.text)
            if start is not None:
                found.setdefault(short.text, (start, opening.i))
    return found


def is_acronym(word: str) -> bool:
    """Return whether a word looks like an acronym: two to eight characters, mostly capitals."""
    letters = [c for c in word if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    return 2 <= len(letters) <= 8 and word[0].isupper() and capitals >= 0.6 * len(letters)


def initials(words: list[str]) -> str:
    """Return the first letters of the words that count in an acronym."""
    return "".join(w[0] for w in words if w.lower() not in SMALL and w[0].isalnum()).upper()


def _long_form(doc: Doc, end: int, short: str) -> int | None:
    """Return where the words start whose initials, read up to ``end``, spell ``short``."""
    wanted = "".join(c for c in short if c.isupper())
    words: list[str] = []
    for i in range(end - 1, max(-1, end - 14), -1):
        if doc[i].text in (".", ";", ":") or doc[i].pos_ == "SPACE":
            return None
        if any(c.isalnum() for c in doc[i].text) and doc[i].text not in POSSESSIVE_MARKS:
            words.insert(0, doc[i].text)
        if initials(words) == wanted and doc[i].text.lower() not in SMALL:
            return i
    return None
