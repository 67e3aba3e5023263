"""Where sentences begin and end: what the tokenizer gets wrong, repaired before and after it.

Before it a text is cut into pieces that are parsed by themselves (``pieces``): paragraphs, the dateline of an
article, what stands before a lone letter that the tokenizer takes for an initial, parts of endless paragraphs.
After it wrong breaks inside a sentence are undone and endless sentences cut up (``repaired_sentences``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quotes.parser.abbreviations import TITLES, ends_no_sentence, ends_sentence, is_word_with_stop
from quotes.parser.stanza_steps import Sentence, Token
from quotes.quotation_marks import paragraphs
from quotes.types import Span

LONGEST_PARAGRAPH = 6_000  # characters; what is longer is cut, after a sentence if it has any
LONGEST_SENTENCE = 180  # words; the parser's time and memory grow with the square

LONGEST_NAME = 60  # characters beside a break that tell whether it is one
# What can end a sentence when no line break follows it.
SENTENCE_END = re.compile(r"[.!?…:;][\"”“’'»)\]]*$|^[\"”“’'»)\]]+$|''$")
POSSESSIVE = re.compile(r"(?<=s)[’']$")  # "the Dockers’ Alliance": after a letter it closes no sentence
STARTS_SENTENCE = re.compile(r"[ \u00a0]+[\"“‘']?[A-Z]")
SENTENCE_BREAK = re.compile(r"[.!?…][\"”’'»)\]]*\s+")
# A nickname between the names of one person: "William ‘Bill’ | Oster", "Elizabeth (Liz) | Crane".
NICKNAME = re.compile(r"\b[A-Z][\w.-]* (?:['‘][A-Z][\w-]*['’]|[\"“][A-Z][\w-]*[\"”]|\([A-Z][\w-]*\))$")
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
    """Yield a paragraph's sentences, missed breaks made and wrong ones undone, the longest ones cut up."""
    merged: list[Sentence] = []
    for sentence in (part for whole in sentences for part in _broken_up(text, whole)):
        while merged and sentence and _is_closing_mark(text, merged[-1][-1], sentence[0]):
            merged[-1] = [*merged[-1], sentence[0]]
            sentence = sentence[1:]
        if merged and sentence and _is_wrong_break(text, merged[-1][-1], sentence[0]):
            merged[-1] = merged[-1] + sentence
        elif sentence:
            merged.append(sentence)
    for sentence in merged:
        yield from _cut_up(_with_whole_titles(text, sentence))


def _with_whole_titles(text: str, sentence: Sentence) -> Sentence:
    """Return a sentence with the stop of a title in short on its word, as the tokenizer leaves most: "Adm. | Lind"."""
    whole: Sentence = []
    for n, token in enumerate(sentence):
        start = whole[-1].start if whole else 0
        is_stop = text[token.start : token.end] == "." and n + 1 < len(sentence)
        if is_stop and whole and whole[-1].end == token.start and text[start : token.start] in TITLES:
            whole[-1] = Token(start, token.end, (text[start : token.end],))
        else:
            whole.append(token)
    return whole


def _broken_up(text: str, sentence: Sentence) -> Iterator[Sentence]:
    """Yield a sentence in parts where a full stop was left on its word: "the Clean Water Act. | She left"."""
    part: Sentence = []
    for n, token in enumerate(sentence):
        is_last = n + 1 == len(sentence)
        if is_word_with_stop(text[token.start : token.end]) and (is_last or STARTS_SENTENCE.match(text, token.end)):
            word, stop = text[token.start : token.end - 1], text[token.end - 1]
            part += [Token(token.start, token.end - 1, (word,)), Token(token.end - 1, token.end, (stop,))]
            ends = True
        else:
            part.append(token)
            ends = not is_last and _is_missed_break(text, part, sentence[n + 1])
        if ends:
            yield part
            part = []
    if part:
        yield part


def _is_missed_break(text: str, part: Sentence, following: Token) -> bool:
    """Return whether a sentence ends with the hour that its part so far ends in."""
    if text[part[-1].end - 1] != "." or text[part[-1].end : following.start] != " ":
        return False
    return ends_sentence(text[part[0].start : part[-1].end], text[following.start : following.start + LONGEST_NAME])


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

    ("President Volodymyr | Zelensky", "the Dockers’ | Alliance", "Adm. | Ada Lind", "Ada ‘Red’ | Lind")
    """
    gap = text[last.end : first.start]
    if not gap.isspace() or "\n" in gap:
        return False
    before = text[max(0, last.end - LONGEST_NAME) : last.end]
    if ends_no_sentence(before, text[first.start : first.start + LONGEST_NAME]):
        return True
    if NICKNAME.search(before) and text[first.start].isupper():
        return True
    ends = SENTENCE_END.search(text[last.start : last.end])
    return not ends or POSSESSIVE.search(text, last.start - 1, last.end) is not None
