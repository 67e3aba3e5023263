"""Officials known beforehand: lists a person imports, kept beside those that ship, and which speaker is which."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from attribution.lexicon.countries import CountryFinder
from attribution.names.name_matching import likeness, same_surname
from attribution.roles.office_classes import office_of
from attribution.roles.officials import Official, Officials, shipped_terms
from db.merging.profiles import Profile
from db.schema import transaction

COLUMNS = ("name", "aliases", "role", "organisation", "country", "party", "from", "to", "wikidata")
ALWAYS = ("0001-01-01", "9999-12-31")
LEEWAY = 1.0  # years between an article and a term that are still one time


class ListError(ValueError):
    """A list of officials that cannot be used; the message is one sentence."""


def import_list(db: Database, path: str) -> int:
    """Keep the officials of a CSV file with a header: name, role and any of ``COLUMNS``. Return how many.

    Aliases are separated by semicolons; from and to are ISO dates (a year or month will do), an empty one is open.
    A row with the same name, role, organisation, country and from replaces the earlier one. Raises ListError.
    """
    rows = [_row(number, row) for number, row in enumerate(_read(path), 2)]
    with transaction(db):
        for row in rows:
            key = ("name", "role", "organisation", "country", "start")
            db["officials"].delete_where(" AND ".join(f"{name} = ?" for name in key), [row[name] for name in key])
            db["officials"].insert(row)
    return len(rows)


def officials_of(db: Database) -> Officials:
    """Return the officials a database has been given, and those that ship."""
    own = [
        Official(row["country"] or row["organisation"], row["office"], row["role"], row["name"], row["start"],
                 row["end"], row["wikidata"], tuple(filter(None, row["aliases"].split(";"))))
        for row in db["officials"].rows
    ]  # fmt: skip
    return Officials([*own, *shipped_terms()])


def official_of(profile: Profile, officials: Officials) -> Official | None:
    """Return the one official a person is by name, or surname, and an office of its own; None where two fit."""
    found: dict[str, Official] = {}
    for office in profile.offices:
        place = office.country or office.body
        for official in officials.terms(office.office, office.title, place) if place else ():
            if _in_time(profile, official) and any(_is_called(official, name) for name in profile.names):
                found[official.key] = official
    return found.popitem()[1] if len(found) == 1 else None


def _is_called(official: Official, name: str) -> bool:
    names = (official.name, *official.aliases)
    return any(likeness(name, own) or name in official.aliases for own in names) if " " in name else any(
        same_surname(name, own) for own in names)  # fmt: skip


def _in_time(profile: Profile, official: Official) -> bool:
    if profile.years is None:
        return False
    first, last = profile.years
    return int(official.start[:4]) <= last + LEEWAY and first - LEEWAY <= int(official.end[:4]) + 1


def _read(path: str) -> list[dict[str, str]]:
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = {"name", "role"} - set(reader.fieldnames or ())
            if missing:
                raise ListError(f"{path} has no column “{min(missing)}”; its first line must name the columns.")
            return list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise ListError(f"{path} is not a CSV file in UTF-8: {error}.") from error


def _row(number: int, row: dict[str, Any]) -> dict[str, str]:
    cells = {name: " ".join((row.get(name) or "").split()) for name in COLUMNS}
    if not cells["name"] or not cells["role"]:
        raise ListError(f"Line {number} has no {'name' if not cells['name'] else 'role'}.")
    families = CountryFinder(())
    country = families.country(cells["country"]) or cells["country"]
    start, end = (_day(number, cells[name], default) for name, default in zip(("from", "to"), ALWAYS, strict=True))
    return {
        "name": cells["name"], "aliases": ";".join(part.strip() for part in cells["aliases"].split(";")),
        "role": cells["role"], "office": office_of(cells["role"], cells["organisation"] or country, families),
        "organisation": cells["organisation"], "country": country, "party": cells["party"], "start": start,
        "end": end, "wikidata": cells["wikidata"],
    }  # fmt: skip


def _day(number: int, cell: str, default: str) -> str:
    """Return a date in full: the first day of a "from", the last of a "to", that names a year or month only."""
    if not cell:
        return default
    tail = default[4:] if len(cell) == 4 else ("-01" if default == ALWAYS[0] else "-28") if len(cell) == 7 else ""
    try:
        return date.fromisoformat(cell + tail).isoformat()
    except ValueError:
        raise ListError(f"Line {number}: “{cell}” is no date such as 2024-01-31.") from None


def officials_among(people: Iterable[Profile], officials: Officials) -> dict[int, Official]:
    """Return which people are which official, by the people's ids."""
    found = ((person.id, official_of(person, officials)) for person in people)
    return {id: official for id, official in found if official is not None}
