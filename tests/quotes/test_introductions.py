"""Quotations without a cue: who a label, a signature or the sentence before gives them to, and who never gets them."""

from __future__ import annotations

import pytest

from quotes.detection.find import find_quotes
from tests.frozen import frozen


def source_of(text: str, words: str) -> str:
    """Return the source of the one statement with these words, "" where it has none."""
    [quote] = [q for q in find_quotes(frozen(text)) if any(words in s.of(text) for s in q.content)]
    return " ".join(s.of(text) for s in quote.source)


@pytest.mark.parametrize(
    ("text", "words", "source"),
    [
        ("“We will pay,” Ada Berg said. Nils Dahl (Centre): “We have paid enough.”", "paid enough", "Nils Dahl"),
        ("“We will pay,” Ada Berg said. “We have paid enough.” — Nils Dahl, farmer.", "paid enough", "Nils Dahl"),
        ("“We will pay,” Ada Berg said. Nils Dahl was furious. “We have paid enough.”", "paid enough", "Nils Dahl"),
        ("“We will pay,” Ada Berg said, smiling at Nils Dahl. “It is our duty to pay.”", "our duty", "Ada Berg"),
        ("“We will pay,” Ada Berg said. She put down her pen. “It is our duty to pay.”", "our duty", "Ada Berg"),
    ],
)
def test_it_goes_to_whoever_introduces_it(text: str, words: str, source: str) -> None:
    assert source_of(text, words) == source


def test_past_a_new_name_it_never_goes_to_the_speaker_before() -> None:
    text = "“We will pay,” Ada Berg said. Her rival was Nils Dahl. “We have paid enough.”"
    assert source_of(text, "paid enough") == ""


LETTERS = "“We were never asked.” ― Ada Berg\n“The water came up to my knees.” ― Nils A. Dahl.\n“They laughed at us.”"


@pytest.mark.parametrize(
    ("words", "source"), [("never asked", "Ada Berg"), ("to my knees", "Nils A. Dahl"), ("laughed at us", "")]
)
def test_a_signature_closes_its_quotation(words: str, source: str) -> None:
    assert source_of(LETTERS, words) == source


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The film uses footage of Ada Berg asking, “Why would we pay for their dam?”", "Ada Berg"),
        ("The spot includes footage of Nils Dahl saying, “We will pay back every crown.”", "Nils Dahl"),
        ("Ada Berg greeted Nils Dahl saying, “We will pay back every crown.”", "Ada Berg"),
    ],
)
def test_who_is_filmed_saying_it_says_it(text: str, source: str) -> None:
    assert source in [" ".join(s.of(text) for s in quote.source) for quote in find_quotes(frozen(text))]
