"""Decisions that join and part names, whatever they name: what they come to, replayed in order.

By itself each name is a thing of its own, its *home*. A merge gives a thing all that another has by then; a split
takes names out and gives them to another thing. The same for people (``identity``) and targets (``target_names``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlite_utils import Database

Row = dict[str, Any]
LONGEST_CHAIN = 1000  # merges of merges


class Ledger(NamedTuple):
    """The tables of things, of their names and of decisions; the columns that say a thing and the names that leave."""

    things: str
    names: str
    decisions: str
    thing: str
    leaving: str


def current(db: Database, ledger: Ledger, id: int) -> int | None:
    """Return what a thing is now: itself, or what it was merged into; None for one that never was or is gone."""
    for _ in range(LONGEST_CHAIN):
        if db.execute(f"SELECT 1 FROM {ledger.things} WHERE id = ?", [id]).fetchone():
            return id
        row = db.execute(
            f"SELECT {ledger.thing} FROM {ledger.decisions} WHERE action = 'merge' AND other_id = ? AND undone IS NULL "
            "ORDER BY id DESC LIMIT 1", [id],
        ).fetchone()  # fmt: skip
        if row is None:
            return None
        id = int(row[0])
    return None


def touched(db: Database, ledger: Ledger, log: Iterable[Row]) -> dict[int, Row]:
    """Return the names that some decision, undone or not, is about, by their ids."""
    log = list(log)
    things = {id for decision in log for id in (decision[ledger.thing], decision["other_id"]) if id}
    names = {id for decision in log for id in json.loads(decision[ledger.leaving] or "[]")}
    sql = " UNION ".join(
        f"SELECT * FROM {ledger.names} WHERE {column} IN (SELECT value FROM json_each(:{ids}))"
        for column, ids in (("home", "things"), (ledger.thing, "things"), ("id", "names"))
    )
    values = {"things": json.dumps(sorted(things)), "names": json.dumps(sorted(names))}
    return {row["id"]: row for row in db.query(sql, values)}


def replay(ledger: Ledger, decisions: Iterable[Row], known: Mapping[int, Row]) -> dict[int, int]:
    """Return the thing each of the known names belongs to after the decisions."""
    members: dict[int, set[int]] = {}
    for id, row in known.items():
        members.setdefault(row["home"], set()).add(id)
    for decision in decisions:
        thing, other = decision[ledger.thing], decision["other_id"]
        if decision["action"] == "merge":
            members.setdefault(thing, set()).update(members.pop(other, ()))
        elif decision[ledger.leaving]:
            leaving = set(json.loads(decision[ledger.leaving])) & known.keys()
            for group in members.values():
                group -= leaving
            members.setdefault(thing, set()).update(leaving)
    return {id: thing for thing, group in members.items() for id in group}
