"""The output contract: its fields, and nothing lost on the way back."""

import json
from dataclasses import replace

import pytest
from hypothesis import given

from attribution.json_format import from_json, to_json
from tests.factories import DAM, analyses, dam


def test_contract_fields():
    value = to_json(dam())
    assert (value["id"], value["path"], value["title"]) == (
        "dam",
        "dam.txt",
        "Kerrow dam vote splits the Compact",
    )
    promise, warning, anyway = value["attributions"]
    [[start, end]] = promise["content"]
    assert DAM[start:end] == "We will not flood the valley"
    assert promise["kind"] == "direct"
    assert promise["speakers"][0] | {"name": "Ilse Marrend", "kind": "person"} == promise["speakers"][0]
    assert promise["speakers"][0]["role"] == "Ostreva's energy minister"
    assert anyway["speakers"][0]["role"] is None
    assert [(s["target"], s["polarity"]) for s in warning["stances"]] == [
        ("Kardania", -1),
        ("Kerrow dam", -1),
    ]
    condemned = warning["stances"][1]
    assert [DAM[s:e] for s, e in condemned["evidence"]] == ["condemned", "the dam"]
    assert {"strength", "act", "commitment", "basis"} <= condemned.keys()


def test_words_stand_beside_their_spans():
    promise, warning, _ = to_json(dam())["attributions"]
    assert (promise["text"], promise["cue_text"], promise["source_text"]) == (
        "We will not flood the valley", "said", "Ilse Marrend",
    )  # fmt: skip
    assert warning["text"] == "the vote was a\nwarning to Kardania", "as the text has it"
    assert warning["stances"][1]["evidence_text"] == "condemned … the dam"


def test_json_without_the_words_is_read_as_well():
    value = to_json(dam())
    for attribution in value["attributions"]:
        for name in ("text", "cue_text", "source_text"):
            del attribution[name]
        for stance in attribution["stances"]:
            del stance["evidence_text"]
    assert from_json(value, DAM) == dam()


def test_contract_is_json_text():
    line = json.dumps(to_json(dam()), ensure_ascii=False)
    assert "\n" not in line
    assert from_json(json.loads(line), DAM) == dam()


@given(analyses())
def test_nothing_is_lost(analysis):
    back = from_json(json.loads(json.dumps(to_json(analysis))), analysis.article.text)
    assert back == analysis


def test_offsets_of_another_text_are_refused():
    with pytest.raises(ValueError, match="another text"):
        from_json(to_json(dam()), DAM.replace("\n", "\r\n"))


def test_missing_field_is_an_error():
    value = to_json(replace(dam(), entities=(), attributions=()))
    del value["entities"]
    with pytest.raises(KeyError):
        from_json(value, DAM)
