"""Geometry of the charts: plain numbers that a template draws as SVG, and the table that stands beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Row = dict[str, Any]
WIDTH, HEIGHT, LABELS = 320, 96, 16
"""Units of a chart: its width, its height, and the height of the labels under it."""
MOST_BARS = 40


def periods(first: str, last: str) -> tuple[list[str], int]:
    """Return the names of the periods from one month ("2031-03") to another, and how many months each has.

    Months, quarters or years, whatever gives at most ``MOST_BARS`` bars, else years.
    """
    start, end = _month(first), _month(last)
    size = next((size for size in (1, 3) if end // size - start // size < MOST_BARS), 12)
    return [_name(n, size) for n in range(start // size, end // size + 1)], size


def _month(text: str) -> int:
    year, _, month = text.partition("-")
    return int(year) * 12 + (int(month) - 1 if month.isdigit() and 1 <= int(month) <= 12 else 0)


def _name(n: int, size: int) -> str:
    year, part = divmod(n * size, 12)
    return {1: f"{year}-{part + 1:02}", 3: f"{year} Q{part // 3 + 1}"}.get(size, str(year))


def _sums(rows: Iterable[Row], names: Sequence[str], columns: Sequence[str], size: int) -> dict[str, Row]:
    sums = {name: dict.fromkeys(columns, 0) for name in names}
    for row in rows:
        name = _name(_month(row["month"]) // size, size)
        for column in columns:
            sums[name][column] += row[column]
    return sums


def _dated(rows: Sequence[Row]) -> list[Row]:
    """Return the rows whose month can be drawn."""
    return [row for row in rows if row["month"][:4].isdigit() and len(row["month"]) >= 4]


def months(rows: Sequence[Row], column: str) -> Row:
    """Return bars of one number over time, three times as wide as other charts."""
    rows = _dated(rows)
    if not rows:
        return {"bars": []}
    names, size = periods(rows[0]["month"], rows[-1]["month"])
    sums = _sums(rows, names, [column], size)
    most = max(row[column] for row in sums.values())
    step, room = 3 * WIDTH / len(names), HEIGHT - LABELS
    bars = [
        {"name": name, "n": row[column], "x": round(i * step, 2), "width": round(step * 0.86, 2),
         "height": (height := round(row[column] / most * room, 2)), "y": round(room - height, 2)}
        for i, (name, row) in enumerate(sums.items())
    ]  # fmt: skip
    return {"bars": bars, "width": 3 * WIDTH, "height": HEIGHT}


def diverging(rows: Sequence[Row], every: Sequence[Row], width: int = WIDTH) -> Row:
    """Return bars of "pro" upward and "con" downward over time, on the scales of ``every`` row of its kin."""
    rows, every = _dated(rows), _dated(every)
    if not rows:
        return {"bars": []}
    dates = sorted(row["month"] for row in every)
    names, size = periods(dates[0], dates[-1])
    sums = _sums(rows, names, ["pro", "con", "neutral"], size)
    by_target: dict[Any, list[Row]] = {}
    for row in every:
        by_target.setdefault(row.get("target"), []).append(row)
    kin = [_sums(group, names, ["pro", "con"], size) for group in by_target.values()]
    most = max((row[side] for group in kin for row in group.values() for side in ("pro", "con")), default=1) or 1
    step, half = width / len(names), (HEIGHT - LABELS) / 2
    bars = [
        {"name": name, **row, "x": round(i * step, 2), "width": round(step * 0.86, 2),
         "up": (up := round(row["pro"] / most * (half - 1), 2)), "top": round(half - up, 2),
         "down": round(row["con"] / most * (half - 1), 2)}
        for i, (name, row) in enumerate(sums.items())
    ]  # fmt: skip
    return {"bars": bars, "width": width, "height": HEIGHT, "middle": half}
