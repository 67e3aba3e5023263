"""Comparison: officials by targets, or a few officials side by side on one target."""

from __future__ import annotations

from typing import Any

from db.browse.page_queries import Page, Record, Row, flat
from db.browse.pages import known
from db.browse.request import Asked

ROWS, COLUMNS = 25, 10
SIDE_BY_SIDE = 60
"""Statements at most, of all officials together."""


def compare(record: Record, asked: Asked) -> Page:
    """Return the matrix, or the officials asked for side by side."""
    if len(asked.speakers) > 1:
        return side_by_side(record, asked)
    target = known(record, "target", asked.target) if asked.target else None
    key = target["key"] if target else ""
    many = {"limit": -1 if asked.export else ROWS, "offset": 0 if asked.export else (asked.page - 1) * ROWS}
    between = "_between" if asked.outlet else "_dated" if asked.since or asked.until else ""
    order = "matrix_order" if target and asked.sort == "target" else f"matrix_speakers{between}"
    speakers = record.rows(order, key=key, **many, **asked.filters())
    ids = [row["speaker_id"] for row in speakers]
    cells = record.rows(
        "matrix_cells", ids=ids, key=key, columns=-1 if asked.export else COLUMNS, **asked.filters()
    )
    context = {
        **_grid(ids, cells, asked.sort == "name"), "target": target, "more": len(ids) == ROWS, **_choices(record),
    }  # fmt: skip
    return Page("matrix.html", context, {"cells": [_plain(cell) for cell in cells]})


def _grid(ids: list[int], cells: list[Row], by_name: bool) -> dict[str, Any]:
    """Return columns (targets, the most shared first) and rows (officials, in the order of ``ids``) of cells."""
    columns = {cell["target_id"]: cell["target"] for cell in cells}
    by_speaker: dict[int, dict[int, Row]] = {}
    for cell in cells:
        by_speaker.setdefault(cell["speaker_id"], {})[cell["target_id"]] = cell
    rows: list[dict[str, Any]] = [
        {"first": next(iter(row.values())), "cells": row} for id in ids if (row := by_speaker.get(id))
    ]
    if by_name:
        rows.sort(key=lambda row: row["first"]["speaker"].casefold())
    return {"columns": columns, "rows": rows}


def _plain(cell: Row) -> Row:
    return {key: value for key, value in cell.items() if key not in ("target_id", "others")}


def _choices(record: Record) -> dict[str, Any]:
    return {name: record.rows(name) for name in ("office_classes", "organisations", "countries", "outlets")}


def side_by_side(record: Record, asked: Asked) -> Page:
    """Return what two to four officials say on one target, by date; without a target, on which they all speak."""
    people = [person for id in asked.speakers if (person := known(record, "speaker", id))]
    target = known(record, "target", asked.target) if asked.target else None
    ids = [person["id"] for person in people]
    cells = record.rows("matrix_cells", ids=ids, key="", columns=30, **asked.filters())
    shared = _grid(ids, cells, False)
    found: list[Row] = []
    if target:
        many = "" if asked.export else SIDE_BY_SIDE
        found = record.rows("side_by_side", ids=ids, key=target["key"], limit=many, **asked.filters())
    statements = {s["id"]: s for s in record.statements([row["quote_id"] for row in found])}
    dates: dict[str, dict[int, list[Row]]] = {}
    for row in found:
        day = dates.setdefault(row["published"][:10], {})
        day.setdefault(row["speaker_id"], []).append(statements[row["quote_id"]] | {"vote": row["vote"]})
    context = {"people": people, "target": target, "dates": dates, "shared": shared, "more": len(found) == SIDE_BY_SIDE}
    return Page("side_by_side.html", context, {"statements": [flat(s) for s in statements.values()]})
