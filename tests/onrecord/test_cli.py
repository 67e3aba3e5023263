"""The command line: what it prints, what it returns, what it keeps."""

import csv
import io
import json
import os
import pty
import select
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import onrecord.cli
from attribution.json_format import from_json
from attribution.types import Attribution, Target
from db.articles.store import load, save
from db.schema import open_database
from onrecord.cli.tables import marked, matrix
from onrecord.doctor import Check
from quotes.types import Article, Span
from tests import ROOT
from tests.factories import DAM, TALKS, command, dam, toy_analyze


@pytest.fixture
def talks(run, tmp_path):
    """A database with one article, made by the command line."""
    Path("talks.txt").write_text(TALKS)
    assert run("add", "a.db", "talks.txt").exit_code == 0
    return "a.db"


def test_add_says_what_it_did(run):
    Path("talks.txt").write_text(TALKS)
    assert run("add", "a.db", "talks.txt").stderr == "a.db: articles: 1 added\n"
    assert run("add", "a.db", "talks.txt").stderr == "a.db: articles: 1 unchanged\n"
    Path("talks.txt").write_text(TALKS + "Selma Tarrow condemned Karsk.")
    result = run("add", "a.db", "talks.txt")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "a.db: articles: 1 changed\n")


def test_adding_again_changes_nothing_at_all(run, talks):
    def dump():
        with open_database(talks) as db:
            return list(db.conn.iterdump())

    before = dump()
    run("add", talks, "talks.txt")
    run("add", talks, ".")
    assert dump() == before


def test_some_failed(run):
    for name, text in {
        "a": TALKS, "b": "", "c": TALKS + "UNPARSABLE", "d": TALKS + "UNANALYSABLE", "e": TALKS + "More.",
    }.items():  # fmt: skip
        Path(f"{name}.txt").write_text(text)
    result = run("add", "x.db", ".", "absent.txt")
    assert result.exit_code == 3
    assert "x.db: articles: 2 added, 4 failed" in result.stderr
    with open_database("x.db") as db:
        assert [row["id"] for row in db["articles"].rows] == ["a", "e"]
        errors = {row["path"]: row["message"] for row in db["errors"].rows}
        [run_row] = db["runs"].rows
    assert errors == {
        "./b.txt": "The text is empty.",
        "absent.txt": "It cannot be read: No such file or directory.",
        "./c.txt": "The analysis failed: RuntimeError: no tree for this.",
        "./d.txt": "The analysis failed: KeyError: 'lost head'.",
    }
    assert json.loads(run_row["args"]) == [".", "absent.txt"] and run_row["finished"]


def test_standard_input(run):
    result = run("add", "a.db", "-", input=TALKS)
    assert (result.exit_code, result.stderr) == (0, "a.db: articles: 1 added\n")
    assert run("add", "a.db", "-", input=TALKS).stderr == "a.db: articles: 1 unchanged\n"


def test_extract_prints_the_contract(run):
    Path("talks.txt").write_text(TALKS)
    Path("b.txt").write_text("A b.\n" + TALKS)
    result = run("extract", "talks.txt", "absent.txt", "b.txt")
    assert result.exit_code == 3
    first, second = map(json.loads, result.stdout.splitlines())
    assert from_json(first, TALKS) == toy_analyze(Article("talks", TALKS, "talks.txt", title=TALKS[:21]), TALKS)
    assert (second["id"], len(second["attributions"])) == ("b", 4)
    assert os.listdir() == ["talks.txt", "b.txt"] or set(os.listdir()) == {"talks.txt", "b.txt"}


def test_quotes_readable(run, talks):
    assert run("quotes", talks).stdout == (
        "talks\n\n"
        "  Selma Tarrow, finance minister · direct · 0.90\n    We are done.\n\n"
        "  Selma Tarrow · direct · 0.90\n    Ostreva\n"
        "      against Ostreva (0.8, condemn, certain): “condemned”\n\n"
        "  Jonas Vell, union leader · direct · 0.90\n    Nobody asked us.\n\n"
        "  Jonas Vell · direct · 0.90\n    Karsk\n      against Karsk (0.8, condemn, certain): “condemned”\n"
    )


@pytest.mark.parametrize(
    ("filters", "contents"),
    [
        (["--speaker", "selma TARROW"], ["We are done.", "Ostreva"]),
        (["--speaker", "Jonas Vell", "--target", "karsk"], ["Karsk"]),
        (["--search", "asking"], ["Nobody asked us."]),
        (["--search", 'unclosed "quote AND'], []),
        (["--kind", "indirect"], []),
        (["--article", "talks", "--limit", 1], ["We are done."]),
    ],
)
def test_quotes_filtered(run, talks, filters, contents):
    rows = json.loads(run("quotes", talks, "--json", *filters).stdout)
    assert [row["content"] for row in rows] == contents


def test_rows_in_every_form(run, talks):
    as_json = json.loads(run("quotes", talks, "--json").stdout)
    as_csv = list(csv.DictReader(io.StringIO(run("quotes", talks, "--csv").stdout)))
    assert [row["id"] for row in as_json] == [row["id"] for row in as_csv]
    assert as_json[0].keys() == as_csv[0].keys()
    table = run("quotes", talks, "-t").stdout.splitlines()
    assert table[0].split()[:3] == ["id", "article", "published"]
    assert len(table) == 2 + len(as_json)
    assert run("quotes", talks, "--table").stdout.splitlines() == table


def test_speakers(run, talks):
    rows = json.loads(run("speakers", talks, "--json").stdout)
    assert [(r["speaker"], r["role"], r["quotes"], r["against"]) for r in rows] == [
        ("Jonas Vell", "union leader", 2, 1), ("Selma Tarrow", "finance minister", 2, 1),
    ]  # fmt: skip
    assert "Selma Tarrow  person  finance minister" in run("speakers", talks).stdout


def test_compare(run, talks):
    assert run("compare", talks).stdout == (
        "                                Karsk       Ostreva\n"
        "Jonas Vell, union leader        −1.0 (n=1)  ·\n"
        "Selma Tarrow, finance minister  ·           −1.0 (n=1)\n"
    )
    [row] = json.loads(run("compare", talks, "jonas vell", "--json").stdout)
    assert row == {
        "speaker_id": row["speaker_id"], "speaker": "Jonas Vell", "role": "union leader", "only_in": None,
        "target": "Karsk", "polarity": -1.0, "low": -1.0, "high": 0.59, "n": 1, "for": 0, "against": 1, "neutral": 0,
        "first": None, "last": None,
    }  # fmt: skip


def test_compare_counts_a_target_for_its_family(run):
    with open_database("a.db", write=True) as db:
        save(db, dam())
    cells = {r["target"]: r["polarity"] for r in json.loads(run("compare", "a.db", "--json").stdout)}
    assert cells == {"Kardania": -1.0, "Kerrow dam": -1.0, "Ostreva": 1.0}
    [family] = json.loads(run("compare", "a.db", "--target", "OSTREVA", "--json").stdout)
    [own] = json.loads(run("compare", "a.db", "--target", "the valley", "--json").stdout)
    assert (family["target"], own["target"], own["n"]) == ("Ostreva", "the valley", 1)
    [by_alias] = json.loads(run("compare", "a.db", "Marrend", "--target", "Kardania", "--json").stdout)
    assert by_alias["speaker"] == "Ilse Marrend"


def test_compare_shows_the_quotes_behind_a_cell(run):
    with open_database("a.db", write=True) as db:
        save(db, dam())
    out = run("compare", "a.db", "--target", "Ostreva", "--quotes").stdout
    assert out == (
        "Ilse Marrend, Ostreva's energy minister on Ostreva: +1.0 (n=1)\n"
        "  We will not flood the valley\n"
        "    [dam]\n"
        "    for the valley (0.6, promise, certain): “not flood”\n"
    )
    [row] = json.loads(run("compare", "a.db", "--target", "Ostreva", "--quotes", "--json").stdout)
    assert (row["quote"], row["evidence"], row["rule"]) == ("dam:37-65", "not flood", "content")


def test_compare_takes_several_stances_of_a_quote_on_a_target_for_one_vote(run):
    warning = dam().attributions[1]
    against, again = warning.stances
    sides = [
        (against, replace(again, target=Target("the reservoir", "issue", "Kardania"))),
        (replace(against, polarity=1),),
        (replace(against, polarity=0),),
        (against, replace(again, target=against.target, polarity=1)),
    ]
    quotes = [replace(warning.quote, content=(Span(n, 90),)) for n in range(len(sides))]
    attributions = tuple(replace(warning, quote=q, stances=s) for q, s in zip(quotes, sides, strict=True))
    with open_database("a.db", write=True) as db:
        save(db, replace(dam(), attributions=attributions))
    [cell] = json.loads(run("compare", "a.db", "--json").stdout)
    assert [cell[key] for key in ("target", "polarity", "n", "for", "against", "neutral")] == [
        "Kardania", 0.0, 4, 1, 1, 2,
    ]  # fmt: skip
    assert run("compare", "a.db").stdout.endswith("  0.0 (n=4)\n")
    assert run("compare", "a.db", "--quotes").stdout.count("[dam]") == 4


def test_names_that_are_not_there_are_said(run, talks):
    for arguments, said in (
        (["compare", talks, "Selma Tarrow", "Bob"], "no speaker named “Bob”"),
        (["compare", talks, "--target", "Atlantis"], "no target named “Atlantis”"),
        (["quotes", talks, "--speaker", "Bob"], "no speaker named “Bob”"),
        (["show", talks, "nope"], "no article with the id “nope”"),
    ):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert said in result.stderr


def test_matrix_shows_the_targets_most_speakers_share():
    def cell(speaker, target, n=1):
        return {
            "speaker_id": speaker, "speaker": f"S{speaker}", "role": None, "only_in": None, "target": target,
            "polarity": -1, "n": n,
        }  # fmt: skip

    cells = [cell(1, "often", 9), cell(1, "shared"), cell(2, "shared"), cell(3, "rare")]
    table, rest = matrix(cells, 28).split("\n\n")
    assert table.splitlines() == ["    shared      often", "S1  −1.0 (n=1)  −1.0 (n=9)", "S2  −1.0 (n=1)  ·"]
    assert rest.startswith("1 more targets and 1 more speakers: ")
    assert matrix(cells, 200).splitlines()[0].split() == ["shared", "often", "rare"]
    assert len(matrix(cells, 1).splitlines()[0].split()) == 1, "never less than one target"


def test_show_marks_the_article(run):
    with open_database("a.db", write=True) as db:
        save(db, dam())
    out = run("show", "a.db", "dam").stdout
    assert "“[1 We will not flood the valley],” <1 said> {1 {2 Ilse Marrend}}, Ostreva's" in out
    assert "{3 Local officials} <3 said> [3 the water would come anyway]." in out
    assert "  3 indirect, clause, 0.90\n    local officials (group, 0.80)" in out
    assert "against Kardania (0.9, warn, certain): “warning” (noun, 0.80)" in out
    assert "\033" not in out


def test_show_why_tells_who_else_was_weighed(run):
    with open_database("a.db", write=True) as db:
        save(db, dam())
        open_one = Attribution(dam().attributions[2].quote, unresolved="ambiguous")
        save(db, replace(dam(id="open", path="open"), attributions=(open_one,)))
    assert "weaker" not in run("show", "a.db", "dam").stdout
    out = run("show", "a.db", "dam", "--why").stdout
    assert "      chosen: Ilse Marrend, by “Ilse Marrend” at 73: subject +1.4, spoke +0.4 = 1.8\n" in out
    assert "      weaker: Ostreva, by “Ostreva” at 87: modifier −0.7 = −0.7\n" in out
    assert "    speaker unresolved: nobody is clearly meant" in run("show", "a.db", "open").stdout


def test_show_in_colour_keeps_the_text_and_stops_control_characters():
    text = "Bad \033[31m news: “Go,” said Mira.\a"
    analysis = toy_analyze(Article("x", text), text)
    assert marked(analysis, colour=True).startswith("Bad �[31m news: “Go,” said Mira.�")
    assert "\033[32m" in marked(dam(), colour=True)


def test_runs_as_a_module_with_all_commands():
    said = subprocess.run([sys.executable, "-m", "onrecord", "compare", "--help"], capture_output=True, text=True)
    assert said.returncode == 0 and said.stdout.startswith("Usage: python -m onrecord compare")


def test_version_and_help(run):
    assert run("--version").stdout.startswith("onrecord, version ")
    shown = run("--help").stdout
    for name in ("add", "compare", "doctor", "extract", "quotes", "show", "speakers"):
        assert f"  {name} " in shown
        assert run(name, "--help").exit_code == 0


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from onrecord.cli import cli\n"
        "try: cli(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'torch', 'stanza', 'spacy', 'numpy', 'sqlite_utils', 'datasette', 'textacy', 'tabulate'}\n"
        "sys.exit(', '.join(heavy & sys.modules.keys()) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "arguments", [[], ["add"], ["add", "a.db"], ["extract"], ["quotes", "a.db", "--kind", "x"], ["fly"]]
)
def test_usage_errors(run, arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert os.listdir() == []


def test_unexpected_error_is_one_sentence(run, monkeypatch):
    def broken(*args, **options):
        raise ZeroDivisionError("division\nby zero")

    monkeypatch.setattr(onrecord.pipeline, "Pipeline", broken)
    Path("a.txt").write_text(TALKS)
    result = run("extract", "a.txt")
    assert (result.exit_code, result.stderr) == (1, "Error: ZeroDivisionError: division by zero\n")


def test_models_that_are_not_there(run, monkeypatch):
    monkeypatch.undo()
    result = run("extract", __file__, "--model", "/nowhere")
    assert (result.exit_code, result.stderr) == (1, "Error: There is no model directory /nowhere.\n")
    absent = run("extract", "absent.txt", "--model", "/nowhere")
    assert (absent.exit_code, "absent.txt" in absent.stderr) == (3, True), "models are loaded for articles only"
    monkeypatch.setattr("onrecord.doctor._size", lambda: Check(True, "small"))  # it takes seconds
    result = run("doctor", env={"ONRECORD_MODEL": "/nowhere"})
    assert result.exit_code == 1
    assert "BAD  There is no model directory /nowhere." in result.stdout
    assert "ok   SQLite has full-text search (FTS5)" in result.stdout
    checks = json.loads(run("doctor", "--json", env={"ONRECORD_MODEL": "/nowhere"}).stdout)
    assert {"ok": False, "text": "There is no model directory /nowhere."} in checks


def test_doctor_sees_a_package_that_hides_ours(run, monkeypatch, tmp_path):
    (tmp_path / "quotes").mkdir()
    (tmp_path / "quotes" / "__init__.py").write_text("")
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import onrecord.doctor as d;"
    code += f"sys.modules.pop('quotes', None); sys.path.insert(0, {str(tmp_path)!r}); print(d._origin('quotes').text)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd="/")
    assert done.stdout.startswith("another package quotes hides ours: "), done


def test_a_pipe_closed_early_is_no_error(tmp_path):
    text = "".join(f"Selma Tarrow said “Part {n}.” " for n in range(5000))
    (tmp_path / "a.txt").write_text(text)
    (tmp_path / "b.txt").write_text("B. " + text)
    process = subprocess.Popen(
        command("extract", str(tmp_path)), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.wait(timeout=60)


def test_progress_only_on_a_terminal(tmp_path):
    (tmp_path / "a.txt").write_text(TALKS)
    ours, theirs = pty.openpty()
    subprocess.run(
        command("add", str(tmp_path / "a.db"), str(tmp_path)), cwd=ROOT, stderr=theirs, check=True, timeout=60
    )
    assert select.select([ours], [], [], 5)[0]
    shown = os.read(ours, 10_000)
    assert shown.startswith(b"loading models")
    assert b"[########################] 100% articles: 1 added, " in shown and b", a\x1b[K\r" in shown


def test_stored_article_is_the_file(run):
    text = "\ufeffTalks\r\n\r\n" + TALKS + "🕊 שלום\n"
    Path("talks.txt").write_bytes(text.encode("utf-8"))
    run("add", "a.db", "talks.txt")
    with open_database("a.db") as db:
        analysis = load(db, "talks")
    assert analysis.article.text == text[1:]
    assert Span(*analysis.attributions[0].quote.content[0]).of(text[1:]) == "We are done."
    assert DAM not in analysis.article.text
