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
from typing import Any, NamedTuple

from spacy.tokens import Doc
from spacy.vocab import Vocab

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


class Word(NamedTuple):
    """One syntactic word at ``[start, end)`` of the article; ``head`` is an index into the word list."""

    start: int
    end: int
    lemma: str
    upos: str
    xpos: str
    head: int
    deprel: str


class Parser:
    """Stanza pipeline plus bridge. ``model`` is what ``load_pipeline`` takes; loading takes seconds."""

    def __init__(self, model: str | None = None) -> None:
        self.pipeline = load_pipeline(model)
        self.vocab = Vocab()

    def parse(self, article: Article) -> Doc:
        """Return the parsed ``Doc`` of one article; ``doc.text == article.text``."""
        return next(self.parse_all([article]))

    def parse_all(self, articles: Iterable[Article], batch_characters: int = 60_000) -> Iterator[Doc]:
        """Yield a ``Doc`` per article, in order, sending several articles through Stanza at once."""
        rest = iter(articles)
        while batch := _take(rest, batch_characters):
            yield from self._parse_batch(batch)

    def _parse_batch(self, articles: list[Article]) -> list[Doc]:
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
            _to_doc(self.vocab, article.text, document, _Offsets(piece))
            for article, document, piece in zip(articles, documents, pieces, strict=True)
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


def _words(document: Any, offsets: _Offsets) -> list[Word]:
    """Return the document's words in order; a multi-word token whose parts do not split it stays whole."""
    words: list[Word] = []
    for sentence in document.sentences:
        index: dict[int, int] = {}  # Stanza's word id -> position in words
        kept: list[Any] = []
        for token in sentence.tokens:
            split = len(token.words) > 1 and all(w.start_char is not None for w in token.words)
            for word in token.words if split else _head_first(token.words):
                index[word.id] = len(words) + len(kept)
                kept.append((word, word.start_char if split else token.start_char,
                             word.end_char if split else token.end_char))  # fmt: skip
            for word in token.words:
                index.setdefault(word.id, len(words) + len(kept) - 1)
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


def _to_doc(vocab: Vocab, text: str, document: Any, offsets: _Offsets) -> Doc:
    words = _words(document, offsets)
    tokens, spaces, position = _cover(text, words)
    count = len(tokens)
    heads, deps = list(range(count)), ["dep"] * count
    lemmas, pos, tags = list(tokens), ["SPACE" if t.isspace() else "X" for t in tokens], [""] * count
    for i, word in zip(position, words, strict=True):
        heads[i], deps[i] = position[word.head], word.deprel
        lemmas[i], pos[i], tags[i] = word.lemma, word.upos, word.xpos
    is_word = set(position)
    for i in range(count):  # what the parser did not see hangs on the word before it (or after, at the start)
        if i not in is_word:
            heads[i] = i - 1 if i else position[0] if position else 0
            deps[i] = "punct" if pos[i] == "X" else "dep"
    doc = Doc(vocab, words=tokens, spaces=spaces, heads=heads, deps=deps, lemmas=lemmas, pos=pos, tags=tags)
    assert doc.text == text
    doc.ents = _entities(doc, document, offsets)
    return doc


def _cover(text: str, words: list[Word]) -> tuple[list[str], list[bool], list[int]]:
    """Return tokens that cover the text exactly, whether a space follows each, and each word's token index."""
    tokens: list[str] = []
    spaces: list[bool] = []
    position: list[int] = []

    def fill(gap: str) -> None:
        if gap[:1] == " " and tokens:
            spaces[-1], gap = True, gap[1:]
        for part in re.findall(r"\s+|\S+", gap):
            tokens.append(part)
            spaces.append(False)

    end = 0
    for word in words:
        fill(text[end : word.start])
        position.append(len(tokens))
        tokens.append(text[word.start : word.end])
        spaces.append(False)
        end = word.end
    fill(text[end:])
    return tokens, spaces, position


def _entities(doc: Doc, document: Any, offsets: _Offsets) -> list[Any]:
    """Return non-overlapping entity spans with the labels of ``ENTITY_LABELS`` (others become MISC)."""
    out: list[Any] = []
    for entity in document.ents:
        label = ENTITY_LABELS.get(entity.type.upper(), "MISC")
        span = doc.char_span(offsets(entity.start_char), offsets(entity.end_char - 1) + 1, label=label,
                             alignment_mode="contract")  # fmt: skip
        if span is not None and (not out or span.start >= out[-1].end):
            out.append(span)
    return out
