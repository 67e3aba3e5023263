"""The database: exact, whole, and only its own rows touched."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from attribution.types import Analysis, Attribution, Entity, Mention, Speaker, Target
from db import schema
from db.articles.store import Run, load, save
from db.queries import query
from db.schema import NotOurs, open_database
from quotes.types import Article, Quote, Span
from tests import ROOT
from tests.factories import DAM, analyses, dam, renamed, span


@pytest.fixture
def db(tmp_path):
    with open_database(str(tmp_path / "a.db"), write=True) as database:
        yield database


def dump(db):
    return {table: list(db.query(f"SELECT * FROM [{table}]")) for table in sorted(db.table_names())}


def count(db, table, where="1=1"):
    return db.execute(f"SELECT count(*) FROM [{table}] WHERE {where}").fetchone()[0]


def assert_whole(db):
    """Consistent as SQLite sees it, search index included, and no row that nobody uses."""
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    for index in ("quotes_fts", "articles_fts"):
        db.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
    decided = " UNION ".join(
        ("SELECT speaker_id FROM decisions", "SELECT other_id FROM decisions", "SELECT speaker_id FROM reviews")
    )
    used = "SELECT speaker_id FROM entities WHERE speaker_id IS NOT NULL"
    assert not count(db, "speakers", f"id NOT IN ({used}) AND NOT EXISTS ({decided} INTERSECT SELECT id)")
    assert not count(db, "identities", "speaker_id NOT IN (SELECT id FROM speakers)")
    owner = "(SELECT speaker_id FROM identities i WHERE i.id = entities.identity_id)"
    assert not count(db, "entities", f"speaker_id IS NOT {owner}")
    used = "SELECT target_id FROM stances UNION SELECT parent_id FROM targets WHERE parent_id IS NOT NULL"
    assert not count(db, "targets", f"id NOT IN ({used})")


def test_load_gives_back_what_was_saved(db):
    assert save(db, dam()) == ("dam", "added")
    assert load(db, "dam") == dam()
    assert_whole(db)


def test_rows_people_read(db):
    save(db, dam())
    [row] = query(db, "quotes", kind="direct")
    assert (row["id"], row["speaker"], row["role"]) == (
        "dam:37-65", "Ilse Marrend", "Ostreva's energy minister",
    )  # fmt: skip
    assert row["content"] == "We will not flood the valley"
    assert {a["alias"] for a in db["aliases"].rows} == {"Ilse Marrend", "Marrend", "local officials"}
    evidence = [r["evidence"] for r in db.query("SELECT evidence FROM stances ORDER BY id")]
    assert evidence == ["not flood", "warning", "condemned … the dam"]
    [role] = db["roles"].rows
    columns = ("title", "organisation", "as_of", "office", "status", "country", "party")
    assert [role[name] for name in columns] == [
        "energy minister", "Ostreva", "2031-03-12", "minister", "current", "Ostreva", None,
    ]  # fmt: skip
    assert [p["family"] for p in db["positions"].rows if p["target"] == "the valley"] == ["Ostreva"]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(analyses("a"), analyses("b"), analyses("a"))
def test_any_analyses_come_back_and_replace_only_themselves(db, first, other, second):
    for empty in (first, other):  # the database is that of the example before: nothing of it may stay
        save(db, renamed(replace(empty, entities=(), attributions=()), path=empty.article.id))
    for table in ("quotes", "speakers", "aliases", "targets", "mentions", "roles", "stances"):
        assert not count(db, table)
    first, other, second = (renamed(x, path=x.article.id) for x in (first, other, second))
    save(db, first)
    save(db, other)
    assert load(db, "a") == first
    save(db, second)
    assert load(db, "a") == second
    assert load(db, "b") == other
    assert_whole(db)
    before = dump(db)
    assert save(db, second).outcome == save(db, other).outcome == "unchanged"
    assert dump(db) == before


def test_replacing_leaves_what_a_fresh_database_has(db, tmp_path):
    first, second = dam(), replace(dam(), attributions=dam().attributions[2:], entities=dam().entities)
    save(db, first)
    save(db, second)
    with open_database(str(tmp_path / "fresh.db"), write=True) as fresh:
        save(fresh, second)
        for name in ("speakers", "aliases", "targets", "quotes", "stances"):
            assert count(db, name) == count(fresh, name), name
    assert count(db, "targets") == 0
    assert [s["name"] for s in db["speakers"].rows] == ["Ilse Marrend", "local officials"]


def test_changed_analysis_keeps_ids_speakers_reviews_and_the_first_date(db):
    run = Run(db, "1")
    save(db, dam(), run)
    db["reviews"].insert({"quote_id": "dam:37-65", "verdict": "right", "created": "2031-04-01"})
    added = next(db.query("SELECT added FROM articles"))["added"]
    speakers = dump(db)["speakers"]
    changed = replace(dam(), attributions=(dam().attributions[0],))
    later = Run(db, "2")
    assert save(db, changed, later) == ("dam", "changed")
    assert [q["id"] for q in db["quotes"].rows] == ["dam:37-65"]
    assert dump(db)["speakers"] == speakers[:1]
    assert count(db, "reviews") == 1
    article = next(db.query("SELECT added, run_id FROM articles"))
    assert article == {"added": added, "run_id": later.id}
    save(db, replace(dam(), attributions=()), later)
    assert count(db, "reviews") == 1, "a review outlives its quote"


def test_an_alias_goes_with_the_last_article_that_uses_it(db):
    save(db, dam())
    without_surname = replace(dam().entities[0], mentions=dam().entities[0].mentions[:1])
    other = replace(dam(id="other"), entities=(without_surname, *dam().entities[1:]))
    save(db, other)
    save(db, replace(dam(), entities=other.entities))
    assert {a["alias"] for a in db["aliases"].rows} == {"Ilse Marrend", "local officials"}


def test_unshared_names_are_never_merged(db):
    for id in ("dam", "dam-2"):
        save(db, dam(id=id, path=id))
    names = [(s["name"], s["article_id"]) for s in db["speakers"].rows]
    assert names == [("Ilse Marrend", None), ("local officials", "dam"), ("local officials", "dam-2")]


def test_two_unshared_namesakes_of_one_article_stay_two(db):
    text = "One Smith said yes. Another Smith said no."
    smiths = tuple(
        Entity("Smith", "person", (Mention(span(text, "Smith", n), "name"),), shared=False) for n in (0, 1)
    )
    said = tuple(
        Attribution(Quote("indirect", (span(text, word),), (), (), "r", 1.0), (Speaker(n, None, "r", 1.0),))
        for n, word in enumerate(("yes", "no"))
    )
    analysis = Analysis(Article("smiths", text), smiths, said)
    save(db, analysis)
    assert len({row["speaker_id"] for row in db["quote_speakers"].rows}) == 2
    speakers = dump(db)["speakers"]
    save(db, replace(analysis, attributions=said[::-1]))
    assert dump(db)["speakers"] == speakers, "each keeps its row"


def test_family_known_by_name_first_gets_its_kind_later(db):
    save(db, dam())
    ostreva = replace(dam().attributions[0].stances[0], target=Target("Ostreva", "place"))
    both = replace(dam().attributions[0], stances=(*dam().attributions[0].stances, ostreva))
    save(db, replace(dam(), attributions=(both,)))
    rows = list(db.query("SELECT name, kind, parent_id IS NOT NULL AS child FROM targets ORDER BY child"))
    assert rows == [
        {"name": "Ostreva", "kind": "place", "child": 0}, {"name": "the valley", "kind": "issue", "child": 1},
    ]  # fmt: skip


def test_nested_quote_knows_the_quote_around_it(db):
    outer = Quote("direct", (Span(0, 50),), (), (), "r", 1.0)
    inner = Quote("direct", (Span(10, 20),), (), (), "r", 1.0)
    beside = Quote("direct", (Span(60, 70),), (), (), "r", 1.0)
    save(db, Analysis(Article("n", DAM), (), tuple(Attribution(q) for q in (inner, outer, beside))))
    assert {q["id"]: q["parent_id"] for q in db["quotes"].rows} == {
        "n:0-50": None, "n:10-20": "n:0-50", "n:60-70": None,
    }  # fmt: skip


def test_same_id_other_article(db):
    save(db, dam())
    other = renamed(dam(), path="elsewhere/dam.txt", text=DAM + "\nMore.")
    id = f"dam-{other.article.sha256[:8]}"
    assert save(db, other) == (id, "added")
    assert save(db, other) == (id, "unchanged")
    assert load(db, id) == renamed(other, id=id)
    assert load(db, "dam") == dam()
    edited = renamed(dam(), text=DAM + "\nCorrected.")
    assert save(db, edited) == ("dam", "changed"), "same id, same path: the file was edited"


def test_same_text_from_another_path_is_the_same_article(db):
    save(db, dam())
    before = dump(db)
    assert save(db, renamed(dam(), path="./copy/dam.txt")) == ("dam", "unchanged")
    assert dump(db) == before


def test_latest_role_is_the_last_office_in_its_fullest_words(db):
    def with_role(id, published, title, organisation):
        [role] = dam().entities[0].roles
        stated = f"{organisation}'s {title}" if organisation else title
        role = replace(role, title=title, organisation=organisation, stated=stated)
        minister = replace(dam().entities[0], roles=(role,))
        return replace(dam(id=id, path=id, published=published), entities=(minister, *dam().entities[1:]))

    def latest():
        [row] = db["latest_roles"].rows
        return row["role"]

    save(db, with_role("b", "2031-05-01", "Energy minister", None))
    save(db, with_role("a", "2031-04-01", "energy minister", "Ostreva"))
    assert latest() == "Ostreva's energy minister"
    save(db, with_role("c", "2032-01-01", "president", None))
    assert latest() == "president"
    save(db, with_role("d", None, "mayor", "Brenna"))
    assert latest() == "president", "an undated article is no later than a dated one"


def test_search_follows_changes_and_survives_vacuum(db):
    for n in range(5):
        save(db, dam(id=f"dam{n}", path=str(n)))
    save(db, renamed(replace(dam(), attributions=()), id="dam1", path="1"))
    db.vacuum()
    found = [row["article"] for row in query(db, "quotes", search="flooding valleys")]
    assert found == ["dam0", "dam2", "dam3", "dam4"]
    assert_whole(db)


def test_runs_and_errors_are_written_only_when_something_happens(db):
    save(db, dam(), Run(db, "1"))
    idle = Run(db, "1")
    save(db, dam(), idle)
    idle.finish()
    assert count(db, "runs") == 1
    failing = Run(db, "1", "models", ["a.txt"])
    failing.error("a.txt", "It is empty.")
    failing.finish()
    [error] = db["errors"].rows
    run = db["runs"].get(error["run_id"])
    assert (run["model"], json.loads(run["args"])) == ("models", ["a.txt"])
    assert run["finished"] >= run["started"]


def test_failed_save_leaves_no_trace(db, monkeypatch):
    save(db, dam())
    before = dump(db)
    broken = replace(
        dam(),
        attributions=(
            *dam().attributions,
            Attribution(dam().attributions[0].quote, (Speaker(9, None, "r", 1.0),)),
        ),
    )
    with pytest.raises(IndexError):
        save(db, broken)
    assert dump(db) == before


def test_missing_article_is_a_key_error(db):
    with pytest.raises(KeyError):
        load(db, "nope")


# --- whose database it is ----------------------------------------------------------------------------------


def test_database_of_something_else_is_refused_and_untouched(tmp_path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE articles (id)")
    other.close()
    (tmp_path / "notes.db").write_text("not a database at all, but longer than a header " * 5)
    for name in ("other.db", "notes.db"):
        before = (tmp_path / name).read_bytes()
        for write in (True, False):
            with pytest.raises(NotOurs, match="not made by onrecord"):
                open_database(str(tmp_path / name), write=write)
        assert (tmp_path / name).read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == ["notes.db", "other.db"]


def test_newer_database_is_refused(tmp_path):
    path = str(tmp_path / "a.db")
    with open_database(path, write=True) as db:
        db["_sqlite_migrations"].insert({"migration_set": "onrecord", "name": "m999", "applied_at": "2040"})
    for write in (True, False):
        with pytest.raises(NotOurs, match="newer version"):
            open_database(path, write=write)


def test_reading_needs_a_database_and_makes_none(tmp_path):
    with pytest.raises(FileNotFoundError):
        open_database(str(tmp_path / "a.db"))
    assert os.listdir(tmp_path) == []


def test_creation_cut_short_is_taken_up_again(tmp_path):
    path = str(tmp_path / "a%20b?#.db")
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.close()
    with open_database(path) as db:
        assert query(db, "quotes") == []


def test_open_readers_and_a_second_writer(db, tmp_path):
    save(db, dam())
    with (
        open_database(str(tmp_path / "a.db")) as reader,
        open_database(str(tmp_path / "a.db"), write=True) as two,
    ):
        rows = reader.query("SELECT id FROM quotes")
        next(rows)
        assert save(two, dam(id="more", path="more")).outcome == "added"
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader.execute("DELETE FROM quotes")
    assert count(db, "articles") == 2


# --- killed at any moment ----------------------------------------------------------------------------------

WRITER = """
import itertools, sys
from db.schema import open_database
from db.articles.store import Run, save
from tests.factories import dam, renamed
from dataclasses import replace
print("ready", flush=True)
db = open_database(sys.argv[1], write=True)
run = Run(db, "1")
for n in itertools.count(int(sys.argv[2])):
    whole = dam(id=f"dam{n % 7}", path=str(n % 7))
    save(db, whole if n % 2 else replace(whole, attributions=whole.attributions[:2]), run)
    if n % 5 == 0:
        run.error("x", "y")
"""


@pytest.mark.parametrize("fresh", [True, False])
def test_killed_at_any_moment_it_holds_whole_articles(tmp_path, fresh):
    path = str(tmp_path / "a.db")
    whole = [dam().attributions, dam().attributions[:2]]
    for attempt, delay in enumerate(range(0, 200, 20)):
        if fresh:
            for name in os.listdir(tmp_path):
                os.unlink(tmp_path / name)
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, path, str(attempt)], stdout=subprocess.PIPE, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(delay / 1000)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        with open_database(path, write=True) as db:
            assert_whole(db)
            for row in list(db.query("SELECT id FROM articles")):
                assert load(db, row["id"]).attributions in whole
