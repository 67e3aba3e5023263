"""What words say about people: head nouns of sources and titles, honorifics, gendered given names."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from quotes.tables import rows

NOUNS = Path(__file__).with_name("nouns.tsv")
GIVEN = Path(__file__).with_name("given.tsv")

Gender = Literal["m", "f", ""]


class Noun(NamedTuple):
    """A head noun: its class (see ``nouns.tsv``), the gender it tells, and what it abbreviates."""

    kind: str
    gender: Gender
    long: str


ROLE_CLASSES = frozenset({"office", "rank", "occupation"})  # classes of nouns that can be a role
UNKNOWN = Noun("", "", "")
# Ends of nouns that denote a person or an office though the list lacks them.
PERSON_ENDINGS = ("man", "woman", "person", "ologist", "grapher", "keeper", "holder", "maker")


@cache
def _nouns() -> dict[str, Noun]:
    padded = [[*row, "", "", ""] for row in rows(NOUNS)]
    return {row[0]: Noun(row[1], row[2], row[3]) for row in padded}  # type: ignore[arg-type]


@cache
def _given() -> dict[str, Gender]:
    return {row[0]: row[1] for row in rows(GIVEN)}  # type: ignore[misc]


def noun(lemma: str) -> Noun:
    """Return what is known of a noun, by its lemma; ``UNKNOWN`` if nothing."""
    word = lemma.lower()
    known = _nouns().get(word) or _nouns().get(word.removesuffix("-elect").removeprefix("ex-"))
    if known is None and word.endswith("s"):  # "Foreign Ministers Lind and Kern": lemmas of names stay plural
        known = _nouns().get(word.removesuffix("s"))
    if known is None and lemma.islower() and word.endswith(PERSON_ENDINGS):
        gender: Gender = "f" if word.endswith("woman") else "m" if word.endswith("man") else ""
        known = Noun("occupation", gender, "")
    return known or UNKNOWN


@cache
def nouns_of(kind: str) -> frozenset[str]:
    """Return the nouns of a class. Raises KeyError where the table has none of it."""
    found = frozenset(word for word, known in _nouns().items() if known.kind == kind)
    if not found:
        raise KeyError(kind)
    return found


def given_gender(name: str) -> Gender:
    """Return the gender of a given name, "" where it is unknown or common to both."""
    return _given().get(name.lower()) or _given().get(name.lower().split("-")[0]) or ""


@lru_cache(maxsize=65536)
def bare_letters(word: str) -> str:
    """Return ``word`` without case, accents and marks, for comparing names."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in plain if c.isalnum())
