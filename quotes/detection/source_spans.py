"""Which phrase may be the source of a cue: the one that grammar gives it, and the others around it worth weighing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from spacy.tokens import Token

from quotes.detection.quotation_index import QuotationIndex
from quotes.detection.reporting_subject import reporting_subject
from quotes.syntax import ANY_SUBJECT, bare_preposition, head_of_span, prepositions, subtree

NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
# Passives whose subject is the source: "was quoted", "was overheard"; of others it is who was spoken to.
HEARD = frozenset({"quote", "hear", "overhear", "cite", "see"})
# Verbs whose bare participle shares its subject with the verb it stands by: "Asked about it, she said".
ASKED = frozenset({"ask", "tell", "press", "question", "remind"})
ASIDES = {"--": "--", "—": "—", "–": "–", ")": "("}  # closing mark, opening mark
GOVERNORS = 5  # looked through, the cue itself counted


class SourceCandidate(NamedTuple):
    """One choice of source: its tokens (none: nobody is named), its head, and how it was reached."""

    source: frozenset[int]
    way: str
    head: int = -1


def source_candidates(quoted: QuotationIndex, cue: int, parsed: frozenset[int]) -> list[SourceCandidate]:
    """Return the choices of source for a cue, what grammar gave first, nobody last; each head once."""
    token = quoted.doc[cue]
    out: list[SourceCandidate] = []
    addressed = _subject_is_addressee(token)
    if parsed and not (addressed and _shares_subject(token)):
        out.append(SourceCandidate(parsed, "as parsed", head_of_span(quoted.doc, parsed).i))
    taken = {candidate.head for candidate in out}
    for way, word in _agents(token) if addressed else _around(quoted, token):
        head = _head_of_name(word, cue)
        if head.i in taken or head.i == cue or head.is_space or head.is_punct:
            continue
        taken.add(head.i)
        if source := _phrase(quoted, head, cue):
            out.append(SourceCandidate(source, way, head.i))
    out.append(SourceCandidate(frozenset(), "nobody"))
    return out


def _head_of_name(token: Token, cue: int) -> Token:
    """Return the head of the name or compound that a token is part of, without going up to the cue."""
    while token.dep_ in ("flat", "compound", "nmod:desc") and token.head.i != token.i and token.head.i != cue:
        token = token.head
    return token


def _subject_is_addressee(cue: Token) -> bool:
    """Return whether a verb is passive: whoever "was asked" or "told" did not say it; who "was quoted" did."""
    if cue.tag_ != "VBN" or cue.lemma_ in HEARD:
        return False
    relations = {c.dep_ for c in cue.children}
    return bool(relations & {"aux:pass", "nsubj:pass"}) or "aux" not in relations


def _shares_subject(cue: Token) -> bool:
    """Return whether a source was taken from the subject that a participle shares: "Asked about it, she said"."""
    shared = cue.dep_ == "advcl" or (cue.dep_ == "acl" and cue.lemma_ in ASKED)
    return shared and not any(c.dep_ == "obl:agent" for c in cue.children)


def _agents(cue: Token) -> Iterator[tuple[str, Token]]:
    return ((way, token) for way, token in _dependents(cue) if way in ("obl:agent", "obl:by", "obl:from", "obl:in"))


def _phrase(quoted: QuotationIndex, head: Token, cue: int) -> frozenset[int]:
    """Return the tokens of a phrase without its preposition, the cue, and what is quoted where the cue is not."""
    own = {i for i in subtree(head) if not quoted.doc[i].is_space}
    if cue in own:
        own -= subtree(quoted.doc[cue])
        own = {i for i in own if i < cue} if head.i < cue else own
    return frozenset(i for i in own - prepositions(head) if quoted.quotation_of[i] == quoted.quotation_of[cue])


def _around(quoted: QuotationIndex, cue: Token) -> Iterator[tuple[str, Token]]:
    """Yield the heads of phrases by the way they are reached from a cue."""
    own = reporting_subject(cue)
    if own is not None:
        yield "subject", own
    yield from _dependents(cue)
    node = cue
    for step in range(1, GOVERNORS):
        if node.head.i == node.i:
            break
        if node.dep_ in ("acl", "acl:relcl", "amod") and node.head.pos_ in NOMINAL:
            yield "modified noun", node.head
        node = node.head
        yield from ((f"{way} {step} up", t) for way, t in _dependents_of_governor(node, cue))
    yield from _nearest_nominals(quoted, cue)


def _dependents(cue: Token) -> Iterator[tuple[str, Token]]:
    """Yield the subjects, possessors, objects and agents of a cue, each with its way."""
    for child in cue.children:
        if child.dep_ in ANY_SUBJECT:
            yield "own subject", child
        elif child.dep_ == "nmod:poss":
            yield "possessor", child
        elif child.dep_ in ("obl:agent", "obj", "iobj") and child.pos_ in NOMINAL:
            yield child.dep_, child
        elif child.dep_ in ("nmod", "obl") and child.pos_ in NOMINAL:
            preposition = bare_preposition(child)
            if preposition in ("by", "from", "of", "among", "in", "to"):
                yield f"{child.dep_}:{preposition}", child


def _dependents_of_governor(node: Token, cue: Token) -> Iterator[tuple[str, Token]]:
    """Yield the subjects and possessors of a word above the cue, and its objects before the cue."""
    for child in node.children:
        if child.dep_ in ANY_SUBJECT and child.i != cue.i:
            yield "subject", child
        elif child.dep_ == "nmod:poss":
            yield "possessor", child
        elif child.dep_ in ("obj", "obl:agent", "iobj") and child.i < cue.i and child.pos_ in NOMINAL:
            yield child.dep_, child


def _nearest_nominals(quoted: QuotationIndex, cue: Token) -> Iterator[tuple[str, Token]]:
    """Yield the nearest unquoted nominals before and behind a cue in its sentence, and the first; no possessors."""
    doc, level, (start, end) = quoted.doc, quoted.quotation_of[cue.i], quoted.sentences[cue.i]

    def nominals(places: Iterable[int], most: int) -> Iterator[Token]:
        return islice((doc[i] for i in places if quoted.quotation_of[i] == level and doc[i].pos_ in NOMINAL), most)

    owners = {i for i in range(start, cue.i) if doc[i].dep_ == "nmod:poss"}
    before = (i for i in _before_without_asides(quoted, start, cue.i) if i not in owners)
    yield from (("before", t) for t in nominals(before, 3))
    yield from (("behind", t) for t in nominals(range(cue.i + 1, min(cue.i + 6, end)), 1))
    yield from (("first", t) for t in nominals((i for i in range(start, cue.i) if i not in owners), 1))


def _before_without_asides(quoted: QuotationIndex, start: int, cue: int) -> Iterator[int]:
    """Yield the tokens before a cue, nearest first, without asides: "Lind -- supplies from Sorvia stopped -- said"."""
    doc, i = quoted.doc, cue - 1
    while i >= start:
        opening = ASIDES.get(doc[i].text)
        left = next((j for j in range(i - 1, start, -1) if doc[j].text == opening), i)
        if left == i:
            yield i
        i = left - 1
