"""Targets across articles: scope, decisions that merge and part them and hold for articles to come, lists, undoing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from attribution.types import Analysis, Target
from db.articles.store import load, save
from db.merging import reviews, targets
from db.merging.targets import TargetError
from db.queries import query
from db.schema import open_database
from onrecord.cli import cli
from tests.db.test_store import assert_whole
from tests.db.test_tallies import from_scratch as counted
from tests.db.test_tallies import kept
from tests.factories import DAM, analyses, dam, older, span

VOTE = Target("vote", "event", shared=False)
DELIVERIES, PATRIOTS = Target("air defence deliveries", "issue"), Target("supply of Patriot systems", "issue")
CAPITAL = Target("Kardan City", "place", "Kardania")


@pytest.fixture
def db(tmp_path: Path) -> Any:
    with open_database(str(tmp_path / "a.db"), write=True) as database:
        yield database


def on(id: str, *about: Target) -> Analysis:
    """The article about the dam, whose minister takes a stance on other targets."""
    promise, warning, anyway = dam().attributions
    quote = replace(warning.quote, content=(span(DAM, "the vote was"),))  # too short to be a copy of another's
    stances = tuple(replace(warning.stances[0], target=target) for target in about)
    said = (promise, replace(warning, quote=quote, stances=stances), anyway)
    text = DAM + " ".join(f"{id}{n}" for n in range(90))  # a text of its own: no copy of the others
    return replace(dam(id=id, path=id, published=None, text=text), attributions=said)


def names(db: Database) -> list[str]:
    """The targets some stance is on, by name."""
    return sorted(row["name"] for row in query(db, "targets") if row["stances"])


def cell(db: Database, target: str) -> list[tuple[str, int]]:
    return [(row["target"], row["n"]) for row in query(db, "compare", target=target)]


def id_of(db: Database, name: str) -> int:
    [row] = targets.search(db, name)
    return int(row["id"])


def test_what_a_name_alone_does_not_tell_stays_in_its_article(db: Database) -> None:
    for id in ("a", "b"):
        save(db, on(id, VOTE, DELIVERIES))
        assert load(db, id) == on(id, VOTE, DELIVERIES)
    assert names(db) == ["air defence deliveries", "the valley", "vote [a]", "vote [b]"]
    assert cell(db, "Air defence deliveries") == [("air defence deliveries", 2)]
    assert cell(db, "vote") == [("vote [a]", 1), ("vote [b]", 1)], "asked by its bare name, each is shown"
    assert cell(db, "vote [a]") == [("vote [a]", 1)]
    assert {row["target"] for row in query(db, "stances", article="a")} == {
        "air defence deliveries", "the valley", "vote"}  # fmt: skip


def test_a_merge_holds_for_articles_to_come_and_can_be_undone(db: Database) -> None:
    save(db, on("a", DELIVERIES))
    save(db, on("b", PATRIOTS))
    before = query(db, "compare")
    decision = targets.merge(db, id_of(db, DELIVERIES.name), id_of(db, PATRIOTS.name), "one thing", "ann")
    save(db, on("c", PATRIOTS))
    save(db, on("b", PATRIOTS, VOTE))
    assert cell(db, "supply of patriot systems") == [("air defence deliveries", 3)]
    assert load(db, "b") == on("b", PATRIOTS, VOTE), "the analysis stays as it was"
    assert kept(db) == counted(db)
    targets.undo(db, decision, "ann")
    assert names(db) == ["air defence deliveries", "supply of Patriot systems", "the valley", "vote [b]"]
    assert cell(db, PATRIOTS.name) == [("supply of Patriot systems", 2)]
    save(db, on("c"))
    save(db, on("b", PATRIOTS))
    assert query(db, "compare") == before
    assert kept(db) == counted(db)


def test_a_split_by_name_goes_home_and_by_article_makes_a_new_one(db: Database) -> None:
    for id, about in (("a", DELIVERIES), ("b", PATRIOTS), ("c", DELIVERIES)):
        save(db, on(id, about))
    one, other = id_of(db, DELIVERIES.name), id_of(db, PATRIOTS.name)
    targets.merge(db, one, other, "one thing", "ann")
    assert targets.split(db, one, "two things", "ann", names=[PATRIOTS.name]) == other
    new = targets.split(db, one, "others", "ann", articles=["c"], name="deliveries of 2031")
    assert names(db) == ["air defence deliveries", "deliveries of 2031", "supply of Patriot systems", "the valley"]
    save(db, on("c", DELIVERIES, VOTE))
    assert load(db, "c") == on("c", DELIVERIES, VOTE)
    assert query(db, "targets", id=new)[0]["stances"] == 1, "the article read anew still means the new one"
    for row in targets.decisions(db):
        targets.undo(db, row["id"], "ann")
    assert cell(db, DELIVERIES.name) == [("air defence deliveries", 2)]
    assert kept(db) == counted(db)


def test_families_follow_their_heads(db: Database) -> None:
    save(db, on("a", CAPITAL, Target("Republic of Kardania", "place"), DELIVERIES))
    head = id_of(db, "Kardania")
    targets.merge(db, id_of(db, "Republic of Kardania"), head, "one state", "ann")
    [row] = query(db, "targets", search="Kardan City")
    assert row["parent"] == "Republic of Kardania"
    assert cell(db, "Kardania") == [("Republic of Kardania", 1)]
    targets.set_parent(db, id_of(db, DELIVERIES.name), "Kardania", "theirs", "ann")
    assert query(db, "targets", id=id_of(db, DELIVERIES.name))[0]["parent"] == "Republic of Kardania"
    with pytest.raises(TargetError, match="heads a family"):
        targets.set_parent(db, id_of(db, "Kardania"), "Ostreva", "no", "ann")
    assert kept(db) == counted(db)


def test_a_review_of_a_stance_outlives_a_merge(db: Database) -> None:
    save(db, on("a", DELIVERIES))
    save(db, on("b", PATRIOTS))
    one, other = id_of(db, DELIVERIES.name), id_of(db, PATRIOTS.name)
    [stance] = db.query("SELECT id FROM stances WHERE target_id = ?", [other])
    reviews.reject_stance(db, stance["id"], "ann")
    targets.merge(db, one, other, "one thing", "ann")
    save(db, on("b", PATRIOTS, VOTE))
    rejected = "SELECT n.name FROM stances s JOIN target_names n ON n.id = s.name_id WHERE s.rejected"
    assert [row["name"] for row in db.query(rejected)] == [PATRIOTS.name]


def test_what_cannot_be_decided_is_one_sentence(db: Database) -> None:
    save(db, on("a", DELIVERIES))
    one = id_of(db, DELIVERIES.name)
    for attempt, words in (
        (lambda: targets.merge(db, one, one, "", "ann"), "with itself"),
        (lambda: targets.merge(db, one, 99, "", "ann"), "no target 99"),
        (lambda: targets.split(db, one, "", "ann", names=["vote"]), "no name of"),
        (lambda: targets.split(db, one, "", "ann", names=[DELIVERIES.name]), "Nothing would be left"),
        (lambda: targets.split(db, one, "", "ann"), "needs a name"),
        (lambda: targets.set_kind(db, one, "thing", "", "ann"), "no kind"),
        (lambda: targets.rename(db, one, " ", "", "ann"), "empty"),
        (lambda: targets.undo(db, 7, "ann"), "no decision 7"),
    ):
        with pytest.raises(TargetError, match=words):
            attempt()
    assert not targets.decisions(db)


@settings(max_examples=15, deadline=None, phases=set(Phase) - {Phase.shrink, Phase.explain})
@given(analyses("a"), analyses("b"), analyses("a"), st.randoms(use_true_random=False))
def test_decisions_never_cost_a_stance_and_leave_no_trace(first, other, second, chance) -> None:  # type: ignore[no-untyped-def]
    first, other, second = (replace(x, article=replace(x.article, path=x.article.id)) for x in (first, other, second))
    with TemporaryDirectory() as folder, open_database(f"{folder}/a.db", write=True) as db:
        save(db, first)
        save(db, other)
        before = kept(db)["target_totals"]
        made = []
        while len(ids := [row["id"] for row in db.query("SELECT id FROM targets")]) > 1 and len(made) < 3:
            made.append(targets.merge(db, *chance.sample(ids, 2), "", "ann"))
        assert kept(db) == counted(db)
        save(db, second)
        assert load(db, "a") == second and load(db, "b") == other
        save(db, first)
        for decision in chance.sample(made, len(made)):
            targets.undo(db, decision, "ann")
        assert kept(db) == counted(db)
        assert kept(db)["target_totals"] == before
        assert_whole(db)


def test_an_older_database_knows_its_targets(tmp_path: Path) -> None:
    older(tmp_path / "old.db", "m008_targets", on("a", DELIVERIES, CAPITAL))
    with open_database(str(tmp_path / "old.db"), write=True) as db:
        assert [s.target for s in load(db, "a").attributions[1].stances] == [DELIVERIES, CAPITAL]
        assert query(db, "targets", family="Kardania", search="city")[0]["parent"] == "Kardania"
        save(db, on("a", VOTE))
        assert names(db) == ["the valley", "vote [a]"]


def test_on_the_command_line(tmp_path: Path) -> None:
    path = str(tmp_path / "a.db")
    with open_database(path, write=True) as db:
        for id, about in (("a", DELIVERIES), ("b", PATRIOTS), ("c", VOTE)):
            save(db, on(id, about))

    def run(*args: str, code: int = 0) -> str:
        done = CliRunner().invoke(cli, ["targets", *args])
        assert done.exit_code == code, done.output
        return done.output

    listed = tmp_path / "targets.csv"
    listed.write_text(
        "name,aliases,kind,parent\nAir defence,Air defence deliveries;Supply of Patriot systems;SAMP/T,issue,\n"
        "vote of March,,event,Compact\n", "utf-8",
    )  # fmt: skip
    assert "4 decisions" in run("import", path, str(listed))
    assert "0 decisions" in run("import", path, str(listed)), "again changes nothing"
    with open_database(path, write=True) as db:
        save(db, on("d", Target("SAMP/T", "issue"), DELIVERIES))
        assert cell(db, "samp/t") == [("Air defence", 3)]
    assert "Air defence deliveries" not in run("list", path, "--search", "nothing")
    assert "vote [c]" in run("list", path, "--kind", "event")
    assert "merged" not in run("merge", path, "vote of March", "vote")
    assert "vote [c]" not in run("list", path)
    assert "is called Patriots" in run("rename", path, "air defence", "Patriots")
    shown = run("show", path, "Patriots")
    assert "imported from targets.csv" in shown and "rename" in shown
    assert "undone" in run("undo", path, "6")
    assert "There is no target named “nobody”" in run("show", path, "nobody", code=1)
    listed.write_text("title\nx\n", "utf-8")
    assert "no column “name”" in run("import", path, str(listed), code=1)
    listed.write_text("name,kind\nx,thing\n", "utf-8")
    assert "Line 2" in run("import", path, str(listed), code=1)
