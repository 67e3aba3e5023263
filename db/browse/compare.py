"""Comparison: officials by targets, or a few officials side by side on one target."""

from __future__ import annotations

from typing import Any

from db.browse.page_queries import Page, PageQueries, Row, statement_as_row
from db.browse.request import PageParameters

ROWS, COLUMNS = 25, 10
SIDE_BY_SIDE = 60
"""Statements at most, of all officials together."""


def compare(queries: PageQueries, parameters: PageParameters) -> Page:
    """Return the matrix, or the officials asked for side by side."""
    if len(parameters.speakers) > 1:
        return side_by_side(queries, parameters)
    target = queries.find("target", parameters.target) if parameters.target else None
    key = target["key"] if target else ""
    part = {"limit": ROWS, "offset": (parameters.page - 1) * ROWS}
    many = {"limit": -1, "offset": 0} if parameters.export else part
    between = "_between" if parameters.outlet else "_dated" if parameters.since or parameters.until else ""
    order = "matrix_order" if target and parameters.sort == "target" else f"matrix_speakers{between}"
    speakers = queries.rows(order, key=key, **many, **parameters.filters())
    ids = [row["speaker_id"] for row in speakers]
    cells = queries.rows(
        "matrix_cells", ids=ids, key=key, columns=-1 if parameters.export else COLUMNS, **parameters.filters()
    )
    context = {
        **_grid(ids, cells, parameters.sort == "name"), "target": target, "more": len(ids) == ROWS, **_choices(queries),
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


def _choices(queries: PageQueries) -> dict[str, Any]:
    return {name: queries.rows(name) for name in ("office_classes", "organisations", "countries", "outlets")}


def side_by_side(queries: PageQueries, parameters: PageParameters) -> Page:
    """Return what two to four officials say on one target, by date; without a target, on which they all speak."""
    people = [person for id in parameters.speakers if (person := queries.find("speaker", id))]
    target = queries.find("target", parameters.target) if parameters.target else None
    ids = [person["id"] for person in people]
    cells = queries.rows("matrix_cells", ids=ids, key="", columns=30, **parameters.filters())
    shared = _grid(ids, cells, False)
    found: list[Row] = []
    if target:
        many = "" if parameters.export else SIDE_BY_SIDE
        found = queries.rows("side_by_side", ids=ids, key=target["key"], limit=many, **parameters.filters())
    statements = {s["id"]: s for s in queries.statements([row["quote_id"] for row in found])}
    dates: dict[str, dict[int, list[Row]]] = {}
    for row in found:
        day = dates.setdefault(row["published"][:10], {})
        day.setdefault(row["speaker_id"], []).append(statements[row["quote_id"]] | {"vote": row["vote"]})
    context = {"people": people, "target": target, "dates": dates, "shared": shared, "more": len(found) == SIDE_BY_SIDE}
    return Page("side_by_side.html", context, {"statements": [statement_as_row(s) for s in statements.values()]})
