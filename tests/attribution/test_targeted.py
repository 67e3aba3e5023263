"""Polarity toward one target: the command, and corpora it is measured on. Over frozen parses."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from spacy.tokens import Doc

import onrecord.pipeline
from attribution.analyze import analyze
from attribution.stance.targeted import TargetPolarity
from onrecord.evaluation.annotations import CorpusError
from onrecord.evaluation.polarity_corpora import (
    gold_and_predicted_classes,
    is_polarity_corpus,
    read_polarity_items,
    score_classes,
)
from onrecord.pipeline import Pipeline
from quotes.parser.doc import new_vocab, to_doc
from quotes.types import Article, Span
from tests.frozen import frozen, frozen_parse


def at(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def verdict(text: str, target: str, holder: str | None = None) -> int:
    doc = frozen(text)
    reading = TargetPolarity(doc, analyze(Article("a", text), doc))
    return reading.judge(at(text, target), at(text, holder) if holder else None).polarity


@pytest.mark.parametrize(
    ("text", "target", "polarity"),
    [
        ("The mayor slammed Ida Brandt over the tunnel.", "Ida Brandt", -1),
        ("The mayor slammed Ida Brandt over the tunnel.", "The mayor", 0),
        ("Critics praised the honest work of Ida Brandt.", "Ida Brandt", 1),
        ("Ida Brandt lied to the voters, the mayor said.", "Ida Brandt", -1),
        ("Ida Brandt met the mayor on Tuesday.", "Ida Brandt", 0),
        ("The mayor does not support Ida Brandt.", "Ida Brandt", -1),
    ],
)
def test_anybodys_polarity(text: str, target: str, polarity: int) -> None:
    assert verdict(text, target) == polarity


@pytest.mark.parametrize(
    ("text", "target", "holder", "polarity"),
    [
        ("Tor Quill thanked Ida Brandt, and Nils Orm condemned her.", "Ida Brandt", "Tor Quill", 1),
        ("Tor Quill thanked Ida Brandt.", "Tor Quill", "Ida Brandt", 0),
        ("Ida Brandt is a liar, Tor Quill said.", "Ida Brandt", "Tor Quill", -1),
        ("Ida Brandt is a liar, Tor Quill said.", "Tor Quill", "Ida Brandt", 0),
    ],
)
def test_one_holders_polarity(text: str, target: str, holder: str, polarity: int) -> None:
    assert verdict(text, target, holder) == polarity


class Frozen:
    """Stands in for ``quotes.parser.parse.Parser``."""

    def __init__(self, model: str | None = None) -> None:
        self.vocab = new_vocab()

    def parse_all(self, articles: Iterable[Article]) -> Iterator[Doc]:
        for article in articles:
            yield to_doc(self.vocab, article.text, frozen_parse(article.text))


@pytest.fixture
def judge(run, monkeypatch) -> Any:
    monkeypatch.setattr(onrecord.pipeline, "Pipeline", Pipeline)
    monkeypatch.setattr("quotes.parser.parse.Parser", Frozen)
    return run


SLAMMED = "The mayor slammed Ida Brandt over the tunnel."


def line(**fields: Any) -> str:
    return json.dumps({"id": 1, "text": SLAMMED, "target": list(at(SLAMMED, "Ida Brandt"))} | fields)


def test_the_command_answers_line_by_line(judge) -> None:
    lines = [line(), line(id="two", holder=list(at(SLAMMED, "The mayor"))), line(id=3, target=[0, 9])]
    result = judge("stance", input="\n".join(lines) + "\n\n")
    rows = [json.loads(row) for row in result.stdout.splitlines()]
    assert [(row["id"], row["polarity"]) for row in rows] == [(1, -1), ("two", -1), (3, 0)]
    assert list(rows[0]) == ["id", "polarity", "score", "basis"]
    assert rows[0]["score"] < 0 and "slam" in rows[0]["basis"] and rows[2]["basis"] == ""
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("{", "is not JSON"), ("[1]", 'is no object with an "id"'), (line(text=" "), 'has no "text"'),
        (line(target=None), 'has no "target"'), (line(target=[0]), 'has a "target" that is no [start, end]'),
        (line(target=[0, 999]), "no part of its text of 45 characters"), (line(target=[True, 3]), "no [start, end]"),
        (line(holder=[5, 5]), 'has a "holder" that is no part'), ("[" * 100_000, "nested too deeply"),
    ],
)  # fmt: skip
def test_bad_lines_are_named_and_cost_no_others(judge, bad: str, says: str) -> None:
    Path("in.jsonl").write_text(f"{line()}\n{bad}\n{line(id=2)}\n", encoding="utf-8")
    result = judge("stance", "in.jsonl")
    assert [json.loads(row)["id"] for row in result.stdout.splitlines()] == [1, 2]
    assert result.exit_code == 3
    assert result.stderr.startswith("in.jsonl:2 ") and says in result.stderr and result.stderr.count("\n") == 1


def test_a_line_that_is_not_utf8(judge) -> None:
    Path("in.jsonl").write_bytes(b'{"id": "\xff"}\n')
    result = judge("stance", "in.jsonl")
    assert (result.exit_code, result.stderr) == (3, "in.jsonl:1 is not UTF-8.\n")


NEWSMTSC = {
    "sentence_normalized": SLAMMED,
    "targets": [
        {"Input.gid": "a", "from": 18, "to": 28, "mention": "Ida Brandt", "polarity": 2.0},
        {"Input.gid": "b", "from": 0, "to": 9, "mention": "The mayor", "polarity": 4.0},
    ],
}
DSE = "[The mayor] slammed [Ida Brandt] over the tunnel.\tThe mayor\tIda Brandt\t3\n"


def test_newsmtsc_is_read_and_scored(judge) -> None:
    Path("mt.jsonl").write_text(json.dumps(NEWSMTSC) + "\n", encoding="utf-8")
    scores = json.loads(judge("evaluate", "mt.jsonl", "--json").stdout)
    assert scores["questions"] == 2
    assert scores["systems"]["onrecord"]["macro_f1"] == 1.0
    assert scores["systems"]["majority class"]["accuracy"] == 0.5
    table = judge("evaluate", "mt.jsonl").stdout
    assert "macro F1" in table and "majority class" in table


def test_dse_is_read_and_scored(judge) -> None:
    quoted = '"[The mayor] slammed [Ida ""Brandt""] again."\tThe mayor\t"Ida ""Brandt"""\t0\n'
    Path("dse.txt").write_text(DSE, encoding="utf-8")
    [forth, back] = read_polarity_items(Path("dse.txt"))
    assert forth.text == SLAMMED
    assert (forth.target.of(SLAMMED), back.target.of(SLAMMED)) == ("Ida Brandt", "The mayor")
    assert json.loads(judge("evaluate", "dse.txt", "--json").stdout)["systems"]["onrecord"]["accuracy"] == 1.0
    Path("quoted.txt").write_text(quoted, encoding="utf-8")
    item = read_polarity_items(Path("quoted.txt"))[0]
    assert item.target.of('The mayor slammed Ida "Brandt" again.') == 'Ida "Brandt"'


def test_a_bad_line_of_a_corpus_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mt.jsonl"
    path.write_text(json.dumps(NEWSMTSC) + '\n{"targets": 1}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"mt.jsonl:2"):
        read_polarity_items(path)


def test_other_files_are_no_polarity_corpora(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a", "attributions": []}\n', encoding="utf-8")
    assert not is_polarity_corpus(path)
    assert not is_polarity_corpus(tmp_path)
    assert not is_polarity_corpus(tmp_path / "missing")


def test_measures() -> None:
    found = score_classes(["-1", "-1", "0", "1"], ["-1", "0", "0", "-1"])
    assert found.accuracy == 0.5
    assert found.macro_f1 == pytest.approx((1 / 2 + 2 / 3 + 0) / 3)
    assert found.recall == pytest.approx((1 / 2 + 1 + 0) / 3)
    assert found.polar_f1 == pytest.approx((1 / 2 + 0) / 2)


def test_the_stronger_direction_is_the_class(tmp_path: Path) -> None:
    path = tmp_path / "dse.txt"
    path.write_text(DSE * 3, encoding="utf-8")
    scores = [(-1, -0.4), (1, 0.6), (0, 0.0), (-1, -0.5), (0, 0.0), (0, 0.0)]
    assert gold_and_predicted_classes(read_polarity_items(path), scores) == (["3"] * 3, ["2", "4", "0"])
