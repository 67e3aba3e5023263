"""The database: opening and making it, marking it as ours, transactions.

Read ``current.sql`` for the tables as they are, ``migrations.py`` for how they came to be.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timezone
from urllib.parse import quote as percent

from sqlite_utils import Database

from db.schema.migrations import MIGRATIONS

APPLICATION_ID = 0x6F6E5243
"""``PRAGMA application_id`` of our databases ("onRC"), bytes 68 to 71 of the file."""
BUSY_SECONDS = 10.0
"""How long to wait for another program that is writing."""


class NotOurs(Exception):
    """The file is not a database this version can use; it was left as it is."""


def open_database(path: str, write: bool = False) -> Database:
    """Open the database at ``path``, to ``write`` (made and migrated when needed) or only to read.

    Raises NotOurs for a file made by something else or by a newer version, FileNotFoundError where there
    is nothing to read, sqlite3.OperationalError when SQLite cannot open or write it.
    """
    if not _is_ours(path) and not write:
        raise FileNotFoundError(f"There is no database {path}.")
    db = Database(_connect(path, write))
    try:
        if write:
            _prepare(db)
        known = {migration.name for migration in MIGRATIONS._migrations}
        if any(applied.name not in known for applied in MIGRATIONS.applied(db)):
            raise NotOurs(f"{path} was written by a newer version of onrecord.")
        if not MIGRATIONS.pending(db):
            return db
    except BaseException:
        db.close()
        raise
    db.close()  # only to read, and from an older version (or from a run killed at its very start)
    open_database(path, write=True).close()
    return open_database(path)


def _prepare(db: Database) -> None:
    """Mark a new database as ours before anything else, so that a kill at any moment leaves it usable."""
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    _enable_wal(db)
    db.execute("PRAGMA synchronous = NORMAL")  # with WAL safe against anything but the loss of the last saves
    db.execute("PRAGMA foreign_keys = ON")
    if MIGRATIONS.pending(db):
        with transaction(db):
            MIGRATIONS.apply(db)


def _enable_wal(db: Database) -> None:
    """Switch to WAL. SQLite does not wait here while another program writes, whatever its timeout: so we do."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            db.enable_wal()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.02)


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Run the block as one transaction that holds the write lock from its start, or not at all."""
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("COMMIT")
    except BaseException:
        db.conn.rollback()
        raise


def now() -> str:
    """Return the time as the database keeps it: ISO 8601, UTC, to the second."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def _is_ours(path: str) -> bool:
    """Return whether the file is one of our databases; False when it is absent or empty.

    Looks at the file's header only, so that a file of something else is not touched in any way.
    """
    try:
        with open(path, "rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        return False
    except IsADirectoryError:
        raise NotOurs(f"{path} is a folder, not a database.") from None
    if not header:
        return False
    if not header.startswith(b"SQLite format 3\0") or header[68:72] != APPLICATION_ID.to_bytes(4, "big"):
        raise NotOurs(f"{path} was not made by onrecord; it was left as it is.")
    return True


def must_be_immutable(path: str) -> bool:
    """Return whether SQLite can read a database only as one that never changes.

    In a folder nobody may write to it cannot make the shared memory file that WAL needs.
    """
    with closing(_connect_to_read(path)) as connection:
        return not _is_readable(connection, path)


def _connect_to_read(path: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{_uri(path)}?mode=ro", uri=True, timeout=BUSY_SECONDS)


def _is_readable(connection: sqlite3.Connection, path: str) -> bool:
    """Return whether a connection can read; raise where it cannot and the database may be changing."""
    try:
        connection.execute("SELECT 1 FROM sqlite_master")
    except sqlite3.OperationalError:
        if os.path.exists(f"{path}-wal") and os.path.getsize(f"{path}-wal"):
            raise
        return False
    return True


def _uri(path: str) -> str:
    return "file:" + percent(os.path.abspath(path))


def _connect(path: str, write: bool) -> sqlite3.Connection:
    if write:
        return sqlite3.connect(f"{_uri(path)}?mode=rwc", uri=True, timeout=BUSY_SECONDS)
    connection = _connect_to_read(path)
    if _is_readable(connection, path):
        return connection
    connection.close()
    return sqlite3.connect(f"{_uri(path)}?mode=ro&immutable=1", uri=True)
