"""Names of those whom a relative clause describes by a possessor."""

import pytest

from attribution.analyze import analyze
from quotes.types import Article
from tests.frozen import frozen


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The trust wrote to Ada Lind, whose office declined to comment on Monday.", "Ada Lind’s office"),
        ("Bo Reyes, whose lawyers said he was ill, did not come.", "Bo Reyes’s lawyers"),
        ("Ada Lind did not come. Her office said that the dam was safe.", "her office"),
    ],
)
def test_whose_office_is_named(text: str, speaker: str) -> None:
    """Other possessors stay as the text has them."""
    analysis = analyze(Article("a", text), frozen(text))
    assert [analysis.entities[s.entity].name for a in analysis.attributions for s in a.speakers] == [speaker]
