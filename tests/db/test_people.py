"""People across articles: decisions merge and part them, hold for articles to come, and can be undone."""

from dataclasses import replace

import pytest
import sqlite_utils
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attribution.types import Entity
from db import schema
from db.articles.store import load, save
from db.merging import people, reviews
from db.merging.people import PeopleError
from db.merging.speaker_identity import current
from db.queries import query
from db.schema import open_database
from tests.db.test_store import assert_whole
from tests.factories import dam


@pytest.fixture
def db(tmp_path):
    with open_database(str(tmp_path / "a.db"), write=True) as database:
        yield database


def named(name, id, shared=True):
    """The article about the dam, whose minister is called otherwise."""
    minister, *rest = dam().entities
    return replace(dam(id=id, path=id), entities=(replace(minister, name=name, shared=shared), *rest))


def id_of(db, name):
    """The only speaker with this name or alias."""
    [row] = people.search(db, name)
    return row["id"]


def speakers(db):
    """Who says how many quotes, organisations and groups left out."""
    sql = (
        "SELECT s.name, count(qs.quote_id) FROM speakers s LEFT JOIN quote_speakers qs ON qs.speaker_id = s.id "
        "WHERE s.kind = 'person' GROUP BY s.id ORDER BY s.id"
    )
    return dict(db.execute(sql).fetchall())


def two_spellings(db):
    save(db, named("Ilse Marrend", "a"))
    save(db, named("Ilse Marend", "b"))
    return [row["id"] for row in db["speakers"].rows if row["kind"] == "person"]


def test_merge_moves_everything_and_load_gives_back_the_article(db):
    one, other = two_spellings(db)
    per_article = len([a for a in dam().attributions if a.speakers and a.speakers[0].entity == 0])
    people.merge(db, one, other, "same minister", by="anna")
    assert speakers(db) == {"Ilse Marrend": 2 * per_article}
    assert load(db, "a") == named("Ilse Marrend", "a")
    assert load(db, "b") == named("Ilse Marend", "b")
    assert {row["speaker_id"] for row in db["roles"].rows} == {one}
    assert other not in {row["speaker_id"] for row in db["stances"].rows}
    assert id_of(db, "Ilse Marend") == id_of(db, "ilse marrend") == one
    assert current(db, other) == one
    assert len({row["speaker"] for row in query(db, "compare", speaker="Ilse Marend")}) == 1
    assert_whole(db)


def test_a_merge_holds_for_articles_saved_again_changed_and_to_come(db):
    one, other = two_spellings(db)
    people.merge(db, one, other, "same minister", by="anna")
    changed = replace(named("Ilse Marend", "b"), attributions=dam().attributions[:1])
    assert save(db, changed).outcome == "changed"
    save(db, named("Ilse Marend", "c"))
    assert list(speakers(db)) == ["Ilse Marrend"]
    for id in "abc":  # nobody names her for a while
        save(db, replace(named("Ilse Marend", id), entities=(), attributions=()))
    save(db, named("Ilse Marend", "d"))
    assert list(speakers(db)) == ["Ilse Marrend"]
    assert id_of(db, "Ilse Marend") == one
    assert_whole(db)


def test_undo_gives_back_both_with_their_ids_even_after_later_merges(db):
    one, other = two_spellings(db)
    save(db, named("I. Marrend", "c"))
    third = id_of(db, "I. Marrend")
    before = speakers(db)
    first = people.merge(db, one, other, "r", by="anna")
    second = people.merge(db, third, one, "r", by="anna")
    people.undo(db, first, by="anna")
    assert id_of(db, "Ilse Marend") == other
    assert id_of(db, "I. Marrend") == third == current(db, one)
    people.undo(db, second, by="anna")
    assert speakers(db) == before
    assert id_of(db, "Ilse Marend") == other
    with pytest.raises(PeopleError, match="undone already"):
        people.undo(db, first)
    assert_whole(db)


def test_split_by_name_gives_it_back_for_good(db):
    one, other = two_spellings(db)
    people.merge(db, one, other, "like names")
    assert people.split(db, one, "two people", by="anna", names=["Ilse Marend"]) == other
    assert set(speakers(db)) == {"Ilse Marrend", "Ilse Marend"}
    with pytest.raises(PeopleError, match="are two"):
        people.merge(db, one, other, "like names")
    people.merge(db, one, other, "I was wrong", by="anna")
    assert set(speakers(db)) == {"Ilse Marrend"}
    assert_whole(db)


def test_split_by_article_parts_two_people_with_one_full_name(db):
    for id in "abc":
        save(db, named("Ilse Marrend", id))
    whole = speakers(db)["Ilse Marrend"]
    one = id_of(db, "Ilse Marrend")
    new = people.split(db, one, "the footballer", by="anna", articles=["b"], name="Ilse Marrend (footballer)")
    assert speakers(db) == {"Ilse Marrend": 2 * whole / 3, "Ilse Marrend (footballer)": whole / 3}
    save(db, replace(named("Ilse Marrend", "b"), attributions=dam().attributions[:2]))
    assert {e["speaker_id"] for e in db.query("SELECT * FROM entities WHERE name = 'Ilse Marrend' AND article_id = 'b'")
            } == {new}  # fmt: skip
    save(db, named("Ilse Marrend", "d"))
    assert speakers(db)["Ilse Marrend"] == whole
    split = people.decisions(db, new)[-1]
    people.undo(db, split["id"], by="anna")
    assert set(speakers(db)) == {"Ilse Marrend"}
    assert load(db, "b").entities[0].name == "Ilse Marrend"
    assert_whole(db)


def test_splits_that_take_nothing_or_all_are_refused(db):
    [one, _] = two_spellings(db)
    before = list(db["decisions"].rows)
    for how in ({}, {"names": ["Nobody"]}, {"articles": ["b"]}, {"names": ["Ilse Marrend"]}):
        with pytest.raises(PeopleError):
            people.split(db, one, "r", by="anna", **how)
    assert list(db["decisions"].rows) == before


def test_aliases_find_a_speaker_and_catch_articles_to_come(db):
    save(db, named("Ilse Marrend", "a"))
    one = id_of(db, "Ilse Marrend")
    alias = people.add_alias(db, one, "Ilse  Maréndová", "maiden name", by="anna")
    save(db, named("Ilse Maréndová", "b"))
    assert list(speakers(db)) == ["Ilse Marrend"]
    assert id_of(db, "ILSE MARÉNDOVÁ") == one
    save(db, replace(named("Ilse Maréndová", "b"), entities=(), attributions=()))
    assert id_of(db, "Ilse Maréndová") == one, "an alias of a person does not go with its article"
    save(db, named("Ilse Maréndová", "b"))
    people.undo(db, alias, by="anna")
    assert set(speakers(db)) == {"Ilse Marrend", "Ilse Maréndová"}
    with pytest.raises(PeopleError, match="already; merge"):
        people.add_alias(db, one, "Ilse Maréndová", "maiden name", by="anna")
    assert_whole(db)


def test_rename_and_wikidata_survive_re_analysis_and_can_be_undone(db):
    save(db, named("Ilse Marrend", "a"))
    one = id_of(db, "Ilse Marrend")
    renamed = people.rename(db, one, "Dr Ilse Marrend", "as she signs", by="anna")
    people.set_wikidata(db, one, "Q42", "looked up", by="anna")
    save(db, replace(named("Ilse Marrend", "a"), attributions=dam().attributions[:1]))
    row = db["speakers"].get(one)
    assert (row["name"], row["wikidata"]) == ("Dr Ilse Marrend", "Q42")
    assert id_of(db, "Ilse Marrend") == id_of(db, "Dr Ilse Marrend") == one
    people.undo(db, renamed, by="anna")
    assert db["speakers"].get(one)["name"] == "Ilse Marrend"
    with pytest.raises(PeopleError, match="no Wikidata id"):
        people.set_wikidata(db, one, "42", "r")


def test_a_surname_of_one_article_can_be_merged_into_a_person(db):
    save(db, named("Ilse Marrend", "a"))
    save(db, named("Marrend", "b", shared=False))
    [lone] = [row["id"] for row in db["speakers"].rows if row["article_id"] == "b" and row["kind"] == "person"]
    [person] = [row["id"] for row in db["speakers"].rows if row["name"] == "Ilse Marrend"]
    people.merge(db, person, lone, "energy minister in both", by="anna")
    save(db, replace(named("Marrend", "b", shared=False), attributions=dam().attributions[:2]))
    save(db, named("Marrend", "c", shared=False))
    assert list(speakers(db)) == ["Ilse Marrend", "Marrend"], "the surname in another article is nobody's yet"
    assert db["speakers"].get(person)["article_id"] is None
    assert_whole(db)


def test_undoing_an_automatic_merge_keeps_the_two_apart(db):
    one, other = two_spellings(db)
    merge = people.merge(db, one, other, "like names")
    people.undo(db, merge, by="anna")
    with pytest.raises(PeopleError, match="are two"):
        people.merge(db, one, other, "like names")


def test_proposals_are_decided_once(db):
    one, other = two_spellings(db)

    def propose():
        row = {"speaker_id": one, "other_id": other, "score": 0.8, "reason": "like names", "created": "2031"}
        return db["proposals"].insert(row).last_pk

    id = propose()
    [row] = people.proposals(db)
    assert (row["name"], row["other"], row["reason"]) == ("Ilse Marrend", "Ilse Marend", "like names")
    people.reject_proposal(db, id, by="anna")
    assert people.proposals(db) == [] and people.are_apart(db, other, one)
    people.undo(db, people.decisions(db, one)[0]["id"], by="anna")
    [again] = people.proposals(db)
    people.accept_proposal(db, again["id"], by="anna")
    assert people.proposals(db) == [] and list(speakers(db)) == ["Ilse Marrend"]
    with pytest.raises(PeopleError, match="no proposal"):
        people.accept_proposal(db, id)


def test_decisions_about_nobody_are_refused(db):
    one, other = two_spellings(db)
    with pytest.raises(PeopleError, match="no speaker 99"):
        people.merge(db, one, 99, "r")
    with pytest.raises(PeopleError, match="with itself"):
        people.merge(db, one, one, "r")
    people.merge(db, one, other, "r", by="anna")
    with pytest.raises(PeopleError, match=f"merged into Ilse Marrend \\(speaker {one}\\)"):
        people.rename(db, other, "x", "r")
    with pytest.raises(PeopleError, match="empty"):
        people.rename(db, one, "  ", "r")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["merge", "split", "undo", "save"]), st.integers(0, 5), st.integers(0, 5)),
                max_size=8))  # fmt: skip
def test_any_order_of_decisions_leaves_a_whole_database_and_undoing_all_the_first_one(tmp_path_factory, steps):
    names = ["Ada Lind", "Ada Lindh", "A. Lind", "Bo Rask", "Bo Rasc", "B. Rask"]
    path = str(tmp_path_factory.mktemp("p") / "a.db")
    with open_database(path, write=True) as db:
        for name in names:
            save(db, named(name, name))
        before = speakers(db)
        for action, i, j in steps:
            try:
                if action == "merge":
                    people.merge(db, id_of(db, names[i]), id_of(db, names[j]), "r", by="anna")
                elif action == "split":
                    people.split(db, id_of(db, names[i]), "r", by="anna", names=[names[i]])
                elif action == "undo":
                    people.undo(db, i + 1, by="anna")
                else:
                    save(db, replace(named(names[i], names[i]), attributions=()))
                    save(db, named(names[i], names[i]))
            except PeopleError:
                pass
            assert_whole(db)
            assert sum(speakers(db).values()) == sum(before.values())
        for row in db["decisions"].rows_where("undone IS NULL", order_by="id"):
            people.undo(db, row["id"])
        assert speakers(db) == before


def test_a_database_of_before_is_taken_over(tmp_path):
    path = str(tmp_path / "old.db")
    with sqlite_utils.Database(path) as old:
        old.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        schema.MIGRATIONS.apply(old, stop_before="m003_people")
        old["articles"].insert({"id": "a", "text": "x", "sha256": "s", "added": "2031"})
        old["speakers"].insert_all([
            {"id": 5, "name": "Ada Lind", "kind": "person", "article_id": None, "nth": 0},
            {"id": 6, "name": "Lind", "kind": "person", "article_id": "a", "nth": 1},
        ])  # fmt: skip
        rows = [("Ada Lind", 5, 1), ("Lind", 6, 0), ("Norland", None, 1)]
        old["entities"].insert_all(
            {"article_id": "a", "position": n, "name": name, "kind": "person", "shared": shared, "speaker_id": speaker}
            for n, (name, speaker, shared) in enumerate(rows)
        )
        old.conn.commit()
    with open_database(path, write=True) as db:
        people.merge(db, 5, 6, "her surname", by="anna")
        assert [row["speaker_id"] for row in db["entities"].rows] == [5, 5, None]
        keys = [(row["name"], row["article_id"], row["nth"]) for row in db["identities"].rows]
        assert keys == [("Ada Lind", None, 0), ("Lind", "a", 1)]


# --- reviews ------------------------------------------------------------------------------------------------

QUOTE = "dam:37-65"


def shown(db, quote=QUOTE):
    return [row["name"] for row in db.query(
        "SELECT s.name FROM quote_speakers qs JOIN speakers s ON s.id = qs.speaker_id WHERE quote_id = ? "
        "ORDER BY position", [quote])]  # fmt: skip


def test_rejected_speaker_is_open_and_its_stances_are_nobodys(db):
    save(db, dam())
    review = reviews.reject(db, QUOTE, id_of(db, "Ilse Marrend"), by="anna")
    assert shown(db) == []
    [row] = [row for row in query(db, "quotes") if row["id"] == QUOTE]
    assert (row["speaker"], row["role"]) == (None, None)
    assert [s["speaker"] for s in query(db, "stances") if s["quote_id"] == QUOTE] == [None]
    assert load(db, "dam") == dam()
    reviews.withdraw(db, review)
    assert shown(db) == ["Ilse Marrend"]


def test_corrected_speaker_survives_re_analysis_and_merges(db):
    save(db, dam())
    other = people.add_person(db, "Bo Rask")
    reviews.correct(db, QUOTE, other, by="anna")
    assert shown(db) == ["Bo Rask"]
    assert [s["speaker"] for s in query(db, "stances") if s["quote_id"] == QUOTE] == ["Bo Rask"]
    assert load(db, "dam") == dam()
    assert save(db, dam()).outcome == "unchanged"
    save(db, replace(dam(), attributions=dam().attributions[:1]))
    assert shown(db) == ["Bo Rask"]
    save(db, replace(dam(), attributions=()))
    save(db, dam())
    assert shown(db) == ["Bo Rask"]
    merge = people.merge(db, people.add_person(db, "Bo A. Rask"), other, "r", by="anna")
    assert shown(db) == ["Bo A. Rask"]
    people.undo(db, merge, by="anna")
    assert shown(db) == ["Bo Rask"]
    assert_whole(db)


def test_accepted_speaker_stays_when_a_later_analysis_says_otherwise(db):
    save(db, dam())
    reviews.accept(db, QUOTE, id_of(db, "Ilse Marrend"), by="anna")
    first = dam().attributions[0]
    locals_ = replace(first, speakers=(replace(first.speakers[0], entity=1, role=None),))
    save(db, replace(dam(), attributions=(locals_,)))
    assert shown(db) == ["Ilse Marrend"]
    assert load(db, "dam").attributions == (locals_,)


def test_one_of_two_speakers_is_judged_alone(db):
    first = dam().attributions[0]
    both = replace(first, speakers=(first.speakers[0], replace(first.speakers[0], entity=1, role=None)))
    save(db, replace(dam(), attributions=(both,)))
    reviews.accept(db, QUOTE, id_of(db, "Ilse Marrend"), by="anna")
    assert shown(db) == ["Ilse Marrend", "local officials"]
    reviews.reject(db, QUOTE, id_of(db, "local officials"), by="anna")
    assert shown(db) == ["Ilse Marrend"]
    reviews.leave_open(db, QUOTE, by="anna")
    assert shown(db) == []
    reviews.accept(db, QUOTE, id_of(db, "Ilse Marrend"), by="anna")
    assert shown(db) == ["Ilse Marrend"]


def test_stances_are_rejected_and_turned(db):
    save(db, dam())
    [stance] = [row for row in db["stances"].rows if row["evidence"] == "condemned … the dam"]
    wrong = reviews.reject_stance(db, stance["id"], by="anna")
    assert "condemned … the dam" not in {row["evidence"] for row in query(db, "stances")}
    assert load(db, "dam") == dam()
    reviews.withdraw(db, wrong)
    reviews.correct_stance(db, stance["id"], 1, by="anna")
    save(db, replace(dam(), attributions=dam().attributions[1:]))
    [turned] = [row for row in query(db, "stances") if row["evidence"] == "condemned … the dam"]
    assert turned["polarity"] == 1
    assert load(db, "dam").attributions == dam().attributions[1:]
    with pytest.raises(reviews.ReviewError, match="polarity"):
        reviews.correct_stance(db, stance["id"], 2)


def test_doubtful_are_the_unsure_and_the_open_until_they_are_judged(db):
    quote = dam().attributions[0]
    save(db, replace(dam(), attributions=(replace(quote, speakers=(), stances=()), *dam().attributions[1:])))
    rows = reviews.doubtful(db, below=0.85)
    assert (rows[0]["subject"], rows[0]["quote_id"], rows[0]["confidence"]) == ("speaker", QUOTE, None)
    assert {row["subject"] for row in rows} == {"speaker", "stance"}
    reviews.leave_open(db, QUOTE, by="anna")
    for row in rows:
        if row["subject"] == "stance":
            reviews.accept_stance(db, row["stance_id"], by="anna")
        elif row["speaker_id"]:
            reviews.accept(db, row["quote_id"], row["speaker_id"], by="anna")
    assert reviews.doubtful(db, below=0.85) == []


def test_reviews_of_nothing_are_refused(db):
    save(db, dam())
    one = id_of(db, "Ilse Marrend")
    for wrong in (
        lambda: reviews.accept(db, "nope", one), lambda: reviews.accept(db, QUOTE, 99),
        lambda: reviews.accept_stance(db, 99), lambda: reviews.withdraw(db, 99),
    ):  # fmt: skip
        with pytest.raises(reviews.ReviewError, match="There is no"):
            wrong()
    assert not db["reviews"].count


def test_an_entity_that_never_speaks_belongs_to_nobody(db):
    silent = Entity("Bo Rask", "person")
    save(db, replace(dam(), entities=(*dam().entities, silent)))
    assert people.search(db, "Bo Rask") == []
