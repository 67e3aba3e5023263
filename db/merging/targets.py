"""What people decide about targets: merge, split, rename, kind and family, lists to import, undo.

Every call records a decision with its reason and who made it and brings all tables up to date in one transaction.
Decisions hold for articles to come, and each can be undone. Targets are given by their ids; ids stay, and
``target_names.current`` tells what a merged one is now.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from typing import Any, get_args

from sqlite_utils import Database

from attribution.types import TargetKind
from db.merging import reviews
from db.merging.decisions import Row
from db.merging.target_identity import current, family_id, make, next_id, settle
from db.names import folded_name
from db.schema import now, transaction

COLUMNS = ("name", "aliases", "kind", "parent")
KINDS = get_args(TargetKind)


class TargetError(ValueError):
    """A decision about targets that cannot be made, or a list that cannot be used; the message is one sentence."""


def merge(db: Database, into: int, other: int, reason: str, by: str) -> int:
    """Make ``other`` one with ``into``, whose name stays. Return the decision's id. Raises TargetError."""
    _require(db, into, other)
    if into == other:
        raise TargetError(f"{_name(db, into)} cannot be merged with itself.")
    with transaction(db):
        id = _record(db, "merge", into, reason, by, other_id=other)
        _settle(db)
    return id


def split(
    db: Database, target: int, reason: str, by: str, names: Sequence[str] = (), articles: Sequence[str] = (),
    name: str | None = None,
) -> int:  # fmt: skip
    """Take ``names``, or what ``articles`` say, away from a target and give them to a new one. Return its id.

    ``name`` is what the new target is called. Raises TargetError when no such name or article belongs to the target,
    or when nothing would be left of it.
    """
    _require(db, target)
    with transaction(db):
        leaving = _named(db, target, names) + _in_articles(db, target, articles)
        ids = sorted({row["id"] for row in leaving})
        if not ids:
            raise TargetError("A split needs a name or an article to take away.")
        if db["target_names"].count_where("target_id = ?", [target]) == len(ids):
            raise TargetError(f"Nothing would be left of {_name(db, target)}.")
        homes = {row["home"] for row in leaving if not row["own"]}
        home = min(homes) if len(homes) == 1 else target
        new = home if home != target and current(db, home) in (None, target) else next_id(db)
        _record(db, "split", new, reason, by, other_id=target, names=json.dumps(ids))
        if name:
            _record(db, "rename", new, reason, by, value=_clean(name))
        _settle(db, new, target)
    return new


def rename(db: Database, target: int, name: str, reason: str, by: str) -> int:
    """Call a target by another name; the names of articles still find it. Return the decision's id."""
    return _say(db, "rename", target, _clean(name), reason, by)


def set_kind(db: Database, target: int, kind: str, reason: str, by: str) -> int:
    """Say of which kind a target is. Return the decision's id. Raises TargetError for an unknown kind."""
    if kind not in KINDS:
        raise TargetError(f"“{kind}” is no kind of target; kinds are {', '.join(KINDS)}.")
    return _say(db, "kind", target, kind, reason, by)


def set_parent(db: Database, target: int, parent: str, reason: str, by: str) -> int:
    """Put a target into the family ``parent`` heads, by its name; "" for none. Return the decision's id.

    Raises TargetError where the target heads a family itself or ``parent`` belongs to one: families have two steps.
    """
    _require(db, target)
    if parent and db["targets"].count_where("parent_id = ?", [target]):
        raise TargetError(f"{_name(db, target)} heads a family and cannot belong to another.")
    above = [row for row in search(db, parent) if row["only_in"] is None] if parent else []
    if above and above[0]["parent"]:
        raise TargetError(f"{parent} belongs to the family of {above[0]['parent']} and cannot head one.")
    with transaction(db):
        if parent:
            family_id(db, _clean(parent))
        id = _record(db, "parent", target, reason, by, value=_clean(parent) if parent else "")
        _settle(db, target)
    return id


def undo(db: Database, decision: int, by: str) -> None:
    """Take a decision back: what it changed is as if it had never been made. Raises TargetError."""
    row = next(db.query("SELECT * FROM target_decisions WHERE id = ?", [decision]), None)
    if row is None:
        raise TargetError(f"There is no decision {decision} about targets.")
    if row["undone"]:
        raise TargetError(f"Decision {decision} is undone already.")
    with transaction(db):
        db["target_decisions"].update(decision, {"undone": now(), "undone_by": by})
        _settle(db, row["target_id"], row["other_id"] or row["target_id"])


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


def decisions(db: Database, target: int | None = None) -> list[Row]:
    """Return the decisions, latest first: all, or those that made a target what it is, undone ones included."""
    sql = (
        "SELECT * FROM target_decisions WHERE :id IS NULL OR target_id = :id OR other_id = :id "
        "OR target_id IN (SELECT home FROM target_names WHERE target_id = :id) ORDER BY id DESC"
    )
    return list(db.query(sql, {"id": target}))


def import_list(db: Database, path: str, by: str) -> int:
    """Take over a CSV file of targets with a header: name and any of ``COLUMNS``. Return how many decisions it took.

    Aliases, separated by semicolons, become names of the target in all articles; kind and parent are decided where
    they are given. What holds already is not decided again. Raises TargetError, and then nothing is changed.
    """
    from pathlib import Path

    rows = [_row(number, row) for number, row in enumerate(_read(path), 2)]
    reason = f"imported from {Path(path).name}"
    before = db["target_decisions"].count
    for row in rows:
        target = _known(db, row["name"], row["kind"])
        for alias in filter(None, map(str.strip, row["aliases"].split(";"))):
            if (other := _known(db, alias, row["kind"])) != target:
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


def _known(db: Database, name: str, kind: str) -> int:
    """Return the target known by a name in all articles, made where there is none."""
    found = [row["id"] for row in search(db, name) if row["only_in"] is None]
    if found:
        return int(found[0])
    with transaction(db):
        return make(db, name, kind or None, None, None, given=True).target_id


def _say(db: Database, action: str, target: int, value: str, reason: str, by: str) -> int:
    _require(db, target)
    with transaction(db):
        id = _record(db, action, target, reason, by, value=value)
        _settle(db, target)
    return id


def _record(db: Database, action: str, target: int, reason: str, by: str, **values: Any) -> int:
    row = {"action": action, "target_id": target, "reason": reason, "decided_by": by, "created": now()}
    return int(db["target_decisions"].insert(row | values).last_pk)


def _settle(db: Database, *targets: int) -> None:
    settle(db, *targets)
    reviews.apply(db)


def _require(db: Database, *targets: int) -> None:
    for target in targets:
        now_is = current(db, target)
        if now_is is None:
            raise TargetError(f"There is no target {target}.")
        if now_is != target:
            raise TargetError(f"Target {target} was merged into {_name(db, now_is)} (target {now_is}).")


def _name(db: Database, target: int) -> str:
    return str(db["targets"].get(target)["name"])


def _clean(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise TargetError("A name cannot be empty.")
    return name


def _named(db: Database, target: int, names: Sequence[str]) -> list[Row]:
    """Return the rows of a target's names that are called so."""
    own = list(db.query("SELECT * FROM target_names WHERE target_id = ?", [target]))
    for name in names:
        if not any(row["folded"] == folded_name(name) for row in own):
            raise TargetError(f"“{name}” is no name of {_name(db, target)} (target {target}).")
    wanted = {folded_name(name) for name in names}
    return [row for row in own if row["folded"] in wanted]


def _in_articles(db: Database, target: int, articles: Sequence[str]) -> list[Row]:
    """Return the names by which articles speak of a target; one that all articles share gets a row of its own there."""
    sql = (
        "SELECT DISTINCT n.* FROM stances st JOIN quotes q ON q.id = st.quote_id "
        "JOIN target_names n ON n.id = st.name_id WHERE q.article_id = ? AND st.target_id = ?"
    )
    found: list[Row] = []
    for article in articles:
        names = list(db.query(sql, [article, target]))
        if not names:
            raise TargetError(f"The article {article} takes no stance on {_name(db, target)} (target {target}).")
        found += [_own_in(db, row, article) for row in names]
    return found


def _own_in(db: Database, name: Row, article: str) -> Row:
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
