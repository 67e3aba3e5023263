"""What each name of a target means: names as articles have them, and the decisions that join and part them.

A name that tells what it is ("Kerrow dam") is one target in all articles, "the vote" one in its article. By itself
each is a target of its own, its *home*. ``apply_decisions`` replays the decisions in order and moves what belongs
elsewhere, so that an article saved again lands on the same target, and a decision that is undone leaves no trace.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlite_utils import Database

from attribution.types import Target
from db.merging.decisions import DecisionTables, Row
from db.names import folded_name

TARGETS = DecisionTables("target", "targets", "target_names", "target_decisions", "target_id", "names")
LABEL = "{} [{}]"
"""What a target that belongs to one article is called in all others."""


class Name(NamedTuple):
    """A row of ``target_names`` and the target it belongs to."""

    id: int
    target_id: int


def find_or_make(db: Database, target: Target, article_id: str) -> Name:
    """Return the name of a target in an article, with a target of its own where nothing like it is known."""
    scope = None if target.shared else article_id
    own = _find(db, target, article_id, own=1) if target.shared else None
    return own or _find(db, target, scope) or make(db, target.name, target.kind, target.parent, scope)


def _find(db: Database, target: Target, article_id: str | None, own: int = 0) -> Name | None:
    row = db.execute(
        "SELECT id, target_id FROM target_names WHERE name = ? AND ifnull(kind, '') = ? AND ifnull(parent, '') = ? "
        "AND ifnull(article_id, '') = ? AND own = ? AND NOT given",
        [target.name, target.kind, target.parent or "", article_id or "", own],
    ).fetchone()
    return Name(*row) if row else None


def make(
    db: Database, name: str, kind: str | None, parent: str | None, article_id: str | None, given: bool = False
) -> Name:
    """Return a new name: of the target that has it in another kind or spelling of case, or of a new one."""
    row = {"name": name, "kind": kind, "parent": parent, "article_id": article_id, "folded": folded_name(name)}
    like = db.execute(
        "SELECT home, target_id FROM target_names WHERE folded = :folded AND NOT own "
        "AND ifnull(article_id, '') = ifnull(:article_id, '') AND (ifnull(parent, '') = ifnull(:parent, '') OR given) "
        "ORDER BY given, id LIMIT 1", row,
    ).fetchone()  # fmt: skip
    family = None if like or parent is None else family_id(db, parent)
    home, target = like or (TARGETS.next_id(db),) * 2
    if not like:
        label = LABEL.format(name, article_id) if article_id else name
        values = {"name": label, "folded": folded_name(label), "kind": kind, "parent_id": family}
        db["targets"].insert({"id": target} | values)
    id = int(db["target_names"].insert(row | {"home": home, "target_id": target, "given": int(given)}).last_pk)
    db.execute("UPDATE targets SET kind = ? WHERE id = ? AND kind IS NULL", [kind, target])
    return Name(id, target)


def family_id(db: Database, name: str, below: frozenset[int] = frozenset()) -> int:
    """Return the target at the head of a family, which no article need speak of itself; a family has no family.

    ``below`` are the targets whose family it is, for one that heads the family by now.
    """
    row = db.execute(
        "SELECT target_id FROM target_names WHERE folded = ? AND parent IS NULL AND article_id IS NULL ORDER BY id",
        [folded_name(name)],
    ).fetchone()
    target = int(row[0]) if row else make(db, name, None, None, None).target_id
    above = None if target in below else _family_name(_names_of(db, target), _decided(db, target))
    return family_id(db, above, below | {target}) if above else target


def _names_of(db: Database, target: int) -> list[Row]:
    sql = "SELECT * FROM target_names WHERE target_id = :id ORDER BY home <> :id, given, id"
    return list(db.query(sql, {"id": target}))


def _decided(db: Database, target: int) -> dict[str, str]:
    sql = (
        "SELECT action, value FROM target_decisions "
        "WHERE target_id = ? AND value IS NOT NULL AND undone IS NULL ORDER BY id"
    )
    return dict(db.execute(sql, [target]).fetchall())


def _family_name(names: Sequence[Row], decided: dict[str, str]) -> str | None:
    return decided.get("parent", names[0]["parent"] if names else None) or None


def current(db: Database, target: int) -> int | None:
    """Return what a target is now: itself, or what it was merged into; None for one that never was or is gone."""
    return TARGETS.current(db, target)


def apply_decisions(db: Database, *targets: int) -> None:
    """Make the tables say what the decisions say; the caller holds the transaction.

    ``targets`` are described anew even if no name of theirs moves.
    """
    db.execute("PRAGMA defer_foreign_keys = ON")
    replay = TARGETS.replay(db)
    for id, target in replay.moved.items():
        row = {"id": target, "name": replay.names[id]["name"], "folded": replay.names[id]["folded"]}
        db["targets"].insert(row, ignore=True)
        db.execute("UPDATE target_names SET target_id = ? WHERE id = ?", [target, id])
        db.execute("UPDATE stances SET target_id = ? WHERE name_id = ?", [target, id])
    describe(db, replay.affected | set(targets))


def describe(db: Database, targets: Iterable[int]) -> None:
    """Bring name, kind and family of targets, and of those in their families, up to date; delete nameless ones."""
    wanted = set(targets)
    if not wanted:
        return
    for target in sorted(wanted | _families_of(db, wanted)):
        if names := _names_of(db, target):
            _update(db, target, names)
    for target in wanted:
        if not db["target_names"].count_where("target_id = ?", [target]):
            db.execute("DELETE FROM targets WHERE id = ?", [target])


def _families_of(db: Database, targets: set[int]) -> set[int]:
    """Return the targets in the families of these, and in theirs: what a head is called decides where they belong."""
    parents = [row[0] for row in db.execute("SELECT DISTINCT parent FROM target_names WHERE parent <> ''").fetchall()]
    sql = "SELECT target_id, value FROM target_decisions WHERE action = 'parent' AND undone IS NULL AND value <> ''"
    decided = db.execute(sql).fetchall()
    found, waiting = set[int](), targets
    while waiting:
        ids = {"ids": json.dumps(sorted(waiting))}
        sql = "SELECT folded FROM target_names WHERE target_id IN (SELECT value FROM json_each(:ids))"
        heads = {row[0] for row in db.execute(sql, ids).fetchall()}
        ids["names"] = json.dumps([parent for parent in parents if folded_name(parent) in heads])
        sql = (
            "SELECT id FROM targets WHERE parent_id IN (SELECT value FROM json_each(:ids)) "
            "UNION SELECT target_id FROM target_names WHERE parent IN (SELECT value FROM json_each(:names))"
        )
        kin = {row[0] for row in db.execute(sql, ids).fetchall()}
        kin |= {target for target, value in decided if folded_name(value) in heads}
        waiting = kin - found - targets
        found |= waiting
    return found


def _update(db: Database, target: int, names: Sequence[Row]) -> None:
    decided = _decided(db, target)
    first = names[0]
    scopes = {row["article_id"] for row in names}
    scope = scopes.pop() if len(scopes) == 1 else None
    label = decided.get("rename") or (LABEL.format(first["name"], scope) if scope else first["name"])
    kind = decided.get("kind") or next((row["kind"] for row in names if row["kind"]), None)
    above = _family_name(names, decided)
    parent = family_id(db, above, frozenset({target})) if above else None
    parent = None if parent == target else parent
    values = {"name": label, "folded": folded_name(label), "kind": kind, "parent_id": parent}
    if db["targets"].get(target) != {"id": target, **values}:
        db["targets"].update(target, values)


def drop_unused(db: Database, names: Iterable[int]) -> None:
    """Delete those of the names that nobody uses any more, and targets without names; decided ones stay."""
    decided = "EXISTS (SELECT 1 FROM target_decisions d WHERE {0} IN (d.target_id, d.other_id))"
    for id in names:
        rows = db.execute(
            "DELETE FROM target_names WHERE id = :id AND NOT given "
            "AND NOT EXISTS (SELECT 1 FROM stances WHERE name_id = :id) "
            "AND NOT EXISTS (SELECT 1 FROM targets c WHERE c.parent_id = target_names.target_id) "
            f"AND NOT {decided.format('home')} AND NOT {decided.format('target_names.target_id')} "
            "RETURNING target_id", {"id": id},
        ).fetchall()  # fmt: skip
        describe(db, (int(target) for (target,) in rows))
