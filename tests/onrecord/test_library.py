"""The front door: what a notebook gets from ``import onrecord``. Over frozen parses and a toy pipeline."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

import onrecord
import onrecord.pipeline
from attribution.json_format import to_json
from attribution.types import Analysis, Attribution
from db.articles.store import load
from db.schema import NotOurs, open_database
from onrecord import AnalysedArticle, Article, Failure, ReadError
from quotes.types import Quote, Span
from tests import ROOT
from tests.factories import TALKS, dam, toy_pipeline
from tests.session import FrozenParser

FERRY = ROOT / "examples/2031-03-04-ferry-strike-talks.txt"


@pytest.fixture
def toy(monkeypatch, tmp_path):
    """An empty folder, with a toy pipeline in the place of the models."""
    monkeypatch.setattr(onrecord.pipeline, "Pipeline", toy_pipeline)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def frozen_models():
    with mock.patch("quotes.parser.parse.Parser", FrozenParser):
        yield


# --- what a string is ---------------------------------------------------------------------------------------


def test_a_text_is_read_as_a_text(toy) -> None:
    [article] = onrecord.read(TALKS)
    assert article.text == TALKS
    assert [quote.text for quote in article.quotes] == ["We are done.", "Ostreva", "Nobody asked us.", "Karsk"]
    assert onrecord.read(TALKS)[0].id == article.id, "the id is made of the text"


def test_a_file_and_a_folder_are_read_by_path_or_string(toy) -> None:
    Path("news").mkdir()
    Path("news/a talk.txt").write_text(TALKS)
    Path("news/b.jsonl").write_text(json.dumps({"id": "b", "text": TALKS, "published": "2031-01-02"}) + "\n")
    for source in ("news/a talk.txt", Path("news/a talk.txt")):
        assert [article.id for article in onrecord.read(source)] == ["a talk"]
    for source in ("news", Path("news"), ["news/a talk.txt", Path("news/b.jsonl")]):
        assert [article.id for article in onrecord.read(source)] == ["a talk", "b"]
    mixed = onrecord.read(["news/b.jsonl", TALKS, Article("mine", TALKS)])
    assert [article.id for article in mixed][::2] == ["b", "mine"]


@pytest.mark.parametrize("slip", ["absent.txt", "news/absent", "my article.txt", "absent", Path("No such talk")])
def test_a_path_that_is_not_there_is_never_read_as_a_text(toy, slip) -> None:
    with pytest.raises(ReadError, match="No such file or directory"):
        onrecord.read(slip)


def test_one_sentence_is_a_text(toy) -> None:
    assert len(onrecord.read("Selma Tarrow said “We are done.”")[0].quotes) == 1
    assert onrecord.read("Selma Tarrow left at 5 p.m.")[0].quotes == ()


# --- errors -------------------------------------------------------------------------------------------------


def test_read_raises_one_error_that_says_what_failed(toy) -> None:
    Path("a.txt").write_text("")
    Path("b.txt").write_bytes(b"caf\0")
    Path("c.txt").write_text(TALKS)
    with pytest.raises(ReadError) as caught:
        onrecord.read(["a.txt", "b.txt", "c.txt"])
    assert str(caught.value) == (
        "a.txt: The text is empty. (and 1 more; onrecord.Pipeline goes on where one fails)"
    )  # fmt: skip
    assert [failure.path for failure in caught.value.failures] == ["a.txt", "b.txt"]
    with pytest.raises(ReadError, match="The analysis failed: RuntimeError: no tree for this"):
        onrecord.read(TALKS + "UNPARSABLE")
    for empty in ("", " \n\n "):
        with pytest.raises(ReadError, match=r"The text is (empty|only white space)"):
            onrecord.read(empty)


def test_models_that_are_not_there_are_said() -> None:
    from quotes.parser.stanza_pipeline import ModelError

    with pytest.raises(ModelError, match="There is no model directory /nowhere"):
        onrecord.read(TALKS, model="/nowhere")


# --- a kept pipeline ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 2])
def test_a_pipeline_yields_in_order_and_passes_failures_on(workers: int) -> None:
    items = [TALKS, Failure("x", "It is gone."), Article("b", TALKS), "", TALKS + "UNANALYSABLE"]
    found = list(toy_pipeline(workers=workers)(items))
    assert [type(one) for one in found] == [AnalysedArticle, Failure, AnalysedArticle, Failure, Failure]
    assert found[1] == items[1] and found[2].article == items[2]
    assert found[3].message == "The text is empty."


def test_a_pipeline_loads_once_and_only_when_asked() -> None:
    pipeline = toy_pipeline()
    load = pipeline._load
    loads = []
    pipeline._load = lambda: loads.append(1) or load()
    assert not loads
    assert len(list(pipeline([TALKS]))) == len(list(pipeline([TALKS]))) == 1
    assert pipeline.parse("Any text at all") == "Any text at all"
    assert loads == [1]


def test_a_single_text_is_refused_with_a_word_on_what_to_do() -> None:
    with pytest.raises(TypeError, match="in brackets"):
        toy_pipeline()(TALKS)


def test_the_doc_fits_the_spans(frozen_models) -> None:
    text = FERRY.read_text(encoding="utf-8")
    pipeline = onrecord.Pipeline()
    doc = pipeline.parse(text)
    [article] = pipeline([text])
    assert doc.text == text and "PERSON" in {name.label_ for name in doc.ents}
    cues = [doc.char_span(*span) for quote in article.quotes for span in quote.cue.spans]
    assert cues and all(cue is not None for cue in cues)


# --- what an analysis holds ---------------------------------------------------------------------------------


def test_a_quote_has_words_speakers_and_stances() -> None:
    article = AnalysedArticle(dam())
    promise, warning, anyway = article.quotes
    assert (promise.kind, promise.text, promise.cue.text, str(promise.source)) == (
        "direct", "We will not flood the valley", "said", "Ilse Marrend",
    )  # fmt: skip
    assert promise.content.spans == (Span(37, 65),) and promise.content.spans[0].of(article.text) == promise.text
    assert promise.speaker is not None and promise.speaker == promise.speakers[0]
    assert (promise.speaker.name, promise.speaker.role) == ("Ilse Marrend", "Ostreva's energy minister")
    assert promise.speaker.role_details.country == "Ostreva"
    assert anyway.speaker.role is None and anyway.speaker.role_details is None
    kardania, dam_stance = warning.stances
    assert (kardania.target.name, kardania.polarity, kardania.holder.name) == ("Kardania", -1, "Ilse Marrend")
    assert dam_stance.evidence.text == "condemned … the dam"


def test_an_open_speaker_is_none() -> None:
    text = "“No,” it was said."
    quote = Attribution(Quote("direct", (Span(1, 3),), (), (), "toy", 0.5), unresolved="nobody")
    [only] = AnalysedArticle(Analysis(Article("y", text), (), (quote,))).quotes
    assert (only.speaker, only.speakers, only.unresolved, bool(only.source)) == (None, (), "nobody", False)
    assert repr(only) == "<AttributedQuote direct, speaker unresolved: No>"


def test_values_as_dictionaries_are_the_output_contract() -> None:
    article = AnalysedArticle(dam())
    assert article.to_dict() == to_json(dam())
    assert [quote.to_dict() for quote in article.quotes] == article.to_dict()["attributions"]


def test_values_show_themselves_in_a_line() -> None:
    article = AnalysedArticle(dam())
    warning = article.quotes[1]
    assert [repr(one) for one in (article, warning, warning.speaker, warning.cue, *warning.stances)] == [
        "<AnalysedArticle dam: 3 quotes, 2 speakers>",
        "<AttributedQuote indirect, Ilse Marrend, Ostreva's energy minister: the vote was a warning to Kardania>",
        "<QuoteSpeaker Ilse Marrend, Ostreva's energy minister>",
        "“adding”",
        "<QuoteStance against Kardania: “warning”>",
        "<QuoteStance against Kerrow dam: “condemned … the dam”>",
    ]


def test_values_are_equal_and_can_be_pickled() -> None:
    article = AnalysedArticle(dam())
    assert pickle.loads(pickle.dumps(article)) == article
    assert pickle.loads(pickle.dumps(article.quotes)) == article.quotes
    assert len({*article.quotes, *article.quotes}) == 3


# --- elsewhere ----------------------------------------------------------------------------------------------


def test_save_keeps_what_add_keeps(toy) -> None:
    assert onrecord.save([AnalysedArticle(dam()), Failure("x.txt", "It is gone.")], "a.db") == {"added": 1, "failed": 1}
    assert onrecord.save([AnalysedArticle(dam())], Path("a.db")) == {"unchanged": 1}
    with open_database("a.db") as db:
        assert load(db, "dam") == dam()
        assert [row["message"] for row in db["errors"].rows] == ["It is gone."]
        assert {row["version"] for row in db["runs"].rows} == {onrecord.__version__}
    Path("notes.db").write_text("Dear diary")
    with pytest.raises(NotOurs):
        onrecord.save([], "notes.db")


def test_dataframe_has_a_row_for_each_quote_and_stance() -> None:
    pytest.importorskip("pandas")
    with pytest.warns(UserWarning, match=r"x\.txt: It is gone\."):
        frame = onrecord.to_dataframe([AnalysedArticle(dam()), Failure("x.txt", "It is gone.")])
    assert list(frame.quote) == [1, 2, 2, 3]
    assert frame.speaker.iloc[0] == "Ilse Marrend"
    assert list(frame[frame.quote == 2].target) == ["Kardania", "Kerrow dam"]
    assert frame.polarity.isna().tolist() == [False, False, False, True] and frame.polarity.sum() == -1
    assert frame.iloc[0][["start", "end"]].tolist() == [37, 65]
    assert onrecord.to_dataframe([]).columns.tolist() == frame.columns.tolist()


def test_dataframe_without_pandas_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="A DataFrame needs pandas: pip install pandas"):
        onrecord.to_dataframe([])


def test_importing_loads_nothing_heavy() -> None:
    code = (
        "import sys, onrecord\n"
        "heavy = {'torch', 'stanza', 'spacy', 'numpy', 'sqlite_utils', 'datasette', 'textacy', 'pandas', 'click'}\n"
        "sys.exit(', '.join(heavy & sys.modules.keys()) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_everything_promised_is_there() -> None:
    assert all(hasattr(onrecord, name) for name in onrecord.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = onrecord.nothing
