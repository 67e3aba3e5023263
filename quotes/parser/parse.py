"""Articles to spaCy ``Doc``s through Stanza.

The ``Doc``'s text is the article's, exactly. Tokens carry lemma, UPOS (``pos_``), treebank tag (``tag_``),
head and UD relation (``dep_``); entities are labelled PERSON, ORG, LOC, NORP, DATE or MISC, whatever the
model calls them. Multi-word tokens ("don’t", "Kyiv’s") come as their parts.

A text is parsed paragraph by paragraph and in windows of about ``WINDOW`` characters, so that memory does
not grow with its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from spacy.tokens import Doc

from quotes.parser.doc import LONE_SURROGATE, Name, Parse, Word, new_vocab, to_doc
from quotes.parser.fast.steps import load_steps
from quotes.parser.memory import release
from quotes.parser.stanza_pipeline import load_pipeline
from quotes.parser.stanza_steps import Plain, Sentence, Tags, Token
from quotes.quotation_marks import paragraphs, with_double_marks
from quotes.types import Article, Span

ENTITY_LABELS = {
    "PER": "PERSON", "PERSON": "PERSON",
    "ORG": "ORG", "ORGANIZATION": "ORG",
    "LOC": "LOC", "LOCATION": "LOC", "GPE": "LOC", "FAC": "LOC", "FACILITY": "LOC",
    "NORP": "NORP", "DATE": "DATE",
}  # fmt: skip
BATCH = 20_000  # characters parsed at once: about 3,500 words; more is no faster and takes memory
WINDOW = 20_000  # characters of one article parsed at once
LONGEST_PARAGRAPH = 6_000  # characters; what is longer is cut, after a sentence if it has any
LONGEST_SENTENCE = 180  # words; the parser's time and memory grow with the square
VOCABULARY = 40_000  # words a spaCy vocabulary (17 MB then) may grow to before a fresh one takes its place

# What can end a sentence when no line break follows it.
SENTENCE_END = re.compile(r"[.!?…:;][\"”“’'»)\]]*$|^[\"”“’'»)\]]+$|''$")
POSSESSIVE = re.compile(r"(?<=s)[’']$")  # "the Dockers’ Alliance": after a letter it closes no sentence
SENTENCE_BREAK = re.compile(r"[.!?…][\"”’'»)\]]*\s+")
CLAUSE_END = frozenset(",;:—–-")
CLOSING = frozenset(["”", "’", "»", "''", '"', "'", ")", "]"])
# "KARSK, March 4 (Agency) — ": the parser would take it for the main clause.
_DATE = r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}\.?)(?:,? \d{4})?"
_AGENCY = r"\([A-Z][A-Za-z .&/-]{1,30}\)"
_PLACE = r"[A-Z][A-Z.’'-]+(?:[ /][A-Z][A-Z.’'-]*)*(?:, [A-Z][A-Za-z.]*(?: [A-Z][A-Za-z.]*)*){0,3}?"
DATELINE = re.compile(
    rf"\s*(?:{_PLACE}(?:,? {_DATE})?(?: {_AGENCY})?(?:,? {_DATE})?|(?:[A-Z][a-z]+ ){{0,3}}{_AGENCY})"
    r" ?[-–—]{1,2}\s+(?=[“‘\"'A-Z])"
)


# "in a post on X. “The talks have failed," — the letter is taken for an initial, and the sentence goes on.
LONE_LETTER = re.compile(r"(?<=\s[A-Z]\.)[ \u00a0]+(?=[“\"][A-Z][^”\"]{25})")


class Parser:
    """Stanza pipeline plus bridge. ``model`` is what ``load_pipeline`` takes; loading takes seconds."""

    def __init__(self, model: str | None = None, plain: bool = False) -> None:
        """Load the models; ``plain`` runs Stanza unpatched, slowly, for comparison."""
        self.steps = Plain(load_pipeline(model)) if plain else load_steps(model)
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
            [s for span in pieces for s in _sentences(text, _moved(next(found), span.start))]
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
    pieces = iter(_pieces(text))
    while window := _take(pieces, WINDOW, lambda span: span.end - span.start):
        yield window


def _pieces(text: str) -> Iterator[Span]:
    """Yield what to parse by itself: paragraphs, with datelines and sentences that end in a letter cut off."""
    for span in paragraphs(text):
        dateline = DATELINE.match(text, span.start, span.end)
        if dateline and dateline.end() < span.end:
            yield Span(span.start, dateline.end())
            span = Span(dateline.end(), span.end)
        for letter in LONE_LETTER.finditer(text, span.start, span.end):
            yield Span(span.start, letter.end())
            span = Span(letter.end(), span.end)
        while span.end - span.start > LONGEST_PARAGRAPH:
            cut = _cut(text, span.start, span.start + LONGEST_PARAGRAPH)
            yield Span(span.start, cut)
            span = Span(cut, span.end)
        yield span


def _cut(text: str, start: int, limit: int) -> int:
    """Return where to cut a paragraph before ``limit``: after a sentence, else at white space, else there."""
    ends = [match.end() for match in SENTENCE_BREAK.finditer(text, start + LONGEST_PARAGRAPH // 2, limit)]
    if ends:
        return ends[-1]
    spaces = [match.end() for match in re.finditer(r"\s+", text[limit - 500 : limit])]
    return limit - 500 + spaces[-1] if spaces else limit


def _moved(sentences: list[Sentence], by: int) -> list[Sentence]:
    return [[Token(t.start + by, t.end + by, t.words) for t in sentence] for sentence in sentences]


def _sentences(text: str, sentences: list[Sentence]) -> Iterator[Sentence]:
    """Yield a paragraph's sentences, wrong breaks undone, the longest ones cut up."""
    merged: list[Sentence] = []
    for sentence in sentences:
        while merged and sentence and _closes(text, merged[-1][-1], sentence[0]):
            merged[-1] = [*merged[-1], sentence[0]]
            sentence = sentence[1:]
        if merged and sentence and _is_broken(text, merged[-1][-1], sentence[0]):
            merged[-1] = merged[-1] + sentence
        elif sentence:
            merged.append(sentence)
    for sentence in merged:
        yield from _cut_up(sentence)


def _closes(text: str, last: Token, first: Token) -> bool:
    """Return whether a sentence begins with the mark that closes the one before."""
    if text[first.start : first.end] not in CLOSING:
        return False
    return last.end == first.start or (text[first.start] == "”" and not text[first.end : first.end + 1].strip())


def _cut_up(sentence: Sentence) -> Iterator[Sentence]:
    """Yield the sentence in parts the parser can take, cut after a comma or the like where there is one."""
    while len(sentence) > LONGEST_SENTENCE:
        ends = [i for i in range(LONGEST_SENTENCE // 2, LONGEST_SENTENCE) if sentence[i].words[0] in CLAUSE_END]
        cut = ends[-1] + 1 if ends else LONGEST_SENTENCE
        yield sentence[:cut]
        sentence = sentence[cut:]
    yield sentence


def _is_broken(text: str, last: Token, first: Token) -> bool:
    """Return whether a sentence break is inside a line, after a word that ends no sentence.

    ("President Volodymyr | Zelensky", "the Dockers’ | Alliance")
    """
    gap = text[last.end : first.start]
    if not gap.isspace() or "\n" in gap:
        return False
    ends = SENTENCE_END.search(text[last.start : last.end])
    return not ends or POSSESSIVE.search(text, last.start - 1, last.end) is not None


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
