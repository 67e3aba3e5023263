"""What is kept for the pages is what the tables say, whatever happened to them."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from db.articles.store import _drop_orphans, _remove, save
from db.merging import people, reviews
from db.queries import query
from db.schema import open_database, transaction
from tests.factories import analyses, dam, older

FROM_SCRATCH = """
WITH RECURSIVE family(id, key) AS (
  SELECT id, folded FROM targets
  WHERE CASE WHEN :target = '' THEN parent_id IS NULL ELSE folded = :target OR folded IN (
    SELECT t.folded FROM target_names n JOIN targets t ON t.id = n.target_id WHERE n.folded = :target) END
  UNION SELECT t.id, family.key FROM targets t JOIN family ON t.parent_id = family.id
),
votes AS (
  SELECT st.speaker_id, family.key, q.article_id, (sum(st.polarity) > 0) - (sum(st.polarity) < 0) AS vote
  FROM stances st JOIN family ON family.id = st.target_id JOIN quotes q ON q.id = st.quote_id
  JOIN articles a ON a.id = q.article_id
  WHERE st.speaker_id IS NOT NULL AND NOT st.rejected AND (:outlet = '' OR a.outlet = :outlet)
    AND (q.statement = '' OR q.id = (
      SELECT o.id FROM quotes o JOIN articles oa ON oa.id = o.article_id JOIN stances os ON os.quote_id = o.id
      WHERE o.statement = q.statement AND os.speaker_id = st.speaker_id AND NOT os.rejected
      ORDER BY oa.published IS NULL, oa.published, o.id LIMIT 1))
  GROUP BY st.speaker_id, family.key, st.quote_id
)
SELECT speaker_id, key, count(*), sum(vote = 1), sum(vote = -1) FROM votes GROUP BY speaker_id, key
"""
"""The comparison straight from the stances, without anything that is kept for it."""


def kept(db):
    """Return all that the triggers keep."""
    tables = {
        "votes": "SELECT * FROM votes", "said": "SELECT * FROM said", "cells": "SELECT * FROM cells",
        "speaker_totals": "SELECT * FROM speaker_totals", "target_totals": "SELECT * FROM target_totals",
        "speaker_months": "SELECT * FROM speaker_months",
        "offices": "SELECT speaker_id, stated, title, organisation, office, country, status, n, since, until "
        "FROM offices",
    }  # fmt: skip
    return {name: sorted(db.execute(sql).fetchall(), key=repr) for name, sql in tables.items()}


def from_scratch(db):
    """Return the same, made anew from the tables."""
    found = {
        "votes": "SELECT * FROM votes_now", "said": "SELECT * FROM said_now",
        "cells": "SELECT speaker_id, target, count(*), sum(vote = 1), sum(vote = -1), count(head), "
        "ifnull(sum(head = 1), 0), ifnull(sum(head = -1), 0) FROM votes_now GROUP BY 1, 2",
        "speaker_totals": "SELECT speaker_id, sum(quotes), sum(votes) FROM (SELECT speaker_id, 1 AS quotes, 0 AS votes "
        "FROM said_now UNION ALL SELECT speaker_id, 0, head IS NOT NULL FROM votes_now) GROUP BY 1",
        "target_totals": "SELECT target, count(head), ifnull(sum(head = 1), 0), ifnull(sum(head = -1), 0) "
        "FROM votes_now GROUP BY 1",
        "speaker_months": "SELECT speaker_id, substr(published, 1, 7), count(head) FROM votes_now "
        "WHERE head IS NOT NULL GROUP BY 1, 2",
        "offices": "SELECT * FROM offices_now",
    }  # fmt: skip
    return {name: sorted(db.execute(sql).fetchall(), key=repr) for name, sql in found.items()}


def compared(db, target="", outlet=""):
    """Return the comparison of the command line in the shape of FROM_SCRATCH."""
    rows = query(db, "compare", target=target, outlet=outlet)
    targets = dict(db.execute("SELECT name, folded FROM targets ORDER BY parent_id IS NULL, id DESC").fetchall())
    return sorted((r["speaker_id"], targets[r["target"]], r["n"], r["for"], r["against"]) for r in rows)


def agrees(db):
    """Check what is kept against the tables."""
    assert kept(db) == from_scratch(db)
    for target in ("", "ostreva", "the dam"):
        for outlet in ("", "ДТЭК"):
            expected = db.execute(FROM_SCRATCH, {"target": target, "outlet": outlet}).fetchall()
            assert compared(db, target, outlet) == sorted(expected)


def remove(db, id):
    """Take everything an article says out of the database."""
    with transaction(db):
        _drop_orphans(db, _remove(db, id))


def meddle(db, draw):
    """Do something a person may do, to rows that exist: merge, split, undo, review."""
    speakers = [row[0] for row in db.execute("SELECT id FROM speakers ORDER BY id").fetchall()]
    quotes = [row[0] for row in db.execute("SELECT id FROM quotes ORDER BY id").fetchall()]
    stances = [row[0] for row in db.execute("SELECT id FROM stances ORDER BY id").fetchall()]
    decisions = [row[0] for row in db.execute("SELECT id FROM decisions WHERE undone IS NULL ORDER BY id").fetchall()]
    what = draw(st.sampled_from(["merge", "split", "undo", "accept", "reject", "correct", "open", "stance", "turn"]))
    one = st.sampled_from
    try:
        if what == "merge" and len(speakers) > 1:
            into, other = draw(st.permutations(speakers))[:2]
            people.merge(db, into, other, "same", by="me")
        elif what == "split" and speakers and quotes:
            speaker = draw(one(speakers))
            article = draw(one(sorted({quote.partition(":")[0] for quote in quotes})))
            people.split(db, speaker, "two", by="me", articles=[article])
        elif what == "undo" and decisions:
            people.undo(db, draw(one(decisions)), by="me")
        elif what in ("accept", "reject", "correct") and speakers and quotes:
            getattr(reviews, what)(db, draw(one(quotes)), draw(one(speakers)), by="me")
        elif what == "open" and quotes:
            reviews.leave_open(db, draw(one(quotes)))
        elif what == "stance" and stances:
            reviews.reject_stance(db, draw(one(stances)))
        elif what == "turn" and stances:
            reviews.correct_stance(db, draw(one(stances)), draw(st.sampled_from([-1, 0, 1])))
    except (people.PeopleError, reviews.ReviewError):
        pass  # what cannot be done changes nothing


@settings(
    max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(data=st.data())
def test_what_is_kept_is_what_the_tables_say(data, tmp_path_factory):
    db = open_database(str(tmp_path_factory.mktemp("t") / "t.db"), write=True)
    for _ in range(data.draw(st.integers(2, 6))):
        step = data.draw(st.sampled_from(["save", "save", "remove", "meddle", "meddle"]))
        id = data.draw(st.sampled_from(["a", "b", "c"]))
        if step == "save":
            save(db, data.draw(analyses(id)))
        elif step == "remove" and db["articles"].count_where("id = ?", [id]):
            remove(db, id)
        elif step == "meddle":
            meddle(db, data.draw)
        agrees(db)
    db.close()


@pytest.fixture
def db(tmp_path):
    db = open_database(str(tmp_path / "t.db"), write=True)
    yield db
    db.close()


def test_an_older_database_is_filled(tmp_path):
    older(tmp_path / "old.db", "m007_tallies", dam(), dam(id="other", path="other.txt", outlet="ДТЭК"))
    db = open_database(str(tmp_path / "old.db"), write=True)
    assert kept(db)["cells"] and kept(db)["offices"]
    agrees(db)
    db.close()


def test_adding_touches_only_what_was_added(db):
    save(db, dam())
    save(db, dam(id="other", path="other.txt", published="2031-04-01"))
    changes = db.conn.total_changes
    assert save(db, dam()).outcome == "unchanged"
    assert db.conn.total_changes == changes


def test_plain_sqlite_may_delete(db, tmp_path):
    """The triggers call nothing that only we have."""
    save(db, dam())
    plain = Database(str(tmp_path / "t.db"))
    plain.execute("DELETE FROM stances")
    plain.conn.commit()
    assert plain["cells"].count == plain["votes"].count == 0
    plain.close()


def test_copies_of_a_statement_count_once_where_it_first_appeared(db):
    def counted():
        agrees(db)
        return db.execute("SELECT DISTINCT quote_id FROM votes").fetchall()

    save(db, dam(id="late", published="2031-05-02"))
    alone = db.execute("SELECT speaker_id, target, n FROM cells ORDER BY 1, 2").fetchall()
    late = counted()
    save(db, dam(id="early", path="early.txt", published="2031-05-01"))
    assert {id.partition(":")[0] for (id,) in counted()} == {"early"}
    assert db.execute("SELECT speaker_id, target, n FROM cells ORDER BY 1, 2").fetchall() == alone
    remove(db, "early")
    assert counted() == late
    save(db, dam(id="dateless", path="dateless.txt", published=None))
    assert counted() == late
