"""What each page shows: home, official, target."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlite_utils import Database

from db.browse.charts import WIDTH, diverging, months
from db.browse.page_queries import Moved, NotFound, Page, Record, Row, flat
from db.browse.request import Asked
from db.merging.speaker_identity import current

LISTED = 20
"""Rows of a list on a page that has several."""
CHARTED = 6
"""Targets of an official that get a chart."""


def limit(asked: Asked, listed: int = LISTED) -> int | str:
    """Return how many rows a list has: on a page few, as CSV and JSON all."""
    return "" if asked.export else listed


def home(record: Record, asked: Asked) -> Page:
    """Return what is in the record: how much, who speaks most, of what, and what was said last."""
    many = 10_000 if asked.export else 12
    busiest = record.rows("busiest", limit=many)
    topics = record.rows("topics", limit=many)
    newest = record.statements(record.ids("newest", limit=1000 if asked.export else 9)[: None if asked.export else 9])
    context = {
        "counts": record.one("counts"), "busiest": busiest, "topics": topics, "newest": newest,
        "months": months(record.rows("months"), "articles"), "outlets": record.rows("outlets"),
    }  # fmt: skip
    lists = {"newest": list(map(flat, newest)), "busiest": busiest, "topics": topics}
    return Page("home.html", context, lists)


def speaker(record: Record, asked: Asked, id: int) -> Page:
    """Return one official: names, offices, targets over time, changes of side, quotes, outlets."""
    now = current(Database(record.connection), id)
    if now not in (None, id):
        raise Moved(now)
    person = record.one("speaker", id=id)
    targets = record.rows("speaker_targets", id=id, limit=limit(asked))
    flips = record.rows("flips", id=id, limit=limit(asked, 8))
    quotes = record.statements(record.ids("found_speaker", speaker=id, limit=100_000 if asked.export else LISTED))
    roles = record.rows("roles", id=id, limit=limit(asked, 12))
    outlets = record.rows("speaker_outlets", id=id, limit=limit(asked, 12))
    sides = {s["id"]: s for s in record.statements([f[k] for f in flips[:8] for k in ("earlier_quote", "quote")])}
    context = {
        "person": person, "aliases": [row["alias"] for row in record.rows("aliases", id=id)], "roles": roles,
        "targets": targets, "charts": _charts(record, id, targets[:CHARTED]), "flips": flips, "sides": sides,
        "quotes": quotes, "outlets": outlets, "decided": record.rows("decided", id=id, limit=20),
    }  # fmt: skip
    lists = {
        "quotes": list(map(flat, quotes)), "targets": targets, "flips": flips, "roles": roles, "outlets": outlets,
    }  # fmt: skip
    return Page("speaker.html", context, lists)


def _charts(record: Record, id: int, targets: list[Row]) -> list[dict[str, Any]]:
    """Return a chart for each target, all on the same scales so that they can be compared."""
    times: dict[str, list[Row]] = defaultdict(list)
    for row in record.rows("speaker_times", id=id, keys=[target["key"] for target in targets]):
        times[row["target"]].append(row)
    every = [row for rows in times.values() for row in rows]
    return [{"target": target, "chart": diverging(times[target["key"]], every)} for target in targets]


def target(record: Record, asked: Asked, id: int) -> Page:
    """Return one target: who is for and against it, over time, what belongs to it, what was said last."""
    about = record.one("target", id=id)
    key = about["key"]
    sides = {
        side: record.rows("target_speakers", key=key, side=value, limit=limit(asked, 15))
        for side, value in (("for", 1), ("against", -1), ("divided", 0))
    }
    quotes = record.statements(record.ids("about", key=key, limit=100_000 if asked.export else LISTED))
    parts = record.rows("subtargets", key=key)
    times = record.rows("target_times", key=key)
    chart = diverging(times, times, 2 * WIDTH)
    context = {
        "about": about, "sides": sides, "parts_of": parts, "chart": chart, "quotes": quotes,
    }  # fmt: skip
    speakers = [row for rows in sides.values() for row in rows]
    lists = {"quotes": list(map(flat, quotes)), "speakers": speakers, "parts": parts, "times": times}
    return Page("target.html", context, lists)


def known(record: Record, name: str, id: int) -> Row | None:
    """Return a speaker or target, None where there is no such one."""
    try:
        return record.one(name, id=id)
    except NotFound:
        return None
