"""The hand-annotated articles are well formed: spans, text, kinds, names and order fit the articles."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import get_args

import pytest

from attribution.types import EntityKind
from quotes.types import Spans, spans
from tests import ROOT

GOLD = [json.loads(line) for line in (ROOT / "tests/gold/gold.jsonl").read_text("utf-8").splitlines()]
PATHS = [path for folder in ("examples", "tests/articles") for path in sorted((ROOT / folder).glob("*.txt"))]
TEXTS = {path.stem: path.read_bytes().decode("utf-8") for path in PATHS}
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
TURN = re.compile(r"^[A-Z][A-Z ]*(?: \([^()\n]+\))?:(?= )", re.MULTILINE)
CLOSING = {"“": "”", "„": "“", "«": "»", "‘": "’", '"': '"'}

annotated = pytest.mark.parametrize(
    ("text", "attributions"), [pytest.param(TEXTS[o["id"]], o["attributions"], id=o["id"]) for o in GOLD]
)


def quoted(text: str) -> list[bool]:
    """Tell for every character whether it lies inside outermost quotation marks, paragraph by paragraph."""
    mask, closing = [], None
    for i, char in enumerate(text):
        if char == "\n":
            closing = None
        elif closing is None:
            closing = CLOSING.get(char)
        elif char == closing and not (char == "’" and text[i + 1 : i + 2].isalnum()):
            closing = None
        mask.append(closing is not None)
    return mask


def kind(text: str, content: Spans, cue: Spans) -> str:
    """Return direct, mixed or indirect by the share of the content's words in quotation marks.

    The turn of a transcript ("NAME: text") is direct.
    """
    if any(turn.end() == cue[0].end for turn in TURN.finditer(text) if cue):
        return "direct"
    mask = quoted(text)
    words = [mask[match.start()] for s, e in content for match in WORD.finditer(text, s, e)]
    return "direct" if 2 * sum(words) >= len(words) else "mixed" if any(words) else "indirect"


def test_every_article_is_annotated_once():
    assert [o["id"] for o in GOLD] == list(TEXTS)


@annotated
def test_attributions_are_sorted_and_distinct(text, attributions):
    keys = [(a["content"], a["cue"], a["source"]) for a in attributions]
    assert keys == sorted(keys)
    assert all(one != other for one, other in pairwise(keys))


@annotated
def test_spans_are_sorted_and_each_lies_in_one_paragraph(text, attributions):
    for a in attributions:
        assert a["content"]
        for field in ("content", "cue", "source"):
            found = spans(a[field])
            assert [list(span) for span in found] == a[field]
            assert not any(one.overlaps(other) for one, other in pairwise(found))
            for span in found:
                assert 0 <= span.start < span.end <= len(text)
                assert span.of(text) == span.of(text).strip()
                assert "\n" not in span.of(text)


@annotated
def test_text_and_kind_follow_from_the_spans(text, attributions):
    for a in attributions:
        content = spans(a["content"])
        assert a["text"] == " … ".join(span.of(text) for span in content)
        assert a["kind"] == kind(text, content, spans(a["cue"])), a["text"]


@annotated
def test_speakers_and_targets_are_words_of_the_text(text, attributions):
    for a in attributions:
        for speaker in a["speakers"]:
            assert speaker["name"].casefold() in text.casefold()
            assert speaker["kind"] in get_args(EntityKind)
            words = (speaker["role"] or "").split()  # said of one person: "leader of" for "who leads"
            assert all(word[:4] in text for word in words)
        for stance in a["stances"]:
            assert stance["target"].casefold() in text.casefold()
            assert stance["polarity"] in (-1, 1)
            start, end = stance["at"]
            assert text[start:end] == stance["as"]
            parts = spans([*a["content"], *a["cue"], *a["source"]])
            assert any(part.start <= start < end <= part.end for part in parts)
