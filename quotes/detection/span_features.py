"""What is weighed to choose a cue's content and source: numbers for the trees of ``gradient_boosting``.

Words and relations are numbered by their place in a list; what is not listed is 0.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from quotes.detection.content_spans import Edge, marker
from quotes.detection.cue_candidates import SUBJECTS, Candidate
from quotes.detection.cue_lexicon import Lexicon
from quotes.detection.cue_ranker import Ranker
from quotes.detection.quote_builder import Quoted
from quotes.detection.source_spans import Holder

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

CUE = (
    "score", "margin", "readings", "pattern", "cue tag", "cue relation", "speech verb", "cue quoted", "sentence",
    "score around",
)  # fmt: skip
EDGE = (
    "change", "relation", "marker", "length", "parsed length", "first from cue", "last from cue", "to sentence start",
    "to sentence end", "mark before", "mark behind", "word before", "word behind", "first word", "first part",
    "last part", "quoted share", "quoted left out", "quotation split", "phrase size", "phrase tag", "phrase subject",
    "phrase tense", "phrase speaks", "phrase comma", "phrase mark", "phrase tense as content", "phrase head",
    "tag behind", "pieces", "speech inside", "holds source", "choices", "others cue",
)  # fmt: skip
HOLDER = (
    "way", "head part", "head name", "distance", "length", "parsed", "head relation", "head pronoun", "head tag",
    "verbs between", "marks between", "quoted between", "first of sentence", "as a source", "name as a source",
    "in content", "governor speaks", "choices", "same level",
)  # fmt: skip


def cue_numbers(
    quoted: Quoted, c: Candidate, score: float, best: float, around: float, readings: int, cues: Lexicon
) -> list[float]:
    """Return the numbers of ``CUE``.

    ``score`` is this reading's log-odds, ``best`` the best reading's, ``around`` that of the likeliest cue whose
    content holds this one.
    """
    token, (start, end) = quoted.doc[c.cue], quoted.sentences[c.cue]
    return [
        score, best - score, readings, _PATTERN.get(c.pattern, 0), _TAG.get(token.tag_, 0),
        _RELATION.get(token.dep_, 0), cues.speaks(c.lemma, token.lower_), quoted.of[c.cue] >= 0, end - start,
        around,
    ]  # fmt: skip


def edge_numbers(
    quoted: Quoted, c: Candidate, edge: Edge, parsed: Edge, speech: frozenset[int], others: frozenset[int], choices: int
) -> list[float]:
    """Return the numbers of ``EDGE``; ``speech`` are the sentence's speech verbs, ``others`` likely cues."""
    doc, own = quoted.doc, quoted.of[c.cue]
    first, last = min(edge.content), max(edge.content)
    start, end = quoted.sentences[c.cue]
    turn = doc[edge.turns] if edge.turns >= 0 else None
    inside = {quoted.of[i] for i in edge.content} - {own, -1}
    quoted_words = sum(quoted.of[i] in inside for i in edge.content)
    before = doc[first - 1] if first else None
    behind = doc[last + 1] if last + 1 < len(doc) else None
    return [
        _CHANGE[edge.change], _RELATION.get(edge.relation, 0),
        _MARKER.get(marker(turn), 0) if turn is not None else 0,
        len(edge.content), len(parsed.content), first - c.cue, last - c.cue, first - start,
        end - last,
        *(_MARK.get(t.text, 0) if t is not None else 0 for t in (before, behind)),
        *(_MARKER.get(t.lower_, 0) if t is not None else 0 for t in (before, behind)),
        _MARKER.get(doc[first].lower_, 0), _POS.get(doc[first].pos_, 0), _POS.get(doc[last].pos_, 0),
        quoted_words / len(edge.content), _left_out(quoted, start, end, own, edge.content),
        any(not edge.content.issuperset(quoted.whole(k)) for k in inside),
        *_phrase(turn, doc[c.cue], _governor(quoted, parsed.content), speech),
        _TAG.get(behind.tag_, 0) if behind is not None else 0,
        1 + sum(1 for i in edge.content if i > first and i - 1 not in edge.content),
        len(speech & edge.content), bool(c.source & edge.content), choices, len(others & edge.content),
    ]  # fmt: skip


def _left_out(quoted: Quoted, start: int, end: int, own: int, content: frozenset[int]) -> int:
    return sum(1 for i in range(start, end) if quoted.of[i] not in (own, -1) and i not in content)


def _governor(quoted: Quoted, content: frozenset[int]) -> Token:
    doc = quoted.doc
    heads = (i for i in sorted(content) if doc[i].head.i not in content or doc[i].head.i == i)
    return doc[next(heads, min(content))]


def _phrase(turn: Token | None, cue: Token, governor: Token, speech: frozenset[int]) -> list[float]:
    """Return the numbers of the phrase that an edge turns on; ``governor`` is the head of what grammar gave.

    Its subject counts 2 where it is a pronoun; it hangs on the cue (1), on the governor (2) or on another (3).
    """
    if turn is None:
        return [0] * 9
    left = turn.left_edge.i
    subject = next((c for c in turn.children if c.dep_ in SUBJECTS), None)
    mark = next((c.lower_ for c in turn.children if c.dep_ == "mark"), "")
    return [
        turn.right_edge.i - left + 1, _TAG.get(turn.tag_, 0),
        0 if subject is None else 2 if subject.pos_ == "PRON" else 1,
        turn.tag_ == cue.tag_, turn.i in speech, _MARK.get(turn.doc[left - 1].text, 0) if left else 0,
        _MARKER.get(mark, 0), turn.tag_ == governor.tag_, {cue.i: 1, governor.i: 2}.get(turn.head.i, 3),
    ]  # fmt: skip


def holder_numbers(
    quoted: Quoted, c: Candidate, holder: Holder, content: frozenset[int], speech: frozenset[int], choices: int,
    learned: Ranker,
) -> list[float]:  # fmt: skip
    """Return the numbers of ``HOLDER``."""
    doc, cue = quoted.doc, quoted.doc[c.cue]
    if holder.head < 0:
        return [_WAY["nobody"], 0, 0, 0, 0, not c.source, *[0] * 11, choices, 0]
    head = doc[holder.head]
    between = doc[min(head.i, cue.i) + 1 : max(head.i, cue.i)]
    lemma = "PROPN" if head.pos_ == "PROPN" else head.lemma_.lower()
    return [
        _WAY.get(holder.way, 0), _POS.get(head.pos_, 0), _NAME.get(head.ent_type_, 0), head.i - cue.i,
        len(holder.source), holder.source == c.source, _RELATION.get(head.dep_, 0), _PRONOUN.get(head.lower_, 0),
        _TAG.get(head.tag_, 0), sum(t.pos_ in ("VERB", "AUX") for t in between),
        sum(t.text in _MARK for t in between), sum(quoted.of[t.i] >= 0 for t in between),
        head.left_edge.i == quoted.sentences[head.i][0], learned.weights.get(f"source {lemma}", 0.0),
        learned.weights.get(f"source {head.ent_type_ or 'no name'}", 0.0), len(holder.source & content),
        head.head.i in speech, choices, quoted.of[head.i] == quoted.of[cue.i],
    ]  # fmt: skip
