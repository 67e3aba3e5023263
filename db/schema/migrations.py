"""The schema as migrations, from the first database on; ``current.sql`` shows what they come to.

A migration that has been released is never edited, renamed or removed: databases out there remember its name. What
changes the schema is a new migration at the end, with its SQL in a file of its number, or in its function where that is
one statement. ``python -m db.schema > db/schema/current.sql`` follows.

A new column of quotes takes: the field in ``quotes/types.py`` (and in ``attribution/json_format.py``, to be printed), a
migration here, its description in ``db/browse/metadata.yaml``, and, to be listed, its name in "quote_columns" of
``db/queries/queries.sql``. Saving and loading follow from the field (``db/articles/columns.py``).
"""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database, Migrations

from attribution.names.name_matching import keys
from db.names import statement_key
from quotes.readers.dates import is_iso_date, iso_date

MIGRATIONS = Migrations("onrecord")
FOLDER = Path(__file__).parent


def _run(db: Database, file: str) -> None:
    """Execute an SQL file of this folder."""
    db.executescript((FOLDER / file).read_text(encoding="utf-8"))


@MIGRATIONS()  # type: ignore[untyped-decorator]
def m001_first(db: Database) -> None:
    """Create the tables, the indexes, the search indexes and the views."""
    _run(db, "m001_tables.sql")
    _run(db, "m001_indexes.sql")
    db["quotes"].enable_fts(["content"], create_triggers=True, tokenize="porter unicode61")
    db["articles"].enable_fts(["title", "text"], create_triggers=True, tokenize="porter unicode61")
    _run(db, "m001_views.sql")


@MIGRATIONS()  # type: ignore[untyped-decorator]
def m002_candidates(db: Database) -> None:
    """Add who was weighed for each source, why a speaker is open, and what is known of an office."""
    _run(db, "m002_candidates.sql")


@MIGRATIONS()  # type: ignore[untyped-decorator]
def m003_people(db: Database) -> None:
    """Keep people together and apart across articles by decisions, and apply reviews."""
    _run(db, "m003_people.sql")
    db["quote_speakers"].transform(not_null={"speaker_id": False, "entity_id": False})
    _run(db, "m003_people_views.sql")


@MIGRATIONS()  # type: ignore[untyped-decorator]
def m004_name_keys(db: Database) -> None:
    """Keep the keys by which spellings of one name find each other."""
    _run(db, "m004_name_keys.sql")
    people = list(db.query("SELECT id, name FROM identities WHERE kind = 'person'"))
    rows = ({"key": key, "identity_id": row["id"]} for row in people for key in sorted(keys(row["name"])))
    db["name_keys"].insert_all(rows)


@MIGRATIONS()  # type: ignore[untyped-decorator]
def m005_officials(db: Database) -> None:
    """Keep lists of officials a person imports."""
    _run(db, "m005_officials.sql")


@MIGRATIONS()  # type: ignore[untyped-decorator]
def m006_statements(db: Database) -> None:
    """Tell copies of one statement."""
    _run(db, "m006_statements.sql")
    db.conn.create_function("statement_key", 2, statement_key, deterministic=True)
    db.execute(
        "UPDATE quotes SET statement = statement_key(content, (SELECT published FROM articles WHERE id = article_id))"
    )


@MIGRATIONS()  # type: ignore[untyped-decorator]
def m007_tallies(db: Database) -> None:
    """Keep what the pages count as the tables change."""
    _run(db, "m007_tallies.sql")


@MIGRATIONS()  # type: ignore[untyped-decorator]
def m008_targets(db: Database) -> None:
    """Keep targets together and apart across articles by decisions."""
    _run(db, "m008_targets.sql")


@MIGRATIONS()  # type: ignore[untyped-decorator]
def m009_articles_to_resolve(db: Database) -> None:
    """Keep which articles wait for their people to be joined."""
    _run(db, "m009_articles_to_resolve.sql")


@MIGRATIONS()  # type: ignore[untyped-decorator]
def m010_undoing(db: Database) -> None:
    """Keep with each decision what taking it back needs."""
    _run(db, "m010_undoing.sql")


@MIGRATIONS()  # type: ignore[untyped-decorator]
def m011_intake(db: Database) -> None:
    """Keep languages and copies; write dates as ISO 8601, and those that nobody can read as unknown."""
    _run(db, "m011_intake.sql")
    for row in list(db.query("SELECT id, published, run_id FROM articles WHERE published IS NOT NULL")):
        if is_iso_date(row["published"]):
            continue
        try:
            published = iso_date(row["published"])
        except ValueError as error:
            published = None
            if row["run_id"] is not None:
                db["errors"].insert({"run_id": row["run_id"], "path": row["id"], "message": str(error)})
        dated = {"id": row["id"], "published": published}
        for quote in list(db.query("SELECT id, content FROM quotes WHERE article_id = :id", dated)):
            key = statement_key(quote["content"], published)
            db.execute("UPDATE quotes SET statement = ? WHERE id = ?", [key, quote["id"]])
        # After the statements: what is kept of votes follows the articles' dates, and looks at the statements then.
        db.execute("UPDATE articles SET published = :published WHERE id = :id", dated)
        db.execute("UPDATE roles SET as_of = :published WHERE article_id = :id", dated)


HEADER = """-- The schema of a database of today, as the migrations leave it: to read, never executed.
-- "python -m db.schema" prints it; tests/db/test_schema.py compares. Columns that a later migration added stand at the
-- end of their table. What tables and columns mean says db/browse/metadata.yaml.
"""


def current_schema() -> str:
    """Return what all migrations make as SQL: each table with its indexes and triggers, then the views."""
    db = Database(memory=True)
    MIGRATIONS.apply(db)
    rows = list(db.query("SELECT type, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"))
    db.close()
    parts: dict[str, list[str]] = {}
    for row in rows:
        if "_fts_" not in row["tbl_name"] and not row["tbl_name"].startswith("_sqlite"):
            parts.setdefault(row["tbl_name"], []).append(row["sql"])
    views = {row["tbl_name"] for row in rows if row["type"] == "view"}
    return HEADER + "".join(
        "\n" + "".join(f"{sql};\n" for sql in parts[name]) for name in sorted(parts, key=views.__contains__)
    )
