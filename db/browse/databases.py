"""Which of the databases that Datasette serves are ours."""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import parse_qs

from db.browse.links import Links
from db.browse.page_queries import NotFound
from db.schema import APPLICATION_ID


def _is_ours(connection: sqlite3.Connection) -> bool:
    marked = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    return bool(marked and connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'quote_speakers'").fetchone())


async def our_databases(datasette: Any) -> list[Any]:
    """Return the databases made by onrecord."""
    found = []
    for name, database in list(datasette.databases.items()):
        if not name.startswith("_") and await database.execute_fn(_is_ours):
            found.append(database)
    return found


async def requested_database(datasette: Any, request: Any) -> tuple[Any, Links]:
    """Return the database a request is about, the first unless it names one, and its links.

    Raises NotFound where there is none, and where it is from an older version that lacks what pages read.
    """
    databases = await our_databases(datasette)
    wanted = (parse_qs(request.query_string).get("db") or [""])[0]
    found = [database for database in databases if database.name == wanted or not wanted]
    if not found:
        raise NotFound("Datasette serves no database of onrecord here.")
    database = found[0]
    if not await database.table_exists("speaker_totals"):
        raise NotFound(f"{database.name} was written by an older version; “onrecord browse” brings it up to date.")
    base = datasette.urls.path("/")
    return database, Links(base, database.name if database is not databases[0] else "")
