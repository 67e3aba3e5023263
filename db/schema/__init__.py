"""The database: opening, marking as ours, and the schema as append-only migrations."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import quote as percent

from sqlite_utils import Database, Migrations

from attribution.names.name_matching import keys
from db.names import statement_key

APPLICATION_ID = 0x6F6E5243
"""``PRAGMA application_id`` of our databases ("onRC"), bytes 68 to 71 of the file."""
BUSY_SECONDS = 10.0
"""How long to wait for another program that is writing."""

migrations = Migrations("onrecord")


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
        known = {migration.name for migration in migrations._migrations}
        if any(applied.name not in known for applied in migrations.applied(db)):
            raise NotOurs(f"{path} was written by a newer version of onrecord.")
        if not migrations.pending(db):
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
    if migrations.pending(db):
        with transaction(db):
            migrations.apply(db)


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


def _connect(path: str, write: bool) -> sqlite3.Connection:
    uri = "file:" + percent(os.path.abspath(path))
    if write:
        return sqlite3.connect(f"{uri}?mode=rwc", uri=True, timeout=BUSY_SECONDS)
    connection = sqlite3.connect(f"{uri}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    try:
        connection.execute("SELECT 1 FROM sqlite_master")
    except sqlite3.OperationalError:
        # In a folder nobody may write to, SQLite cannot make the shared memory file that WAL needs.
        connection.close()
        if os.path.exists(f"{path}-wal") and os.path.getsize(f"{path}-wal"):
            raise
        connection = sqlite3.connect(f"{uri}?mode=ro&immutable=1", uri=True)
    return connection


@migrations()  # type: ignore[untyped-decorator]
def m001_first(db: Database) -> None:
    """Create the tables, the indexes, the search indexes and the views."""
    db.executescript(TABLES)
    db.executescript(INDEXES)
    db["quotes"].enable_fts(["content"], create_triggers=True, tokenize="porter unicode61")
    db["articles"].enable_fts(["title", "text"], create_triggers=True, tokenize="porter unicode61")
    db.executescript(VIEWS)


@migrations()  # type: ignore[untyped-decorator]
def m002_candidates(db: Database) -> None:
    """Add who was weighed for each source, why a speaker is open, and what is known of an office."""
    db.executescript(CANDIDATES)


@migrations()  # type: ignore[untyped-decorator]
def m003_people(db: Database) -> None:
    """Keep people together and apart across articles by decisions, and apply reviews."""
    here = Path(__file__).parent
    db.executescript((here / "people.sql").read_text(encoding="utf-8"))
    db["quote_speakers"].transform(not_null={"speaker_id": False, "entity_id": False})
    db.executescript((here / "people_views.sql").read_text(encoding="utf-8"))


@migrations()  # type: ignore[untyped-decorator]
def m004_name_keys(db: Database) -> None:
    """Keep the keys by which spellings of one name find each other."""
    db.executescript(NAME_KEYS)
    people = list(db.query("SELECT id, name FROM identities WHERE kind = 'person'"))
    rows = ({"key": key, "identity_id": row["id"]} for row in people for key in sorted(keys(row["name"])))
    db["name_keys"].insert_all(rows)


@migrations()  # type: ignore[untyped-decorator]
def m005_officials(db: Database) -> None:
    """Keep lists of officials a person imports."""
    db.executescript(OFFICIALS)


@migrations()  # type: ignore[untyped-decorator]
def m006_statements(db: Database) -> None:
    """Tell copies of one statement."""
    db.executescript(STATEMENTS)
    db.conn.create_function("statement_key", 2, statement_key, deterministic=True)
    db.execute(
        "UPDATE quotes SET statement = statement_key(content, (SELECT published FROM articles WHERE id = article_id))"
    )


@migrations()  # type: ignore[untyped-decorator]
def m007_tallies(db: Database) -> None:
    """Keep what the pages count as the tables change."""
    db.executescript(Path(__file__).with_name("tallies.sql").read_text(encoding="utf-8"))


@migrations()  # type: ignore[untyped-decorator]
def m008_targets(db: Database) -> None:
    """Keep targets together and apart across articles by decisions."""
    db.executescript(Path(__file__).with_name("targets.sql").read_text(encoding="utf-8"))


# Positions keep the order of the analysis. ``spans`` hold [start, end] pairs as JSON, "start" and "end" their
# outer limits. ``folded`` is the name in folded case: SQLite itself folds ASCII only.
TABLES = """
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT, version TEXT NOT NULL, model TEXT, args TEXT
);
CREATE TABLE errors (
  id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs(id), path TEXT NOT NULL,
  message TEXT NOT NULL
);
CREATE TABLE articles (
  id TEXT PRIMARY KEY, path TEXT, url TEXT, title TEXT, outlet TEXT, published TEXT, byline TEXT,
  text TEXT NOT NULL, sha256 TEXT NOT NULL, added TEXT NOT NULL, run_id INTEGER REFERENCES runs(id)
);
-- Who speaks, holds a stance or holds a role. article_id: the name alone does not tell who it is ("Smith",
-- "local officials"), so the speaker belongs to that article; nth tells its namesakes there apart.
CREATE TABLE speakers (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, wikidata TEXT,
  article_id TEXT REFERENCES articles(id), nth INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE aliases (
  speaker_id INTEGER NOT NULL REFERENCES speakers(id), alias TEXT NOT NULL, folded TEXT NOT NULL,
  PRIMARY KEY (speaker_id, alias)
);
-- All entities of an article, whether they speak or not.
CREATE TABLE entities (
  id INTEGER PRIMARY KEY, article_id TEXT NOT NULL REFERENCES articles(id), position INTEGER NOT NULL,
  name TEXT NOT NULL, kind TEXT NOT NULL, shared INTEGER NOT NULL, speaker_id INTEGER REFERENCES speakers(id)
);
CREATE TABLE mentions (
  entity_id INTEGER NOT NULL REFERENCES entities(id), position INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, form TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (entity_id, position)
);
CREATE TABLE roles (
  id INTEGER PRIMARY KEY, speaker_id INTEGER NOT NULL REFERENCES speakers(id), title TEXT NOT NULL,
  organisation TEXT, stated TEXT NOT NULL, article_id TEXT NOT NULL REFERENCES articles(id),
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, as_of TEXT,
  entity_id INTEGER NOT NULL REFERENCES entities(id), position INTEGER NOT NULL
);
CREATE TABLE quotes (
  id TEXT PRIMARY KEY, article_id TEXT NOT NULL REFERENCES articles(id), kind TEXT NOT NULL,
  content TEXT NOT NULL, cue TEXT NOT NULL, source TEXT NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, spans TEXT NOT NULL,
  parent_id TEXT REFERENCES quotes(id) DEFERRABLE INITIALLY DEFERRED,
  rule TEXT NOT NULL, confidence REAL NOT NULL, position INTEGER NOT NULL
);
CREATE TABLE quote_speakers (
  quote_id TEXT NOT NULL REFERENCES quotes(id), speaker_id INTEGER NOT NULL REFERENCES speakers(id),
  role_id INTEGER REFERENCES roles(id), rule TEXT NOT NULL, confidence REAL NOT NULL,
  entity_id INTEGER NOT NULL REFERENCES entities(id), position INTEGER NOT NULL,
  PRIMARY KEY (quote_id, position)
);
CREATE TABLE targets (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT, parent_id INTEGER REFERENCES targets(id),
  folded TEXT NOT NULL
);
CREATE TABLE stances (
  id INTEGER PRIMARY KEY, quote_id TEXT NOT NULL REFERENCES quotes(id),
  speaker_id INTEGER REFERENCES speakers(id), target_id INTEGER NOT NULL REFERENCES targets(id),
  polarity INTEGER NOT NULL, strength REAL NOT NULL, act TEXT NOT NULL, commitment TEXT NOT NULL,
  basis TEXT NOT NULL, evidence TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  spans TEXT NOT NULL, rule TEXT NOT NULL, confidence REAL NOT NULL,
  entity_id INTEGER REFERENCES entities(id), position INTEGER NOT NULL
);
-- What a person judged. No foreign key: a review outlives the re-analysis of its quote.
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY, quote_id TEXT NOT NULL, verdict TEXT NOT NULL, note TEXT, reviewer TEXT,
  created TEXT NOT NULL
);
"""

INDEXES = """
CREATE INDEX errors_run ON errors(run_id);
CREATE INDEX articles_published ON articles(published);
CREATE INDEX articles_run ON articles(run_id);
CREATE INDEX articles_outlet ON articles(outlet);
CREATE UNIQUE INDEX speakers_key ON speakers(name, kind, ifnull(article_id, ''), nth);
CREATE INDEX speakers_article ON speakers(article_id);
CREATE INDEX speakers_kind ON speakers(kind);
CREATE INDEX aliases_folded ON aliases(folded);
CREATE UNIQUE INDEX entities_key ON entities(article_id, position);
CREATE INDEX entities_speaker ON entities(speaker_id);
CREATE INDEX roles_speaker ON roles(speaker_id);
CREATE INDEX roles_article ON roles(article_id);
CREATE INDEX roles_entity ON roles(entity_id);
CREATE UNIQUE INDEX quotes_key ON quotes(article_id, position);
CREATE INDEX quotes_parent ON quotes(parent_id);
CREATE INDEX quotes_kind ON quotes(kind);
CREATE INDEX quotes_rule ON quotes(rule);
CREATE INDEX quote_speakers_speaker ON quote_speakers(speaker_id);
CREATE INDEX quote_speakers_role ON quote_speakers(role_id);
CREATE INDEX quote_speakers_entity ON quote_speakers(entity_id);
CREATE UNIQUE INDEX targets_key ON targets(name, ifnull(kind, ''), ifnull(parent_id, 0));
CREATE INDEX targets_folded ON targets(folded);
CREATE INDEX targets_parent ON targets(parent_id);
CREATE UNIQUE INDEX stances_key ON stances(quote_id, position);
CREATE INDEX stances_speaker ON stances(speaker_id);
CREATE INDEX stances_target ON stances(target_id);
CREATE INDEX stances_entity ON stances(entity_id);
CREATE INDEX stances_polarity ON stances(polarity);
CREATE INDEX reviews_quote ON reviews(quote_id);
"""

VIEWS = """
-- The office each speaker held last, in the words that say most about it ("Ostreva's energy minister" rather
-- than "the energy minister" of a later article).
CREATE VIEW latest_roles AS
SELECT speaker_id, stated AS role, title, organisation, as_of FROM (
  SELECT r.*, row_number() OVER (
    PARTITION BY r.speaker_id ORDER BY r.organisation IS NULL, r.as_of DESC, r.id) AS place
  FROM roles r
  WHERE lower(r.title) = (SELECT lower(l.title) FROM roles l WHERE l.speaker_id = r.speaker_id
    ORDER BY l.as_of DESC, l.organisation IS NULL, l.id LIMIT 1))
WHERE place = 1;

CREATE VIEW statements AS
SELECT q.id AS quote_id, q.article_id, a.published, a.title AS article, s.id AS speaker_id, s.name AS speaker,
  r.stated AS role, q.kind, q.content, q.cue, q.source, q.rule, q.confidence, qs.rule AS speaker_rule,
  qs.confidence AS speaker_confidence
FROM quotes q
JOIN articles a ON a.id = q.article_id
LEFT JOIN quote_speakers qs ON qs.quote_id = q.id
LEFT JOIN speakers s ON s.id = qs.speaker_id
LEFT JOIN roles r ON r.id = qs.role_id
ORDER BY a.published, q.article_id, q.position, qs.position;

CREATE VIEW positions AS
SELECT st.id AS stance_id, s.id AS speaker_id, s.name AS speaker, t.name AS target,
  ifnull(p.name, t.name) AS family, st.polarity, st.strength, st.act, st.commitment, st.basis, st.evidence,
  q.content, q.id AS quote_id,
  q.article_id, a.published, st.rule, st.confidence
FROM stances st
JOIN quotes q ON q.id = st.quote_id
JOIN articles a ON a.id = q.article_id
JOIN targets t ON t.id = st.target_id
LEFT JOIN targets p ON p.id = t.parent_id
LEFT JOIN speakers s ON s.id = st.speaker_id
ORDER BY a.published, q.article_id, q.position, st.position;
"""

# Whom a source may have meant, the best first: features are its summands as JSON, outcome says whether it was
# chosen or why not. unresolved: why a quote has no speaker, '' where it has one.
CANDIDATES = """
CREATE TABLE candidates (
  quote_id TEXT NOT NULL REFERENCES quotes(id), position INTEGER NOT NULL,
  entity_id INTEGER NOT NULL REFERENCES entities(id), start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  score REAL NOT NULL, features TEXT NOT NULL, outcome TEXT NOT NULL, PRIMARY KEY (quote_id, position)
);
CREATE INDEX candidates_entity ON candidates(entity_id);
ALTER TABLE quotes ADD COLUMN unresolved TEXT NOT NULL DEFAULT '';
CREATE INDEX quotes_unresolved ON quotes(unresolved);
ALTER TABLE roles ADD COLUMN office TEXT NOT NULL DEFAULT '';
ALTER TABLE roles ADD COLUMN status TEXT NOT NULL DEFAULT 'current';
ALTER TABLE roles ADD COLUMN country TEXT;
ALTER TABLE roles ADD COLUMN party TEXT;
CREATE INDEX roles_office ON roles(office);
"""

# How the name of a person may be spelled: see attribution/names/name_matching.py.
NAME_KEYS = """
CREATE TABLE name_keys (
  key TEXT NOT NULL, identity_id INTEGER NOT NULL REFERENCES identities(id) ON DELETE CASCADE,
  PRIMARY KEY (key, identity_id)
) WITHOUT ROWID;
CREATE INDEX name_keys_identity ON name_keys(identity_id);
"""

# statement: what copies of one statement share (statement_key, db/names.py), '' where there can be none.
STATEMENTS = """
ALTER TABLE quotes ADD COLUMN statement TEXT NOT NULL DEFAULT '';
CREATE INDEX quotes_statement ON quotes(statement) WHERE statement <> '';
"""

# Officials known beforehand, with the first and last day of each office; empty strings where the list says nothing.
OFFICIALS = """
CREATE TABLE officials (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, aliases TEXT NOT NULL, role TEXT NOT NULL, office TEXT NOT NULL,
  organisation TEXT NOT NULL, country TEXT NOT NULL, party TEXT NOT NULL, start TEXT NOT NULL, "end" TEXT NOT NULL,
  wikidata TEXT NOT NULL
);
CREATE UNIQUE INDEX officials_key ON officials(name, role, organisation, country, start);
"""
