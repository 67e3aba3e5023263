"""The annotated articles of many genres are well formed, and their speakers do not get worse."""

from __future__ import annotations

import json

import pytest

from quotes.types import spans
from tests.genres import GENRES, HALVES, total

RECORDS = [
    pytest.param(half, json.loads(line), id=json.loads(line)["id"])
    for half in HALVES
    for line in (GENRES / f"{half}.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize(("half", "record"), RECORDS)
def test_annotations_fit_the_text(half, record):
    text = (GENRES / half / f"{record['id']}.txt").read_bytes().decode("utf-8")
    keys = [(a["content"], a["cue"], a["source"]) for a in record["attributions"]]
    assert keys == sorted(keys)
    for a in record["attributions"]:
        assert a["text"] == " … ".join(span.of(text) for span in spans(a["content"]))
        for field in ("content", "cue", "source"):
            assert all("\n" not in span.of(text) for span in spans(a[field]))
        for speaker in a["speakers"]:
            assert speaker["name"].casefold() in text.casefold()
            assert speaker["role"] is None or speaker["role"] in text


def test_every_text_is_annotated():
    for half in HALVES:
        lines = (GENRES / f"{half}.jsonl").read_text("utf-8").splitlines()
        assert [json.loads(line)["id"] for line in lines] == sorted(p.stem for p in (GENRES / half).glob("*.txt"))


def test_speakers_of_the_development_half_do_not_get_worse():
    speakers = total("dev")
    assert speakers.accuracy >= 0.89
    assert speakers.precision >= 0.96
