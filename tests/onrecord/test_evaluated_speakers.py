"""Speakers and roles against gold."""

import pytest

from attribution.json_format import to_json
from onrecord.evaluation.annotations import AnnotatedSpeaker, AnnotatedStance, Annotation, from_contract
from onrecord.evaluation.scores import compare
from onrecord.evaluation.speakers import score_roles, score_speakers
from quotes.types import Span
from tests.factories import DAM, dam

TEXT = "Teams left. Votes fell. Boats sank. Rain came."
SENTENCES = (Span(0, 10), Span(12, 22), Span(24, 34), Span(36, 45))


def speaking(*speakers, stances=(), at=0):
    """Return an annotation of a sentence with these speakers, each a name or a name and a role."""
    named = [AnnotatedSpeaker(s) if isinstance(s, str) else AnnotatedSpeaker(s[0], s[1:]) for s in speakers]
    return Annotation((SENTENCES[at],), speakers=tuple(named), stances=tuple(stances))


def compared(gold, predicted):
    return [compare(gold, predicted, TEXT)]


@pytest.mark.parametrize(
    ("gold", "predicted", "verdict"),
    [
        (["Iva Sond"], ["Iva Sond"], (1, 0, 0)),
        (["local officials"], ["Local  officials"], (1, 0, 0)),
        (["the Seafarers’ Federation"], ["Seafarers' Federation"], (1, 0, 0)),
        (["Iva Sond"], ["Sond"], (0, 1, 0)),
        (["Iva Sond"], [], (0, 0, 1)),
        ([], ["Iva Sond"], (0, 1, 0)),
        ([], [], (1, 0, 0)),
        (["Velmark", "Sorvia"], ["Sorvia", "Velmark"], (1, 0, 0)),
        (["Velmark", "Sorvia"], ["Velmark"], (0, 1, 0)),
    ],
)
def test_speakers(gold, predicted, verdict):
    assert score_speakers(compared([speaking(*gold)], [speaking(*predicted)])) == verdict


def test_speakers_of_what_was_not_found_are_not_judged():
    gold, predicted = [speaking("Iva Sond"), speaking("Iva Sond", at=1)], [speaking("Iva Sond", at=1)]
    assert score_speakers(compared(gold, predicted)) == (1, 0, 0)
    assert score_speakers(compared(gold, [])).accuracy == 0.0


def test_gold_without_speakers_asks_nothing():
    assert score_speakers(compared([Annotation((SENTENCES[0],))], [speaking("Iva Sond")])) == (0, 0, 0)


@pytest.mark.parametrize(
    ("gold", "predicted", "verdict"),
    [
        ("Velmark’s foreign minister", ["foreign minister of Velmark"], (1, 0, 0)),
        ("Velmark’s foreign minister", ["foreign minister", "foreign minister Velmark"], (1, 0, 0)),
        ("Velmark’s foreign minister", ["foreign minister"], (0, 1, 0)),
        ("Velmark’s foreign minister", ["Sorvia's foreign minister"], (0, 1, 0)),
        ("Velmark’s foreign minister", [], (0, 0, 1)),
    ],
)
def test_roles(gold, predicted, verdict):
    found = compared([speaking(("Iva Sond", gold))], [speaking(("Iva Sond", *predicted))])
    assert score_roles(found) == verdict


def test_roles_are_asked_of_the_right_speaker_only():
    gold = [speaking(("Iva Sond", "mayor")), speaking("Tor Quill", at=1)]
    assert score_roles(compared(gold, [speaking(("Ole Brand", "mayor")), speaking(("Tor Quill", "judge"), at=1)])) == (
        0, 0, 0,
    )  # fmt: skip


def test_an_analysis_has_its_roles_in_both_forms():
    [first, *_] = from_contract(to_json(dam()))
    assert first.speakers == (
        AnnotatedSpeaker("Ilse Marrend", ("Ostreva's energy minister", "energy minister Ostreva")),
    )
    assert first.stances == (AnnotatedStance("the valley", 1),)
    assert first.content[0].of(DAM) == "We will not flood the valley"
