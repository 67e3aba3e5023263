"""What is weighed to choose a cue's content and source: numbers for the trees of ``gradient_boosting``.

For a cue and for each choice of its content and source there are numbers of two kinds. One describes the parse
and the quotation marks around it (``CUE_NUMBERS``, ``CONTENT_NUMBERS``, ``SOURCE_NUMBERS``); the other sums up the
hints of ``quotes.parser.fast.token_scores`` (``CUE_HINTS``, ``CONTENT_HINTS``, ``SOURCE_HINTS``): none where the parse
came without hints, for which there are other trees. Names and order of the numbers are those the trees learned with.
Words and relations are numbered by their place in a list; what is not listed is 0.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Token

from quotes.detection.content_spans import ContentCandidate
from quotes.detection.cue_candidates import CueCandidate
from quotes.detection.cue_lexicon import CueLexicon
from quotes.detection.cue_ranker import CueRanker
from quotes.detection.quotation_index import BEGINS, CONTENT, CUE, ENDS, SOURCE, Hints, QuotationIndex, mean
from quotes.detection.source_spans import SourceCandidate
from quotes.syntax import ANY_SUBJECT, children, head_of_span, opening_word

CHANGES = (
    "as parsed", "cut last", "cut first", "only before", "only after", "only quoted", "to end", "to phrase",
    "to comma", "from cue", "all after", "from start",
)  # fmt: skip
RELATIONS = (
    "root", "ccomp", "xcomp", "advcl", "conj", "parataxis", "acl", "acl:relcl", "obl", "obl:tmod", "obl:unmarked",
    "obl:agent", "appos", "nmod", "nmod:poss", "nmod:desc", "nsubj", "nsubj:pass", "obj", "iobj", "advmod", "amod",
    "cc", "mark", "compound", "flat", "dep", "csubj", "discourse", "dislocated",
)  # fmt: skip
PATTERNS = (
    "ccomp", "parataxis", "as", "colon", "parenthesis", "according", "adv", "xcomp", "obj", "obj+xcomp", "obj+obl:of",
    "obj+obl:for", "obj+obl:as", "obj+obl:on", "obj+obl:to", "obj+obl:about", "obj+obl:with", "obl:for", "obl:to",
    "obl:of", "obl:on", "obl:about", "obl:with", "obl:in", "obl:as", "obl:at", "obl:against", "pass:ccomp",
    "pass:xcomp", "pass:agent", "pass:parataxis", "n:that", "n:to", "n:for", "n:of", "n:on", "n:about", "n:against",
    "a:ccomp", "a:xcomp", "a:advcl", "a:about", "a:of", "a:with", "raise:ccomp", "raise:xcomp", "advcl:to", "advcl:for",
)  # fmt: skip
MARKERS = (
    "and", "but", "or", "that", "to", "if", "whether", "as", "while", "when", "after", "before", "because", "since",
    "in", "on", "at", "with", "for", "by", "of", "from", "about", "during", "over", "who", "which", "where", "until",
    "although", "though", "so", "than", "like", "against", "into", "despite", "unless", "what", "how", "why",
)  # fmt: skip
TAGS = ("VBD", "VBZ", "VBP", "VB", "VBG", "VBN", "NN", "NNS", "NNP", "NNPS", "PRP", "JJ", "WP", "WDT", "DT", "RB", "CD")
POS = ("NOUN", "PROPN", "PRON", "VERB", "AUX", "ADJ", "ADV", "ADP", "DET", "SCONJ", "CCONJ", "PART", "NUM", "PUNCT")
MARKS = (",", ".", ";", ":", "—", "–", "-", "--", "(", ")", "“", "”", '"', "''", "?", "!")
NAMES = ("PERSON", "ORG", "NORP", "LOC", "DATE", "MISC")
PRONOUNS = (
    "he", "she", "they", "it", "we", "i", "you", "who", "which", "that", "those", "his", "her", "their", "its", "this",
    "there",
)  # fmt: skip
WAYS = (
    "as parsed", "nobody", "subject", "own subject", "possessor", "obl:agent", "obj", "iobj", "nmod:by", "nmod:from",
    "nmod:of", "nmod:among", "nmod:in", "nmod:to", "obl:by", "obl:from", "obl:of", "obl:among", "obl:in", "obl:to",
    "modified noun", "subject 1 up", "subject 2 up", "subject 3 up", "subject 4 up", "possessor 1 up", "possessor 2 up",
    "possessor 3 up", "possessor 4 up", "obj 1 up", "obj 2 up", "obj 3 up", "obj 4 up", "before", "behind", "first",
)  # fmt: skip


def _numbered(values: Sequence[str]) -> dict[str, int]:
    return {value: number for number, value in enumerate(values, 1)}


_CHANGE, _RELATION, _PATTERN, _MARKER, _TAG, _POS, _MARK, _NAME, _PRONOUN, _WAY = map(
    _numbered, (CHANGES, RELATIONS, PATTERNS, MARKERS, TAGS, POS, MARKS, NAMES, PRONOUNS, WAYS)
)

CUE_NUMBERS = (
    "score", "margin", "readings", "pattern", "cue tag", "cue relation", "speech verb", "cue quoted", "sentence",
    "score around",
)  # fmt: skip
CONTENT_NUMBERS = (
    "change", "relation", "marker", "length", "parsed length", "first from cue", "last from cue", "to sentence start",
    "to sentence end", "mark before", "mark behind", "word before", "word behind", "first word", "first part",
    "last part", "quoted share", "quoted left out", "quotation split", "phrase size", "phrase tag", "phrase subject",
    "phrase tense", "phrase speaks", "phrase comma", "phrase mark", "phrase tense as content", "phrase head",
    "tag behind", "pieces", "speech inside", "holds source", "choices", "others cue",
)  # fmt: skip
SOURCE_NUMBERS = (
    "way", "head part", "head name", "distance", "length", "parsed", "head relation", "head pronoun", "head tag",
    "verbs between", "marks between", "quoted between", "first of sentence", "as a source", "name as a source",
    "in content", "governor speaks", "choices", "same level",
)  # fmt: skip


CUE_HINTS = ("cue", "source", "content", "content of sentence", "source of sentence")
CONTENT_HINTS = (
    "mean", "least", "share", "left out", "regret", "begins", "ends", "before", "behind", "begins inside",
    "ends inside", "source inside", "cue inside",
)  # fmt: skip
SOURCE_HINTS = ("mean", "most", "head", "left out", "content", "regret")
SUREST = 0.995  # a hint is never quite sure


def cue_numbers(
    quoted: QuotationIndex, c: CueCandidate, score: float, best: float, around: float, readings: int, cues: CueLexicon
) -> list[float]:
    """Return the numbers of ``CUE_NUMBERS``.

    ``score`` is this reading's log-odds, ``best`` the best reading's, ``around`` that of the likeliest cue whose
    content holds this one.
    """
    token, (start, end) = quoted.doc[c.cue], quoted.sentences[c.cue]
    return [
        score, best - score, readings, _PATTERN.get(c.pattern, 0), _TAG.get(token.tag_, 0),
        _RELATION.get(token.dep_, 0), cues.speaks(c.lemma, token.lower_), quoted.quotation_of[c.cue] >= 0, end - start,
        around,
    ]  # fmt: skip


def content_numbers(
    quoted: QuotationIndex, c: CueCandidate, candidate: ContentCandidate, parsed: ContentCandidate,
    speech: frozenset[int], others: frozenset[int], choices: int,
) -> list[float]:  # fmt: skip
    """Return the numbers of ``CONTENT_NUMBERS``.

    ``parsed`` is the choice that grammar gave, ``speech`` are the article's speech verbs, ``others`` likely cues.
    """
    doc, content = quoted.doc, candidate.content
    first, last = min(content), max(content)
    start, end = quoted.sentences[c.cue]
    turn = doc[candidate.turns] if candidate.turns >= 0 else None
    behind = doc[last + 1] if last + 1 < len(doc) else None
    return [
        _CHANGE[candidate.change], _RELATION.get(candidate.relation, 0),
        _MARKER.get(opening_word(turn), 0) if turn is not None else 0,
        len(content), len(parsed.content), first - c.cue, last - c.cue, first - start,
        end - last,
        *_numbers_at_edges(doc[first - 1] if first else None, doc[first], doc[last], behind),
        *_numbers_of_quotations(quoted, c.cue, content),
        *_numbers_of_turn(turn, doc[c.cue], head_of_span(doc, parsed.content), speech),
        _TAG.get(behind.tag_, 0) if behind is not None else 0,
        1 + sum(1 for i in content if i > first and i - 1 not in content),
        len(speech & content), bool(c.source & content), choices, len(others & content),
    ]  # fmt: skip


def _numbers_at_edges(before: Token | None, first: Token, last: Token, behind: Token | None) -> list[float]:
    """Return the numbers of the words on either side of the content, "mark before" to "last part"."""
    outside = (before, behind)
    return [
        *(_MARK.get(t.text, 0) if t is not None else 0 for t in outside),
        *(_MARKER.get(t.lower_, 0) if t is not None else 0 for t in outside),
        _MARKER.get(first.lower_, 0), _POS.get(first.pos_, 0), _POS.get(last.pos_, 0),
    ]  # fmt: skip


def _numbers_of_quotations(quoted: QuotationIndex, cue: int, content: frozenset[int]) -> list[float]:
    """Return how much of the content is quoted and how much of the sentence's quotations it leaves out or splits."""
    own = quoted.quotation_of[cue]
    inside = {quoted.quotation_of[i] for i in content} - {own, -1}
    words = sum(quoted.quotation_of[i] in inside for i in content)
    sentence = range(*quoted.sentences[cue])
    left_out = sum(1 for i in sentence if quoted.quotation_of[i] not in (own, -1) and i not in content)
    return [words / len(content), left_out, any(not content.issuperset(quoted.tokens_of(k)) for k in inside)]


def _numbers_of_turn(turn: Token | None, cue: Token, governor: Token, speech: frozenset[int]) -> list[float]:
    """Return the numbers of the phrase that a choice turns on; ``governor`` is the head of what grammar gave.

    Its subject counts 2 where it is a pronoun; it hangs on the cue (1), on the governor (2) or on another (3).
    """
    if turn is None:
        return [0] * 9
    left = turn.left_edge.i
    subject = next(iter(children(turn, *ANY_SUBJECT)), None)
    mark = next((c.lower_ for c in children(turn, "mark")), "")
    return [
        turn.right_edge.i - left + 1, _TAG.get(turn.tag_, 0),
        0 if subject is None else 2 if subject.pos_ == "PRON" else 1,
        turn.tag_ == cue.tag_, turn.i in speech, _MARK.get(turn.doc[left - 1].text, 0) if left else 0,
        _MARKER.get(mark, 0), turn.tag_ == governor.tag_, {cue.i: 1, governor.i: 2}.get(turn.head.i, 3),
    ]  # fmt: skip


def source_numbers(
    quoted: QuotationIndex, c: CueCandidate, candidate: SourceCandidate, content: frozenset[int],
    speech: frozenset[int], choices: int, ranked: CueRanker,
) -> list[float]:  # fmt: skip
    """Return the numbers of ``SOURCE_NUMBERS``."""
    doc, cue, source = quoted.doc, quoted.doc[c.cue], candidate.source
    if candidate.head < 0:
        return [_WAY["nobody"], 0, 0, 0, 0, not c.source, *[0] * 11, choices, 0]
    head = doc[candidate.head]
    between = doc[min(head.i, cue.i) + 1 : max(head.i, cue.i)]
    lemma = "PROPN" if head.pos_ == "PROPN" else head.lemma_.lower()
    return [
        _WAY.get(candidate.way, 0), _POS.get(head.pos_, 0), _NAME.get(head.ent_type_, 0), head.i - cue.i,
        len(source), source == c.source, _RELATION.get(head.dep_, 0), _PRONOUN.get(head.lower_, 0),
        _TAG.get(head.tag_, 0), sum(t.pos_ in ("VERB", "AUX") for t in between),
        sum(t.text in _MARK for t in between), sum(quoted.quotation_of[t.i] >= 0 for t in between),
        head.left_edge.i == quoted.sentences[head.i][0], ranked.weights.get(f"source {lemma}", 0.0),
        ranked.weights.get(f"source {head.ent_type_ or 'no name'}", 0.0), len(source & content),
        head.head.i in speech, choices, quoted.quotation_of[head.i] == quoted.quotation_of[cue.i],
    ]  # fmt: skip


def cue_hints(quoted: QuotationIndex, c: CueCandidate) -> list[float]:
    """Return the numbers of ``CUE_HINTS``."""
    if quoted.hints is None:
        return []
    start, end = quoted.sentences[c.cue]
    most = np.maximum.reduce(quoted.columns[:, start:end], 1)
    return [*quoted.hints[c.cue, :BEGINS].tolist(), float(most[CONTENT]), float(most[SOURCE])]


def content_hints(quoted: QuotationIndex, c: CueCandidate, candidate: ContentCandidate) -> list[float]:
    """Return the numbers of ``CONTENT_HINTS``; what lies in other sentences than the cue is not missed."""
    if quoted.hints is None:
        return []
    columns, inside = quoted.columns, sorted(candidate.content)
    first, last, length = inside[0], inside[-1], len(inside)
    within = columns.take(inside, 1)
    missed = columns[CONTENT].take(_others_of_sentence(quoted, c, candidate.content | c.source))
    content = within[CONTENT]
    mass, lost = _sum(content), _sum(missed)
    return [
        mass / length, float(np.minimum.reduce(content)), 2 * mass / (length + mass + lost), lost,
        _regret(content, missed),
        float(columns[BEGINS, first]), float(columns[ENDS, last]),
        float(columns[CONTENT, first - 1]) if first else 0.0,
        float(columns[CONTENT, last + 1]) if last + 1 < columns.shape[1] else 0.0,
        float(np.maximum.reduce(within[BEGINS, 1:], initial=0)), float(np.maximum.reduce(within[ENDS, :-1], initial=0)),
        mean(within[SOURCE]), float(np.maximum.reduce(within[CUE])),
    ]  # fmt: skip


def source_hints(quoted: QuotationIndex, c: CueCandidate, candidate: SourceCandidate) -> list[float]:
    """Return the numbers of ``SOURCE_HINTS``."""
    if quoted.hints is None:
        return []
    columns = quoted.columns
    missed = columns[SOURCE].take(_others_of_sentence(quoted, c, candidate.source))
    if candidate.head < 0:
        return [0.0, 0.0, 0.0, _sum(missed), 0.0, _regret(missed[:0], missed)]
    inside = sorted(candidate.source)
    source = columns[SOURCE].take(inside)
    return [
        mean(source), float(np.maximum.reduce(source)), float(columns[SOURCE, candidate.head]), _sum(missed),
        mean(columns[CONTENT].take(inside)), _regret(source, missed),
    ]  # fmt: skip


def _others_of_sentence(quoted: QuotationIndex, c: CueCandidate, without: frozenset[int]) -> NDArray[np.intp]:
    left = without | {c.cue}
    return np.array([i for i in range(*quoted.sentences[c.cue]) if i not in left], np.intp)


def _sum(shares: Hints) -> float:
    return float(np.add.reduce(shares))


def _regret(inside: Hints, outside: Hints) -> float:
    """Return how much less likely this choice of words is than the likeliest one, in nats."""
    chosen = np.concatenate([inside, 1 - outside])
    np.minimum(np.maximum(chosen, 1 - SUREST, out=chosen), SUREST, out=chosen)
    return _sum(np.log(np.maximum(chosen, 1 - chosen) / chosen))
