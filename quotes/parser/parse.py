"""Articles to spaCy ``Doc``s through Stanza.

The ``Doc``'s text is the article's, exactly. Tokens carry lemma, UPOS (``pos_``), treebank tag (``tag_``),
head and UD relation (``dep_``); entities are labelled PERSON, ORG, LOC, NORP, DATE or MISC, whatever the
model calls them. Multi-word tokens ("don’t", "Kyiv’s") come as their parts.

A text is parsed paragraph by paragraph and in windows of about ``WINDOW`` characters, so that memory does
not grow with its length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from spacy.tokens import Doc

from quotes.parser.doc import LONE_SURROGATE, new_vocab, to_doc
from quotes.parser.fast.steps import load_steps
from quotes.parser.memory import release
from quotes.parser.sentences import pieces, repaired_sentences
from quotes.parser.stanza_pipeline import load_pipeline
from quotes.parser.stanza_steps import Sentence, StanzaSteps, Tags, Token
from quotes.parser.types import Name, Parse, Word
from quotes.quotation_marks import with_double_marks
from quotes.types import Article, Span

ENTITY_LABELS = {
    "PER": "PERSON", "PERSON": "PERSON",
    "ORG": "ORG", "ORGANIZATION": "ORG",
    "LOC": "LOC", "LOCATION": "LOC", "GPE": "LOC", "FAC": "LOC", "FACILITY": "LOC",
    "NORP": "NORP", "DATE": "DATE",
}  # fmt: skip
BATCH = 20_000  # characters parsed at once: about 3,500 words; more is no faster and takes memory
WINDOW = 20_000  # characters of one article parsed at once
VOCABULARY = 40_000  # words a spaCy vocabulary (17 MB then) may grow to before a fresh one takes its place

class Parser:
    """Stanza pipeline plus bridge. ``model`` is what ``load_pipeline`` takes; loading takes seconds."""

    def __init__(self, model: str | None = None, plain: bool = False) -> None:
        """Load the models; ``plain`` runs Stanza unpatched, slowly, for comparison."""
        self.steps = StanzaSteps(load_pipeline(model)) if plain else load_steps(model)
        self.vocab = new_vocab()

    def parse(self, article: Article) -> Doc:
        """Return the parsed ``Doc`` of one article; ``doc.text == article.text``."""
        return next(self.parse_all([article]))

    def parse_all(self, articles: Iterable[Article], batch_characters: int = BATCH) -> Iterator[Doc]:
        """Yield a ``Doc`` per article, in order, sending several articles through the models at once."""
        rest = iter(articles)
        while batch := _take(rest, batch_characters, lambda article: len(article.text)):
            for article, parse in zip(batch, self.analyse(batch), strict=True):
                yield to_doc(self.vocab, article.text, parse)
            if len(self.vocab) > VOCABULARY:
                self.vocab = new_vocab()

    def analyse(self, articles: Sequence[Article]) -> list[Parse]:
        """Return what the models find in each article."""
        parses = [Parse([], []) for _ in articles]
        texts = [with_double_marks(LONE_SURROGATE.sub("\ufffd", article.text)) for article in articles]
        windows = (
            (parse, text, pieces)
            for parse, text in zip(parses, texts, strict=True)
            for pieces in _windows(text)
        )
        while batch := _take(windows, BATCH, lambda window: window[2][-1].end - window[2][0].start):
            self._fill(batch)
            release()
        return parses

    def _fill(self, windows: Sequence[tuple[Parse, str, list[Span]]]) -> None:
        """Parse windows of articles and add what is found to the articles' parses."""
        found = iter(self.steps.split([span.of(text) for _, text, pieces in windows for span in pieces]))
        tokens = [
            [s for span in pieces for s in repaired_sentences(text, _moved(next(found), span.start))]
            for _, text, pieces in windows
        ]
        tags = self.steps.tag(tokens)
        for (parse, _, _), sentences, tagged in zip(windows, tokens, tags, strict=True):
            for sentence, values in zip(sentences, tagged, strict=True):
                words, names = _words(sentence, values)
                parse.sentences.append(words)
                parse.names.extend(names)


T = TypeVar("T")


def _take(items: Iterator[T], characters: int, length: Callable[[T], int]) -> list[T]:
    """Return the next items, at least one if any is left, of about so many characters in all."""
    batch: list[T] = []
    for item in islice(items, 64):
        batch.append(item)
        characters -= length(item)
        if characters <= 0:
            break
    return batch


def _windows(text: str) -> Iterator[list[Span]]:
    """Yield the pieces of a text in runs of about ``WINDOW`` characters, none of them empty."""
    rest = iter(pieces(text))
    while window := _take(rest, WINDOW, lambda span: span.end - span.start):
        yield window


def _moved(sentences: list[Sentence], by: int) -> list[Sentence]:
    return [[Token(t.start + by, t.end + by, t.words) for t in sentence] for sentence in sentences]


def _words(sentence: Sentence, tags: Tags) -> tuple[list[Word], list[Name]]:
    """Return a sentence's words in order; a multi-word token whose parts do not split it stays whole."""
    places: list[tuple[int, int, int]] = []  # start, end and the index in tags of each word kept
    index: list[int] = []  # of each word of tags, the position of the word kept for it
    for token in sentence:
        first = len(index)
        if sum(map(len, token.words)) == token.end - token.start:
            start = token.start
            for i, word in enumerate(token.words):
                index.append(len(places))
                places.append((start, start + len(word), first + i))
                start += len(word)
        else:
            index += [len(places)] * len(token.words)
            places.append((token.start, token.end, _outer(range(first, len(index)), tags.heads)))
    words: list[Word] = []
    for own, (start, end, i) in enumerate(places):
        head = index[tags.heads[i]]
        deprel = "root" if head == own else tags.deprels[i]
        hint = tags.hints[i] if tags.hints else None
        words.append(Word(start, end, tags.lemmas[i], tags.upos[i], tags.xpos[i], head, deprel, hint))
    names = [
        Name(places[index[a]][0], places[index[b]][1], ENTITY_LABELS.get(label.upper(), "MISC"))
        for a, b, label in tags.names
    ]
    return words, names


def _outer(words: range, heads: list[int]) -> int:
    """Return the one of a token's words that stands for it: the one whose head lies outside the token."""
    return next((i for i in words if heads[i] not in words or heads[i] == i), words[0])
