"""Decisions that join and part names, of people as of targets: what they come to, and the calls both share.

By itself each name is a thing of its own, its *home*. A merge gives a thing all that another has by then; a split
takes names out and gives them to another thing. Nothing is ever moved by hand: the decisions are replayed in order, and
whatever then belongs elsewhere is moved, so that an undone decision leaves no trace. ``DecisionTables`` says where
speakers and targets keep this, ``Decisions`` has the calls; ``speaker_identity``, ``target_identity``, ``people`` and
``targets`` add what differs.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlite_utils import Database

from db.names import folded_name
from db.schema import now, transaction

Row = dict[str, Any]
LONGEST_CHAIN = 1000  # merges of merges


@dataclass(frozen=True)
class DecisionTables:
    """Where things of one kind, their names and the decisions about them are kept."""

    thing: str
    """What one of them is called: "speaker"."""
    things: str
    names: str
    decisions: str
    thing_id: str
    """The column that says which thing, in the tables of names and of decisions."""
    leaving: str
    """The column of a split that lists the ids of the names it takes away."""

    def current(self, db: Database, id: int) -> int | None:
        """Return what a thing is now: itself, or what it was merged into; None for one that never was or is gone."""
        for _ in range(LONGEST_CHAIN):
            if db.execute(f"SELECT 1 FROM {self.things} WHERE id = ?", [id]).fetchone():
                return id
            row = db.execute(
                f"SELECT {self.thing_id} FROM {self.decisions} WHERE action = 'merge' AND other_id = ? "
                "AND undone IS NULL ORDER BY id DESC LIMIT 1", [id],
            ).fetchone()  # fmt: skip
            if row is None:
                return None
            id = int(row[0])
        return None

    def next_id(self, db: Database) -> int:
        """Return an id that no thing has or had, as far as a decision or a name remembers it."""
        parts = (f"max(id) FROM {self.things}", f"max(home) FROM {self.names}",
                 f"max({self.thing_id}) FROM {self.decisions}", f"max(other_id) FROM {self.decisions}")  # fmt: skip
        sql = ", ".join(f"ifnull((SELECT {part}), 0)" for part in parts)
        return int(db.execute(f"SELECT max({sql}) + 1").fetchone()[0])

    def replay(self, db: Database) -> Replay:
        """Return what the decisions that stand come to, and what has to move for it."""
        log = list(db.query(f"SELECT * FROM {self.decisions} ORDER BY id"))
        names = self._names_decided_about(db, log)
        standing = [decision for decision in log if not decision["undone"]]
        owners = self._owners(standing, names)
        moved = {id: thing for id, thing in owners.items() if names[id][self.thing_id] != thing}
        return Replay(standing, names, moved, {names[id][self.thing_id] for id in moved} | set(moved.values()))

    def _names_decided_about(self, db: Database, log: Sequence[Row]) -> dict[int, Row]:
        """Return the names that some decision, undone or not, is about, by their ids."""
        things = {id for decision in log for id in (decision[self.thing_id], decision["other_id"]) if id}
        names = {id for decision in log for id in json.loads(decision[self.leaving] or "[]")}
        sql = " UNION ".join(
            f"SELECT * FROM {self.names} WHERE {column} IN (SELECT value FROM json_each(:{ids}))"
            for column, ids in (("home", "things"), (self.thing_id, "things"), ("id", "names"))
        )
        values = {"things": json.dumps(sorted(things)), "names": json.dumps(sorted(names))}
        return {row["id"]: row for row in db.query(sql, values)}

    def _owners(self, decisions: Iterable[Row], names: Mapping[int, Row]) -> dict[int, int]:
        """Return the thing each of the names belongs to after the decisions."""
        members: dict[int, set[int]] = {}
        for id, row in names.items():
            members.setdefault(row["home"], set()).add(id)
        for decision in decisions:
            thing, other = decision[self.thing_id], decision["other_id"]
            if decision["action"] == "merge":
                members.setdefault(thing, set()).update(members.pop(other, ()))
            elif decision[self.leaving]:
                leaving = set(json.loads(decision[self.leaving])) & names.keys()
                for group in members.values():
                    group -= leaving
                members.setdefault(thing, set()).update(leaving)
        return {id: thing for thing, group in members.items() for id in group}


class Replay(NamedTuple):
    """What the decisions come to: those that stand, the names they are about, and which of these move where."""

    standing: list[Row]
    names: dict[int, Row]
    moved: dict[int, int]
    affected: set[int]
    """The things that lose or get a name."""


class Decisions(ABC):
    """The calls that decide about speakers, or about targets, given by their ids.

    Every call records a decision with its reason and who made it (``by``; None: made by onrecord itself) and brings
    all tables up to date in one transaction. A decision that cannot be made raises ``error``.
    """

    tables: DecisionTables
    error: type[ValueError]
    about = ""
    """What the message for an unknown decision adds to its number."""

    @abstractmethod
    def settle(self, db: Database, *ids: int) -> None:
        """Bring all tables to what the decisions say, and describe these things anew; within a transaction."""

    @abstractmethod
    def names_in_article(self, db: Database, id: int, article: str) -> list[Row]:
        """Return rows for the names by which an article speaks of a thing; a name shared with other articles gets a
        row of its own for this one."""

    @abstractmethod
    def unmake(self, db: Database, name: int) -> set[int]:
        """Delete a row of names that a decision made, unless something else needs it by now; return whose it was."""

    def check_merge(self, db: Database, into: int, other: int, by: str | None) -> None:  # noqa: B027
        """Raise ``error`` where two things that exist must not be made one."""

    def after_undo(self, db: Database, decision: Row, by: str | None) -> None:  # noqa: B027
        """Do what follows when a decision was taken back; within its transaction."""

    def merge(self, db: Database, into: int, other: int, reason: str, by: str | None = None) -> int:
        """Make ``other`` one with ``into``, whose name stays. Return the decision's id.

        Fails when one of them does not exist or when they are one already.
        """
        self.require(db, into, other)
        if into == other:
            raise self.error(f"{self.name_of(db, into)} cannot be merged with itself.")
        self.check_merge(db, into, other, by)
        with self.deciding(db):
            id = self.record(db, "merge", into, reason, by, other_id=other)
            self.settle(db)
        return id

    def split(
        self, db: Database, id: int, reason: str, by: str | None = None, names: Sequence[str] = (),
        articles: Sequence[str] = (), name: str | None = None,
    ) -> int:  # fmt: skip
        """Take ``names``, or what ``articles`` say, away and give them to a new thing. Return its id.

        ``name`` is what the new one is called. Fails when no such name or article belongs to the old one, or when
        nothing would be left of it.
        """
        self.require(db, id)
        with self.deciding(db):
            leaving = self._names_called(db, id, names)
            leaving += [row for article in articles for row in self.names_in_article(db, id, article)]
            ids = sorted({row["id"] for row in leaving})
            if not ids:
                raise self.error("A split needs a name or an article to take away.")
            if db[self.tables.names].count_where(f"{self.tables.thing_id} = ?", [id]) == len(ids):
                raise self.error(f"Nothing would be left of {self.name_of(db, id)}.")
            new = self._home_of(db, leaving, id)
            self.record(db, "split", new, reason, by, other_id=id, **{self.tables.leaving: json.dumps(ids)})
            if name:
                self.record(db, "rename", new, reason, by, value=self.clean(name))
            self.settle(db, new, id)
        return new

    def rename(self, db: Database, id: int, name: str, reason: str, by: str | None = None) -> int:
        """Call a thing by another name; the names of articles still find it. Return the decision's id."""
        return self.decide(db, "rename", id, self.clean(name), reason, by)

    def decide(self, db: Database, action: str, id: int, value: str, reason: str, by: str | None) -> int:
        """Record what a person says of one thing: its name, its kind … Return the decision's id."""
        self.require(db, id)
        with self.deciding(db):
            decision = self.record(db, action, id, reason, by, value=value)
            self.settle(db, id)
        return decision

    def undo(self, db: Database, decision: int, by: str | None = None) -> None:
        """Take a decision back: what it changed is as if it had never been made. What came after it stays."""
        row = next(db.query(f"SELECT * FROM {self.tables.decisions} WHERE id = ?", [decision]), None)
        if row is None:
            raise self.error(f"There is no decision {decision}{self.about}.")
        if row["undone"]:
            raise self.error(f"Decision {decision} is undone already.")
        thing = row[self.tables.thing_id]
        with transaction(db):
            db[self.tables.decisions].update(decision, {"undone": now(), "undone_by": by})
            self.settle(db, thing, row["other_id"] or thing)
            undoing = json.loads(row["undoing"] or "{}")
            if affected := {id for name in reversed(undoing.get("made", ())) for id in self.unmake(db, name)}:
                self.settle(db, *affected)
            self.after_undo(db, row, by)

    @contextmanager
    def deciding(self, db: Database) -> Iterator[None]:
        """Run the block as one transaction; the decision it begins with keeps what taking it back needs."""
        with transaction(db):
            newest = f"SELECT ifnull(max(id), 0) FROM {self.tables.names}"
            name, before = db.execute(newest).fetchone()[0], self.settled_by_decisions(db)
            last = db.execute(f"SELECT ifnull(max(id), 0) FROM {self.tables.decisions}").fetchone()[0]
            yield
            made = f"SELECT id FROM {self.tables.names} WHERE id > ? ORDER BY id"
            after = self.settled_by_decisions(db)
            undoing = {"made": [row[0] for row in db.execute(made, [name]).fetchall()],
                       "proposals": [row for row in before if row not in after]}  # fmt: skip
            undoing = {key: value for key, value in undoing.items() if value}
            first = db.execute(f"SELECT min(id) FROM {self.tables.decisions} WHERE id > ?", [last]).fetchone()[0]
            if undoing and first:
                db[self.tables.decisions].update(first, {"undoing": json.dumps(undoing)})

    def settled_by_decisions(self, db: Database) -> list[Row]:
        """Return the rows that wait for a decision and go with it."""
        return []

    def stands(self, db: Database, *, thing: int | None = None, name: int | None = None) -> bool:
        """Return whether a decision that was not taken back is about a thing, or moves a name."""
        tables = self.tables
        sql = (
            f"SELECT 1 FROM {tables.decisions} WHERE undone IS NULL AND (:thing IN ({tables.thing_id}, other_id) "
            f"OR :name IN (SELECT value FROM json_each({tables.leaving})))"
        )
        return db.execute(sql, {"thing": thing, "name": name}).fetchone() is not None

    def decisions(self, db: Database, id: int | None = None) -> list[Row]:
        """Return the decisions, latest first: all, or those that made a thing what it is, undone ones included."""
        thing = self.tables.thing_id
        sql = (
            f"SELECT * FROM {self.tables.decisions} WHERE :id IS NULL OR {thing} = :id OR other_id = :id "
            f"OR {thing} IN (SELECT home FROM {self.tables.names} WHERE {thing} = :id) ORDER BY id DESC"
        )
        return [{k: v for k, v in row.items() if k != "undoing"} for row in db.query(sql, {"id": id})]

    def record(self, db: Database, action: str, id: int, reason: str, by: str | None, **values: Any) -> int:
        """Append a decision without bringing the tables up to date; the caller holds the transaction and settles."""
        row = {"action": action, self.tables.thing_id: id, "reason": reason, "decided_by": by, "created": now()}
        return int(db[self.tables.decisions].insert(row | values).last_pk)

    def require(self, db: Database, *ids: int) -> None:
        """Fail for things that do not exist, or no longer under this id."""
        thing = self.tables.thing
        for id in ids:
            current = self.tables.current(db, id)
            if current is None:
                raise self.error(f"There is no {thing} {id}.")
            if current != id:
                name = self.name_of(db, current)
                raise self.error(f"{thing.capitalize()} {id} was merged into {name} ({thing} {current}).")

    def name_of(self, db: Database, id: int) -> str:
        """Return what a thing is called."""
        return str(db[self.tables.things].get(id)["name"])

    def clean(self, name: str) -> str:
        """Return a name that a person gave on one line, single spaces; fail for an empty one."""
        name = " ".join(name.split())
        if not name:
            raise self.error("A name cannot be empty.")
        return name

    def _names_called(self, db: Database, id: int, names: Sequence[str]) -> list[Row]:
        """Return the rows of a thing's names that are called so."""
        own = list(db.query(f"SELECT * FROM {self.tables.names} WHERE {self.tables.thing_id} = ?", [id]))
        for name in names:
            if not any(folded_name(row["name"]) == folded_name(name) for row in own):
                raise self.error(f"“{name}” is no name of {self.name_of(db, id)} ({self.tables.thing} {id}).")
        wanted = {folded_name(name) for name in names}
        return [row for row in own if folded_name(row["name"]) in wanted]

    def _home_of(self, db: Database, leaving: Sequence[Row], id: int) -> int:
        """Return the id for what leaves: the home it had before a merge, if all had the same, or a new one.

        A row of ``target_names`` that is a target's ``own`` in one article has the home of the name it stands for.
        """
        homes = {int(row["home"]) for row in leaving if not row.get("own")}
        home = min(homes) if len(homes) == 1 else id
        return home if home != id and self.tables.current(db, home) in (None, id) else self.tables.next_id(db)
