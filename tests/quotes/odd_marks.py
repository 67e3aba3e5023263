"""An odd mark thrown into a parsed article, as a typist or a broken export would: the words stay as they were."""

from __future__ import annotations

from quotes.parser.types import Name, Parse, Word
from quotes.types import Quote, Span, Spans

MARKS = ("'", "’", "‘", '"', "“", "”", "''", "``", "„", "«", "»", "「", "」", "″", "`")


def with_mark(text: str, parse: Parse, word: int, mark: str, behind: bool) -> tuple[str, Parse]:
    """Return text and parse with a mark right before or right behind the word with this index."""
    words = [w for sentence in parse.sentences for w in sentence]
    at = words[word].end if behind else words[word].start
    sentences = []
    number = 0
    for sentence in parse.sentences:
        moved = [_moved(w, at, len(mark)) for w in sentence]
        if number <= word < number + len(sentence):
            moved = _inserted(moved, word - number, Span(at, at + len(mark)), behind)
        sentences.append(moved)
        number += len(sentence)
    names = [Name(*_shifted(n.start, n.end, at, len(mark)), n.label) for n in parse.names]
    return text[:at] + mark + text[at:], Parse(sentences, names)


def _shifted(start: int, end: int, at: int, length: int) -> tuple[int, int]:
    return start + length * (start >= at), end + length * (end > at)


def _moved(word: Word, at: int, length: int) -> Word:
    start, end = _shifted(word.start, word.end, at, length)
    return word._replace(start=start, end=end)


def _inserted(sentence: list[Word], beside: int, mark: Span, behind: bool) -> list[Word]:
    """Return the sentence with the mark as a punctuation word that hangs on the word beside it."""
    place = beside + behind
    sentence = [w._replace(head=w.head + (w.head >= place)) for w in sentence]
    head = beside + (not behind)
    return [*sentence[:place], Word(*mark, "", "PUNCT", "``", head, "punct"), *sentence[place:]]


def shifted(quote: Quote, at: int, length: int) -> Quote:
    """Return a quote of the text before as it stands in the text with the mark."""

    def moved(spans: Spans) -> Spans:
        return tuple(Span(*_shifted(s.start, s.end, at, length)) for s in spans)

    return Quote(quote.kind, moved(quote.content), moved(quote.cue), moved(quote.source), quote.rule, quote.confidence)


def apart(quotes: list[Quote], own: Span, text: str) -> set[tuple[str, ...]]:
    """Return the contents of quotes outside the span ``own``, each as its pieces of text."""
    out = set()
    for quote in quotes:
        sides = [(s.start, min(s.end, own.start)) for s in quote.content]
        sides += [(max(s.start, own.end), s.end) for s in quote.content]
        pieces = tuple(Span(*side).of(text).strip() for side in sides if _has_words(text, *side))
        if pieces:
            out.add(pieces)
    return out


def _has_words(text: str, start: int, end: int) -> bool:
    return any(map(str.isalnum, text[start : max(start, end)]))


def sentence_of(parse: Parse, word: int) -> Span:
    """Return where the sentence of the word with this index lies."""
    number = 0
    for sentence in parse.sentences:
        if number <= word < number + len(sentence):
            return Span(sentence[0].start, sentence[-1].end)
        number += len(sentence)
    raise IndexError(word)
