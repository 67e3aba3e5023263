"""Comparison of officials: matrices with intervals, who differs from whom on what, who agrees, who turned round.

Everything is computed from ballots, the rows of the query "ballots": one vote (-1, 0, 1) for each speaker, statement
and target. Copies of one statement, which a wire carried to several articles, are one ballot, the earliest.

What a vote is has one home, the view "votes_now" of ``db/schema/m007_tallies.sql``. Sums, means and changes of side
are computed here for the command line, and in SQL (the query "compare" and ``db/queries/pages.sql``) for Datasette and
the pages, which read sums kept by triggers and cannot wait for all ballots. ``tests/db/test_comparison.py`` compares.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import combinations, groupby, pairwise
from typing import Any

from sqlite_utils import Database

from db.queries import query

Row = dict[str, Any]
GROUPS = ("role", "organisation", "country", "month")
Z95 = 1.959964


def ballots(
    db: Database, speakers: Sequence[str] = (), targets: Sequence[str] = (), **filters: str | None
) -> list[Row]:
    """Return the ballots of these speakers (all without any) on these targets, oldest first.

    A target counts for its family unless it is one of those asked for. ``copies`` is the number of articles with the
    statement. ``filters`` are those of the query: role, organisation, country, outlet, since, until.
    """
    return query(db, "ballots", speaker=";".join(speakers), targets=";".join(targets), **filters)


def cells(rows: Iterable[Row], by: str | None = None) -> list[Row]:
    """Return the cells of the matrix: speakers, or groups of them, by targets, the busiest first.

    ``polarity`` is the mean vote; ``low`` and ``high`` are its 95 % interval (see ``interval``), ``n`` counts
    statements, ``first`` and ``last`` are dates of articles, None where unknown. ``by`` is one of ``GROUPS``:
    statements of whom the group is not known are left out.
    """
    groups: dict[tuple[Any, str], list[Row]] = {}
    for row in rows:
        if (label := _label(row, by)) is not None:
            groups.setdefault((label, row["target"]), []).append(row)
    found = [_cell(label, target, group, by) for (label, target), group in groups.items()]
    weight: dict[Any, int] = {}
    for cell in found:
        weight[cell["speaker_id"]] = weight.get(cell["speaker_id"], 0) + cell["n"]
    if by == "month":
        return sorted(found, key=lambda c: (c["speaker"], -c["n"], c["target"]))
    found.sort(key=lambda c: (-c["n"], c["target"]))
    return sorted(found, key=lambda c: (-weight[c["speaker_id"]], c["speaker"], str(c["speaker_id"])))


def _label(row: Row, by: str | None) -> Any:
    if by is None:
        return row["speaker_id"]
    if by == "month":
        return (row["published"] or "")[:7] or None
    return row["office" if by == "role" else by] or None


def _cell(label: Any, target: str, group: Sequence[Row], by: str | None) -> Row:
    votes = [row["vote"] for row in group]
    pro, con = votes.count(1), votes.count(-1)
    low, high = interval(pro, con, len(votes) - pro - con)
    dates = sorted(row["published"] for row in group if row["published"])
    one = group[0] if by is None else {"speaker": label, "role": None, "only_in": None}
    return {
        "speaker_id": label, "speaker": one["speaker"], "role": one["role"], "only_in": one["only_in"],
        "target": target, "polarity": round(sum(votes) / len(votes), 2), "low": low, "high": high, "n": len(votes),
        "for": pro, "against": con, "neutral": len(votes) - pro - con,
        "first": dates[0] if dates else None, "last": dates[-1] if dates else None,
    }  # fmt: skip


def interval(pro: int, con: int, neutral: int = 0) -> tuple[float, float]:
    """Return the 95 % interval of the mean vote, from -1 to 1.

    It is Wilson's score interval (Wilson 1927) of the share of votes for, stretched from [0, 1] to [-1, 1]; a
    neutral vote counts half for and half against. One statement for leaves (-0.59, 1): n = 1 proves little.
    """
    n = pro + con + neutral
    if not n:
        return (-1.0, 1.0)
    share = (pro + neutral / 2) / n
    middle = (share + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    half = Z95 / (1 + Z95**2 / n) * math.sqrt(share * (1 - share) / n + Z95**2 / (4 * n * n))
    return (round(2 * (middle - half) - 1, 2), round(2 * (middle + half) - 1, 2))


def disagreements(found: Iterable[Row]) -> list[Row]:
    """Return who differs most from whom on what: pairs of cells on one target, the surest and widest first.

    ``sure`` is 1 where the intervals do not overlap.
    """
    by_target: dict[str, list[Row]] = {}
    for cell in found:
        by_target.setdefault(cell["target"], []).append(cell)
    out = []
    for target, group in by_target.items():
        for one, other in combinations(group, 2):
            if one["polarity"] != other["polarity"]:
                high, low = sorted((one, other), key=lambda c: -c["polarity"])
                out.append({
                    "target": target, "for": high["speaker"], "for_polarity": high["polarity"], "for_n": high["n"],
                    "against": low["speaker"], "against_polarity": low["polarity"], "against_n": low["n"],
                    "difference": round(high["polarity"] - low["polarity"], 2),
                    "sure": int(high["low"] > low["high"]),
                })  # fmt: skip
    out.sort(key=lambda r: (-r["sure"], -r["difference"], -min(r["for_n"], r["against_n"]), r["target"], r["for"]))
    return out


def agreement(found: Iterable[Row]) -> list[Row]:
    """Return the network of agreement: pairs that share targets, those who agree most on most first.

    ``agreement`` is 1 where the mean votes on all shared targets are equal and -1 where they are opposite: the mean
    of 1 - |difference|, every target weighing the same.
    """
    views: dict[Any, dict[str, Row]] = {}
    for cell in found:
        views.setdefault(cell["speaker_id"], {})[cell["target"]] = cell
    out = []
    for one, other in combinations(views.values(), 2):
        if shared := sorted(one.keys() & other.keys()):
            apart = [abs(one[t]["polarity"] - other[t]["polarity"]) for t in shared]
            first, second = next(iter(one.values())), next(iter(other.values()))
            out.append({
                "one": first["speaker"], "one_id": first["speaker_id"],
                "other": second["speaker"], "other_id": second["speaker_id"], "targets": len(shared),
                "agreement": round(1 - sum(apart) / len(apart), 2), "shared": "; ".join(shared),
            })  # fmt: skip
    return sorted(out, key=lambda r: (-r["agreement"], -r["targets"], r["one"], r["other"]))


def flips(rows: Iterable[Row]) -> list[Row]:
    """Return changes of side: one speaker, one target, two dated statements in a row with opposite votes."""
    dated = [row for row in rows if row["published"] and row["vote"]]
    dated.sort(key=lambda r: (r["speaker"], r["speaker_id"], r["target"], r["published"]))
    out = []
    for _, group in groupby(dated, key=lambda r: (r["speaker_id"], r["target"])):
        for before, after in pairwise(group):
            if before["vote"] != after["vote"] and before["published"] < after["published"]:
                out.append({
                    "speaker": before["speaker"], "target": before["target"],
                    **{f"{name}_{when}": row[name] for when, row in (("before", before), ("after", after))
                       for name in ("published", "vote", "kind", "rule", "content", "evidence", "article", "quote")},
                })  # fmt: skip
    return out
