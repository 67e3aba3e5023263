"""What somebody types that cannot be meant: a sentence, and where it helps the name that was probably meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from db.articles.store import save
from db.schema import open_database
from onrecord.evaluation.annotations import CorpusError
from onrecord.evaluation.corpora import read_corpus
from onrecord.evaluation.polarity_corpora import read_polarity_items
from onrecord.targeted import BadRequest, read_request
from quotes.detection.gradient_boosting import shipped_trees
from quotes.tables import DamagedFile, records
from tests.factories import TALKS, dam

MANY = "9" * 5000


@pytest.fixture
def run_on(run: Any, tmp_path: Path) -> Any:
    """Run a command on a database of one article; return its exit status and what it complains of."""
    with open_database(str(tmp_path / "a.db"), write=True) as db:
        save(db, dam())

    def invoke(command: str, *arguments: str) -> tuple[int, str]:
        result = run(*command.split(), "a.db", *arguments)
        complaint = result.stderr.strip().splitlines()
        return result.exit_code, complaint[-1] if complaint else ""

    return invoke


@pytest.mark.parametrize("number", [MANY, "9" * 20, "²", "-1", "x"])
@pytest.mark.parametrize(
    "command",
    ["people show", "targets show", "people undo", "targets undo", "show", "quotes --limit", "people review --accept",
     "people merge", "quotes --article"],
)  # fmt: skip
def test_numbers_that_are_none(run_on: Any, command: str, number: str) -> None:
    words, _, option = command.partition(" --")
    before = [f"--{option}"] if option else ["Ilse Marrend"] if "merge" in command else []
    status, complaint = run_on(words, *before, number)
    assert status in (1, 2)
    assert len(complaint) < 700 and complaint.startswith("Error: ")
    assert "ValueError" not in complaint and "Overflow" not in complaint and "sys." not in complaint


@pytest.mark.parametrize("value", ["yesterday", "2031-13", "2031-02-30", "31.12.2031", "2031-1", "²031", ""])
@pytest.mark.parametrize("option", ["--since", "--until"])
def test_dates_that_are_none(run_on: Any, option: str, value: str) -> None:
    status, complaint = run_on("compare", option, value)
    assert status == 2 and f"“{value}” is no date such as 2031, 2031-03 or 2031-03-01." in complaint


def test_dates_that_are(run_on: Any) -> None:
    for value in ("2031", "2031-03", "2031-03-12"):
        assert run_on("compare", "--since", value, "--until", value) == (0, "")


@pytest.mark.parametrize(
    ("command", "one", "other"),
    [("compare", "--json", "--csv"), ("quotes", "--csv", "--table"), ("people list", "--json", "--table"),
     ("compare", "--quotes", "--flips"), ("compare", "--agreement", "--disagreements")],
)  # fmt: skip
def test_two_forms_at_once(run_on: Any, command: str, one: str, other: str) -> None:
    assert run_on(command, one)[0] == 0
    status, complaint = run_on(command, other, one)
    assert status == 2 and one in complaint and other in complaint and "together" in complaint


@pytest.mark.parametrize(
    ("command", "typed", "meant"),
    [("quotes --speaker", "ILSE Marend", "Ilse Marrend"), ("people show", "Ilse Marend", "Ilse Marrend"),
     ("quotes --target", "Kerow Dam", "Kerrow dam"), ("targets show", "the vally", "the valley"),
     ("compare --targets", "Kardanai", "Kardania"), ("show", "dan", "dam"), ("quotes --article", "Dan", "dam"),
     ("quotes --speaker", "Zyx", ""), ("show", "nope", ""), ("quotes --article", "nope", "")],
)  # fmt: skip
def test_names_that_are_not_there(run_on: Any, command: str, typed: str, meant: str) -> None:
    words, _, option = command.partition(" --")
    status, complaint = run_on(words, *([f"--{option}"] if option else []), typed)
    assert status == 1 and f"“{typed}”" in complaint
    assert complaint.endswith(f"; did you mean “{meant}”?" if meant else ".")


@pytest.mark.parametrize(
    "line",
    ["x", f'{{"id": {MANY}, "attributions": []}}', '{"id": {}, "attributions": []}', '{"id": "x"}', "[" * 100_000,
     '{"id": "x", "attributions": [{"content": [["a", 2]]}]}', '{"id": "x", "attributions": [{"content": 5}]}',
     '{"id": "x", "attributions": [{"content": [[0, 1]], "confidence": "high"}]}',
     '{"id": "x", "attributions": [{"content": [[0, 1]], "speakers": [{"name": 7}]}]}',
     '{"id": "x", "attributions": [{"content": [[0, 1]], "stances": [{"target": "t", "polarity": "up"}]}]}'],
)  # fmt: skip
def test_gold_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "x.txt").write_text("A text.")
    (tmp_path / "gold.jsonl").write_text(line)
    with pytest.raises(CorpusError, match=r"gold\.jsonl:1 "):
        read_corpus(str(tmp_path / "gold.jsonl"))


def test_polarity_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path, target = tmp_path / "polarity.jsonl", {"Input.gid": "1", "from": 0, "to": 4, "polarity": 2.0}
    for change in ({"from": "x"}, {"from": None}, {"to": 99}, {"polarity": []}):
        path.write_text(json.dumps({"sentence_normalized": "They left.", "targets": [target | change]}))
        with pytest.raises(CorpusError, match=r"polarity\.jsonl:1 "):
            read_polarity_items(path)
    path.write_bytes(b"\xff")
    with pytest.raises(CorpusError, match=r"polarity\.jsonl is not UTF-8"):
        read_polarity_items(path)
    with pytest.raises(BadRequest, match="too many digits"):
        read_request(f'{{"id": {MANY}}}'.encode())


def test_line_with_a_number_of_many_digits_costs_only_itself(run: Any) -> None:
    Path("a.jsonl").write_text(f'{{"id": {MANY}, "text": "x"}}\n{{"id": "b", "text": "Fine."}}\n')
    result = run("add", "b.db", "a.jsonl")
    assert result.stderr.splitlines()[0] == "a.jsonl:1: The line has a number of too many digits."
    assert "1 added, 1 failed" in result.stderr


def test_files_of_the_package_that_are_damaged_are_named(tmp_path: Path) -> None:
    trees, table = tmp_path / "trees.npz", tmp_path / "table.tsv"
    trees.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(DamagedFile, match=r"trees\.npz is damaged"):
        shipped_trees(trees)
    np.savez(trees, steps=np.zeros(2))
    with pytest.raises(DamagedFile, match=r"trees\.npz is damaged"):
        shipped_trees(trees)
    for data in (b"\xff\xff", b"a\tb\n1\t2\t3\n"):
        table.write_bytes(data)
        with pytest.raises(DamagedFile, match=r"table\.tsv is damaged"):
            records(table)


def test_column_that_is_damaged_is_told_with_its_database(run_on: Any, tmp_path: Path) -> None:
    with open_database(str(tmp_path / "a.db"), write=True) as db:
        db.execute("UPDATE quotes SET spans = '{'")
    status, complaint = run_on("show", "dam")
    assert status == 1 and complaint.startswith("Error: a.db is damaged")


@pytest.mark.parametrize(
    ("table", "column", "command"),
    [("articles", "text", ["show", "dam"]), ("speakers", "name", ["speakers"]), ("sqlite_master", "name", ["quotes"])],
)
def test_text_that_is_damaged_is_told_with_its_database(
    run_on: Any, tmp_path: Path, table: str, column: str, command: list[str]
) -> None:
    with open_database(str(tmp_path / "a.db"), write=True) as db:
        db.execute("PRAGMA writable_schema = on")
        db.execute(f"UPDATE {table} SET {column} = CAST(x'e282' AS TEXT)")
    assert run_on(*command) == (1, "Error: a.db is damaged: it holds bytes that are no text.")


@pytest.mark.parametrize(
    "command",
    ["people show", "targets show", "show", "compare", "timeline", "quotes --speaker", "quotes --target",
     "quotes --article", "people list --search", "people rename dam"],
)  # fmt: skip
def test_arguments_that_are_no_text(run_on: Any, command: str) -> None:
    """A terminal that writes Latin-1 sends "Müller" as bytes that are no UTF-8; Python gives these as surrogates."""
    words, _, option = command.partition(" --")
    words, *names = words.removesuffix(" dam"), *(["Ilse Marrend"] if words.endswith("dam") else [])
    status, complaint = run_on(words, *names, *([f"--{option}"] if option else []), "M\udcfcller")
    assert status in (0, 1)
    assert "UnicodeEncodeError" not in complaint
    if status:
        assert complaint.startswith("Error: ") and "ller" in complaint


def test_time_limits_that_are_no_time(run: Any, tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text(TALKS)
    assert "nan is no number of seconds." in run("add", "a.db", "t.txt", "--timeout", "nan").stderr
    for endless in ("inf", "1e20"):
        result = run("add", f"{endless}.db", "t.txt", "--timeout", endless)
        assert (result.exit_code, result.stderr) == (0, f"{endless}.db: articles: 1 added\n")
