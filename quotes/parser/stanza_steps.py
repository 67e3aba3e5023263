"""Stanza as it is: texts to sentences of tokens, sentences to tags, trees and names.

``StanzaSteps`` runs any English pipeline through Stanza's own processors. ``quotes.parser.fast.steps`` is the fast
path for the embedded models; both speak ``Token`` and ``Tags``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from quotes.parser.types import Hint

QUESTIONS = frozenset("?？︖﹖⁇")
CALLS = QUESTIONS | frozenset("!！︕﹗‼")
LONGEST_WORD = 1000  # characters; Stanza replaces what is longer by <UNK>, and so do we before tagging


class Token(NamedTuple):
    """A token at ``[start, end)`` of its text, and the words it stands for ("don’t": "do", "n’t")."""

    start: int
    end: int
    words: tuple[str, ...]


Sentence = list[Token]


class Tags(NamedTuple):
    """What the models say of one sentence, a value per word (not per token).

    ``heads`` are indexes of words, the root's is its own; ``names`` are (first word, last word, type);
    ``hints`` are None where the models give none.
    """

    lemmas: list[str]
    upos: list[str]
    xpos: list[str]
    heads: list[int]
    deprels: list[str]
    names: list[tuple[int, int, str]]
    hints: list[Hint] | None = None


class StanzaSteps:
    """The steps of a parse, by an unchanged Stanza pipeline."""

    def __init__(self, pipeline: Any) -> None:
        self.processors = pipeline.processors

    def split(self, texts: Sequence[str]) -> list[list[Sentence]]:
        """Return the sentences of each text (a paragraph), multi-word tokens expanded."""
        from stanza.models.common.doc import Document

        documents = [Document([], text=text) for text in texts]
        for name in ("tokenize", "mwt"):
            if documents and name in self.processors:
                documents = self.processors[name].bulk_process(documents)
        return [
            [[_token(text, token) for token in sentence.tokens] for sentence in document.sentences]
            for text, document in zip(texts, documents, strict=True)
        ]

    def tag(self, articles: Sequence[Sequence[Sentence]]) -> list[list[Tags]]:
        """Return the tags of each sentence of each article."""
        from stanza.models.common.doc import Document

        sentences = [_entries(sentence) for article in articles for sentence in article]
        if not sentences:
            return [[] for _ in articles]
        documents = [Document(sentences)]
        for name in ("pos", "lemma", "depparse", "ner"):
            documents = self.processors[name].bulk_process(documents)
        tagged = iter(documents[0].sentences)
        return [[_tags(next(tagged)) for _ in article] for article in articles]


def _token(text: str, token: Any) -> Token:
    words = tuple(word.text for word in token.words)
    whole = text[token.start_char : token.end_char]
    return Token(token.start_char, token.end_char, words if len(words) > 1 else (whole,))


def model_form(word: str) -> str:
    """Return the word as the models are to see it; Stanza trains on "!!!" as "!", on "?!" as "?"."""
    if len(word) > 1 and CALLS.issuperset(word):
        return "?" if word[0] in QUESTIONS else "!"
    return word if len(word) <= LONGEST_WORD else "<UNK>"


def _entries(sentence: Sentence) -> list[dict[str, Any]]:
    """Return a sentence in the form Stanza makes its ``Document`` of."""
    entries: list[dict[str, Any]] = []
    number = 1
    for token in sentence:
        last = number + len(token.words) - 1
        if last > number:
            entries.append({"id": (number, last), "text": "".join(token.words)})
        entries += [{"id": number + i, "text": model_form(word)} for i, word in enumerate(token.words)]
        number = last + 1
    return entries


def _tags(sentence: Any) -> Tags:
    words = sentence.words
    first_word: list[int] = []
    for token in sentence.tokens:
        first_word.append(token.words[0].id - 1)
    first_word.append(len(words))
    position = {id(token): i for i, token in enumerate(sentence.tokens)}
    names = [
        (first_word[position[id(e.tokens[0])]], first_word[position[id(e.tokens[-1])] + 1] - 1, e.type)
        for e in sentence.ents
    ]
    return Tags(
        [word.lemma or word.text for word in words],
        [word.upos or "X" for word in words],
        [word.xpos or "" for word in words],
        [word.head - 1 if word.head else i for i, word in enumerate(words)],
        [word.deprel if word.head else "root" for word in words],
        names,
    )
