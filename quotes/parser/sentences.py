"""Where sentences begin and end: what the tokenizer gets wrong, repaired before and after it.

Before it a text is cut into pieces that are parsed by themselves (``pieces``): paragraphs, the dateline of an
article, what stands before a lone letter that the tokenizer takes for an initial, parts of endless paragraphs.
After it wrong breaks inside a sentence are undone and endless sentences cut up (``repaired_sentences``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quotes.parser.stanza_steps import Sentence, Token
from quotes.quotation_marks import paragraphs
from quotes.types import Span

LONGEST_PARAGRAPH = 6_000  # characters; what is longer is cut, after a sentence if it has any
LONGEST_SENTENCE = 180  # words; the parser's time and memory grow with the square

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


def pieces(text: str) -> Iterator[Span]:
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
            cut = _cut_before(text, span.start, span.start + LONGEST_PARAGRAPH)
            yield Span(span.start, cut)
            span = Span(cut, span.end)
        yield span


def _cut_before(text: str, start: int, limit: int) -> int:
    """Return where to cut a paragraph before ``limit``: after a sentence, else at white space, else there."""
    ends = [match.end() for match in SENTENCE_BREAK.finditer(text, start + LONGEST_PARAGRAPH // 2, limit)]
    if ends:
        return ends[-1]
    spaces = [match.end() for match in re.finditer(r"\s+", text[limit - 500 : limit])]
    return limit - 500 + spaces[-1] if spaces else limit


def repaired_sentences(text: str, sentences: list[Sentence]) -> Iterator[Sentence]:
    """Yield a paragraph's sentences, wrong breaks undone, the longest ones cut up."""
    merged: list[Sentence] = []
    for sentence in sentences:
        while merged and sentence and _is_closing_mark(text, merged[-1][-1], sentence[0]):
            merged[-1] = [*merged[-1], sentence[0]]
            sentence = sentence[1:]
        if merged and sentence and _is_wrong_break(text, merged[-1][-1], sentence[0]):
            merged[-1] = merged[-1] + sentence
        elif sentence:
            merged.append(sentence)
    for sentence in merged:
        yield from _cut_up(sentence)


def _is_closing_mark(text: str, last: Token, first: Token) -> bool:
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


def _is_wrong_break(text: str, last: Token, first: Token) -> bool:
    """Return whether a sentence break is inside a line, after a word that ends no sentence.

    ("President Volodymyr | Zelensky", "the Dockers’ | Alliance")
    """
    gap = text[last.end : first.start]
    if not gap.isspace() or "\n" in gap:
        return False
    ends = SENTENCE_END.search(text[last.start : last.end])
    return not ends or POSSESSIVE.search(text, last.start - 1, last.end) is not None
