"""What a database knows of a speaker that tells people with like names apart, and what two speakers share."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlite_utils import Database

from db.names import folded_name

# Offices that one person holds at a time, in one country (or body): who holds it is told by it.
SINGLE = frozenset(
    ["head of state", "head of government", "foreign minister", "defence minister", "interior minister",
     "finance minister", "justice minister", "central bank", "speaker"]
)  # fmt: skip
SINGLE_OF_BODY = frozenset(
    ["mayor", "governor", "spokesperson", "minister", "head of agency", "party leader", "business"]
)  # fmt: skip
YEARS_APART = 3.0
BESIDE = "named as two in one article"
FEWEST_COMPANIONS = 2
COMPANY_OF = 200  # of so many articles, the latest, the people named beside somebody are looked at


class Office(NamedTuple):
    """A class of office with its country, its body and the words of its title, folded."""

    office: str
    country: str
    body: str
    title: str


@dataclass
class Profile:
    """A speaker: names, offices, the articles that name it and who else they name."""

    id: int
    name: str = ""
    only_in: str | None = None
    wikidata: str | None = None
    official: str | None = None  # key of the official it is, by name and office, and what a list calls that one
    official_names: frozenset[str] = frozenset()
    quotes: int = 0
    names: set[str] = field(default_factory=set)
    offices: set[Office] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)  # of national offices
    articles: set[str] = field(default_factory=set)
    companions: set[str] = field(default_factory=set)
    years: tuple[float, float] | None = None

    def join(self, other: Profile) -> None:
        """Take in what is known of another speaker that is this one."""
        for name in ("names", "offices", "countries", "articles", "companions"):
            getattr(self, name).update(getattr(other, name))
        self.quotes += other.quotes
        self.wikidata = self.wikidata or other.wikidata
        self.official = self.official or other.official
        self.official_names |= other.official_names
        self.only_in = self.only_in if self.only_in == other.only_in else None
        spans = [span for span in (self.years, other.years) if span]
        self.years = (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None


class Evidence(NamedTuple):
    """What two speakers share: ``strong`` and ``weak`` reasons in words, and what speaks ``against`` it.

    ``near``: nothing says that they are known from other years.
    """

    strong: tuple[str, ...]
    weak: tuple[str, ...]
    against: tuple[str, ...]
    near: bool

    @property
    def words(self) -> str:
        """The reasons for, to be kept with a decision."""
        return "; ".join((*self.strong, *self.weak))


def profiles(db: Database, speakers: Iterable[int]) -> dict[int, Profile]:
    """Return the profiles of people by id; those no article names ("a spokesman"), and other kinds, are left out."""
    ids = {"ids": json.dumps(sorted(speakers))}
    chosen = "IN (SELECT value FROM json_each(:ids))"
    named = (
        "EXISTS (SELECT 1 FROM entities e JOIN mentions m ON m.entity_id = e.id "
        "WHERE e.speaker_id = speakers.id AND m.form = 'name')"
    )
    found = {
        row["id"]: Profile(row["id"], row["name"], row["article_id"], row["wikidata"], names={row["name"]})
        for row in db.query(f"SELECT * FROM speakers WHERE kind = 'person' AND id {chosen} AND {named}", ids)
    }
    people = {"ids": json.dumps(sorted(found))}
    for row in db.query(f"SELECT speaker_id, name FROM identities WHERE speaker_id {chosen}", people):
        found[row["speaker_id"]].names.add(row["name"])
    sql = f"SELECT speaker_id, count(*) AS n FROM quote_speakers WHERE speaker_id {chosen} GROUP BY 1"
    for row in db.query(sql, people):
        found[row["speaker_id"]].quotes = row["n"]
    _offices(db, found, people)
    _articles(db, found, people)
    return found


def _offices(db: Database, found: dict[int, Profile], ids: dict[str, str]) -> None:
    sql = (
        "SELECT DISTINCT speaker_id, office, country, organisation, title FROM roles "
        "WHERE speaker_id IN (SELECT value FROM json_each(:ids)) AND status <> 'elect'"
    )
    for row in db.query(sql, ids):
        country, body = row["country"] or "", folded_name(row["organisation"] or "")
        profile = found[row["speaker_id"]]
        profile.offices.add(Office(row["office"], country, body, folded_name(row["title"])))
        if country:
            profile.countries.add(country)


def _articles(db: Database, found: dict[int, Profile], ids: dict[str, str]) -> None:
    """Add the articles, their dates and the full names of others in them."""
    sql = (
        "SELECT DISTINCT e.speaker_id, e.article_id, a.published "
        "FROM entities e JOIN articles a ON a.id = e.article_id "
        "WHERE e.speaker_id IN (SELECT value FROM json_each(:ids))"
    )
    for row in db.query(sql, ids):
        profile, year = found[row["speaker_id"]], year_of(row["published"])
        profile.articles.add(row["article_id"])
        if year is not None:
            first, last = profile.years or (year, year)
            profile.years = (min(first, year), max(last, year))
    sql = (
        "SELECT DISTINCT o.name FROM entities o WHERE o.article_id IN (SELECT article_id FROM entities "
        "WHERE speaker_id = :id ORDER BY id DESC LIMIT :most) "
        "AND o.kind = 'person' AND o.shared AND ifnull(o.speaker_id, 0) <> :id"
    )
    for id, profile in found.items():
        rows = db.execute(sql, {"id": id, "most": COMPANY_OF}).fetchall()
        profile.companions.update(name for (name,) in rows)


def evidence(one: Profile, other: Profile) -> Evidence:
    """Return what two people with like names share besides, and what tells them apart."""
    near = _at_one_time(one, other)
    offices = _shared_offices(one, other)
    strong = [*_shared_official(one, other), *(offices if near else ())]
    weak = [] if near else offices
    if not strong:
        weak += _shared_class_of_office(one, other) if near else []
        weak += _shared_countries(one, other)
    weak += _shared_companions(one, other)
    against = [*_two_officials(one, other), *_countries_apart(one, other)]
    if one.articles & other.articles:
        against.append(BESIDE)
    return Evidence(tuple(dict.fromkeys(strong)), tuple(dict.fromkeys(weak)), tuple(against), near)


def _shared_official(one: Profile, other: Profile) -> list[str]:
    same = one.official and one.official == other.official
    return [f"both are {one.official} of the officials known"] if same else []


def _two_officials(one: Profile, other: Profile) -> list[str]:
    """Say that the two are known to be two officials; where both are the same one, Wikidata ids are not compared."""
    if one.official and other.official:
        two = one.official != other.official
    else:
        two = bool(one.wikidata and other.wikidata and one.wikidata != other.wikidata)
    return ["two officials known"] if two else []


def _shared_offices(one: Profile, other: Profile) -> list[str]:
    pairs = ((a, b) for a in sorted(one.offices) for b in sorted(other.offices) if a.office == b.office)
    return [words for a, b in pairs if (words := _same_office(a, b))]


def _shared_class_of_office(one: Profile, other: Profile) -> list[str]:
    """Say that both hold an office that one person holds at a time, where the country of one is not told."""
    pairs = ((a, b) for a in one.offices for b in other.offices if a.office == b.office)
    untold = {a.office for a, b in pairs if not (a.country and b.country)} & SINGLE
    return [f"both {min(untold)}"] if untold else []


def _shared_countries(one: Profile, other: Profile) -> list[str]:
    shared = sorted(one.countries & other.countries)
    return [f"offices in {', '.join(shared)}"] if shared else []


def _countries_apart(one: Profile, other: Profile) -> list[str]:
    if not one.countries or not other.countries or one.countries & other.countries:
        return []
    return [f"offices in {min(one.countries)} and {min(other.countries)}"]


def _shared_companions(one: Profile, other: Profile) -> list[str]:
    both = sorted(one.companions & other.companions)
    more = f" and {len(both) - 3} more" if len(both) > 3 else ""
    return [f"named with {', '.join(both[:3])}{more}"] if len(both) >= FEWEST_COMPANIONS else []


def _same_office(one: Office, other: Office) -> str:
    """Return in words that two offices are one that a single person holds at a time, "" where they are not."""
    where = one.country if one.country == other.country else ""
    body = one.body if one.body == other.body else ""
    if one.office in SINGLE and where:
        return f"{one.office} of {where}"
    if one.office in SINGLE_OF_BODY and one.title == other.title and (body or where):
        return f"{one.title} of {body or where}"
    return ""


def _at_one_time(one: Profile, other: Profile) -> bool:
    """Return whether nothing says that the two are known from other years."""
    if one.years is None or other.years is None:
        return True
    return max(one.years[0], other.years[0]) - min(one.years[1], other.years[1]) <= YEARS_APART


def year_of(published: str | None) -> float | None:
    """Return a date as a year with its fraction, None where there is none."""
    if not published or not published[:4].isdigit():
        return None
    try:
        day = date.fromisoformat(published[:10])
    except ValueError:
        return float(published[:4])
    return day.year + (day.timetuple().tm_yday - 1) / 366
