"""Arguments of predicates: control, passives, relative clauses, coordination."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc, Token
from spacy.vocab import Vocab

from quotes.syntax import clauses, described, objects, obliques, subjects, with_conjuncts
from tests.frozen import frozen


def word(doc: Doc, text: str) -> Token:
    return next(t for t in doc if t.text == text)


def texts(tokens: list[Token]) -> list[str]:
    return [t.text for t in tokens]


@pytest.mark.parametrize(
    ("text", "verb", "expected"),
    [
        ("Velmara and Norvane signed the treaty.", "signed", ["Velmara", "Norvane"]),
        ("The treaty was signed by Velmara.", "signed", ["Velmara"]),
        ("The treaty was signed.", "signed", []),
        ("Norvane wants to sign the treaty.", "sign", ["Norvane"]),
        ("Norvane urged Velmara to sign the treaty.", "sign", ["Velmara"]),
        ("Norvane accused Velmara of shelling Tarsk.", "shelling", ["Velmara"]),
        ("The ships that left the port sank.", "left", ["ships"]),
        ("Velmara fired rockets at Tarsk and other towns, killing nine people.", "killing", ["Velmara"]),
        ("Velmara broke the truce and left.", "left", ["Velmara"]),
    ],
)
def test_subjects(text: str, verb: str, expected: list[str]) -> None:
    assert texts(subjects(word(frozen(text), verb))) == expected


@pytest.mark.parametrize(
    ("text", "verb", "expected"),
    [
        ("They condemned the raid and the blockade.", "condemned", ["raid", "blockade"]),
        ("The raid was condemned by all.", "condemned", ["raid"]),
        ("The raid that they condemned was short.", "condemned", ["raid"]),
        ("The port where they condemned us is closed.", "condemned", ["us"]),
        ("The valley occupied by Velmara is quiet.", "occupied", ["valley"]),
        ("They left.", "left", []),
    ],
)
def test_objects(text: str, verb: str, expected: list[str]) -> None:
    assert texts(objects(word(frozen(text), verb))) == expected


def test_obliques_by_preposition_but_no_days() -> None:
    doc = frozen("They voted against the bill on Wednesday night.")
    assert texts(obliques(word(doc, "voted"), "against")) == ["bill"]
    assert obliques(word(doc, "voted"), "on") == []


@pytest.mark.parametrize(
    ("text", "predicate", "expected"),
    [
        ("The brutal raid went on.", "brutal", ["raid"]),
        ("The raid was brutal.", "brutal", ["raid"]),
        ("She called the raid barbaric.", "barbaric", ["raid"]),
        ("She described the raid as a crime.", "crime", ["raid"]),
    ],
)
def test_what_an_adjective_or_noun_is_said_of(text: str, predicate: str, expected: list[str]) -> None:
    assert texts(described(word(frozen(text), predicate))) == expected


def test_clauses_of_demands() -> None:
    doc = frozen("She called on Velmara to free the sailors and to lift the blockade.")
    assert texts(clauses(word(doc, "called"))) == ["free", "lift"]


def test_long_lists_do_not_exhaust_the_stack() -> None:
    n = 5000
    heads = [max(0, i - 1) for i in range(n)]
    doc = Doc(Vocab(), words=["x"] * n, heads=heads, deps=["root"] + ["conj"] * (n - 1), pos=["NOUN"] * n)
    assert len(with_conjuncts(doc[0])) == n
