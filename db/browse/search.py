"""Full-text search over quotes and articles, with facets; and the quotes behind a cell."""

from __future__ import annotations

import re
from typing import Any

from db.browse.page_queries import Page, PageQueries, statement_as_row
from db.browse.request import PageParameters

COUNTED = 2000
"""Facets count the newest so many quotes found, and pages reach as far."""
COMMON = 20_000
"""Words in more quotes than these are looked for by date, newest first."""
SHOWN = 20
EXPORTED = 100_000


def search(queries: PageQueries, parameters: PageParameters) -> Page:
    """Return the quotes that fit, newest first, with facets; for words also articles, people and targets."""
    words = parameters.q if re.search(r"\w", parameters.q) else ""
    person = queries.find("speaker", parameters.speakers[0]) if parameters.speakers else None
    target = queries.find("target", parameters.target) if parameters.target else None
    ids = _found(queries, parameters, words, person, target)
    first = 0 if parameters.export else (parameters.page - 1) * SHOWN
    quotes = queries.statements(ids if parameters.export else ids[:COUNTED][first : first + SHOWN])
    named: dict[str, Any] = {"articles": [], "names": [], "targets": []}
    if words:
        dates = {"since": parameters.since, "until": parameters.until, "outlet": parameters.outlet}
        named["articles"] = queries.rows("found_articles", words=words, limit=limit_of(parameters, 8), **dates)
        named["names"] = queries.rows("found_names", q=words, limit=limit_of(parameters, 6))
        named["targets"] = queries.rows("found_targets", q=words, limit=limit_of(parameters, 6))
    context = {
        "quotes": quotes, "found": min(len(ids), COUNTED), "over": len(ids) > COUNTED, "person": person,
        "target": target, "pages": -(-min(len(ids), COUNTED) // SHOWN),
        "facets": _facets(queries, ids[:COUNTED]), **named,
    }  # fmt: skip
    return Page("search.html", context, {"quotes": list(map(statement_as_row, quotes)), **named})


def limit_of(parameters: PageParameters, shown: int) -> int:
    """Return how many rows a list beside the quotes has."""
    return 1000 if parameters.export else shown


def _found(queries: PageQueries, parameters: PageParameters, words: str, person: Any, target: Any) -> list[str]:
    """Return the ids of quotes, by the query that reads least."""
    limit = EXPORTED if parameters.export else COUNTED + 1
    values = {
        "words": words, "limit": limit, "outlet": parameters.outlet, "since": parameters.since,
        "until": parameters.until, "kind": parameters.kind, "role": parameters.role,
    }  # fmt: skip
    if target:
        family = "" if target["parent_id"] else 1
        values |= {"key": target["key"], "family": family, "side": parameters.side}
    if person and target:
        return queries.ids("found_cell", speaker=person["id"], **values)
    if target:
        return queries.ids("found_target", **values)
    if person:
        return queries.ids("found_speaker", speaker=person["id"], **values)
    rare = words and queries.one("matches", words=words, limit=COMMON)["n"] < COMMON
    return queries.ids("found_words" if rare else "found_date", **values)


def _facets(queries: PageQueries, ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    many = {"ids": ids, "limit": 8}
    years = queries.rows("facet_years", length=4, **many)
    if len(years) < 3:
        years = queries.rows("facet_years", length=7, **many)
    return {
        "speaker": queries.rows("facet_speakers", **many), "target": queries.rows("facet_targets", **many),
        "role": queries.rows("facet_roles", **many), "date": years,
    }  # fmt: skip
