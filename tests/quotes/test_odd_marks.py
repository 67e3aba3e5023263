"""An odd mark anywhere in an article changes at most its own sentence."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotes.detection.find import find_quotes
from quotes.parser.doc import new_vocab, to_doc
from quotes.parser.types import Parse
from quotes.quotation_marks import quotations
from quotes.types import Quote, Span
from tests import ROOT
from tests.floors import TEXTS
from tests.frozen import frozen_parse
from tests.quotes.odd_marks import MARKS, apart, sentence_of, shifted, with_mark

PATHS = [path for folder in TEXTS for path in sorted((ROOT / folder).glob("*.txt"))]
VOCAB = new_vocab()


@cache
def article(number: int) -> tuple[str, Parse]:
    text = PATHS[number].read_bytes().decode("utf-8")
    return text, frozen_parse(text)


@cache
def quotes(number: int, rules: bool) -> list[Quote]:
    return find_quotes(to_doc(VOCAB, *article(number)), rules)


def changed(number: int, place: float, mark: str, behind: bool, rules: bool) -> bool:
    """Return whether a mark thrown beside a word changes what was said outside that word's sentence."""
    text, parse = article(number)
    words = [w for sentence in parse.sentences for w in sentence]
    word = int(place * len(words))
    marked, parse_marked = with_mark(text, parse, word, mark, behind)
    own = sentence_of(parse, word)
    own = Span(own.start, own.end + len(mark))
    at = words[word].end if behind else words[word].start
    before = [shifted(q, at, len(mark)) for q in quotes(number, rules)]
    after = find_quotes(to_doc(VOCAB, marked, parse_marked), rules)
    return apart(before, own, marked) != apart(after, own, marked)


THROWN = st.tuples(
    st.integers(0, len(PATHS) - 1), st.floats(0, 1, exclude_max=True), st.sampled_from(MARKS), st.booleans()
)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(THROWN, min_size=5, max_size=5), st.booleans())
def test_nothing_is_lost_to_one_odd_mark(thrown, rules):
    """A mark that makes a pair with another one may cost that quotation; one throw in eighty does."""
    assert sum(changed(*one, rules=rules) for one in thrown) <= 1


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("text", ["The dam is safe, the mayor said.", "“We go. We stay,” he said. “We win.”"])
def test_every_mark_everywhere_is_survived(text, mark):
    for at in range(len(text) + 1):
        found = quotations(text[:at] + mark + text[at:])
        assert all(q.span.start < q.span.end for q in found)
