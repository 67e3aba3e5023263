"""What a parser found in an article, as plain values: words, names and hints by their characters."""

from __future__ import annotations

from typing import NamedTuple


class Hint(NamedTuple):
    """Probabilities in percent, 0 to 100, that a word is part of a cue, a source, content; begins or ends content."""

    cue: int
    source: int
    content: int
    begins: int
    ends: int


class Word(NamedTuple):
    """One syntactic word at ``[start, end)`` of the article.

    ``head`` is an index into the word's sentence; the root is its own head. ``hint`` is None where the
    models give none.
    """

    start: int
    end: int
    lemma: str
    upos: str
    xpos: str
    head: int
    deprel: str
    hint: Hint | None = None


class Name(NamedTuple):
    """A named entity or date at ``[start, end)`` of the article."""

    start: int
    end: int
    label: str


class Parse(NamedTuple):
    """The sentences of one article, each a list of words in order, and the names in it."""

    sentences: list[list[Word]]
    names: list[Name]
