"""Abbreviations with a full stop that ends no sentence, for what the tokenizer gets wrong about them."""

from __future__ import annotations

import re
from pathlib import Path

from quotes.tables import rows

_WORDS: dict[str, set[str]] = {}
for _kind, _words in rows(Path(__file__).with_name("abbreviations.tsv")):
    _WORDS.setdefault(_kind, set()).update(_words.split())
TITLES = frozenset(_WORDS["title"])
ALL = frozenset(word.lower() for words in _WORDS.values() for word in words)


def _at_end(words: set[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.’'-])(?:{'|'.join(sorted(words))})\.$")


_TITLE, _NUMBERED = _at_end(_WORDS["title"]), _at_end(_WORDS["month"] | _WORDS["number"])
_HOUR = re.compile(r"\d ?[ap]\.? ?m\.$", re.IGNORECASE)
# What goes on after an hour: "5 p.m. | Monday", "7 a.m. | ET", "9 a.m. | Eastern time".
_OF_HOUR = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:[A-Z]\.?){1,3}T|GMT|UTC|Eastern|Central|Mountain|Pacific"
    r"|(?:[A-Z]\w+ ){1,2}(?:[Tt]ime|Standard|Daylight)"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d+)\b"
)
# An hour at the start of a sentence that goes on: "At 6 a.m. | President Lind spoke".
_FRONTED = re.compile(
    r"(?:[\"“]?(?:At|By|Around|About|On|Before|After|Until|Since|From|Shortly|Just|Between)\b[^,]*|\W*\d\S* ?[ap]\S*)$"
)
_GLUED = re.compile(r"[A-Z][^\W\d_]+\.")
# No name, so that "Dover, Del. | The", "in 40 Min. | He" are two sentences.
_NO_NAME = re.compile(
    r"(?:The|An?|This|That|These|Those|He|She|It|They|We|You|I|His|Her|Its|Their|Our|My|But|And|Or|So|If|In|On|At|By|For"
    r"|From|With|As|After|Before|When|While|Where|What|Who|How|Why|There|Then|Now|Not|No|Yes|All|Some|Many|Most)\b"
)


def ends_no_sentence(before: str, after: str) -> bool:
    """Return whether the abbreviation at the end of ``before`` belongs to what comes ``after`` it."""
    if _TITLE.search(before):
        return after[:1].isupper() and not _NO_NAME.match(after)
    if _NUMBERED.search(before):
        return after[:1].isdigit()
    return bool(_HOUR.search(before) and _OF_HOUR.match(after))


def ends_sentence(before: str, after: str) -> bool:
    """Return whether a sentence, so far ``before``, ends with the hour it ends in: "It began at 6 a.m. | The mayor"."""
    if not _HOUR.search(before) or _OF_HOUR.match(after) or _FRONTED.match(before):
        return False
    return after[:1].isupper()


def is_word_with_stop(token: str) -> bool:
    """Return whether a token is a word and the full stop of its sentence: "Act.", not "Corp."."""
    return bool(_GLUED.fullmatch(token)) and token[:-1].lower() not in ALL
