"""Quotation marks and paragraphs."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks.hostile import SHAPES
from quotes.quotation_marks import paragraphs, quotations, with_double_marks


def quoted(text: str, level: int = 0) -> list[str]:
    return [q.span.of(text) for q in quotations(text) if q.level == level]


@pytest.mark.parametrize(
    ("text", "outer"),
    [
        ("“We will,” she said. “It is sure.”", ["“We will,”", "“It is sure.”"]),
        ('"We will," she said. "It is sure."', ['"We will,"', '"It is sure."']),
        ("„Wir gehen“, said one. «Non», said another. »Nein«, said a third.", ["„Wir gehen“", "«Non»", "»Nein«"]),
        ("''Yes,'' he said, ''but 'no' too.''", ["''Yes,''", "''but 'no' too.''"]),
        ("‘The ministers’ plan isn’t “good” at all,’ he said.", ["‘The ministers’ plan isn’t “good” at all,’"]),
        ("'We won't,' Ann Lee's lawyer said. 'It's late.'", ["'We won't,'", "'It's late.'"]),
        ("—“Yes”—he said", ["“Yes”"]),
        ("”The dam is ours.“ he said", ["”The dam is ours.“"]),  # typed the wrong way round
    ],
)
def test_marks_in_use(text: str, outer: list[str]) -> None:
    assert quoted(text) == outer


@pytest.mark.parametrize("odd", ["I am „angry. I am.", "I am ”angry. I am."])
def test_an_odd_mark_inside_leaves_its_quotation_whole(odd: str) -> None:
    assert quoted(f"She spoke. “{odd}” They left.") == [f"“{odd}”"]


def test_nested_quotations_have_levels() -> None:
    text = "“They told us ‘go away’,” she said. “Over 200 “Korsar” drones came.”"
    assert quoted(text) == ["“They told us ‘go away’,”", "“Over 200 “Korsar” drones came.”"]
    assert quoted(text, level=1) == ["‘go away’", "“Korsar”"]


@pytest.mark.parametrize(
    "text",
    [
        "the '90s and rock 'n' roll and drivers' pay",
        'a board 6" long',
        "It’s the ministers’ plan, isn’t it?",
        "5'11\" tall",
    ],
)
def test_apostrophes_and_inches_are_no_quotations(text: str) -> None:
    assert quotations(text) == []


def test_a_quotation_runs_over_paragraphs_that_repeat_its_mark() -> None:
    text = "“The dam stays.\n\n“It was built by our fathers,” he said.\n\n“Next."
    first, second, third = quotations(text)
    assert (first.open, first.goes_on, first.span.of(text)) == (True, True, "“The dam stays.")
    assert not second.open
    assert (third.open, third.goes_on) == (True, False)


def test_an_unclosed_mark_ends_before_the_next_quotation_and_with_its_paragraph() -> None:
    text = 'He called it a "big deal and left.\n\n"Fine," she said.'
    assert quoted(text) == ['"big deal and left.', '"Fine,"']


def test_inner_span_is_without_marks() -> None:
    text = "He said ''no'' and “maybe"
    assert [q.inner(text).of(text) for q in quotations(text)] == ["no", "maybe"]


def test_lines_are_paragraphs_but_not_in_hard_wrapped_text() -> None:
    assert [p.of(t) for t in ["One.\nTwo.\n\n  Three. \r\n"] for p in paragraphs(t)] == ["One.", "Two.", "Three."]
    line = "The harbour council met on Monday to hear what the engineers had to"
    wrapped = "\n".join([line] * 8) + "\n\n" + "The council will meet again."
    assert len(paragraphs(wrapped)) == 2
    assert len(paragraphs("They closed the dam and every gate\non the river, she said.")) == 1
    assert len(paragraphs("“They closed the dam,” \nMs. Lind said.")) == 1
    assert len(paragraphs("Dear Ms. Lind,\nThe dam is closed\nThe gates are open")) == 3


MARKS = st.text(alphabet="ab,. \n“”‘’\"'«»„`s", max_size=60)


@given(MARKS)
@example("‘««’`'")
@example("\"‘“\"’")
@example("“‘ \"'„”.„\".")
def test_quotations_lie_inside_paragraphs_and_nest(text: str) -> None:
    found = quotations(text)
    spans = [q.span for q in found]
    pieces = paragraphs(text)
    assert all(any(p.covers(s) for p in pieces) for s in spans)
    assert all(a.covers(b) or b.covers(a) or not a.overlaps(b) for a in spans for b in spans)
    assert all(q.inner(text).start <= q.inner(text).end <= q.span.end for q in found)


@given(MARKS, MARKS)
def test_a_paragraph_is_marked_as_it_is_alone(first: str, second: str) -> None:
    plain = "The mayor called it “wrong” and left."
    text = f"{first}\n\n{plain}\n\n{second}"
    start = len(first) + 2
    inside = [q.span.of(text) for q in quotations(text) if start <= q.span.start < start + len(plain)]
    assert inside == ["“wrong”"]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("She had ‘full confidence’ in him.", "She had “full confidence” in him."),
        ("She said „no“ and «never», he 'maybe'.", "She said “no” and “never”, he “maybe”."),
        ("“It is a ‘tale’,” she said.", "“It is a “tale”,” she said."),
        ("The ministers’ plan isn’t theirs.", "The ministers’ plan isn’t theirs."),
        ('"It is late," she said.', '"It is late," she said.'),
    ],
)
def test_unusual_marks_become_double_ones(text: str, marked: str) -> None:
    assert with_double_marks(text) == marked


@given(MARKS)
def test_double_marks_change_nothing_but_marks(text: str) -> None:
    changed = {(a, b) for a, b in zip(text, with_double_marks(text), strict=True) if a != b}
    assert changed <= {(a, b) for a in "‘’'\"“«»„`" for b in "“”"}


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_the_length_of_a_text(shape: str) -> None:
    """Whatever somebody sends; the best of some tries, as other programs may run."""

    def seconds(text: str) -> float:
        started = time.process_time()
        quotations(text)
        return time.process_time() - started

    short, long = SHAPES[shape](20_000), SHAPES[shape](40_000)
    tries = range(8)
    assert any(min(seconds(long) for _ in range(2)) < 2.3 * seconds(short) + 0.001 for _ in tries)
