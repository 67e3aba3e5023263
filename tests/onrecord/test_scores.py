"""The scorer against the referee it must agree with, and against what its words promise."""

from __future__ import annotations

import importlib.util
import random
import re
import sys
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.evaluation.alignment import FUNCTION_WORDS, cue_class, cue_words
from onrecord.evaluation.annotations import AnnotatedArticle, Annotation, from_contract
from onrecord.evaluation.corpora import read_corpus
from onrecord.evaluation.scores import KINDS, METRICS, compare, score_corpus, total
from onrecord.evaluation.tokens import Words, double_quotations
from quotes.types import Span, Spans
from tests import SHARED
from tests.factories import span

DEV = SHARED / "data/polnear/dev"
needs_referee = pytest.mark.skipif(
    not (SHARED / "score/score.py").exists(), reason="The referee, score/score.py in ../shared, is not here."
)
needs_corpus = pytest.mark.skipif(not DEV.exists(), reason="PolNeAR's dev part is not in ../shared/data/polnear.")

TEXT = """“We will open the lock,” said Edda Brunn, the harbour mistress. “At dawn.”
Edda Brunn said the barges were “far too wide” for the old lock at Tessel.
It is feared that rain will come. He thinks so, according to Lise Maar.
The mayor believes the lock will hold. They want a second lock. Maar: no.
"""


def marks(*phrases: str) -> Spans:
    return tuple(span(TEXT, phrase) for phrase in phrases)


def said(content: Spans, source: Spans = (), cue: Spans = ()) -> Annotation:
    return Annotation(content, cue, source)


GOLD = (
    said(marks("“We will open the lock,”", "“At dawn.”"), marks("Edda Brunn, the harbour mistress"), marks("said")),
    said(marks("the barges were “far too wide” for the old lock at Tessel"), (Span(76, 86),), (Span(87, 91),)),
    said(marks("that rain will come"), (), marks("is feared")),
    said(marks("the lock will hold"), marks("The mayor"), marks("believes")),
    said(marks("a second lock"), marks("They"), marks("want")),
    said(marks("no"), (Span(TEXT.index("Maar: no"), TEXT.index(": no")),), marks(":")),
)


def scores(gold, predicted):
    return compare(gold, predicted, TEXT).counts


# --- agreement with the referee ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def referee():
    return load_module("score")


def load_module(name):
    spec = importlib.util.spec_from_file_location(f"referee_{name}", SHARED / f"score/{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def worn(attributions: list[dict], text: str, seed: str) -> list[dict]:
    """Return what a mediocre program might have found: some lost, some twice, edges, sources and cues off."""
    draw = random.Random(seed)
    found = []
    for number, attribution in enumerate(attributions):
        spans = {part: [list(pair) for pair in attribution[part]] for part in ("content", "cue", "source")}
        luck = draw.random()
        if luck < 0.2:
            continue
        if luck < 0.5:
            spans["content"][-1][1] -= draw.randint(0, 40)
            spans["content"][0][0] -= draw.randint(0, 15)
        if 0.4 < luck < 0.6:
            spans["source"] = attributions[number - 1]["source"]
        if 0.55 < luck < 0.65:
            spans["source"], spans["cue"] = [], spans["source"]
        if luck > 0.9:
            found.append({**spans, "cue": []})
        spans["content"] = [[max(0, s), max(0, s, e)] for s, e in spans["content"]]
        found.append(spans)
    start = draw.randrange(len(text))
    return [*found, {"content": [[start, min(start + 90, len(text))]], "cue": [], "source": []}]


@needs_referee
@needs_corpus
def test_agrees_with_the_referee_to_the_last_digit(referee):
    articles = load_module("polnear").load(DEV.parent, "dev")
    gold = {a["id"]: a["attributions"] for a in articles}
    texts = {a["id"]: a["text"] for a in articles}
    predicted = {id: worn(gold[id], texts[id], id) for id in sorted(gold)[1:]}  # and one article without any
    theirs = referee.report(*referee.evaluate(gold, predicted, texts), boot=40)

    found = {id: from_contract({"attributions": a}) for id, a in predicted.items()}
    ours = score_corpus(read_corpus(DEV), found, samples=40)

    for metric, groups in theirs["metrics"].items():
        for group in (*KINDS, "speech"):
            count, expected = ours.counts[metric, group], groups[group]
            assert (count.found, count.gold) == (expected["tp_gold"], expected["n_gold"])
            assert round(count.recall, 4) == expected["R"]
            if group != "speech":
                assert (count.right, count.predicted) == (expected["tp_pred"], expected["n_pred"])
                assert (round(count.precision, 4), round(count.f1, 4)) == (expected["P"], expected["F1"])
                interval = [round(end, 4) for end in ours.intervals[metric, group]]
                assert interval == theirs["f1_ci95"][metric][group]
    assert 0.3 < ours.counts["triple_relaxed", "all"].f1 < 0.9  # the predictions were neither perfect nor hopeless


@needs_referee
def test_words_are_sorted_as_the_referee_does(referee):
    assert referee.STOP == FUNCTION_WORDS
    assert {form for form, name in cue_words().items() if name == "speech"} == referee.SPEECH


@needs_referee
@settings(max_examples=400)
@given(st.text(st.sampled_from("ab 1.,(—\n\r“”„«»‟\"″＂'`’‘"), max_size=40))
@example("''a''")
@example("``no'' ``")
def test_quotation_marks_are_read_as_the_referee_does(referee, text):
    mask = referee.quote_mask(text)
    inside = {i for start, end in double_quotations(text) for i in range(start, end)}
    assert inside == {i for i, flag in enumerate(mask) if flag}


# --- what holds by itself -----------------------------------------------------------------------------------

WORDS = [m.start() for m in re.finditer(r"\b\w", TEXT)]
SOURCES = [(), marks("Edda Brunn, the harbour mistress"), marks("The mayor"), marks("They"), marks("Lise Maar")]


@st.composite
def annotation(draw):
    """An annotation with any content; its source is a name or a pronoun, never half of another source."""
    start = draw(st.sampled_from(WORDS))
    content = Span(start, min(start + draw(st.integers(1, 80)), len(TEXT)))
    cue = draw(st.sampled_from([(), marks("said"), marks("thinks"), marks("according to"), marks(":")]))
    return said((content,), draw(st.sampled_from(SOURCES)), cue)


@given(st.lists(annotation(), max_size=7), st.lists(annotation(), max_size=7))
def test_swapping_gold_and_prediction_swaps_precision_and_recall(gold, predicted):
    forth, back = scores(gold, predicted), scores(predicted, gold)
    for cell, count in forth.items():
        assert (count.precision, count.recall) == (back[cell].recall, back[cell].precision), cell


@given(st.lists(annotation(), max_size=7))
def test_perfect_predictions_score_1(gold):
    for (metric, group), count in scores(gold, gold).items():
        assert (count.right, count.found) == (count.predicted, count.gold), (metric, group)


@given(st.lists(annotation(), max_size=7), st.lists(annotation(), max_size=7))
def test_stricter_metrics_never_score_higher(gold, predicted):
    counts = scores(gold, predicted)
    for group in KINDS:
        assert counts["triple_strict", group].right <= counts["content_exact", group].right
        assert counts["triple_relaxed", group].right <= counts["content_relaxed", group].right
    assert counts["content_exact", "all"].right <= counts["content_relaxed", "all"].right


def test_kinds_and_cue_classes():
    measured = compare(GOLD, (), TEXT).gold
    assert [m.kind for m in measured] == ["direct", "mixed", "indirect", "indirect", "indirect", "indirect"]
    assert [m.cue_class for m in measured] == ["speech", "speech", "thought", "thought", "will", "sign"]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("“One,” he said, “two.”", ["One,", "two."]),
        ('"One," he said, "two."', ["One,", "two."]),
        ("``One,'' he said, ''two.''", ["One,", "two."]),
        ("”One,“ he said.", ["One,"]),
        ("A stray” mark, an inch\" sign", []),
        ("“Left open\nand “closed” again", ["Left open", "closed"]),
        ("‘One,’ he said, don’t", []),
        ('He (“so he says”) and ("so do I")', ["so he says", "so do I"]),
        ('"What 6" of snow "can do"', ["What 6", "can do"]),
    ],
)
def test_what_stands_between_double_marks(text, inside):
    assert [found.of(text) for found in double_quotations(text)] == inside


@pytest.mark.parametrize(
    ("text", "kind"),
    [("“high” tide", "direct"), ("“high” tide today", "mixed"), ("high tide", "indirect"), ("high “tide", "direct"),
     ("high tide here ” there", "mixed")],
)  # fmt: skip
def test_kind_by_the_share_of_quoted_words(text, kind):
    assert Words(text).kind((Span(0, len(text)),)) == kind


@pytest.mark.parametrize(
    ("words", "expected"),
    [("has not said", "speech"), ("according to", "speech"), ("to", "other"), ("", "sign"),
     ("told and believed", "speech"), ("refused", "will"), ("seems", "evidence"), ("rejected", "attitude")],
)  # fmt: skip
def test_class_of_a_cue(words, expected):
    assert cue_class(words.split()) == expected


def test_a_cue_that_is_not_there_has_its_own_class():
    assert cue_class([], marked=False) == "none"


def changed(number, **parts):
    """Return GOLD as predictions, one of them changed."""
    return [replace(a, **parts) if i == number else a for i, a in enumerate(GOLD)]


def test_punctuation_at_the_edges_does_not_matter():
    predicted = changed(0, content=marks("We will open the lock", "At dawn"))
    assert scores(GOLD, predicted)["triple_strict", "all"].right == len(GOLD)


def test_half_of_a_content_is_enough_when_relaxed():
    counts = scores(GOLD[:1], changed(0, content=marks("We will open the"))[:1])
    assert counts["content_relaxed", "all"].right == 1  # 4 of 7 words
    assert counts["content_exact", "all"].right == 0
    assert counts["content_token", "all"] == (4, 4, 4, 7)
    assert scores(GOLD[:1], changed(0, content=marks("We will open"))[:1])["content_relaxed", "all"].right == 0


@pytest.mark.parametrize(
    ("number", "source", "right"),
    [(0, "Brunn", True), (0, "the", False), (3, "mayor", True), (3, "The", False), (4, "They", True),
     (2, None, True), (2, "Lise Maar", False), (0, None, False)],
)  # fmt: skip
def test_sources_when_relaxed(number, source, right):
    place = marks("Edda Brunn, the harbour mistress")[0]
    spans = () if source is None else marks(source)
    if (number, source) == (0, "the"):
        start = TEXT.index("the", place.start)
        spans = (Span(start, start + 3),)
    counts = scores(GOLD, changed(number, source=spans))
    assert counts["triple_relaxed", "all"].right == len(GOLD) - (not right)
    assert counts["content_relaxed", "all"].right == len(GOLD)


def test_exactly_half_is_enough():
    assert scores(GOLD, changed(3, content=marks("lock will")))["content_relaxed", "all"].right == len(GOLD)


def test_of_equal_contents_the_one_with_the_right_source_counts():
    wrong, right = changed(3, source=marks("Lise Maar"))[3], GOLD[3]
    counts = scores(GOLD[3:4], [wrong, right])
    assert counts["triple_relaxed", "all"] == (1, 2, 1, 1)
    assert counts["triple_strict", "all"] == (1, 2, 1, 1)


def test_spans_that_adjoin_are_one():
    counts = scores(GOLD, changed(0, content=marks("“We will", "open the lock", "“At dawn.”")))
    assert counts["content_exact", "all"].right == len(GOLD)
    apart = scores(GOLD, changed(0, content=marks("“We will", "the lock", "“At dawn.”")))
    assert apart["content_exact", "all"].right == len(GOLD) - 1


def test_saying_it_twice_costs_precision():
    count = scores(GOLD, GOLD + GOLD)["content_relaxed", "all"]
    assert (count.precision, count.recall) == (0.5, 1.0)


def test_a_kind_counts_predictions_of_that_kind():
    """A prediction that keeps only the quoted words is a direct one, wrong among the direct."""
    counts = scores(GOLD[1:2], [said(marks("“far too wide”"))])
    assert counts["content_relaxed", "direct"] == (0, 1, 0, 0)
    assert counts["content_relaxed", "mixed"] == (0, 0, 0, 1)
    assert counts["content_token", "direct"].precision == 1.0


def test_contents_without_words_are_left_out():
    count = scores(GOLD, [*GOLD, said((Span(0, 1),))])["content_relaxed", "all"]
    assert count.predicted == len(GOLD)


def test_nothing_found_scores_0():
    for group in KINDS:
        for metric in METRICS:
            assert scores(GOLD, ())[metric, group].f1 == 0.0


def test_articles_are_counted_together():
    one, two = scores(GOLD, GOLD[:3]), scores(GOLD, ())
    assert total([one, two])["content_relaxed", "all"] == (3, 3, 3, 12)


def test_intervals_hold_the_score_and_are_the_same_every_time():
    corpus = {str(n): AnnotatedArticle(TEXT, GOLD) for n in range(12)}
    found = {str(n): GOLD[: n % 7] for n in range(12)}
    first, second = score_corpus(corpus, found, 200), score_corpus(corpus, found, 200)
    low, high = first.intervals["triple_relaxed", "all"]
    assert low < first.counts["triple_relaxed", "all"].f1 < high
    assert first.intervals == second.intervals


def test_words_belong_to_the_span_that_holds_their_middle():
    words = Words("The mayor's barge")
    assert words.within((Span(4, 9),)) == {1}
    assert words.within((Span(4, 7),)) == frozenset()
    assert words.form(1) == "mayor's"
