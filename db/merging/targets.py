"""What people decide about targets: merge, split, rename, kind and family, lists to import, undo.

What targets share with people is in ``decisions.Decisions``. Decisions hold for articles to come, and each can be
undone. Targets are given by their ids; ids stay, and ``target_identity.current`` tells what a merged one is now.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, get_args

from sqlite_utils import Database

from attribution.types import TargetKind
from db.merging import reviews
from db.merging.decisions import Decisions, Row
from db.merging.target_identity import TARGETS as TABLES
from db.merging.target_identity import apply_decisions, family_id, make
from db.names import folded_name
from db.schema import transaction

COLUMNS = ("name", "aliases", "kind", "parent")
KINDS = get_args(TargetKind)


class TargetError(ValueError):
    """A decision about targets that cannot be made, or a list that cannot be used; the message is one sentence."""


class TargetDecisions(Decisions):
    """Decisions about targets; all are made by a person."""

    tables = TABLES
    error = TargetError
    about = " about targets"

    def settle(self, db: Database, *ids: int) -> None:
        """Bring the tables and the reviews to what the decisions say."""
        apply_decisions(db, *ids)
        reviews.apply(db)

    def names_in_article(self, db: Database, id: int, article: str) -> list[Row]:
        """Return the names by which an article speaks of a target; a shared one gets a row of its own there."""
        sql = (
            "SELECT DISTINCT n.* FROM stances st JOIN quotes q ON q.id = st.quote_id "
            "JOIN target_names n ON n.id = st.name_id WHERE q.article_id = ? AND st.target_id = ?"
        )
        names = list(db.query(sql, [article, id]))
        if not names:
            raise TargetError(f"The article {article} takes no stance on {self.name_of(db, id)} (target {id}).")
        return [_name_of_article(db, row, article) for row in names]

    def unmake(self, db: Database, name: int) -> set[int]:
        """Delete a name that a decision made; an article's own copy of a shared name goes back to that."""
        row = next(db.query("SELECT * FROM target_names WHERE id = ?", [name]), None)
        if row is None or self.stands(db, name=name):
            return set()
        like = (
            "SELECT id, target_id FROM target_names WHERE name = :name AND kind IS :kind AND parent IS :parent "
            "AND article_id IS NULL AND given = :given"
        )
        shared = db.execute(like, row).fetchone() if row["own"] else None
        needed = (
            "SELECT 1 FROM stances WHERE name_id = :id UNION ALL SELECT 1 FROM targets WHERE parent_id = :target_id "
            "AND (SELECT count(*) FROM target_names WHERE target_id = :target_id) = 1"
        )
        if shared:
            values = {"id": name, "shared": shared[0], "target": shared[1]}
            db.execute("UPDATE stances SET name_id = :shared, target_id = :target WHERE name_id = :id", values)
        elif self.stands(db, thing=row["home"]) or db.execute(needed, row).fetchone():
            return set()
        db.execute("DELETE FROM target_names WHERE id = ?", [name])
        return {row["target_id"], *([shared[1]] if shared else ())}


TARGETS = TargetDecisions()
merge, split, rename, undo = TARGETS.merge, TARGETS.split, TARGETS.rename, TARGETS.undo
decisions = TARGETS.decisions


def set_kind(db: Database, target: int, kind: str, reason: str, by: str) -> int:
    """Say of which kind a target is. Return the decision's id. Raises TargetError for an unknown kind."""
    if kind not in KINDS:
        raise TargetError(f"“{kind}” is no kind of target; kinds are {', '.join(KINDS)}.")
    return TARGETS.decide(db, "kind", target, kind, reason, by)


def set_parent(db: Database, target: int, parent: str, reason: str, by: str) -> int:
    """Put a target into the family ``parent`` heads, by its name; "" for none. Return the decision's id.

    Raises TargetError where the target heads a family itself or ``parent`` belongs to one: families have two steps.
    """
    TARGETS.require(db, target)
    if parent and db["targets"].count_where("parent_id = ?", [target]):
        raise TargetError(f"{TARGETS.name_of(db, target)} heads a family and cannot belong to another.")
    above = [row for row in search(db, parent) if row["only_in"] is None] if parent else []
    if above and above[0]["parent"]:
        raise TargetError(f"{parent} belongs to the family of {above[0]['parent']} and cannot head one.")
    with TARGETS.deciding(db):
        if parent:
            family_id(db, TARGETS.clean(parent))
        id = TARGETS.record(db, "parent", target, reason, by, value=TARGETS.clean(parent) if parent else "")
        TARGETS.settle(db, target)
    return id


def search(db: Database, name: str) -> list[Row]:
    """Return the targets with this name, those of all articles first: id, name, kind, parent, only_in, stances."""
    sql = (
        "SELECT t.id, t.name, t.kind, p.name AS parent, "
        "(SELECT count(*) FROM stances WHERE target_id = t.id) AS stances, "
        "(SELECT CASE WHEN count(DISTINCT ifnull(article_id, '')) = 1 THEN max(article_id) END FROM target_names "
        "WHERE target_id = t.id) AS only_in FROM targets t LEFT JOIN targets p ON p.id = t.parent_id "
        "WHERE t.folded = :name OR t.id IN (SELECT target_id FROM target_names WHERE folded = :name) "
        "ORDER BY only_in IS NOT NULL, stances DESC, t.id"
    )
    return list(db.query(sql, {"name": folded_name(name)}))


def import_list(db: Database, path: str, by: str) -> int:
    """Take over a CSV file of targets with a header: name and any of ``COLUMNS``. Return how many decisions it took.

    Aliases, separated by semicolons, become names of the target in all articles; kind and parent are decided where
    they are given. What holds already is not decided again. Raises TargetError, and then nothing is changed.
    """
    rows = [_row(number, row) for number, row in enumerate(_read(path), 2)]
    reason = f"imported from {Path(path).name}"
    before = db["target_decisions"].count
    for row in rows:
        target = _shared_target(db, row["name"], row["kind"])
        for alias in filter(None, map(str.strip, row["aliases"].split(";"))):
            if (other := _shared_target(db, alias, row["kind"])) != target:
                merge(db, target, other, reason, by)
        about = db["targets"].get(target)
        if row["kind"] and about["kind"] != row["kind"]:
            set_kind(db, target, row["kind"], reason, by)
        above = db["targets"].get(about["parent_id"])["name"] if about["parent_id"] else ""
        if row["parent"] and folded_name(above) != folded_name(row["parent"]):
            set_parent(db, target, row["parent"], reason, by)
    return int(db["target_decisions"].count - before)


def _read(path: str) -> list[dict[str, Any]]:
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if "name" not in (reader.fieldnames or ()):
                raise TargetError(f"{path} has no column “name”; columns are {', '.join(COLUMNS)}.")
            return list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TargetError(f"{path} cannot be read as CSV: {error}.") from error


def _row(number: int, row: dict[str, Any]) -> dict[str, str]:
    values = {name: " ".join((row.get(name) or "").split()) for name in COLUMNS}
    if not values["name"]:
        raise TargetError(f"Line {number} has no name.")
    if values["kind"] and values["kind"] not in KINDS:
        raise TargetError(f"Line {number}: “{values['kind']}” is no kind of target; kinds are {', '.join(KINDS)}.")
    return values


def _shared_target(db: Database, name: str, kind: str) -> int:
    """Return the target known by a name in all articles, made where there is none."""
    found = [row["id"] for row in search(db, name) if row["only_in"] is None]
    if found:
        return int(found[0])
    with transaction(db):
        return make(db, name, kind or None, None, None, given=True).target_id


def _name_of_article(db: Database, name: Row, article: str) -> Row:
    """Return a name that is this article's alone: itself, or a copy of one that articles share."""
    if name["article_id"] is not None:
        return name
    row = {**name, "article_id": article, "own": 1}
    del row["id"]
    id = db["target_names"].insert(row).last_pk
    db.execute(
        "UPDATE stances SET name_id = ? WHERE name_id = ? AND quote_id IN (SELECT id FROM quotes WHERE article_id = ?)",
        [id, name["id"], article],
    )
    return dict(db["target_names"].get(id))
