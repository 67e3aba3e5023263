"""Who is one person over many articles, and who is not: sure merges, proposals, and a person's last word."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from attribution.types import Analysis, Attribution, Entity, Mention, Role, Speaker
from db.articles.store import load, save
from db.merging import people
from db.merging.resolve import people_named_like, resolve, undo_automatic_merges
from db.schema import open_database
from onrecord.cli import cli
from quotes.types import Article, Quote, Span


@pytest.fixture
def db(tmp_path):
    with open_database(str(tmp_path / "a.db"), write=True) as database:
        yield database


def article(id, *persons, published="2031-03-12"):
    """An article in which each person, (name, office, country) or just a name, says something."""
    entities, attributions, text = [], [], ""
    for person in persons:
        name, office, country = (*person, "", None)[:3] if isinstance(person, tuple) else (person, "", None)
        start = len(text)
        text += f"{name} said yes. "
        span = Span(start, start + len(name))
        stated = Role(office, country, f"{country} {office}", span, office, "current", country)
        roles = (stated,) if country else ()
        entities.append(Entity(name, "person", (Mention(span, "name"),), roles, " " in name))
        said = Quote("indirect", (Span(span.end + 6, span.end + 9),), (), (span,), "r", 1.0)
        attributions.append(Attribution(said, (Speaker(len(entities) - 1, None, "name", 0.95),)))
    return Analysis(Article(id, text, id, published=published), tuple(entities), tuple(attributions))


def after(db, *articles):
    """Who there is after these articles: each a set of names."""
    for each in articles:
        save(db, each)
    resolve(db)
    for each in articles:
        assert load(db, each.article.id) == each
    return people_in(db)


def people_in(db):
    rows = db.query("SELECT speaker_id, group_concat(DISTINCT name) AS names FROM entities GROUP BY 1 ORDER BY 2")
    return [set(row["names"].split(",")) for row in rows]


MINISTER = ("foreign minister", "Norland")


def test_transliterations_are_one_and_the_reason_is_kept(db):
    spellings = ["Valerii Zaluzhnyi", "Valery Zaluzhny", "Valeriy Zalúzhnyy"]
    assert after(db, *(article(str(n), name) for n, name in enumerate(spellings))) == [set(spellings)]
    merge = people.decisions(db)[0]
    assert merge["automatic"] and "spelled alike" in merge["reason"]


def test_forms_of_a_first_name_need_evidence(db):
    both = article("a", ("Volodymyr Rask", *MINISTER)), article("b", ("Vladimir Rask", *MINISTER))
    assert after(db, *both) == [{"Volodymyr Rask", "Vladimir Rask"}]
    assert "foreign minister of Norland" in people.decisions(db)[0]["reason"]


def test_forms_of_a_first_name_alone_are_two(db):
    assert len(after(db, article("a", "Volodymyr Rask"), article("b", "Vladimir Rask"))) == 2
    [proposal] = people.proposals(db)
    assert proposal["score"] < 0.75


def test_a_letter_apart_alone_is_nothing(db):
    assert len(after(db, article("a", "Volodymyr Raskov"), article("b", "Volodymyr Ruskov"))) == 2
    assert people.proposals(db) == []


def test_company_alone_is_a_proposal(db):
    company = ["Ada Lind", "Bo Holm", "Eva Stahn"]
    assert len(after(db, article("a", "Volodymyr Rask", *company), article("b", "Vladimir Rask", *company))) == 5
    [proposal] = people.proposals(db)
    assert "named with Ada Lind, Bo Holm" in proposal["reason"]


@pytest.mark.parametrize("other", [("Vladimir Rask", "foreign minister", "Velmark"), ("Boris Rask", *MINISTER), "Rask"])
def test_two_people_with_one_surname_stay_two(db, other):
    assert len(after(db, article("a", ("Volodymyr Rask", *MINISTER)), article("b", other))) == 2


def test_a_surname_is_linked_by_its_office_alone(db):
    found = after(db, article("a", ("Ada Rask", *MINISTER)), article("b", ("Rask", *MINISTER)), article("c", "Rask"))
    assert sorted(map(sorted, found)) == [["Ada Rask", "Rask"], ["Rask"]]
    assert db.execute("SELECT count(*) FROM speakers WHERE name = 'Rask'").fetchone()[0] == 1


def test_a_surname_with_an_office_of_no_country_is_proposed(db):
    lone = article("b", ("Rask", "foreign minister", "Norland"))
    role = replace(lone.entities[0].roles[0], country=None, organisation=None)
    lone = replace(lone, entities=(replace(lone.entities[0], roles=(role,)),))
    assert len(after(db, article("a", ("Ada Rask", *MINISTER)), lone)) == 2
    [proposal] = people.proposals(db)
    assert "both foreign minister" in proposal["reason"]


def test_a_surname_is_linked_anew_when_its_article_changes(db):
    office, other = article("b", ("Rask", *MINISTER)), article("b", ("Rask", "foreign minister", "Velmark"))
    assert len(after(db, article("a", ("Ada Rask", *MINISTER)), office)) == 1
    assert len(after(db, other)) == 2, "what it rested on is gone"
    assert len(after(db, office)) == 1
    people.undo(db, people.decisions(db)[0]["id"], by="anna")
    assert len(after(db, other)) == len(after(db, office)) == 2, "a person's word stays"


def test_a_surname_that_two_could_bear_stays_open(db):
    full = article("a", ("Ada Rask", *MINISTER)), article("b", ("Bo Rask", *MINISTER))
    assert len(after(db, *full, article("c", ("Rask", *MINISTER)))) == 3


def test_an_office_of_other_years_is_not_enough(db):
    late = article("b", ("Rask", *MINISTER), published="2051-01-01")
    assert len(after(db, article("a", ("Ada Rask", *MINISTER)), late)) == 2


def test_a_name_in_the_middle_needs_evidence_of_the_time(db):
    president = ("head of state", "Norland")
    full = article("a", ("Gus W. Bosch", *president), "Dirk Chane", "Colin Pell", published="2003-01-01")
    father = article("b", ("Gus Bosch", *president), "Dirk Chane", "Colin Pell", published="1991-01-01")
    assert len(after(db, full, father)) == 4


def test_two_in_one_article_are_two_unless_a_person_says_otherwise(db):
    assert len(after(db, article("a", ("Oleg Rask", *MINISTER), ("Oleh Rask", *MINISTER)))) == 2
    [proposal] = people.proposals(db)
    people.accept_proposal(db, proposal["id"], by="anna")
    assert people_in(db) == [{"Oleg Rask", "Oleh Rask"}]


def test_initials_fit_one_or_are_left(db):
    v = article("c", ("V. Rask", *MINISTER))
    assert after(db, article("a", ("Viktor Rask", *MINISTER)), v) == [{"Viktor Rask", "V. Rask"}]
    undo_automatic_merges(db)
    assert len(after(db, article("b", ("Vera Rask", *MINISTER)))) == 3


def test_what_a_person_parted_is_not_merged_again(db):
    after(db, article("a", "Olena Rask"), article("b", "Oléna Rask"))
    [merge] = people.decisions(db)
    people.undo(db, merge["id"], by="anna")
    assert resolve(db).merged == 0
    assert people.proposals(db) == []
    undo_automatic_merges(db)
    assert len(after(db, article("c", "Olena Rask"), article("b", "Oléna Rask", "Ada Lind"))) == 3


def test_afresh_comes_to_the_same_and_keeps_what_people_decided(db):
    names = ["Olena Rask", "Oléna Rask", "Eva Lind", "Ava Lind"]
    after(db, *(article(str(n), name) for n, name in enumerate(names)))
    by_hand = {row["name"]: row["id"] for row in db["speakers"].rows}
    people.merge(db, by_hand["Eva Lind"], by_hand["Ava Lind"], "r", by="anna")
    before = people_in(db)
    assert undo_automatic_merges(db) == 1
    assert len(people_in(db)) == 3
    assert resolve(db).merged == 1
    assert people_in(db) == before
    assert resolve(db).merged == 0


def test_the_unnamed_are_nobody(db):
    spokesman = replace(article("a", "head of state"), entities=(
        Entity("head of state", "person", (Mention(Span(0, 13), "nominal"),), shared=False),))  # fmt: skip
    other = replace(spokesman, article=replace(spokesman.article, id="b", path="b"))
    assert len(after(db, spokesman, other)) == 2


def test_candidates_come_from_the_index(db):
    for n, name in enumerate(["Volodymyr Zelenskyy", "Ada Lind", "Orbán Viktor"]):
        save(db, article(str(n), name))
    names = {row["id"]: row["name"] for row in db["speakers"].rows}
    assert [names[id] for id in people_named_like(db, "Vladimir Zelensky")] == ["Volodymyr Zelenskyy"]
    assert [names[id] for id in people_named_like(db, "Viktor Orban")] == ["Orbán Viktor"]
    plan = db.execute("EXPLAIN QUERY PLAN SELECT * FROM name_keys WHERE key IN ('a', 'b')").fetchall()
    assert "SEARCH" in plan[0][3]


# --- the commands -------------------------------------------------------------------------------------------


@pytest.fixture
def path(tmp_path):
    file = str(tmp_path / "b.db")
    with open_database(file, write=True) as db:
        company = ["Ada Lind", "Bo Holm"]
        for each in (article("a", ("Volodymyr Rask", *MINISTER), *company), article("b", "Vladimir Rask", *company),
                     article("c", "Rask")):  # fmt: skip
            save(db, each)
    return file


def run(*args, fails=False):
    result = CliRunner().invoke(cli, ["people", *args])
    assert (result.exit_code != 0) == fails, result.output
    return result.output


def test_review_merge_undo_and_show(path):
    assert "0 merged, 1 waiting" in run("resolve", path)
    [proposal] = json.loads(run("review", path, "--json"))
    assert {proposal["name"], proposal["other"]} == {"Volodymyr Rask", "Vladimir Rask"}
    run("review", path, "--reject", str(proposal["id"]))
    assert "0 waiting" in run("resolve", path, "--afresh")
    assert "Decision 2" in run("merge", path, "Volodymyr Rask", "Vladimir Rask", "--by", "anna", "--reason", "the same")
    shown = run("show", path, "Vladimir Rask")
    assert "Volodymyr Rask, Norland foreign minister" in shown and "merge, anna: the same" in shown
    assert "2031-03-12" in shown
    run("undo", path, "2")
    assert "Vladimir Rask" in run("list", path)
    found = json.loads(run("list", path, "--search", "Wladimir Rask", "--json"))
    assert [row["name"] for row in found] == ["Rask", "Vladimir Rask", "Volodymyr Rask"]


def test_split_alias_and_rename(path):
    run("alias", path, "Volodymyr Rask", "Vova Rask")
    run("rename", path, "Vova Rask", "Dr. Rask")
    run("merge", path, "Dr. Rask", "Ada Lind")
    assert "Ada Lind" in run("split", path, "Dr. Rask", "--name", "Ada Lind")
    assert "Dr. Rask" in run("show", path, "Volodymyr Rask")


def test_slips_are_told_in_a_sentence(path):
    assert "There is no speaker named “Nobody”." in run("show", path, "Nobody", fails=True)
    assert "There is no decision 9." in run("undo", path, "9", fails=True)
    assert "needs a name or an article" in run("split", path, "Ada Lind", fails=True)
    assert "There is no database" in run("list", path + "x", fails=True)
    with open_database(path, write=True) as db:
        save(db, article("d", "Rask"))
    assert "the name of 2 speakers; say which by id" in run("show", path, "Rask", fails=True)
