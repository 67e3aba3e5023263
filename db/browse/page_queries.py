"""The record as pages read it: named queries on one connection, statements with their speakers and stances."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.queries import QUERIES, all_parameters, named_queries

Row = dict[str, Any]
PAGES = QUERIES.with_name("pages.sql")


class NotFound(LookupError):
    """There is no such speaker, target or article; the message is one sentence."""


class SpeakerMerged(LookupError):
    """A speaker was merged into another."""

    def __init__(self, id: int) -> None:
        self.id = id


class PageQueries:
    """The queries of ``pages.sql`` on one database, through a connection that has the functions of ``db.queries``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def rows(self, name: str, **values: Any) -> list[Row]:
        """Return the rows of a named query; parameters left out filter nothing, lists are passed as JSON."""
        sql = named_queries(PAGES)[name]
        values = {key: json.dumps(value) if isinstance(value, list) else value for key, value in values.items()}
        cursor = self.connection.execute(sql, all_parameters(sql, values))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def one(self, name: str, **values: Any) -> Row:
        """Return the only row of a named query; raise NotFound where there is none."""
        rows = self.rows(name, **values)
        if not rows:
            raise NotFound(f"There is no {name} {values.get('id', '')}.")
        return rows[0]

    def find(self, name: str, id: int) -> Row | None:
        """Return a speaker or target, None where there is no such one."""
        try:
            return self.one(name, id=id)
        except NotFound:
            return None

    def ids(self, name: str, **values: Any) -> list[str]:
        """Return the column ``id`` of a named query, without what is NULL."""
        return [row["id"] for row in self.rows(name, **values) if row["id"] is not None]

    def statements(self, ids: Sequence[str]) -> list[Row]:
        """Return quotes in this order, each with its ``speakers`` and ``stances``."""
        wanted = list(dict.fromkeys(ids))
        found = {row["id"]: row | {"speakers": [], "stances": []} for row in self.rows("statements", ids=wanted)}
        for part in ("speakers", "stances"):
            for row in self.rows(f"statement_{part}", ids=wanted):
                found[row["quote_id"]][part].append(row)
        return list(found.values())


SIDES = {-1: "against", 0: "neutral on", 1: "for"}


def statement_as_row(statement: Row) -> Row:
    """Return a statement as one row for CSV and JSON."""
    columns = ("id", "article_id", "published", "outlet", "kind", "content", "cue", "source", "rule", "confidence")
    return {
        **{column: statement[column] for column in columns},
        "speakers": "; ".join(speaker["name"] for speaker in statement["speakers"]),
        "roles": "; ".join(speaker["role"] for speaker in statement["speakers"] if speaker["role"]),
        "stances": "; ".join(f"{SIDES[s['polarity']]} {s['target']}" for s in statement["stances"]),
    }


@dataclass(frozen=True)
class Page:
    """What a page shows: a template, what it needs, and the lists it gives as CSV and JSON, the first by default."""

    template: str
    context: dict[str, Any]
    lists: Mapping[str, Sequence[Row]]
