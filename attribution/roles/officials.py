"""Who holds an office at a date: the table that ships, and lists a person imports.

The table helps to resolve what an article says and never adds to it: ``holders`` answers for an office, a country or
body and a date, and says nothing where one of them is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from attribution.lexicon.closed_class import without_possessive
from attribution.lexicon.nouns import bare_letters
from attribution.names.name_matching import keys, likeness
from quotes.tables import rows

# Titles of heads of state and government that mean one office; all others mean only themselves.
NATIONAL_HEADS = ("head of state", "head of government")
PREMIERS = frozenset(["minister", "premier", "chancellor", "taoiseach"])
BODY_NAMES = {
    "un": "united nations", "u.n.": "united nations", "eu": "european union", "e.u.": "european union",
    "north atlantic treaty organization": "nato", "north atlantic treaty organisation": "nato",
    "who": "world health organization", "imf": "international monetary fund", "ecb": "european central bank",
    "international atomic energy agency": "iaea",
    "organization for security and co-operation in europe": "osce",
    "organization for security and cooperation in europe": "osce",
}  # fmt: skip
RULERS = frozenset(["president", "king", "queen", "emperor", "emir", "sultan", "pope", "prince", "duke", "leader"])
DEPUTIES = frozenset(["deputy", "vice", "assistant", "under"])
HEADS_OF_BODIES = frozenset(["secretary-general", "president", "director-general", "chief", "head", "director"])


class Official(NamedTuple):
    """One person in one office from ``start`` to ``end``, ISO dates, at least: see ``officials.tsv``."""

    place: str
    office: str
    title: str
    name: str
    start: str
    end: str
    wikidata: str
    aliases: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What is the same for all terms of one person: the Wikidata id, or name and place."""
        return self.wikidata or f"{self.name} of {self.place}"


class Officials:
    """Office holders, asked by office and date or by name."""

    def __init__(self, terms: Iterable[Official]) -> None:
        self._by_place: dict[str, list[Official]] = {}
        self._by_surname: dict[str, list[Official]] = {}
        self._by_key: dict[str, list[Official]] = {}
        for term in terms:
            self._by_place.setdefault(_full_body_name(term.place), []).append(term)
            self._by_surname.setdefault(bare_letters(term.name.split()[-1]), []).append(term)
            for key in {key for name in (term.name, *term.aliases) for key in keys(name)}:
                self._by_key.setdefault(key, []).append(term)

    def holders(self, office: str, title: str, place: str | None, on: str | None) -> list[Official]:
        """Return who holds an office of a country or body on a date, each once; none where one is not known.

        ``office`` is a class of ``offices.tsv``, ``title`` the words that tell a president from a king.
        """
        if not place or not on or len(on) < 10:
            return []
        found = [term for term in self.terms(office, title, place) if term.start <= on[:10] <= term.end]
        return list({term.key: term for term in found}.values())

    def terms(self, office: str, title: str, place: str) -> list[Official]:
        """Return all known terms of an office."""
        wanted = office_kind(office, title)
        known = self._by_place.get(_full_body_name(place), ()) if wanted else ()
        return [term for term in known if office_kind(term.office, term.title) == wanted]

    def of_surname(self, surname: str, on: str | None) -> list[Official]:
        """Return the terms, on a date, of people who bear a surname; none where the date is not known."""
        if not on or len(on) < 10:
            return []
        return [term for term in self._by_surname.get(bare_letters(surname), ()) if term.start <= on[:10] <= term.end]

    def named(self, name: str) -> list[Official]:
        """Return the terms of people with a name like this one."""
        found = {term for key in keys(name) for term in self._by_key.get(key, ())}
        return [term for term in sorted(found) if any(likeness(name, own) for own in (term.name, *term.aliases))]


@cache
def shipped() -> Officials:
    """Return the officials of ``officials.tsv``."""
    return Officials(shipped_terms())


@cache
def shipped_terms() -> tuple[Official, ...]:
    """Return the rows of ``officials.tsv``."""
    found = []
    for place, office, title, name, start, end, wikidata, *_ in rows(Path(__file__).with_name("officials.tsv")):
        found.append(Official(place, office, title, name, start, end, wikidata))
    return tuple(found)


def _full_body_name(place: str) -> str:
    words = without_possessive(place.casefold().removeprefix("the ")).strip()
    return BODY_NAMES.get(words, words)


def office_kind(office: str, title: str) -> str:
    """Return what kind of office it is, so that a king is no president, "" for one the table has not."""
    words = title.casefold().replace("secretary general", "secretary-general").split()
    heads = [word for word in words if word in RULERS or word in PREMIERS]
    if office in NATIONAL_HEADS:
        if "supreme" in words:
            return "supreme leader"
        return "premier" if PREMIERS & set(heads) else heads[-1] if heads else ""
    if office == "international organisation" and "foreign" in words:  # the European Union's
        return "foreign minister"
    if office in ("international organisation", "head of organisation", "head of agency"):
        return "head of organisation" if HEADS_OF_BODIES & set(words) and not DEPUTIES & set(words) else ""
    if office == "foreign minister" or (office, words[-2:]) == ("diplomat", ["high", "representative"]):
        return "foreign minister"
    return office
