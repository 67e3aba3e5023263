"""Comparisons as text for a terminal: statements side by side and in time, and changes of side."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Any

from onrecord.cli.tables import safe

Row = dict[str, Any]
VOICES = {"direct": "verbatim", "mixed": "partly verbatim", "indirect": "paraphrase"}
SIDES = {1: "for", -1: "against", 0: "neutral"}
LONGEST = 320  # characters of a statement
GAP = "  │  "


def side_by_side(left: Sequence[Row], right: Sequence[Row], names: tuple[str, str], width: int) -> str:
    """Return the ballots of two speakers in two columns by date, under their names."""
    column = max(24, (width - len(GAP)) // 2)
    lines = _joined(textwrap.wrap(names[0], column), textwrap.wrap(names[1], column), column)
    lines += ["─" * column + "──┼──" + "─" * column]
    for date in sorted({row["published"] or "" for row in (*left, *right)}):
        one, other = (
            [line for row in rows if (row["published"] or "") == date for line in [*_entry(row, column), ""]]
            for rows in (left, right)
        )
        lines += _joined(one, other, column)
    return safe("\n".join(line.rstrip() for line in lines).rstrip())


def timeline_text(rows: Iterable[Row], width: int) -> str:
    """Return ballots one below the other, oldest first: what, for or against whom, and where."""
    lines: list[str] = []
    for row in rows:
        where = "" if row["target"].endswith("]") else f"  [{row['article']}]"
        lines += [f"{row['published'] or 'no date':<12}{SIDES[row['vote']]} {row['target']}{where}"]
        lines += textwrap.wrap(_said(row), max(24, width - 12), initial_indent=" " * 12, subsequent_indent=" " * 12)
    return safe("\n".join(lines))


def flips_text(rows: Iterable[Row], width: int) -> str:
    """Return changes of side, each with both statements."""
    lines: list[str] = []
    for row in rows:
        lines.append(f"{row['speaker']} on {row['target']}")
        for when in ("before", "after"):
            side, kind = SIDES[row[f"vote_{when}"]], row[f"kind_{when}"]
            lines.append(f"  {row[f'published_{when}']}  {side}  [{row[f'article_{when}']}]")
            text = _said({"kind": kind, "rule": row[f"rule_{when}"], "content": row[f"content_{when}"]})
            lines += textwrap.wrap(text, max(24, width - 4), initial_indent="    ", subsequent_indent="    ")
        lines.append("")
    return safe("\n".join(lines).rstrip())


def _entry(row: Row, width: int) -> list[str]:
    head = f"{row['published'] or 'no date'} · {SIDES[row['vote']]} {row['target']}"
    copies = f", {row['copies']} articles" if row["copies"] > 1 else ""
    return [line for part in (head, _said(row), f"[{row['article']}{copies}]") for line in textwrap.wrap(part, width)]


def _said(row: Row) -> str:
    text = " ".join(row["content"].split())
    voice = VOICES["direct" if row["rule"].endswith("transcript") else row["kind"]]
    return f"({voice}) {textwrap.shorten(text, LONGEST, placeholder=' …')}"


def _joined(left: Iterable[str], right: Iterable[str], width: int) -> list[str]:
    return [one.ljust(width) + GAP + other for one, other in zip_longest(left, right, fillvalue="")]
