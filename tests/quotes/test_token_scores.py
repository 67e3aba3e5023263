"""Hints of attribution: the network, what it learns from, and what is made of its hints."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from quotes.detection.content_spans import content_candidates
from quotes.detection.cue_candidates import cue_candidates
from quotes.detection.quotation_index import CONTENT, CUE, SOURCE, QuotationIndex
from quotes.detection.source_spans import source_candidates
from quotes.detection.span_features import (
    CONTENT_HINTS,
    CUE_HINTS,
    SOURCE_HINTS,
    content_hints,
    cue_hints,
    source_hints,
)
from quotes.parser.doc import new_vocab, to_doc
from quotes.parser.fast.token_scores import Hinter, HintNetwork, network_of
from quotes.parser.parse import Parser
from quotes.parser.types import Hint, Name, Parse, Word
from quotes.types import Article
from tests.frozen import from_conllu, frozen, to_conllu
from training.attribution_corpus import Gold
from training.token_scores import Example, labels, learn, sentences

TEXT = "The mayor said the harbour would stay open, citing a report by the grid operator."
MARKED = {"source": ["The mayor"], "cue": ["said"], "content": ["the harbour would stay open"]}


@pytest.fixture(scope="module")
def network() -> HintNetwork:
    torch.manual_seed(1)
    return HintNetwork(width=12, narrow=8, size=6).requires_grad_(False)


def gold() -> Gold:
    doc = frozen(TEXT)
    spans = {part: [[TEXT.index(w), TEXT.index(w) + len(w)] for w in words] for part, words in MARKED.items()}
    return Gold(doc, [spans])


def test_a_sentence_has_the_same_hints_in_any_company(network: HintNetwork) -> None:
    rows = [torch.randn(n, 12) for n in (9, 5, 5, 1)]
    together = Hinter(network)(rows)
    assert [len(hints) for hints in together] == [9, 5, 5, 1]
    for states, hints in zip(rows, together, strict=True):
        alone = Hinter(network)([states])[0]
        assert np.abs(np.array(alone) - np.array(hints)).max() <= 1


def test_weights_come_back_from_halves(network: HintNetwork) -> None:
    arrays = {name: value.half().numpy() for name, value in network.state_dict().items()}
    states = [torch.randn(7, 12)]
    assert np.abs(np.array(Hinter(network_of(arrays))(states)) - np.array(Hinter(network)(states))).max() <= 1


def test_labels_are_the_gold_standards_words() -> None:
    right = labels(gold())
    words = [t.text for t in gold().doc]
    assert [words[i] for i in np.flatnonzero(right[:, CUE])] == ["said"]
    assert [words[i] for i in np.flatnonzero(right[:, SOURCE])] == ["The", "mayor"]
    assert [words[i] for i in np.flatnonzero(right[:, CONTENT])] == ["the", "harbour", "would", "stay", "open"]
    assert [words[int(np.flatnonzero(right[:, column])[0])] for column in (3, 4)] == ["the", "open"]


def test_a_network_learns_what_the_states_tell() -> None:
    torch.manual_seed(1)
    right = [(torch.rand(n, 5) < 0.3).float() for n in torch.randint(3, 30, (400,)).tolist()]
    found = [Example(list(range(len(r))), torch.cat([r, torch.randn(len(r), 3)], 1).half(), r) for r in right]
    hinter = Hinter(learn(found, epochs=12))
    test = sorted(found[:20], key=lambda e: -len(e.words))
    said = [hint for hints in hinter([e.states.float() for e in test]) for hint in hints]
    agree = (np.array(said) >= 50) == (torch.cat([e.labels for e in test]).numpy() > 0)
    assert agree.mean() > 0.9


def test_sentences_leave_out_what_fills_gaps() -> None:
    assert [[t.text for t in s] for s in sentences(frozen(TEXT))] == [[t.text for t in frozen(TEXT)]]


def test_hints_come_back_from_a_kept_parse() -> None:
    word = Word(0, 5, "Karsk", "PROPN", "NNP", 0, "root", Hint(1, 90, 0, 3, 100))
    parse = Parse([[word]], [Name(0, 5, "LOC")])
    assert from_conllu(to_conllu("Karsk \n", parse)) == {"Karsk \n": parse}
    doc = to_doc(new_vocab(), "Karsk \n", parse)
    assert doc.user_data["hints"].tolist() == [[1, 90, 0, 3, 100], [0] * 5]
    quoted = QuotationIndex(doc)
    assert quoted.hints is not None and quoted.hints[0].tolist() == pytest.approx([0.01, 0.9, 0, 0.03, 1])


def test_numbers_of_hints_prefer_the_hinted_words() -> None:
    found = gold()
    found.doc.user_data["hints"] = (labels(found) * 98 + 1).astype(np.uint8)
    quoted = QuotationIndex(found.doc)
    c = next(c for c in cue_candidates(found.doc) if c.lemma == "say")
    about = dict(zip(CUE_HINTS, cue_hints(quoted, c), strict=True))
    assert about["cue"] == pytest.approx(0.99) and about["source"] == pytest.approx(0.01)
    choices = content_candidates(quoted, c, c.content, c.source)
    rows = [(dict(zip(CONTENT_HINTS, content_hints(quoted, c, choice), strict=True)), choice) for choice in choices]
    best = min(rows, key=lambda row: row[0]["regret"])
    assert " ".join(found.doc[i].text for i in sorted(best[1].content)) == "the harbour would stay open"
    assert best[0]["regret"] == pytest.approx(0, abs=1e-6) and best[0]["begins"] == pytest.approx(0.99)
    regret = SOURCE_HINTS.index("regret")
    who = min(source_candidates(quoted, c.cue, c.source), key=lambda h: source_hints(quoted, c, h)[regret])
    assert who.source == c.source


def test_a_parse_without_hints_has_no_numbers_of_them() -> None:
    quoted = QuotationIndex(frozen("She said it would rain."))
    quoted.hints = None
    c = next(cue_candidates(quoted.doc))
    content = content_candidates(quoted, c, c.content, c.source)[0]
    assert (cue_hints(quoted, c), content_hints(quoted, c, content)) == ([], [])
    assert all(source_hints(quoted, c, h) == [] for h in source_candidates(quoted, c.cue, c.source))


@pytest.mark.model
def test_the_shipped_network_knows_a_plain_report() -> None:
    parser = Parser()
    doc = parser.parse(Article("a", TEXT))
    hints = doc.user_data["hints"]
    best = [doc[int(i)].text for i in hints[:, :2].argmax(0)]
    assert best == ["said", "mayor"]
    assert hints[[t.i for t in doc if t.text in ("harbour", "open")], CONTENT].min() >= 80
    again = parser.steps.hints([[t.text for t in doc]])
    assert np.abs(np.array(again[0]) - hints).max() <= 3
