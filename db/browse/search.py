"""Full-text search over quotes and articles, with facets; and the quotes behind a cell."""

from __future__ import annotations

import re
from typing import Any

from db.browse.page_queries import Page, Record, flat
from db.browse.pages import known
from db.browse.request import Asked

COUNTED = 2000
"""Facets count the newest so many quotes found, and pages reach as far."""
COMMON = 20_000
"""Words in more quotes than these are looked for by date, newest first."""
SHOWN = 20
EXPORTED = 100_000


def search(record: Record, asked: Asked) -> Page:
    """Return the quotes that fit, newest first, with facets; for words also articles, people and targets."""
    words = asked.q if re.search(r"\w", asked.q) else ""
    person = known(record, "speaker", asked.speakers[0]) if asked.speakers else None
    target = known(record, "target", asked.target) if asked.target else None
    ids = _found(record, asked, words, person, target)
    first = 0 if asked.export else (asked.page - 1) * SHOWN
    quotes = record.statements(ids if asked.export else ids[:COUNTED][first : first + SHOWN])
    named: dict[str, Any] = {"articles": [], "names": [], "targets": []}
    if words:
        dates = {"since": asked.since, "until": asked.until, "outlet": asked.outlet}
        named["articles"] = record.rows("found_articles", words=words, limit=limit_of(asked, 8), **dates)
        named["names"] = record.rows("found_names", q=words, limit=limit_of(asked, 6))
        named["targets"] = record.rows("found_targets", q=words, limit=limit_of(asked, 6))
    context = {
        "quotes": quotes, "found": min(len(ids), COUNTED), "over": len(ids) > COUNTED, "person": person,
        "target": target, "pages": -(-min(len(ids), COUNTED) // SHOWN),
        "facets": _facets(record, ids[:COUNTED]), **named,
    }  # fmt: skip
    return Page("search.html", context, {"quotes": list(map(flat, quotes)), **named})


def limit_of(asked: Asked, shown: int) -> int:
    """Return how many rows a list beside the quotes has."""
    return 1000 if asked.export else shown


def _found(record: Record, asked: Asked, words: str, person: Any, target: Any) -> list[str]:
    """Return the ids of quotes, by the query that reads least."""
    limit = EXPORTED if asked.export else COUNTED + 1
    values = {
        "words": words, "limit": limit, "outlet": asked.outlet, "since": asked.since, "until": asked.until,
        "kind": asked.kind, "role": asked.role,
    }  # fmt: skip
    if target:
        family = "" if target["parent_id"] else 1
        values |= {"key": target["key"], "family": family, "side": asked.side}
    if person and target:
        return record.ids("found_cell", speaker=person["id"], **values)
    if target:
        return record.ids("found_target", **values)
    if person:
        return record.ids("found_speaker", speaker=person["id"], **values)
    rare = words and record.one("matches", words=words, limit=COMMON)["n"] < COMMON
    return record.ids("found_words" if rare else "found_date", **values)


def _facets(record: Record, ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    many = {"ids": ids, "limit": 8}
    years = record.rows("facet_years", length=4, **many)
    if len(years) < 3:
        years = record.rows("facet_years", length=7, **many)
    return {
        "speaker": record.rows("facet_speakers", **many), "target": record.rows("facet_targets", **many),
        "role": record.rows("facet_roles", **many), "date": years,
    }  # fmt: skip
