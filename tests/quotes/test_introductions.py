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
