"""Frozen parses come back as they were and give the Doc the parser gives."""

import pytest

from quotes.parser.doc import new_vocab, to_doc
from quotes.parser.parse import Parser
from quotes.parser.types import Name, Parse, Word
from quotes.types import Article
from tests.frozen import from_conllu, frozen, frozen_parse, to_conllu

TEXT = (
    'Brenford, 3 March\n\n“We won’t sign,” Selma Tarrow, Karsk’s finance minister, told reporters.\n'
    "She said the “free” loan was a trap. https://karsk.example/a_b\n"
)


def doc_rows(doc):
    return [
        (t.idx, t.text, t.whitespace_, t.lemma_, t.pos_, t.tag_, t.head.i, t.dep_, t.ent_type_, t.is_sent_start)
        for t in doc
    ]


def test_conllu_roundtrip_of_odd_words():
    text = "a\\b 1\u00a0000 _ \ud83d\x00."
    parse = Parse(
        [[Word(0, 3, "a\\b", "X", "", 1, "dep"), Word(4, 9, "1\u00a0000", "NUM", "CD", 1, "root")],
         [Word(10, 11, "_", "SYM", "NFP", 0, "root"), Word(12, 14, "\ud83d\x00", "X", "", 0, "dep")]],
        [Name(4, 9, "DATE")],
    )  # fmt: skip
    empty = Parse([], [])
    assert from_conllu(to_conllu(text, parse) + to_conllu("", empty)) == {text: parse, "": empty}


def test_missing_parse_says_how_to_make_it(tmp_path, monkeypatch):
    monkeypatch.delenv("ONRECORD_FREEZE", raising=False)
    with pytest.raises(AssertionError, match="ONRECORD_FREEZE=1"):
        frozen_parse("Nobody froze this.", tmp_path)


def test_frozen_doc_keeps_text_sentences_and_names():
    doc = frozen(TEXT)
    assert doc.text == TEXT
    assert [e.text for e in doc.ents if e.label_ == "PERSON"] == ["Selma Tarrow"]
    told = next(t for t in doc if t.text == "told")
    assert told.lemma_ == "tell" and told.dep_ == "root"
    assert {t.text for t in told.sent} >= {"We", "sign", "reporters"}


@pytest.mark.model
def test_frozen_doc_is_the_parsers(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_FREEZE", "1")
    frozen_parse(TEXT, tmp_path)
    [path] = tmp_path.iterdir()
    kept = from_conllu(path.read_text(encoding="utf-8"))[TEXT]
    assert doc_rows(to_doc(new_vocab(), TEXT, kept)) == doc_rows(Parser().parse(Article(id="x", text=TEXT)))
