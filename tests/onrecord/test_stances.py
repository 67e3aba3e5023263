"""Stance rows against gold: what makes two rows the same."""

from __future__ import annotations

import pytest

from onrecord.evaluation.annotations import AnnotatedSpeaker, AnnotatedStance, Annotation
from onrecord.evaluation.scores import compare
from onrecord.evaluation.stances import count_stances, head_noun, normalised_name, normalised_target, same_target
from quotes.types import Span

TEXT = "Teams left. Votes fell. Boats sank. Rain came."
SENTENCES = (Span(0, 10), Span(12, 22), Span(24, 34), Span(36, 45))
SOND, AGAINST_TOLL = AnnotatedSpeaker("Iva Sond"), AnnotatedStance("toll", -1)


def row(target: str, polarity: int, holder: str = "Iva Sond", at: int = 0, words: str = "") -> Annotation:
    speakers = tuple(AnnotatedSpeaker(name) for name in filter(None, holder.split(";")))
    return Annotation((SENTENCES[at],), speakers=speakers, stances=(AnnotatedStance(target, polarity, words),))


def right(gold: list[Annotation], predicted: list[Annotation], lenient: bool = False) -> int:
    return count_stances([compare(gold, predicted, TEXT)], lenient).right


def test_a_row_needs_holder_polarity_target_and_statement() -> None:
    gold = [row("toll", -1)]
    assert right(gold, [row("the toll", -1)]) == 1
    assert right(gold, [row("toll", 1)]) == 0
    assert right(gold, [row("toll", -1, holder="Tor Quill")]) == 0
    assert right(gold, [row("toll", -1, holder="")]) == 0
    assert right(gold, [row("ferry", -1)]) == 0
    assert right(gold, [row("toll", -1, at=1)]) == 0
    assert right([row("toll", -1, holder="")], [row("toll", -1, holder="")]) == 1


def test_a_statement_cut_elsewhere_is_the_same_statement() -> None:
    longer = Annotation((Span(0, 22),), speakers=(SOND,), stances=(AGAINST_TOLL,))
    assert right([row("toll", -1, at=1)], [longer]) == 1


def test_the_cue_belongs_to_the_statement() -> None:
    cue = Annotation((SENTENCES[1],), (SENTENCES[0],), (), (SOND,), (AGAINST_TOLL,))
    assert right([row("toll", -1)], [cue]) == 1


def test_gold_without_speakers_asks_for_no_holder() -> None:
    gold = [Annotation((SENTENCES[0],), stances=(AGAINST_TOLL,))]
    assert right(gold, [row("toll", -1, holder="Tor Quill")]) == 1


def test_the_same_head_is_the_same_target_to_a_lenient_reader_only() -> None:
    gold, predicted = [row("strike on Port Aurel", -1)], [row("Velmark’s strike", -1)]
    assert (right(gold, predicted), right(gold, predicted, lenient=True)) == (0, 1)
    other = [row("Velmark’s forces", -1)]
    assert right(gold, other, lenient=True) == 0


def test_the_words_of_the_statement_do_for_a_lenient_reader() -> None:
    gold, predicted = [row("Kerrow Dam", 1, words="the project")], [row("project", 1)]
    assert (right(gold, predicted), right(gold, predicted, lenient=True)) == (0, 1)
    assert right([row("Kerrow Dam", 1, words="it")], [row("it", 1)], lenient=True) == 0


def test_rows_with_an_open_holder_can_be_left_out() -> None:
    gold, predicted = [row("toll", -1), row("dam", 1, at=1)], [row("toll", -1, holder=""), row("dam", 1, at=1)]
    found = [compare(gold, predicted, TEXT)]
    assert count_stances(found) == (1, 2, 1, 2)
    assert count_stances(found, named=True) == (1, 1, 1, 2)


@pytest.mark.parametrize(
    ("target", "plainer"),
    [("the end of the blockade", "blockade"), ("an immediate cessation of fire", "fire"), ("lifting of the ban", "ban"),
     ("an end to the shelling", "shelling")],
)  # fmt: skip
def test_to_be_for_the_end_of_something_is_to_be_against_it(target: str, plainer: str) -> None:
    assert normalised_target(target, 1) == (plainer, -1)
    assert right([row(target, 1)], [row(plainer, -1)]) == 1
    assert right([row(target, 1)], [row(plainer, 1)]) == 0


def test_each_row_is_right_once_and_equal_names_go_first() -> None:
    gold = [row("toll", -1), row("toll of the ferries", -1)]
    assert right(gold, [row("toll of the ferries", -1)]) == 1
    assert right(gold, [row("toll of the ferries", -1), row("the toll", -1)]) == 2


def test_rows_count_once_for_each_statement() -> None:
    stances = (AGAINST_TOLL, AGAINST_TOLL, AnnotatedStance("ferry", 0))
    twice = Annotation((SENTENCES[0],), speakers=(SOND,), stances=stances)
    count = count_stances([compare([row("toll", -1), row("dam", 1, at=2)], [twice, row("dam", -1, at=2)], TEXT)])
    assert count == (1, 2, 1, 2)


@pytest.mark.parametrize(
    ("phrase", "noun"),
    [("strike on port aurel", "strike"), ("velmark's strike", "strike"), ("veterans' groups", "groups"), ("", ""),
     ("bill that cut it", "bill"), ("gregor stahn", "stahn")],
)  # fmt: skip
def test_heads(phrase: str, noun: str) -> None:
    assert head_noun(phrase) == noun


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("the Dam", "dam", True), ("Kerrow dam", "dam", True), ("dam", "damage", False), ("his", "hiss", False),
     ("Velmark’s boats", "Velmark's boats", True), ("gas (imports)", "gas (imports) ban", True), ("", "dam", False)],
)  # fmt: skip
def test_a_name_in_another_is_the_same(one: str, other: str, same: bool) -> None:
    assert same_target(normalised_name(one), normalised_name(other)) is same
    assert same_target(normalised_name(other), normalised_name(one)) is same


def test_names_keep_words_that_only_begin_like_articles() -> None:
    assert [normalised_name(name) for name in ("Their Majesties", "Theresa Tamm", "A the Union", "Annex")] == [
        "majesties", "theresa tamm", "union", "annex",
    ]  # fmt: skip
