"""Reports inside reports are statements of their own, with their own source."""

from __future__ import annotations

import pytest

from quotes.detection.find import find_quotes
from quotes.detection.nested_reports import NESTED
from tests.frozen import frozen


def nested(text: str) -> list[tuple[str, str]]:
    """Return source and content of each report inside another."""
    found = [q for q in find_quotes(frozen(text)) if q.rule.endswith(NESTED)]
    return [(" ".join(s.of(text) for s in q.source), " ".join(s.of(text) for s in q.content)) for q in found]


@pytest.mark.parametrize(
    ("text", "source", "words"),
    [
        ("Ida Lind wrote that Per Holm had told her the dam was safe.", "Per Holm", "the dam was safe"),
        ("“The minister said he would resign,” Ada Berg recalled.", "The minister", "he would resign"),
        ("Carl Vane testified that the bank denied it had known of the loan.", "the bank", "it had known of the loan"),
    ],
)
def test_the_inner_report_has_its_own_source(text: str, source: str, words: str) -> None:
    assert any(s == source and words in content for s, content in nested(text))


@pytest.mark.parametrize(
    "text",
    [
        "“I told them the dam was safe,” Ida Lind said.",  # her own words again
        "Ida Lind said she hoped the dam would hold.",  # her own thought
        "Ida Lind said Per Holm wanted to say nothing.",  # nothing was said
    ],
)
def test_what_is_no_report_of_somebody_else_is_none(text: str) -> None:
    assert nested(text) == []
