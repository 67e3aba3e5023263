"""Whose each name is: names as articles have them, and the decisions that join them and keep them apart.

An identity is a name as articles have it: in all of them for a full name, in one for a lone surname. By itself
each is a speaker of its own, its *home*. ``apply_decisions`` replays the decisions in order over the identities they
touch and moves what belongs to somebody else now, so that an article saved again lands on the same person, and a
decision that is undone leaves no trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlite_utils import Database

from attribution.names.name_matching import keys
from db.merging.decisions import DecisionTables, Row
from db.names import folded_name
from db.schema import now

SPEAKERS = DecisionTables("speaker", "speakers", "identities", "decisions", "speaker_id", "identities")
OVERRIDE = -1
"""``nth`` of a shared name that belongs to somebody else in one article."""

PINNED = (
    "(EXISTS (SELECT 1 FROM decisions WHERE speaker_id = {0}) OR EXISTS (SELECT 1 FROM decisions WHERE other_id = {0})"
    " OR EXISTS (SELECT 1 FROM reviews WHERE speaker_id = {0}))"
)
"""SQL: whether somebody decided something about speaker ``{0}``, so that it stays when no article names it."""


class Identity(NamedTuple):
    """A row of ``identities`` and the speaker it belongs to."""

    id: int
    speaker_id: int


def find(db: Database, name: str, kind: str, article_id: str | None, nth: int = 0) -> Identity | None:
    """Return the identity with this key, if there is one."""
    row = db.execute(
        "SELECT id, speaker_id FROM identities WHERE name = ? AND kind = ? AND ifnull(article_id, '') = ? AND nth = ?",
        [name, kind, article_id or "", nth],
    ).fetchone()
    return Identity(*row) if row else None


def find_or_make(db: Database, name: str, kind: str, article_id: str, shared: bool, nth: int) -> Identity:
    """Return the identity of a name in an article, with a speaker of its own where it is new."""
    if shared:
        found = find(db, name, kind, article_id, OVERRIDE) or find(db, name, kind, None)
    else:
        found = find(db, name, kind, article_id, nth)
    return found or make(db, name, kind, None if shared else article_id, nth)


def make(db: Database, name: str, kind: str, article_id: str | None, nth: int = 0) -> Identity:
    """Return a new identity with a new speaker."""
    speaker = SPEAKERS.next_id(db)
    db["speakers"].insert({"id": speaker, "name": name, "kind": kind, "article_id": article_id, "nth": max(nth, 0)})
    row = {"name": name, "kind": kind, "article_id": article_id, "nth": nth, "home": speaker, "speaker_id": speaker}
    id = int(db["identities"].insert(row).last_pk)
    if kind == "person":
        db["name_keys"].insert_all({"key": key, "identity_id": id} for key in sorted(keys(name)))
    return Identity(id, speaker)


def current(db: Database, speaker: int) -> int | None:
    """Return who a speaker is now: itself, or whom it was merged into; None for one that never was or is gone."""
    return SPEAKERS.current(db, speaker)


def apply_decisions(db: Database, *speakers: int) -> int:
    """Make the tables say what the decisions say; the caller holds the transaction.

    ``speakers`` are described anew even if no name of theirs moves. Returns how many names moved.
    """
    db.execute("PRAGMA defer_foreign_keys = ON")  # reviews follow their speakers after this, in the same transaction
    replay = SPEAKERS.replay(db)
    _make_rows(db, replay.moved, replay.names)
    move(db, replay.moved)
    _describe(db, replay.affected | set(speakers), replay.standing)
    return len(replay.moved)


def undo_surname_merges(db: Database, article_id: str) -> None:
    """Take back the automatic merges of surnames that only this article has, before it is saved anew.

    What they rested on may be gone; ``resolve`` makes them again where it is not.
    """
    scoped = "SELECT home FROM identities WHERE article_id = ?"
    done = db.execute(
        f"UPDATE decisions SET undone = ? WHERE action = 'merge' AND automatic AND undone IS NULL "
        f"AND other_id IN ({scoped})", [now(), article_id],
    )  # fmt: skip
    if done.rowcount:
        apply_decisions(db)


def _make_rows(db: Database, moved: dict[int, int], known: dict[int, Row]) -> None:
    """Make speakers that have none a row, under their first name; its own name before another's."""
    for id, speaker in sorted(moved.items(), key=lambda item: (known[item[0]]["home"] != item[1], item[0])):
        row = {"id": speaker, "name": known[id]["name"], "kind": known[id]["kind"]}
        db["speakers"].insert(row, ignore=True)


def move(db: Database, moved: dict[int, int]) -> None:
    """Give identities, and all rows of their entities, to their speakers."""
    own = "entity_id IN (SELECT id FROM entities WHERE identity_id = :id)"
    for id, speaker in moved.items():
        values = {"id": id, "speaker": speaker}
        db.execute("UPDATE identities SET speaker_id = :speaker WHERE id = :id", values)
        db.execute("UPDATE entities SET speaker_id = :speaker WHERE identity_id = :id", values)
        for table in ("roles", "quote_speakers", "stances"):
            db.execute(f"UPDATE {table} SET speaker_id = :speaker WHERE {own}", values)


def _describe(db: Database, speakers: Iterable[int], decisions: list[Row]) -> None:
    """Bring name, scope, id and aliases of speakers up to date; delete those to whom no name belongs."""
    said: dict[int, Row] = {}
    aliases: dict[int, list[tuple[str, int]]] = {}
    for decision in decisions:
        if decision["action"] in ("rename", "wikidata"):
            said.setdefault(decision["speaker_id"], {})[decision["action"]] = decision["value"]
        elif decision["action"] == "alias":
            aliases.setdefault(decision["speaker_id"], []).append((decision["value"], decision["id"]))
    for speaker in sorted(speakers):
        own = "SELECT * FROM identities WHERE speaker_id = :id ORDER BY home <> :id, id"
        names = list(db.query(own, {"id": speaker}))
        db.execute("DELETE FROM aliases WHERE speaker_id = ?", [speaker])
        if not names:
            db.execute("DELETE FROM proposals WHERE speaker_id = :id OR other_id = :id", {"id": speaker})
            db.execute("DELETE FROM speakers WHERE id = ?", [speaker])
            continue
        scopes = {row["article_id"] for row in names}
        values = {
            "name": said.get(speaker, {}).get("rename") or names[0]["name"],
            "kind": names[0]["kind"],
            "wikidata": said.get(speaker, {}).get("wikidata"),
            "article_id": scopes.pop() if len(scopes) == 1 else None,
        }
        db["speakers"].update(speaker, values)
        own_names = [(row["name"], None) for row in names]  # also those that no article has any more
        rows = [*_found_aliases(db, speaker, values["name"]), *aliases.get(speaker, ()), *own_names]
        db["aliases"].insert_all(
            ({"speaker_id": speaker, "alias": alias, "folded": folded_name(alias), "decision_id": decision}
             for alias, decision in rows), ignore=True,
        )  # fmt: skip


def _found_aliases(db: Database, speaker: int, name: str) -> Iterator[tuple[str, None]]:
    """Yield the names articles have of a speaker, and its own."""
    sql = (
        "SELECT :name UNION SELECT name FROM entities WHERE speaker_id = :id UNION "
        "SELECT m.text FROM entities e JOIN mentions m ON m.entity_id = e.id "
        "WHERE e.speaker_id = :id AND m.form = 'name'"
    )
    for (alias,) in db.execute(sql, {"name": name, "id": speaker}).fetchall():
        yield alias, None
