"""Articles to spaCy ``Doc``s through Stanza. The only file that imports Stanza.

The ``Doc``'s text is the article's, exactly. Tokens carry lemma, UPOS (``pos_``), treebank tag (``tag_``),
head and UD relation (``dep_``); entities are labelled PERSON, ORG, LOC, NORP, DATE or MISC, whatever the
model calls them. Multi-word tokens ("don’t", "Kyiv’s") come as their parts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from spacy.tokens import Doc

from quotes.doc import Name, Parse, Word, new_vocab, to_doc
from quotes.marks import paragraphs
from quotes.model import Article, Span
from quotes.models import load_pipeline

ENTITY_LABELS = {
    "PER": "PERSON", "PERSON": "PERSON",
    "ORG": "ORG", "ORGANIZATION": "ORG",
    "LOC": "LOC", "LOCATION": "LOC", "GPE": "LOC", "FAC": "LOC", "FACILITY": "LOC",
    "NORP": "NORP", "DATE": "DATE",
}  # fmt: skip
# What can end a sentence when no line break follows it.
SENTENCE_END = re.compile(r"[.!?…:;][\"”“’'»)\]]*$|^[\"”“’'»)\]]+$|''$")
# "WASHINGTON (Reuters) - ", "KYIV, Jan. 3 — ": the parser would take it for the main clause.
DATELINE = re.compile(
    r"\s*(?:[A-Z][A-Z.’'-]+(?:[ ,]+[A-Z][A-Za-z.]*){0,4}(?:,? ?[A-Z][a-z]+\.? \d{1,2})?"
    r"(?: \([A-Za-z .&]{2,30}\))?|\([A-Z][A-Za-z .&]{1,30}\)) ?[-–—]{1,2}\s+"
)


class Parser:
    """Stanza pipeline plus bridge. ``model`` is what ``load_pipeline`` takes; loading takes seconds."""

    def __init__(self, model: str | None = None) -> None:
        self.pipeline = load_pipeline(model)
        self.vocab = new_vocab()

    def parse(self, article: Article) -> Doc:
        """Return the parsed ``Doc`` of one article; ``doc.text == article.text``."""
        return next(self.parse_all([article]))

    def parse_all(self, articles: Iterable[Article], batch_characters: int = 60_000) -> Iterator[Doc]:
        """Yield a ``Doc`` per article, in order, sending several articles through Stanza at once."""
        rest = iter(articles)
        while batch := _take(rest, batch_characters):
            for article, parse in zip(batch, self.analyse(batch), strict=True):
                yield to_doc(self.vocab, article.text, parse)

    def analyse(self, articles: list[Article]) -> list[Parse]:
        """Return what the models find in each article, all of them in one batch."""
        import stanza

        pieces = [_pieces(article.text) for article in articles]
        documents = [
            stanza.Document([], text="\n\n".join(a.text[s.start : s.end] for s in p))
            for a, p in zip(articles, pieces, strict=True)
        ]
        for processor in self.pipeline.loaded_processors:
            documents = processor.bulk_process(documents)
            if type(processor).__name__ == "MWTProcessor":
                documents = [_join_broken_sentences(document) for document in documents]
        return [
            _to_parse(document, _Offsets(piece)) for document, piece in zip(documents, pieces, strict=True)
        ]


def _take(articles: Iterator[Article], characters: int) -> list[Article]:
    """Return the next articles, at least one if any is left, of about so many characters in all."""
    batch: list[Article] = []
    for article in islice(articles, 64):
        batch.append(article)
        characters -= len(article.text)
        if characters <= 0:
            break
    return batch


def _pieces(text: str) -> list[Span]:
    """Return what to parse: the paragraphs, datelines cut into pieces of their own."""
    out: list[Span] = []
    for span in paragraphs(text):
        dateline = DATELINE.match(text, span.start, span.end)
        if dateline and dateline.end() < span.end:
            out += [Span(span.start, dateline.end()), Span(dateline.end(), span.end)]
        else:
            out.append(span)
    return out


class _Offsets:
    """Maps offsets in the joined pieces back to offsets in the article."""

    def __init__(self, pieces: list[Span]) -> None:
        self.joined: list[int] = []
        self.original = [piece.start for piece in pieces]
        position = 0
        for piece in pieces:
            self.joined.append(position)
            position += piece.end - piece.start + 2

    def __call__(self, offset: int) -> int:
        i = bisect_right(self.joined, offset) - 1
        return self.original[i] + offset - self.joined[i]


def _join_broken_sentences(document: Any) -> Any:
    """Undo sentence breaks inside a line after a word that ends no sentence ("President Volodymyr | Zelensky")."""
    from stanza.models.common.doc import Document

    merged: list[list[dict[str, Any]]] = []
    for sentence in document.sentences:
        tokens = [entry for token in sentence.tokens for entry in token.to_dict()]
        if merged and _is_broken(document.text, merged[-1][-1], tokens[0], sentence.tokens[0].start_char):
            shift = max(_last_id(entry) for entry in merged[-1])
            merged[-1] += [_shifted(entry, shift) for entry in tokens]
        else:
            merged.append(tokens)
    return document if len(merged) == len(document.sentences) else Document(merged, text=document.text)


def _is_broken(text: str, last: dict[str, Any], first: dict[str, Any], start: int) -> bool:
    return (
        text[last["end_char"] : start].isspace()
        and "\n" not in text[last["end_char"] : start]
        and not SENTENCE_END.search(text[last["start_char"] : last["end_char"]])
    )


def _last_id(entry: dict[str, Any]) -> int:
    return entry["id"][-1] if isinstance(entry["id"], (tuple, list)) else entry["id"]


def _shifted(entry: dict[str, Any], by: int) -> dict[str, Any]:
    ids = entry["id"] if isinstance(entry["id"], (tuple, list)) else (entry["id"],)
    moved = tuple(i + by for i in ids)
    return {**entry, "id": moved if len(moved) > 1 else moved[0]}


def _to_parse(document: Any, offsets: _Offsets) -> Parse:
    return Parse([_sentence(s, offsets) for s in document.sentences], _names(document, offsets))


def _sentence(sentence: Any, offsets: _Offsets) -> list[Word]:
    """Return a sentence's words in order; a multi-word token whose parts do not split it stays whole."""
    index: dict[int, int] = {}  # Stanza's word id -> position in the sentence
    kept: list[tuple[Any, int, int]] = []
    for token in sentence.tokens:
        split = len(token.words) > 1 and all(w.start_char is not None for w in token.words)
        for word in token.words if split else _head_first(token.words):
            index[word.id] = len(kept)
            place = word if split else token
            kept.append((word, place.start_char, place.end_char))
        for word in token.words:
            index.setdefault(word.id, len(kept) - 1)
    words: list[Word] = []
    for word, start, end in kept:
        own = index[word.id]
        head = index[word.head] if word.head else own
        words.append(Word(offsets(start), offsets(end - 1) + 1, word.lemma or word.text, word.upos or "X",
                          word.xpos or "", head, "root" if head == own else word.deprel))  # fmt: skip
    return words


def _head_first(words: list[Any]) -> list[Any]:
    """Return the one word of a token that stands for it: the one whose head lies outside the token."""
    inside = {word.id for word in words}
    return [next((w for w in words if w.head not in inside), words[0])]


def _names(document: Any, offsets: _Offsets) -> list[Name]:
    """Return the names with the labels of ``ENTITY_LABELS`` (others become MISC)."""
    return [
        Name(offsets(e.start_char), offsets(e.end_char - 1) + 1, ENTITY_LABELS.get(e.type.upper(), "MISC"))
        for e in document.ents
    ]
