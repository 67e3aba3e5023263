"""The named queries, and the SQL functions they need.

``queries.sql`` has those that the command line and Datasette offer, and the parts that several queries share;
``pages.sql`` those of our pages, which read sums that triggers keep (``db/schema/m007_tallies.sql``).
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from db.names import folded_name

PART = re.compile(r"\{(\w+) ?([\w.:]*)\}")
PARAMETERS = re.compile(r":([a-z]+)\b")
QUERIES = Path(__file__).with_name("queries.sql")


@cache
def named_queries(path: Path = QUERIES) -> dict[str, str]:
    """Return the SQL of each query of a file by its name.

    ``{part x}`` stands for the part of that name in ``queries.sql``, about the column or table ``x``, and ``{part}``
    for one about none.
    """
    parts = {name: re.sub(r"^--.*\n", "", sql, flags=re.MULTILINE) for name, sql in _sections(QUERIES, "part")}
    return {
        name: PART.sub(lambda used: parts[used[1]].replace("{}", used[2]), sql) for name, sql in _sections(path, "name")
    }


def _sections(path: Path, kind: str) -> Iterator[tuple[str, str]]:
    """Yield name and SQL of the sections of one kind, "name" or "part"."""
    found = re.split(r"^-- :(\w+) (\w+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for its_kind, name, sql in zip(found[1::3], found[2::3], found[3::3], strict=True):
        if its_kind == kind:
            yield name, sql.strip()


def register_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions the queries call, beyond those of SQLite and Datasette."""
    connection.create_function("fold", 1, lambda name: folded_name(str(name)), deterministic=True)
    connection.create_function("names", 1, _names, deterministic=True)


def query(db: Database, name: str, **parameters: Any) -> list[dict[str, Any]]:
    """Return the rows of a named query; parameters left out or None filter nothing."""
    register_functions(db.conn)
    db.conn.create_function("escape_fts", 1, db.quote_fts, deterministic=True)
    sql = named_queries()[name]
    return list(db.query(sql, all_parameters(sql, parameters)))


def all_parameters(sql: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a value for each parameter of a query: the empty string where none is given."""
    names = PARAMETERS.findall(re.sub(r"--.*|'[^']*'", "", sql))
    return {name: "" if values.get(name) is None else values[name] for name in names}


def _names(text: str) -> str:
    """Return semicolon-separated names as a JSON list of folded names."""
    return json.dumps([folded_name(name) for name in str(text).split(";") if name.strip()])
