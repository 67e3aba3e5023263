"""The stance lexicon: its file, and that every entry works in its own example."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from attribution.lexicon.nouns import nouns_of
from attribution.stance.find import find_stances
from attribution.stance.frames import NOUNS_OF, Frame, frames_of, lemmas, load_frames, word_class
from quotes.types import Quote, Span
from tests.frozen import frozen

FRAMES = [f for frames in load_frames().values() for f in frames]
WITH_EXAMPLE = [f for f in FRAMES if f.example and f.effects]
ARGUMENT_KINDS = {"attitude", "deed", "quality", "event", "shift", "perform"}


def test_the_lexicon_is_large_and_balanced_enough_to_be_of_use() -> None:
    kinds = Counter(f.kind for f in FRAMES)
    assert sum(kinds[k] for k in ARGUMENT_KINDS) >= 400
    signs = Counter(v for f in FRAMES for _, v in f.effects)
    assert min(signs["+"], signs["-"]) > 0.3 * max(signs["+"], signs["-"])


def test_entries_are_well_formed() -> None:
    for f in FRAMES:
        assert 0 <= f.strength <= 1, f
        if f.kind in ARGUMENT_KINDS:
            assert f.example and (f.act or f.kind == "perform" or not f.effects), f
            assert {v for _, v in f.effects} <= {"+", "-", "same", "flip", "wish", "agent"}, f


def test_no_frame_is_given_twice() -> None:
    seen = Counter((f.lemma, f.pos, f.kind, f.frame) for f in FRAMES if f.kind in ARGUMENT_KINDS)
    assert [key for key, n in seen.items() if n > 1] == []


def test_malformed_rows_name_their_line(tmp_path: Path) -> None:
    path = tmp_path / "frames.tsv"
    path.write_text("lemma\tpos\nslam\tVERB\tattitude\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 2"):
        load_frames(path)


def expected_signs(frame: Frame) -> set[int]:
    """Signs the frame may give in its example; what is handed on may get either."""
    handed_on = frame.kind == "shift" and frame.pos == "NOUN"
    if frame.kind in {"event", "perform"} or handed_on or ("clause" in dict(frame.effects)):
        return {1, -1}
    signs = {-1 if value in {"-", "flip"} else 1 for _, value in frame.effects}
    negated = any(word in frame.example.split() for word in ("not", "never", "cannot"))
    return {-s for s in signs} if negated else signs


def statement(doc: Doc, note: str) -> Quote:
    """First-person examples are said as they stand; "She slammed X" is cue and content, as a note may say."""
    verb = next(t for t in doc if t.dep_ == "root")
    cue = Span(verb.idx, verb.idx + len(verb))
    if note.startswith("only as a cue"):
        return Quote("indirect", (Span(0, cue.start),), (Span(cue.start, len(doc.text)),), (), "test", 1.0)
    if doc[0].text in {"She", "He", "They"}:
        return Quote("indirect", (Span(cue.end, len(doc.text)),), (cue,), (), "test", 1.0)
    return Quote("direct", (Span(0, len(doc.text)),), (), (), "test", 1.0)


@pytest.mark.parametrize("frame", WITH_EXAMPLE, ids=lambda f: f"{f.lemma}-{f.kind}-{'-'.join(f.frame)}")
def test_every_entry_gives_its_sign_in_its_example(frame: Frame) -> None:
    doc = frozen(frame.example)
    rows = find_stances(doc, statement(doc, frame.note), [], [])
    assert expected_signs(frame) & {row.polarity for row in rows}, [
        (t.text, t.lemma_, t.pos_, t.dep_, t.head.text) for t in doc
    ]


def test_the_more_demanding_frame_wins() -> None:
    doc = frozen("Velmara will be held accountable for the raid.")
    held = next(t for t in doc if t.text == "held")
    assert [f.label for f in frames_of(held, "attitude")] == ["hold obj x:accountable,responsible,liable"]


def test_a_wrong_lemma_does_not_hide_a_verb() -> None:
    doc = Doc(
        Vocab(),
        words=["condemned"],
        lemmas=["condemne"],
        pos=["VERB"],
        tags=["VBD"],
        heads=[0],
        deps=["root"],
    )
    assert "condemn" in lemmas(doc[0])


def test_word_classes_are_named_in_the_file() -> None:
    used = {w for f in FRAMES for need in f.frame for w in need.split(":")[1:] if w.startswith("@")}
    for name in used:
        assert word_class(name)
    with pytest.raises(KeyError):
        word_class("@nothing")


def test_a_class_takes_in_classes_of_the_noun_lexicon() -> None:
    assert {"minister", "attaché", "brigadier"} <= word_class("@office")
    assert {"regulator", "secretariat", "attaché", "firefighter"} <= word_class("@group")
    with pytest.raises(KeyError):
        nouns_of("nothing")


def test_a_class_leaves_out_nouns_that_more_often_mean_something_else() -> None:
    assert "justice" in nouns_of("office")
    assert "justice" not in word_class("@office") | word_class("@group")
    assert "campaign" not in word_class("@group")


def test_no_class_lists_a_noun_that_its_noun_classes_have() -> None:
    for frame in (f for f in FRAMES if f.kind == "class"):
        taken = {noun for word in frame.frame if word.startswith(NOUNS_OF) for noun in nouns_of(word[len(NOUNS_OF) :])}
        assert not taken & set(frame.frame), frame.lemma
        assert {word[1:] for word in frame.frame if word.startswith("-")} <= taken, frame.lemma
