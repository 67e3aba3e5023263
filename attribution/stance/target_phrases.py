"""What to call a noun phrase: its words without determiners, judgements, clauses and times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from attribution.lexicon.closed_class import DOUBLE_MARKS
from attribution.stance.frames import has, is_group, lemmas, word_class
from quotes.syntax import case_of, children

MODIFIERS = {"amod", "advmod", "nummod"}
NAME_PARTS = {"compound", "flat", "nmod:poss", "nmod:desc", "nmod", "case", "fixed", *MODIFIERS}
JOINED_PARTS = {"conj", "cc", "punct"}
# Adjectives that say when, how much or which, not what.
LOOSE = {
    "current",
    "ongoing",
    "immediate",
    "recent",
    "latest",
    "new",
    "further",
    "more",
    "such",
    "several",
    "many",
    "all",
    "own",
    "other",
    "next",
    "last",
    "first",
    "full",
    "continued",
    "quick",
    "same",
    "entire",
}
PREPOSITIONS = {"on", "against", "to", "for", "with", "between"}  # besides "of"
LONGEST, DEEPEST = 10, 5  # words, steps below the head


def phrase(head: Token) -> str:
    """Return the words that name a phrase's referent: "attack on Tarsk" of "the brutal attack on Tarsk"."""
    kept = sorted(_kept(head, 0), key=lambda t: t.i)[:LONGEST]
    if head not in kept:
        kept = [head]
    while kept[-1] != head and (kept[-1].dep_ in {"case", *JOINED_PARTS} or kept[-1].text.lower() == "of"):
        kept.pop()
    while kept[0] != head and kept[0].dep_ in JOINED_PARTS:
        kept = kept[1:]
    name = "".join(c for c in _join(kept) if c not in DOUBLE_MARKS).strip(" ,;")
    is_name = kept[0].pos_ == "PROPN" or kept[0].ent_type_ or name[1:2].isupper() or _is_title(kept, head)
    return name if is_name else name[:1].lower() + name[1:]


def is_specific(head: Token) -> bool:
    """Return whether a phrase's name tells in any article what it is: "air defence aid", "peace"; not "the vote".

    It has a proper name in it, or a second word that says what kind of thing it is, or it is a bare noun, which names
    the kind itself (Carlson 1977). People and bodies need a proper name: "the energy minister" is many.
    """
    words = [t for t in _kept(head, 0) if t.pos_ in {"NOUN", "PROPN", "ADJ", "VERB"} and t.dep_ != "nmod:poss"]
    if any(t.pos_ == "PROPN" or t.ent_type_ for t in words):
        return True
    if is_group(head) or set(lemmas(head)) & word_class("@office"):
        return False
    bare = head.tag_ == "NN" and not children(head, "det", "nmod:poss", "nummod", "nmod", "amod", "acl:relcl")
    return len(words) > 1 or (bare and not has(head, "event"))


def _is_title(kept: Sequence[Token], head: Token) -> bool:
    """Return whether every word up to the head is capitalised, as in the name of a law: "Fair Pay Act"."""
    return head.pos_ == "PROPN" and all(t.text[0].isupper() for t in kept if t.i <= head.i)


def name_of(token: Token) -> str:
    """Return the name a token belongs to, without article and possessive; its compound outside names."""
    for entity in token.doc[max(0, token.i - 12) : token.i + 12].ents:
        if entity.start <= token.i < entity.end:
            words = [t for t in entity if t.tag_ != "POS"]
            while words and words[0].text.lower() in {"the", "a"}:
                words = words[1:]
            return _join(words)
    return _join([*children(token, "compound"), token, *children(token, "flat")])


def _kept(head: Token, depth: int) -> Iterator[Token]:
    yield head
    for child in head.children if depth < DEEPEST else ():
        if _is_part(child, depth) or _is_joined(child, depth):
            yield from _kept(child, depth + 1)


def _is_part(child: Token, depth: int) -> bool:
    """Whether a modifier, ``depth`` steps below the phrase's head, is part of what the phrase is called."""
    if child.dep_ not in NAME_PARTS or child.ent_type_ == "DATE" or child.text.isspace():
        return False
    if child.dep_ in {"advmod", "nummod"}:
        return depth > 0  # "three-day truce", but not "nine deals"
    if child.dep_ == "amod":
        return depth > 0 or _says_what_kind(child)
    if child.dep_ == "nmod:poss":
        return bool(child.pos_ != "PRON")
    if child.dep_ == "nmod":
        return _is_named_complement(child, depth)
    return bool(child.dep_ != "case" or depth > 0 or child.tag_ == "POS")


def _says_what_kind(adjective: Token) -> bool:
    """Whether an adjective says what a thing is, not when, which or how good: "solar plant", not "new", "fair"."""
    return LOOSE.isdisjoint((adjective.lemma_.lower(), adjective.text.lower())) and not has(adjective, "quality")


def _is_named_complement(noun: Token, depth: int) -> bool:
    """Whether a prepositional phrase is part of the name: "export of grain", "attack on Tarsk", not "deal by noon"."""
    preposition = case_of(noun)
    about = preposition in PREPOSITIONS and depth == 0 and not is_group(noun.head)
    return depth < 2 and (preposition == "of" or about) and noun.pos_ != "PRON"


def _is_joined(child: Token, depth: int) -> bool:
    """Hyphens, and what is coordinated inside a modifier: "drone and missile attack"."""
    if child.dep_ == "punct" and child.text in {"-", "–"}:
        return True
    return child.dep_ in JOINED_PARTS and depth > 0 and child.head.dep_ in {"compound", "amod"}


def _join(tokens: Sequence[Token]) -> str:
    out, last = "", -1
    for token in tokens:
        glued = token.i == last + 1 and not token.nbor(-1).whitespace_ if last >= 0 else True
        out += token.text if glued else " " + token.text
        last = token.i
    return out.strip()
