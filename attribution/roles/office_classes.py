"""What is known of a role besides its words: class of office, whether it is held, country and party."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from attribution.lexicon.closed_class import without_possessive
from attribution.lexicon.countries import CountryFinder
from attribution.lexicon.nouns import noun
from attribution.types import Role, RoleStatus
from quotes.tables import rows

STATUS: dict[str, RoleStatus] = {
    "former": "former", "ex": "former", "erstwhile": "former", "onetime": "former", "retired": "former",
    "late": "former", "outgoing": "current", "acting": "acting", "interim": "acting", "caretaker": "acting",
    "elect": "elect", "designate": "elect", "incoming": "elect",
}  # fmt: skip
NATIONAL = frozenset(
    ["head of state", "head of government", "deputy head of government", "deputy head of state", "minister",
     "deputy minister", "speaker", "diplomat"]
)  # fmt: skip
STATE_WORDS = frozenset(["republic", "kingdom", "federation", "of", "the", "islamic", "federal", "democratic"])
TAIL = re.compile(r" (?:of|for|to|at|in) ")
NAMED_PARTY = re.compile(r"\b((?:[A-Z]\w+ )+Party)\b")


class _Row(NamedTuple):
    """A row of ``offices.tsv``."""

    office: str
    heads: frozenset[str]
    words: tuple[frozenset[str], ...]
    bodies: frozenset[str]


def classified_role(role: Role, countries: CountryFinder) -> Role:
    """Return the role with its class of office, status, country and party."""
    office = office_of(role.title, role.organisation, countries)
    status = status_of(role.title) if role.status == "current" else role.status
    return replace(
        role, office=office, status=status, country=_country(role, office, countries),
        party=role.party or _party(role.stated),
    )  # fmt: skip


def party_of(word: str) -> str | None:
    """Return the party that a word or tag of ``parties.tsv`` tells: "Democrat", "R"."""
    return _parties().get(word) or _parties().get(word.lower())


def status_of(title: str) -> RoleStatus:
    """Return whether a title is that of an office held, held once, held for now or won."""
    return next((STATUS[word] for word in _words(title) if word in STATUS), "current")


def office_of(title: str, organisation: str | None, countries: CountryFinder) -> str:
    """Return the class of an office by ``offices.tsv``, "" where none fits.

    ``families`` tells which names are countries.
    """
    own, words, body = _words(TAIL.split(title)[0]), set(_words(title)), set(_words(organisation or ""))
    own = [word for word in own if STATUS.get(word) != "elect"]
    whole = [] if TAIL.search(title) else title.split()[-1:]  # "adviser to the president" is none
    heads = set(own[-1:]) | {word.lower().strip(".,") for word in whole}
    state = _is_of_state(own, organisation, countries)
    for row in _table():
        fits = bool(row.heads & heads) and all(group & words for group in row.words)
        if fits and (not row.bodies or row.bodies & body or ("@state" in row.bodies and state)):
            return row.office
    return ""


def _is_of_state(title: Sequence[str], organisation: str | None, countries: CountryFinder) -> bool:
    """Return whether an office is a country's: "President", "President of Norland", not "Acme vice president"."""
    if organisation:
        name = without_possessive(organisation)
        core = " ".join(word for word in name.split() if word.lower() not in STATE_WORDS)  # "Republic of Norland"
        return bool(countries.country(name) or countries.country(core))
    strange = [word for word in title if not noun(word).kind and word not in STATUS and word not in ("vice", "now")]
    return not strange or any(countries.country(word.capitalize()) for word in strange)


@lru_cache(maxsize=4096)
def _words(text: str) -> list[str]:
    return list(_spelled(text.lower().replace("secretary general", "secretary-general")))


def _spelled(text: str) -> Iterator[str]:
    for raw in text.split():
        word = without_possessive(raw.strip(".,()"))
        known = noun(word) if noun(word).kind else noun(raw)
        if known.long:
            yield from known.long.split()
        elif known.kind and not re.search(r"^ex-|-(?:elect|designate)$", word):
            yield word
        else:
            yield from word.split("-")


@cache
def _table() -> tuple[_Row, ...]:
    padded = ([*row, "", "", ""] for row in rows(Path(__file__).with_name("offices.tsv")))
    return tuple(
        _Row(
            row[0], frozenset(row[1].split()),
            tuple(frozenset(group.split("|")) for group in row[2].split()), frozenset(row[3].split()),
        )
        for row in padded
    )  # fmt: skip


@cache
def _parties() -> dict[str, str]:
    return {word: party for party, words in rows(Path(__file__).with_name("parties.tsv")) for word in words.split()}


def _party(stated: str) -> str | None:
    tag = re.fullmatch(r"([A-Z])-[A-Z].*", stated)
    words = [tag[1]] if tag else stated.lower().replace("’s", "").split()
    known = next(filter(None, map(party_of, words)), None)
    named = NAMED_PARTY.search(stated)
    return known or (named[1].removeprefix("The ") if named else None)


def _country(role: Role, office: str, countries: CountryFinder) -> str | None:
    """Return the country of an office: its body, or the demonym before it; a town is one only of the listed."""
    words = (role.organisation or role.stated).replace("’s", "").replace("'s", "").split()
    words = [role.organisation or "", *words]
    found = [(word, countries.country(word)) for word in words if word and not noun(word).kind]
    national = office in NATIONAL or office.endswith("minister")
    return next((country for word, country in found if country and (national or country != word)), None)
