"""Comparison: copies, intervals, groups, disagreements, agreement, changes of side; and how they are shown."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from attribution.analyze import analyze
from attribution.types import Analysis, Attribution, Entity, Mention, Role, Speaker, Stance, Target
from db.articles.store import save
from db.comparison import agreement, ballots, cells, disagreements, flips, interval
from db.exports import EVENTS
from db.names import statement_key
from db.queries import query
from db.schema import open_database
from db.spreadsheets import FORMULA
from quotes.parser.doc import new_vocab, to_doc
from quotes.types import Article, Quote, Span
from tests import ROOT
from tests.frozen import frozen_parse

DAM = "We will never again flood the lower valley"
TRUCE = "A truce is what every port has asked for"


def article(id: str, date: str | None, *said: tuple[str, str, str, int]) -> Analysis:
    """An article in which each (name, country, words, polarity) is a statement on the dam or the truce."""
    text, entities, found = "", [], []
    for name, country, words, polarity in said:
        start, at = len(text), len(text) + len(name) + 8
        text += f"{name} said: “{words}.” "
        content, title = Span(at, at + len(words)), f"{country}'s foreign minister"
        role = Role("foreign minister", country, title, Span(start, start + 1), "minister", "current", country)
        entities.append(Entity(name, "person", (Mention(Span(start, start + len(name)), "name"),), (role,)))
        holder = len(entities) - 1
        target = Target("truce" if words == TRUCE else "Kerrow dam", "issue")
        stance = Stance(holder, target, polarity, 0.8, "support", "certain", "", (content,), "", 0.9)  # type: ignore[arg-type]
        quote = Quote("direct", (content,), (Span(at - 7, at - 3),), (Span(start, start + 1),), "", 0.9)
        found.append(Attribution(quote, (Speaker(holder, 0, "", 0.9),), (stance,)))
    return Analysis(Article(id, text, published=date, outlet="Courier"), tuple(entities), tuple(found))


@pytest.fixture
def talks(tmp_path: Path) -> str:
    path = str(tmp_path / "talks.db")
    with open_database(path, write=True) as db:
        for analysis in (
            article("a1", "2031-03-01", ("Ilda Marn", "Ostria", DAM, 1), ("Joren Vask", "Velmara", TRUCE, -1)),
            article("a2", "2031-03-02", ("Ilda Marn", "Ostria", DAM, 1)),  # the wire's copy
            article("a3", "2031-04-09", ("Ilda Marn", "Ostria", "The dam has to be built after all", -1)),
            article("a4", "2031-04-10", ("Joren Vask", "Velmara", "The dam is no business of ours at all", 1)),
            article("a5", None, ("Ilda Marn", "Ostria", TRUCE, 1)),
        ):
            save(db, analysis)
    return path


def read(path: str, *args: Any) -> list[dict[str, Any]]:
    with open_database(path) as db:
        return ballots(db, *args)


def test_copies_of_one_statement_are_one_ballot(talks: str) -> None:
    rows = read(talks, ["Ilda Marn"], ["Kerrow dam"])
    assert [(r["article"], r["vote"], r["copies"]) for r in rows] == [("a1", 1, 2), ("a3", -1, 1)]


def test_short_words_are_the_same_statement_on_one_day_only() -> None:
    assert statement_key("The attack!", "2031-03-01") != statement_key("the attack", "2031-03-02")
    assert statement_key("The attack!", "2031-03-01") == statement_key("“the attack”", "2031-03-01T10:00")
    assert statement_key(DAM + ".", "2031-03-01") == statement_key(DAM.upper(), None)
    assert statement_key("The attack", None) == ""


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database of the example articles, analysed over their kept parses."""
    path, vocab = str(tmp_path_factory.mktemp("examples") / "examples.db"), new_vocab()
    with open_database(path, write=True) as db:
        for file in sorted((ROOT / "examples").glob("*.txt")):
            text = file.read_text("utf-8")
            known = Article(file.stem, text, published=file.stem[:10], outlet=f"Outlet {len(text) % 2}")
            save(db, analyze(known, to_doc(vocab, text, frozen_parse(text))))
    return path


def page_queries(db: Database) -> Any:
    """What the pages ask; they need Datasette."""
    pytest.importorskip("datasette")
    from db.browse.page_queries import PageQueries

    return PageQueries(db.conn)


def sums(rows: list[dict[str, Any]], target: str) -> set[tuple[Any, ...]]:
    columns = ("speaker_id", target, "n", "for", "against", "neutral")
    return {tuple(row[name] for name in columns) for row in rows}


@pytest.mark.parametrize("filters", [{}, {"outlet": "Outlet 1"}, {"since": "2031-04", "until": "2031-05"}])
def test_python_command_and_pages_count_the_same(examples: str, filters: dict[str, str]) -> None:
    with open_database(examples) as db:
        found = cells(ballots(db, **filters))
        command = query(db, "compare", **filters)
        queries = page_queries(db)
        speakers = [row["speaker_id"] for row in db.query("SELECT DISTINCT speaker_id FROM votes")]
        pages = queries.rows("matrix_cells", ids=speakers, key="", columns=-1, **filters)
    assert found and sums(found, "target") == sums(command, "target") == sums(pages, "target")
    means = {(row["speaker_id"], row["target"]): row["polarity"] for row in command}
    for cell in found:  # halves are rounded up by SQLite, to the even digit by Python
        assert abs(cell["polarity"] - means[cell["speaker_id"], cell["target"]]) < 0.0101


def test_pages_show_the_changes_of_side_of_the_command(examples: str, talks: str) -> None:
    for path in (examples, talks):
        with open_database(path) as db:
            command = {(f["target"], f["quote_before"], f["quote_after"]) for f in flips(ballots(db))}
            speakers = [row["speaker_id"] for row in db.query("SELECT DISTINCT speaker_id FROM votes")]
            queries = page_queries(db)
            pages = [flip for id in speakers for flip in queries.rows("flips", id=id)]
        assert command == {(flip["target"], flip["earlier_quote"], flip["quote"]) for flip in pages}
    assert command


def test_cells_have_mean_interval_and_dates(talks: str) -> None:
    cell = next(c for c in cells(read(talks)) if (c["speaker"], c["target"]) == ("Ilda Marn", "Kerrow dam"))
    assert (cell["polarity"], cell["n"], cell["for"], cell["against"]) == (0.0, 2, 1, 1)
    assert (cell["first"], cell["last"]) == ("2031-03-01", "2031-04-09")
    assert cell["low"] < 0 < cell["high"]


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("role", {("minister", "Kerrow dam", 3), ("minister", "truce", 2)}),
        ("country", {("Ostria", "Kerrow dam", 2), ("Ostria", "truce", 1), ("Velmara", "Kerrow dam", 1),
                     ("Velmara", "truce", 1)}),
        ("month", {("2031-03", "Kerrow dam", 1), ("2031-03", "truce", 1), ("2031-04", "Kerrow dam", 2)}),
    ],
)  # fmt: skip
def test_groups(talks: str, by: str, rows: set[tuple[str, str, int]]) -> None:
    assert {(c["speaker"], c["target"], c["n"]) for c in cells(read(talks), by)} == rows


def test_interval_is_wilsons() -> None:
    assert interval(1, 0) == (-0.59, 1.0)
    assert interval(0, 1) == (-1.0, 0.59)
    assert interval(8, 2) == (-0.02, 0.89)  # Wilson's for 8 of 10 is 0.490 to 0.943
    assert interval(5, 5) == interval(0, 0, 10)
    assert interval(0, 0) == (-1.0, 1.0)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_interval_holds_the_mean_and_narrows(pro: int, con: int, neutral: int) -> None:
    low, high = interval(pro, con, neutral)
    assert -1 <= low <= high <= 1
    if n := pro + con + neutral:
        assert low - 0.006 <= (pro - con) / n <= high + 0.006
        wider = interval(pro, con, neutral)
        narrower = interval(4 * pro, 4 * con, 4 * neutral)
        assert narrower[1] - narrower[0] <= wider[1] - wider[0]


def test_disagreements_are_ranked(talks: str) -> None:
    first, second = disagreements(cells(read(talks)))
    assert (first["target"], first["for"], first["against"], first["difference"]) == (
        "truce", "Ilda Marn", "Joren Vask", 2.0,
    )  # fmt: skip
    assert (second["target"], second["difference"], second["sure"]) == ("Kerrow dam", 1.0, 0)
    many = [{"speaker": s, "target": "toll", "polarity": p, "n": 9, "low": p - 0.1, "high": p + 0.1}
            for s, p in (("A", 0.9), ("B", -0.9))]  # fmt: skip
    assert disagreements(many)[0]["sure"] == 1


def test_agreement_is_over_shared_targets(talks: str) -> None:
    [pair] = agreement(cells(read(talks)))
    assert (pair["targets"], pair["agreement"]) == (2, -0.5)


def test_flips_show_both_quotes(talks: str) -> None:
    [flip] = flips(read(talks))
    assert (flip["speaker"], flip["target"], flip["vote_before"], flip["vote_after"]) == (
        "Ilda Marn", "Kerrow dam", 1, -1,
    )  # fmt: skip
    assert flip["content_before"] == DAM and "after all" in flip["content_after"]


def test_side_by_side_by_date(run, talks: str) -> None:
    out = run("compare", talks, "Joren Vask", "Ilda Marn", "--target", "kerrow dam").stdout.splitlines()
    left, right = (" ".join(line.split("│")[side].strip() for line in out if "│" in line) for side in (0, 1))
    assert left.startswith("Joren Vask") and right.startswith("Ilda Marn")
    assert "2031-04-10 · for Kerrow dam (verbatim)" in left and "[a4]" in left
    assert "2031-03-01 · for Kerrow dam (verbatim)" in right and "[a1, 2 articles]" in right
    assert right.index("2031-03-01") < right.index("2031-04-09")


def test_side_by_side_says_when_one_is_silent(run, talks: str) -> None:
    with open_database(talks, write=True) as db:
        save(db, article("a6", "2031-05-01", ("Petra Lind", "Norvane", TRUCE, 1)))
    out = run("compare", talks, "Petra Lind", "Ilda Marn", "--target", "Kerrow dam").stdout
    assert out.splitlines()[0].split("│")[0].strip() == "Petra Lind"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--officials", "Ilda Marn, Joren Vask"], ["Ilda Marn, Ostria's foreign", "truce", "(n=2)"]),
        (["--officials", "Ilda Marn;Joren Vask", "--targets", "truce"], ["truce", "−1.0 (n=1)"]),
        (["--by", "country"], ["Ostria", "Velmara"]),
        (["--disagreements"], ["truce", "difference"]),
        (["--agreement"], ["-0.5"]),
        (["--flips"], ["Ilda Marn on Kerrow dam", "2031-04-09  against  [a3]", DAM]),
        (["--flips", "--targets", "truce"], ["Nobody changed sides."]),
    ],
)
def test_compare_shows(run, talks: str, options: list[str], words: list[str]) -> None:
    result = run("compare", talks, *options)
    assert result.exit_code == 0
    for word in words:
        assert word in result.stdout


def test_compare_quotes_go_with_speakers_only(run, talks: str) -> None:
    result = run("compare", talks, "--quotes", "--by", "country")
    assert result.exit_code == 2 and "leave --by out" in result.stderr


def test_names_that_are_not_there(run, talks: str) -> None:
    assert "no target named “the Moon”" in run("compare", talks, "--targets", "truce, the Moon").stderr
    assert "no speaker named" in run("timeline", talks, "Bob").stderr
    assert "no speaker named" in run("export", talks, "x.csv", "--officials", "Bob").stderr


def test_timeline(run, talks: str) -> None:
    out = run("timeline", talks, "Ilda Marn").stdout
    assert out.index("no date     for truce  [a5]") < out.index("2031-03-01") < out.index("2031-04-09")
    rows = json.loads(run("timeline", talks, "Ilda Marn", "--target", "truce", "--json").stdout)
    assert [row["article"] for row in rows] == ["a5"]


def test_rows_read_back(run, talks: str) -> None:
    assert run("export", talks, "a.csv").exit_code == 0
    assert run("export", talks, "a.jsonl").exit_code == 0
    with open("a.csv", encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    rows = [json.loads(line) for line in Path("a.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) == len(lines) == 5
    assert [(r["speaker"], r["target"], str(r["vote"]), r["content"]) for r in rows] == [
        (r["speaker"], r["target"], r["vote"], r["content"]) for r in lines
    ]
    assert {r["country"] for r in rows} == {"Ostria", "Velmara"}


def test_graphml_reads_back(run, talks: str) -> None:
    assert run("export", talks, "a.graphml").exit_code == 0
    graph = networkx.read_graphml("a.graphml")
    labels = {data["label"]: node for node, data in graph.nodes(data=True)}
    edge = graph.edges[labels["Joren Vask"], labels["truce"]]
    assert (edge["polarity"], edge["weight"]) == (-1.0, 1.0)
    assert graph.nodes[labels["Ilda Marn"]]["country"] == "Ostria"
    assert run("export", talks, "b.graphml", "--network", "agreement").exit_code == 0
    [(_, _, tie)] = networkx.read_graphml("b.graphml").edges(data=True)
    assert (tie["agreement"], tie["weight"]) == (-0.5, 2.0)


ODD = "=cmd|' /C calc'!A0\x01\x0b\ufffe"


@pytest.fixture
def odd(talks: str) -> str:
    """Return a database whose names hold formulas and characters that XML does not have."""
    with sqlite3.connect(talks) as db:
        db.execute("UPDATE speakers SET name = ? || name", [ODD])
        db.execute("UPDATE targets SET name = ? || name, folded = ? || folded", [ODD, ODD])
        db.execute("UPDATE roles SET title = '@' || title, organisation = '-' || organisation")
    return talks


def test_xml_is_well_formed_whatever_names_hold(run, odd: str) -> None:
    for name, *options in (["a.graphml"], ["b.graphml", "--network", "agreement"]):
        assert run("export", odd, name, *options).exit_code == 0
        assert all(data["label"].startswith("=cmd") for _, data in networkx.read_graphml(name).nodes(data=True))
    pytest.importorskip("matplotlib")
    for what in ("heatmap", "timeline"):
        assert run("plot", odd, what, f"{what}.svg").exit_code == 0
        ElementTree.parse(f"{what}.svg")


def test_spreadsheets_run_nothing(run, odd: str) -> None:
    for options in ([], ["--excel-safe"], ["--excel"]):
        assert run("export", odd, "a.csv", *options).exit_code == 0
        data = Path("a.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf") == (options == ["--excel"])
        with open("a.csv", encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert all(row["speaker"].startswith("'=cmd" if options else "=cmd") for row in rows)
        assert {row["vote"] for row in rows} == {"1", "-1"}
        assert not options or not any(FORMULA.match(row[name]) for row in rows for name in ("target", "organisation"))
    assert run("export", odd, "a.jsonl", "--excel").exit_code == 2


def test_event_list_reads_back(run, talks: str) -> None:
    assert run("export", talks, "events.csv", "--format", "dna").exit_code == 0
    with open("events.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert tuple(rows[0]) == EVENTS
    events = ("person", "organization", "concept", "agreement", "time", "document_id", "document_section")
    assert {tuple(r[name] for name in events) for r in rows} >= {
        ("Joren Vask", "Velmara", "truce", "0", "2031-03-01 00:00:00", "2", "a1"),
        ("Ilda Marn", "Ostria", "Kerrow dam", "1", "2031-03-01 00:00:00", "2", "a1"),
    }
    _, undated, dated, *_ = Path("events.csv").read_text("utf-8").splitlines()
    assert undated.startswith('1;"";"Ilda Marn";') and dated.startswith('2;"2031-03-01 00:00:00";"'), "numbers are bare"
    assert dated.count(";") == len(EVENTS) - 1
    for row in rows:
        start, end = int(row["start_position"]), int(row["stop_position"])
        assert end - start == len(row["text"])


@pytest.mark.parametrize(
    "arguments", [["heatmap", "a.png"], ["timeline", "a.svg"], ["heatmap", "b.svg", "--by", "month"]]
)
def test_plots(run, talks: str, arguments: list[str]) -> None:
    pytest.importorskip("matplotlib")
    assert run("plot", talks, *arguments).exit_code == 0
    data = Path(arguments[1]).read_bytes()
    assert data.startswith(b"\x89PNG") if arguments[1].endswith("png") else b"<svg" in data


def test_files_of_unknown_endings_are_refused(run, talks: str) -> None:
    assert run("export", talks, "a.xlsx").exit_code == 2
    assert run("plot", talks, "heatmap", "a.gif").exit_code == 2
