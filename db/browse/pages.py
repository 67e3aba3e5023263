"""What each page shows: home, official, target."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlite_utils import Database

from db.browse.charts import WIDTH, diverging, months
from db.browse.page_queries import Page, PageQueries, Row, SpeakerMerged, statement_as_row
from db.browse.request import PageParameters
from db.merging.speaker_identity import current

LISTED = 20
"""Rows of a list on a page that has several."""
CHARTED = 6
"""Targets of an official that get a chart."""


def limit(parameters: PageParameters, listed: int = LISTED) -> int | str:
    """Return how many rows a list has: on a page few, as CSV and JSON all."""
    return "" if parameters.export else listed


def home(queries: PageQueries, parameters: PageParameters) -> Page:
    """Return what is in the record: how much, who speaks most, of what, and what was said last."""
    many = 10_000 if parameters.export else 12
    busiest = queries.rows("busiest", limit=many)
    topics = queries.rows("topics", limit=many)
    newest = queries.ids("newest", limit=1000 if parameters.export else 9)
    quotes = queries.statements(newest if parameters.export else newest[:9])
    context = {
        "counts": queries.one("counts"), "busiest": busiest, "topics": topics, "newest": quotes,
        "months": months(queries.rows("months"), "articles"), "outlets": queries.rows("outlets"),
    }  # fmt: skip
    lists = {"newest": list(map(statement_as_row, quotes)), "busiest": busiest, "topics": topics}
    return Page("home.html", context, lists)


def speaker(queries: PageQueries, parameters: PageParameters, id: int) -> Page:
    """Return one official: names, offices, targets over time, changes of side, quotes, outlets."""
    now = current(Database(queries.connection), id)
    if now not in (None, id):
        raise SpeakerMerged(now)
    person = queries.one("speaker", id=id)
    targets = queries.rows("speaker_targets", id=id, limit=limit(parameters))
    flips = queries.rows("flips", id=id, limit=limit(parameters, 8))
    most = 100_000 if parameters.export else LISTED
    quotes = queries.statements(queries.ids("found_speaker", speaker=id, limit=most))
    roles = queries.rows("roles", id=id, limit=limit(parameters, 12))
    outlets = queries.rows("speaker_outlets", id=id, limit=limit(parameters, 12))
    sides = {s["id"]: s for s in queries.statements([f[k] for f in flips[:8] for k in ("earlier_quote", "quote")])}
    context = {
        "person": person, "aliases": [row["alias"] for row in queries.rows("aliases", id=id)], "roles": roles,
        "targets": targets, "charts": _charts(queries, id, targets[:CHARTED]), "flips": flips, "sides": sides,
        "quotes": quotes, "outlets": outlets, "decided": queries.rows("decided", id=id, limit=20),
    }  # fmt: skip
    lists = {
        "quotes": list(map(statement_as_row, quotes)), "targets": targets, "flips": flips, "roles": roles,
        "outlets": outlets,
    }  # fmt: skip
    return Page("speaker.html", context, lists)


def _charts(queries: PageQueries, id: int, targets: list[Row]) -> list[dict[str, Any]]:
    """Return a chart for each target, all on the same scales so that they can be compared."""
    times: dict[str, list[Row]] = defaultdict(list)
    for row in queries.rows("speaker_times", id=id, keys=[target["key"] for target in targets]):
        times[row["target"]].append(row)
    every = [row for rows in times.values() for row in rows]
    return [{"target": target, "chart": diverging(times[target["key"]], every)} for target in targets]


def target(queries: PageQueries, parameters: PageParameters, id: int) -> Page:
    """Return one target: who is for and against it, over time, what belongs to it, what was said last."""
    about = queries.one("target", id=id)
    key = about["key"]
    sides = {
        side: queries.rows("target_speakers", key=key, side=value, limit=limit(parameters, 15))
        for side, value in (("for", 1), ("against", -1), ("divided", 0))
    }
    quotes = queries.statements(queries.ids("about", key=key, limit=100_000 if parameters.export else LISTED))
    parts = queries.rows("subtargets", key=key)
    times = queries.rows("target_times", key=key)
    chart = diverging(times, times, 2 * WIDTH)
    context = {
        "about": about, "sides": sides, "parts_of": parts, "chart": chart, "quotes": quotes,
    }  # fmt: skip
    speakers = [row for rows in sides.values() for row in rows]
    lists = {"quotes": list(map(statement_as_row, quotes)), "speakers": speakers, "parts": parts, "times": times}
    return Page("target.html", context, lists)
