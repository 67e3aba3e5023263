"""Signatures: every row of the table by its example, and the sign of attitudes under negation and other words."""

from __future__ import annotations

import pytest

from attribution.analyze import analyze
from attribution.stance.signatures import SIGNS, TABLE, Signature, construction_of, signature
from quotes.tables import records
from quotes.types import Article
from tests.frozen import frozen

ROWS = records(TABLE)


@pytest.mark.parametrize("row", ROWS, ids=[" ".join((r["lemma"], r["pos"], r["construction"])) for r in ROWS])
def test_the_example_of_each_row_has_its_signature(row: dict[str, str]) -> None:
    positive, negated = row["positive"], row["negated"]
    expected = Signature(SIGNS[positive], SIGNS[negated], merely=positive == "~", claimed=positive == "?")
    constructions = {row["construction"]} | ({"infinitive"} if row["construction"] == "judgement" else set())
    found = [signature(word) for word in frozen(row["example"]) if construction_of(word) in constructions]
    assert expected in found


def signs(text: str, holder: str, target: str) -> set[int]:
    """Return the signs of the rows about what has ``target`` in its name: of the holder, or of nobody named."""
    analysis = analyze(Article("test", text), frozen(text))
    rows = [stance for attribution in analysis.attributions for stance in attribution.stances]
    return {
        row.polarity
        for row in rows
        if target in row.target.name and (row.holder is None or holder in analysis.entities[row.holder].name)
    }


FOR, AGAINST, NOTHING = {1}, {-1}, set[int]()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # negation
        ("Governor Mira Sand no longer backs the canal.", AGAINST),
        ("Governor Mira Sand does not endorse the canal.", AGAINST),
        ("Governor Mira Sand does not support the canal any more.", AGAINST),
        ("Governor Mira Sand has never opposed the canal.", FOR),
        ("Governor Mira Sand did not condemn the canal.", NOTHING),
        ('"We no longer support the canal," Governor Mira Sand said.', AGAINST),
        ('"Under no circumstances will I support the canal," Governor Mira Sand said.', AGAINST),
        ('"Nobody should welcome the canal," Governor Mira Sand said.', AGAINST),
        ('"No minister should support the canal," Governor Mira Sand said.', AGAINST),
        # statements of nobody
        ("No deputy backed the canal.", NOTHING),
        ("None of the deputies condemned the canal.", NOTHING),
        ("Few deputies supported the canal.", NOTHING),
        ("Neither side praised the canal.", NOTHING),
        # implicative verbs, also in stacks
        ("Governor Mira Sand refused to support the canal.", AGAINST),
        ("Governor Mira Sand refused to denounce the canal.", NOTHING),
        ("Governor Mira Sand did not refuse to support the canal.", NOTHING),
        ("Governor Mira Sand failed to praise the canal.", NOTHING),
        ("Governor Mira Sand did not fail to praise the canal.", FOR),
        ("Governor Mira Sand never stopped supporting the canal.", FOR),
        ("Governor Mira Sand stopped opposing the canal.", FOR),
        ("Governor Mira Sand managed to avoid condemning the canal.", NOTHING),
        ("Governor Mira Sand refrained from condemning the canal.", NOTHING),
        ("Governor Mira Sand stopped just short of condemning the canal.", NOTHING),
        ("Governor Mira Sand decided against backing the canal.", AGAINST),
        ("Governor Mira Sand is reluctant to support the canal.", AGAINST),
        ("Governor Mira Sand considered backing the canal.", NOTHING),
        ("Governor Mira Sand hesitated to condemn the canal.", NOTHING),
        # withdrawal
        ("Governor Mira Sand withdrew her support for the canal.", AGAINST),
        ("Governor Mira Sand did not withdraw her support for the canal.", FOR),
        ("Governor Mira Sand dropped her opposition to the canal.", FOR),
        ("Governor Mira Sand reversed her backing for the canal.", AGAINST),
        # wrongness
        ("Governor Mira Sand said she had been wrong to support the canal.", AGAINST),
        ("Governor Mira Sand said she had been right to support the canal.", FOR),
        ('"It was a mistake to condemn the canal," Governor Mira Sand said.', NOTHING),
        # conditions and questions
        ("If Governor Mira Sand backs the canal, the port will close.", NOTHING),
        ("It is unclear whether Governor Mira Sand backs the canal.", NOTHING),
        ("Will Governor Mira Sand oppose the canal?", NOTHING),
        # the object of the verb above does it
        ("Tom Weir accused Governor Mira Sand of opposing the canal.", NOTHING),
        ("Tom Weir kept Governor Mira Sand from backing the canal.", NOTHING),
        # denial
        ("Governor Mira Sand denied having opposed the canal.", NOTHING),
        ("Tom Weir denied that Governor Mira Sand opposed the canal.", NOTHING),
        ("Tom Weir wrongly claimed that Governor Mira Sand opposed the canal.", NOTHING),
        ("It is not the case that Governor Mira Sand backed the canal, Tom Weir said.", NOTHING),
        ("It is a lie that Governor Mira Sand backed the canal, Tom Weir said.", NOTHING),
        ("Tom Weir did not mention that Governor Mira Sand opposed the canal.", AGAINST),
    ],
)  # fmt: skip
def test_sign_under_what_stands_above(text: str, expected: set[int]) -> None:
    assert signs(text, "Sand", "canal") == expected


@pytest.mark.parametrize(
    "text",
    [
        "Tom Weir accused Governor Mira Sand of opposing the canal.",
        "Tom Weir did not keep Governor Mira Sand from backing the canal.",
        "It is a lie that Governor Mira Sand backed the canal, Tom Weir said.",
    ],
)
def test_an_attitude_is_not_that_of_who_tells_of_it(text: str) -> None:
    assert signs(text, "Weir", "canal") == NOTHING


def test_few_things_accepted_are_accepted() -> None:
    assert signs('"We welcome few tourists," Governor Mira Sand said.', "Sand", "tourists") != AGAINST


def test_what_somebody_is_suggested_to_do_in_future_is_no_wish() -> None:
    assert signs("Papers suggest Jon Dorn will greet the canal workers.", "", "worker") == NOTHING
