"""Mentions as a pronoun finds them before it: what they are in their sentence, and their features."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Doc, Token

from attribution.lexicon.nouns import ROLE_CLASSES, Gender, noun
from quotes.types import Span

JOINING = ("flat", "appos", "nmod:desc")
CLAUSAL = {"cop", "nsubj", "mark"}  # what a clause has: a noun called one without them is a misparse
OUTSIDE = ("obl", "obl:unmarked", "dislocated")  # what a phrase before a clause is to its verb


class MentionContext(NamedTuple):
    """A mention: of whom, where, what it is to its verb, and whether somebody's quotation holds it.

    ``entity`` is below zero for a description of nobody known ("his wife"), a rival of those who are.
    """

    entity: int
    span: Span
    function: str  # "subject", "agent", "modifier" or ""
    quoted: bool
    verb: int  # token its phrase depends on
    apart: bool = False  # stands before a clause, without any function in it

    @property
    def start(self) -> int:
        """Return where the mention starts."""
        return self.span.start


def mention_context(doc: Doc, entity: int, span: Span, quoted: bool) -> MentionContext:
    """Return the mention of an entity at the characters of ``span``."""
    head = doc.char_span(*span, alignment_mode="expand").root
    while head.dep_ in (*JOINING, "conj") and head.head.i != head.i:
        head = head.head
    apart = _is_apart(head) and not any(c.dep_ == "case" for c in head.children)
    return MentionContext(entity, span, function_of(head), quoted, head.head.i, apart)


def _is_apart(head: Token) -> bool:
    """Return whether a phrase stands before a clause, "the mayor, Ada Lind, | she said", called so or not."""
    if head.dep_.startswith("nsubj"):  # the first of two subjects
        return any(
            c.tag_ == "PRP" and c.dep_.startswith("nsubj") and c.i > head.i and c.nbor(-1).text == ","
            for c in head.head.children
        )
    bare = head.dep_ == "ccomp" and head.pos_ in ("NOUN", "PROPN") and head.i < head.head.i
    return head.dep_ in OUTSIDE or (bare and not {c.dep_ for c in head.children} & CLAUSAL)


def function_of(token: Token) -> str:
    """Return what the head of a noun phrase is to its verb."""
    if token.dep_.startswith(("nsubj", "dislocated")):
        whose = any(c.tag_ == "WP$" for c in token.children)  # "Ada Lind, whose son is ill": the clause is about her
        return "" if whose else "subject"
    if token.dep_ == "obl:agent":
        return "agent"
    fronted = token.dep_ == "obl" and token.i < token.head.i and token.head.lemma_ == "come"
    if fronted and any(c.dep_ == "case" and c.lower_ == "from" for c in token.children):
        return "agent"  # "From Lind came a note of doubt"
    return "modifier" if token.dep_.startswith("nmod") else ""


def unnamed_rivals(doc: Doc, taken: set[int]) -> Iterator[tuple[int, Span, Gender]]:
    """Yield number, place and gender of what may be a person that no entity is: "his wife", "a woman"."""
    for token in doc:
        if token.tag_ != "NN" or token.i in taken:
            continue
        known = noun(token.lemma_)
        alone = token.dep_ not in (*JOINING, "compound", "amod", "obl:unmarked") and not any(
            c.dep_ in ("appos", "flat", "cop") for c in token.children
        )
        if known.kind in ("person", "kin", *ROLE_CLASSES) and alone:
            yield -1 - token.i, Span(token.idx, token.idx + len(token)), known.gender


def relation_features(seen: MentionContext, pronoun: Token) -> dict[str, float]:
    """Return the features that the grammar between a mention and a pronoun has: see ``pronouns.WEIGHTS``."""
    own = pronoun.dep_.startswith("nmod:poss")
    verb = pronoun.head
    return {
        "subject": seen.function in ("subject", "agent"),
        "author": _is_author(seen, pronoun),
        "modifier": seen.function == "modifier",
        "quoted": seen.quoted,
        "rival": seen.entity < 0,
        "apart": seen.apart and seen.verb == verb.i,
        "clash": not own and seen.verb == verb.i and not seen.apart,
        "own": own and seen.verb == verb.head.i and seen.function == "subject",
    }


def _is_author(seen: MentionContext, pronoun: Token) -> bool:
    """Return whether the pronoun’s clause tells of something of theirs: "remarks made by Lind, in which she"."""
    thing = pronoun.head.head
    if pronoun.head.dep_ != "acl:relcl" or not pronoun.dep_.startswith("nsubj") or seen.verb < 0:
        return False
    if seen.function == "agent":
        return bool(pronoun.doc[seen.verb].head.i == thing.i)
    return seen.function == "modifier" and seen.verb == thing.i
