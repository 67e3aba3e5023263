"""Choices of content and source, the trees that weigh them, and what they learn from."""

from __future__ import annotations

import numpy as np
import pytest

import quotes.detection.find
from quotes.detection.cue_lexicon import lexicon
from quotes.detection.find import find_quotes
from quotes.detection.gradient_boosting import read_trees
from quotes.detection.quotation_index import QuotationIndex
from quotes.detection.span_features import (
    CONTENT_HINTS,
    CONTENT_NUMBERS,
    CUE_HINTS,
    CUE_NUMBERS,
    SOURCE_HINTS,
    SOURCE_NUMBERS,
)
from quotes.detection.span_selection import CueOptions, cue_options, selection_model
from tests.frozen import frozen
from training.span_selection import calibrated, exported

CITING = "She said the reserves would last until spring, citing a report by the grid operator."
ASKED = "Asked about the delay, the minister said it was “a matter of weeks” and left."
SENTENCES = [
    CITING,
    ASKED,
    "“We built this dam,” Torvald told the council, according to its minutes. “Nobody takes it.”",
    "The envoy, who had called the truce “a pause, not a peace” in June, declined to say whether it would hold.",
]


def choices(text: str, hinted: bool = True) -> tuple[QuotationIndex, list[CueOptions]]:
    model = selection_model(hinted)
    assert model is not None
    quoted = QuotationIndex(frozen(text))
    if not hinted:
        quoted.hints = None
    return quoted, list(cue_options(quoted, model.ranker, lexicon()))


def choices_of(text: str, cue: str) -> tuple[list[str], list[str]]:
    """Return the contents and sources to choose from for a cue, as words."""
    quoted, every = choices(text)
    (one,) = (o for o in every if quoted.doc[o.readings[0][0].cue].lower_ == cue)

    def words(tokens: frozenset[int]) -> str:
        return " ".join(quoted.doc[i].text for i in sorted(tokens))

    return [words(choice.content) for _, choice in one.contents], [words(choice.source) for choice in one.sources]


def test_content_may_end_before_its_last_clause() -> None:
    contents, _ = choices_of(CITING, "said")
    assert "the reserves would last until spring" in contents
    assert any(content.endswith("grid operator") for content in contents)


def test_what_is_listed_goes_on_where_it_is_quoted() -> None:
    contents, _ = choices_of("Osso urged the allies to help, sending grain and expelling “the envoys”.", "urged")
    assert "the allies to help" in contents
    assert not any(content.endswith("grain") for content in contents)


def test_an_aside_and_a_possessor_are_no_source() -> None:
    aside = "President Alma Torvald -- supplies from Velmark stopped in June -- said the delay was right."
    _, sources = choices_of(aside, "said")
    assert not {"Velmark", "June", "supplies"} & set(sources)
    _, sources = choices_of("Velmara’s shadow foreign minister said the raid was a crime.", "said")
    assert "Velmara" not in sources


def test_who_is_asked_is_no_source() -> None:
    _, sources = choices_of(ASKED, "asked")
    assert "the minister" not in sources
    assert sources[-1] == ""


@pytest.mark.parametrize("hinted", [True, False])
@pytest.mark.parametrize("text", SENTENCES)
def test_no_choice_splits_a_quotation_and_all_are_numbered(text: str, hinted: bool) -> None:
    quoted, every = choices(text, hinted)
    more = (CUE_HINTS, CONTENT_HINTS, SOURCE_HINTS) if hinted else ((), (), ())
    about, of_content, of_source = map(
        len, (CUE_NUMBERS + more[0], CONTENT_NUMBERS + more[1], SOURCE_NUMBERS + more[2])
    )
    for one in every:
        own = quoted.quotation_of[one.readings[0][0].cue]
        for (_, choice), row in zip(one.contents, one.content_rows, strict=True):
            inside = {quoted.quotation_of[i] for i in choice.content} - {-1, own}
            assert all(choice.content.issuperset(quoted.tokens_of(k)) for k in inside)
            assert len(row) == about + of_content
        assert all(len(row) == about + of_source for row in one.source_rows)
        assert one.sources[-1].source == frozenset()


def test_without_learned_weights_the_lexicon_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    doc = frozen(CITING)
    monkeypatch.setattr(quotes.detection.find, "selection_model", lambda hinted: None)
    assert find_quotes(doc) == find_quotes(doc, rules=True) != []


def test_a_parse_without_hints_has_its_own_weights() -> None:
    doc = frozen(CITING)
    del doc.user_data["hints"]
    assert next(q.content[0].of(CITING) for q in find_quotes(doc)).startswith("the reserves would last")
    assert selection_model(True) is not selection_model(False)


def test_a_noun_does_not_report_the_verb_it_depends_on() -> None:
    contents, _ = choices_of("Her claim that the dam had failed was wrong.", "claim")
    assert contents[0] == "that the dam had failed"
    assert not any(content.endswith("wrong") for content in contents)


def test_a_choice_that_departs_from_grammar_says_so() -> None:
    rules = {q.rule for text in SENTENCES for q in find_quotes(frozen(text))}
    assert "ccomp say" in {rule.partition(",")[0] for rule in rules}


# A tree as LightGBM dumps it: 1 where the second number is at most 2.5, else 10 or 20 by the first.
SPLIT = {
    "split_feature": 1,
    "threshold": 2.5,
    "left_child": {"leaf_value": 1.0},
    "right_child": {
        "split_feature": 0,
        "threshold": 0.0,
        "left_child": {"leaf_value": 10.0},
        "right_child": {"leaf_value": 20.0},
    },
}


def test_trees_give_what_walking_them_gives() -> None:
    model = {"tree_info": [{"tree_structure": SPLIT}, {"tree_structure": {"leaf_value": -2.0}}]}
    trees = read_trees(exported("content", model), "content")
    rows = np.array([[5, 2.5], [0, 3], [0.1, 3]] * 400, np.float32)
    expected = 1 / (1 + np.exp(-np.array([-1.0, 8.0, 18.0] * 400)))
    assert trees.probabilities(rows) == pytest.approx(expected)
    assert trees.probabilities(rows[:0].reshape(0, 2)).shape == (0,)


def test_confidence_is_the_share_of_right_ones_and_rises() -> None:
    generator = np.random.default_rng(1)
    worth = generator.random(20_000)
    right = generator.random(20_000) < worth**2  # worth says too much
    steps = calibrated(worth, right)
    assert (np.diff(steps) >= 0).all()
    assert np.interp(0.7, *steps) == pytest.approx(0.49, abs=0.04)


@pytest.mark.parametrize("hinted", [True, False])
def test_shipped_confidence_rises_with_worth(hinted: bool) -> None:
    model = selection_model(hinted)
    assert model is not None
    sure = [model.confidence(worth) for worth in (0.0, 0.2, 0.5, 0.8, 1.0)]
    assert sure == sorted(sure)
    assert sure[0] < 0.1 < 0.8 < sure[-1] <= 1
