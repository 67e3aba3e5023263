"""Who may be the source of a cue: the phrase that grammar gives it, and the others around it worth weighing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from spacy.tokens import Token

from quotes.detection.cue_candidates import SUBJECTS, subject
from quotes.detection.quote_builder import Quoted

NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
HEARD = frozenset({"quote", "hear", "overhear", "cite", "see"})
ASKED = frozenset({"ask", "tell", "press", "question", "remind"})
ASIDES = {"--": "--", "—": "—", "–": "–", ")": "("}  # closing mark, opening mark
UP = 5  # governors looked through


class Holder(NamedTuple):
    """One choice of source: its tokens (none: nobody is named), its head, and how it was reached."""

    source: frozenset[int]
    way: str
    head: int = -1


def holders(quoted: Quoted, cue: int, parsed: frozenset[int]) -> list[Holder]:
    """Return the choices of source for a cue, what grammar gave first, nobody last; each head once."""
    doc = quoted.doc
    out: list[Holder] = []
    taken: set[int] = set()
    told = _is_told(doc[cue])
    if parsed and not (told and _shares_subject(doc[cue])):
        out.append(Holder(parsed, "as parsed", _head(quoted, parsed)))
        taken |= {out[0].head}
    for way, token in _agents(doc[cue]) if told else _around(quoted, doc[cue]):
        while token.dep_ in ("flat", "compound", "nmod:desc") and token.head.i != token.i and token.head.i != cue:
            token = token.head
        if token.i in taken or token.i == cue or token.is_space or token.is_punct:
            continue
        taken.add(token.i)
        if source := _phrase(quoted, token, cue):
            out.append(Holder(source, way, token.i))
    out.append(Holder(frozenset(), "nobody"))
    return out


def _is_told(cue: Token) -> bool:
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
    return ((way, token) for way, token in _own(cue) if way in ("obl:agent", "obl:by", "obl:from", "obl:in"))


def _phrase(quoted: Quoted, head: Token, cue: int) -> frozenset[int]:
    """Return the tokens of a phrase without its preposition, the cue, and what is quoted where the cue is not."""
    own = {t.i for t in head.subtree if not t.is_space}
    if cue in own:
        own -= {t.i for t in quoted.doc[cue].subtree}
        own = {i for i in own if i < cue} if head.i < cue else own
    without = {c.i for c in head.children if c.dep_ == "case"}
    return frozenset(i for i in own - without if quoted.of[i] == quoted.of[cue])


def _head(quoted: Quoted, tokens: frozenset[int]) -> int:
    doc = quoted.doc
    return next((i for i in sorted(tokens) if doc[i].head.i not in tokens or doc[i].head.i == i), min(tokens))


def _around(quoted: Quoted, cue: Token) -> Iterator[tuple[str, Token]]:
    """Yield the heads of phrases by the way they are reached from a cue."""
    own = subject(cue)
    if own is not None:
        yield "subject", own
    yield from _own(cue)
    node = cue
    for step in range(1, UP):
        if node.head.i == node.i:
            break
        if node.dep_ in ("acl", "acl:relcl", "amod") and node.head.pos_ in NOMINAL:
            yield "modified noun", node.head
        node = node.head
        yield from ((f"{way} {step} up", t) for way, t in _of_governor(node, cue))
    yield from _beside(quoted, cue)


def _own(cue: Token) -> Iterator[tuple[str, Token]]:
    for child in cue.children:
        if child.dep_ in SUBJECTS:
            yield "own subject", child
        elif child.dep_ == "nmod:poss":
            yield "possessor", child
        elif child.dep_ in ("obl:agent", "obj", "iobj") and child.pos_ in NOMINAL:
            yield child.dep_, child
        elif child.dep_ in ("nmod", "obl") and child.pos_ in NOMINAL:
            case = next((c.lower_ for c in child.children if c.dep_ == "case"), "")
            if case in ("by", "from", "of", "among", "in", "to"):
                yield f"{child.dep_}:{case}", child


def _of_governor(node: Token, cue: Token) -> Iterator[tuple[str, Token]]:
    for child in node.children:
        if child.dep_ in SUBJECTS and child.i != cue.i:
            yield "subject", child
        elif child.dep_ == "nmod:poss":
            yield "possessor", child
        elif child.dep_ in ("obj", "obl:agent", "iobj") and child.i < cue.i and child.pos_ in NOMINAL:
            yield child.dep_, child


def _beside(quoted: Quoted, cue: Token) -> Iterator[tuple[str, Token]]:
    """Yield the nearest unquoted nominals before and behind a cue in its sentence, and the first; no possessors."""
    doc, level, (start, end) = quoted.doc, quoted.of[cue.i], quoted.sentences[cue.i]

    def nominals(places: Iterable[int], most: int) -> Iterator[Token]:
        return islice((doc[i] for i in places if quoted.of[i] == level and doc[i].pos_ in NOMINAL), most)

    owners = {i for i in range(start, cue.i) if doc[i].dep_ == "nmod:poss"}
    yield from (("before", t) for t in nominals((i for i in _before(quoted, start, cue.i) if i not in owners), 3))
    yield from (("behind", t) for t in nominals(range(cue.i + 1, min(cue.i + 6, end)), 1))
    yield from (("first", t) for t in nominals((i for i in range(start, cue.i) if i not in owners), 1))


def _before(quoted: Quoted, start: int, cue: int) -> Iterator[int]:
    """Yield the tokens before a cue, nearest first, without asides: "Lind -- supplies from Sorvia stopped -- said"."""
    doc, i = quoted.doc, cue - 1
    while i >= start:
        opening = ASIDES.get(doc[i].text)
        left = next((j for j in range(i - 1, start, -1) if doc[j].text == opening), i)
        if left == i:
            yield i
        i = left - 1
