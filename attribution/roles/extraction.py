"""Offices and titles the text gives people: before and after the name, as apposition, clause or party tag.

A role is kept as stated ("Norland’s foreign minister"), with its words as evidence, and split into the title
("foreign minister") and what it belongs to ("Norland").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from attribution.lexicon.nouns import TITLES, noun
from attribution.names.named_entities import Name
from attribution.roles.office_classes import STATUS
from attribution.roles.title_owner import is_of_another
from attribution.roles.title_phrases import (
    bare,
    beside,
    characters,
    head_of,
    is_listed_office,
    is_office,
    outermost,
    stated_role,
)
from attribution.types import Role
from quotes.types import Span

# "Ada Lind, who heads the agency" makes her its head.
HEADING_VERBS = {
    "head": "head",
    "lead": "leader",
    "chair": "chair",
    "command": "commander",
    "direct": "director",
    "run": "head",
    "oversee": "head",
}
PARTIES = {"D": "Democrat", "R": "Republican", "I": "Independent"}
PARTY_TAG = re.compile(r"\s*\((([DRI])-([A-Z][A-Za-z. ]*))\)")
LONGEST = 16  # tokens; a longer "title" is a misparse


def find_roles(doc: Doc, names: Sequence[Name]) -> list[tuple[int, Role]]:
    """Return ``(index into names, role)`` for every role the text gives a named person, in order."""
    out: list[tuple[int, Role]] = []
    text = doc.text
    persons = [name for name in names if name.kind == "person"]
    heads = {i: name for name in persons for i in (_name_head(doc, name).i, *range(name.start, name.end))}
    people = {name.start: name.end for name in persons}
    for i, name in enumerate(names):
        if name.kind != "person":
            continue
        spans = {span: head for head, span in _stated(doc, name, heads) if 0 < span[1] - span[0] <= LONGEST}
        spans = spans or {span: head for head, span in beside(doc, name.start, name.end)}
        spans = {span: head for span, head in spans.items() if not is_of_another(doc, span, name, people)}
        out += [(i, stated_role(doc, span, head)) for span, head in sorted(spans.items())]
        out += [(i, _heading(doc, verb)) for t in doc[name.start : name.end] for verb in _heading_clauses(t)]
        if tag := PARTY_TAG.match(text, doc[name.end - 1].idx + len(doc[name.end - 1])):
            out.append((i, Role(PARTIES[tag[2]], tag[3], tag[1], Span(*tag.span(1)))))
    return out


def _name_head(doc: Doc, name: Name) -> Token:
    """Return the head of the flat name the parse makes of it, which may begin before it."""
    head = head_of(doc, name.start, name.end)
    while head.dep_ == "flat" and head.head.i < name.start and head.head.ent_type_ == "LOC":
        head = head.head
    return head


def _stated(doc: Doc, name: Name, heads: dict[int, Name]) -> Iterator[tuple[Token, tuple[int, int]]]:
    """Yield head noun and token range of every noun phrase that states an office of this person."""
    head = _name_head(doc, name)
    yield from _before(doc, name, head)
    yield from _shared_by_list(doc, head, heads)
    for token in doc[name.start : name.end]:
        for child in token.children:
            if child.dep_ == "appos" and child.i >= name.end and doc[name.end].text != ":":
                yield from _appositions(doc, child, name.end)
    if (second := _second_subject(doc, head)) is not None:
        yield second, _extent(doc, second, {t.i for t in second.subtree if t.i < name.start}, 0)
    if head.dep_ == "appos" and _comma_between(doc, head.head.i, name.start):
        # "the minister, Ada Lind, and the envoy of Sorvia, | Per Holm": a misparse makes him the minister
        nearer = [(o, span) for o, span in beside(doc, name.start, name.end) if head.head.i < o.i < name.start]
        yield from nearer or _governor(doc, head, name.start)
    yield from _predicates(doc, head)


def _second_subject(doc: Doc, head: Token) -> Token | None:
    """Return the office that a misparse makes the first of two subjects: "its minister, | Ada Lind, said"."""
    if head.dep_ != "nsubj":
        return None
    for owner in head.head.children:
        if owner.dep_ == "nsubj" and owner.i < head.i and is_office(owner):
            inside = {t.i for t in owner.subtree}
            if all(i in inside for i in range(owner.i + 1, head.left_edge.i)):
                return owner
    return None


def _before(doc: Doc, name: Name, head: Token) -> Iterator[tuple[Token, tuple[int, int]]]:
    """Yield the title that precedes the name: "Norland’s foreign minister | Ada Lind"."""
    last = doc[name.start - 1] if name.start else None
    if last is None or last.pos_ in ("SPACE", "PUNCT"):
        return
    owners = [t for t in head.children if t.dep_ == "nmod:desc" and t.i < name.start]
    while last.i >= head.i and last.ent_type_ == "LOC":  # "officials Norland Ada Lind"
        last = doc[last.i - 1]
    while _is_after_plural_title(last, head):
        owners.remove(last)
        last = doc[last.i - 1]
    bare_name = head.dep_ == "nmod" and len(name.words) > 1 and not any(c.dep_ == "case" for c in head.children)
    if (bare_name or head.dep_ in ("flat", "appos", "nmod:desc", "compound")) and head.head.i < name.start:
        owners.append(head.head)
    owners += [last] if name.title else []
    inside = {t.i for owner in owners for t in owner.subtree if t.i < name.start}
    # "and Norland’s President | Ada Lind": a misparse gives the possessor to the name
    inside |= {t.i for c in head.children if c.dep_ == "nmod:poss" for t in c.subtree if t.i < name.start}
    owner = outermost(doc, owners[0], head) if owners else None
    if owner is not None and last.i in inside and is_office(owner):
        edge = {owner.i, head.i} | {o.i for o in owners}
        if owner not in owners:  # "Head of the Office of the President | Ada Lind"
            edge, inside = {owner.i}, {t.i for t in owner.subtree if t.i < name.start}
        start = last.i
        while start > 0 and start - 1 in inside:
            # "Minister of Health | Ada Lind": a misparse may hang "of" on the name
            if _closes_left(doc[start - 1], edge if start - 1 < owner.i else set()):
                break
            if _is_stray(doc[start - 1], doc[start]):
                break
            start -= 1
        while start > 0 and doc[start - 1].lower_ in STATUS:
            start -= 1  # "a step that acting | Energy Minister Ada Lind …": a misparse hangs it on the step
        start, end = bare(doc, start, last.i + 1)
        while end - 1 > start and noun(doc[end - 1].text).kind == "rank" and _is_spoken_for(doc[end - 2]):
            end -= 1  # "army spokesman Colonel | Ada Lind"
            owner = doc[end - 1]
        inner = [t for t in doc[owner.i + 1 : end] if t.dep_ != "nmod:poss" and not is_listed_office(t)]
        named = any(t.ent_type_ == "PERSON" for t in inner)
        if start < end and not named and any(start <= o.i < end and is_office(o) for o in [owner, *owners]):
            yield owner, (start, end)


def _is_after_plural_title(token: Token, head: Token) -> bool:
    """Return whether a word before the name is the name's own and follows what it shares with others.

    "officials | Norland Ada Lind and Per Holm" says that they are officials and that she is from Norland.
    """
    own = token.dep_ == "nmod:desc" and token.head.i == head.i and token.pos_ == "PROPN" and not is_office(token)
    title = head.head
    return own and head.dep_ == "appos" and title.tag_ in ("NNS", "NNPS") and is_office(title) and title.i < token.i


def _is_stray(token: Token, following: Token) -> bool:
    """Return whether a common noun before a capitalised title is none of it: "the way | Senator"."""
    common = token.pos_ == "NOUN" and token.text.islower() and following.text[:1].isupper()
    return common and not is_office(token) and token.text not in ("state", "city", "county", "party")


def _is_spoken_for(token: Token) -> bool:
    """Return whether a title before a rank stands by itself, unlike "Secretary | General"."""
    known = noun(token.lemma_)
    return known.kind in TITLES - {"rank"} and token.lemma_.lower() not in (
        "secretary",
        "attorney",
        "director",
        "prosecutor",
    )


def _closes_left(token: Token, edge: set[int]) -> bool:
    """Return whether the phrase cannot reach further left than just after this token."""
    outer = token.head.i in edge and token.dep_ in ("case", "cc", "mark", "det", "punct", "fixed", "nummod")
    hyphen_or_possessive = token.text in ("-", "’s", "'s", "’", "'", ".")
    verb = token.tag_ in ("VBD", "VBZ", "VBP", "MD")  # "attending were | Prime Minister Ada Lind"
    mark = token.text in (",", ":", ";", "(", "“", '"', "—", "–")
    mark = mark or (token.text == "-" and token.i > 0 and bool(token.nbor(-1).whitespace_))  # "leaders - | Mr. Lind"
    return verb or mark or (outer and not hyphen_or_possessive)


def _shared_by_list(doc: Doc, head: Token, heads: dict[int, Name]) -> Iterator[tuple[Token, tuple[int, int]]]:
    """Yield the plural title before the first name of a list: "ministers A and | B"."""
    if head.dep_ != "conj":
        return
    first = heads.get(head.head.i)
    if first is None:
        return
    for owner, span in _before(doc, first, _name_head(doc, first)):
        if owner.tag_ in ("NNS", "NNPS") or (owner.text.lower() != owner.lemma_.lower() and owner.text.endswith("s")):
            yield owner, span


def _appositions(doc: Doc, noun_: Token, after: int) -> Iterator[tuple[Token, tuple[int, int]]]:
    """Yield the offices of an apposition after a name, each coordinated one by itself."""
    heads = [noun_]
    # a misparse may coordinate the second office with the first one’s body: "founder of the League and chair"
    heads += [t for t in noun_.subtree if t.dep_ == "conj" and (is_listed_office(t) or t.head.i == noun_.i)]
    inside = {t.i for t in noun_.subtree}
    for h, following in zip(heads, [*heads[1:], None], strict=True):
        until = following.left_edge.i if following is not None else len(doc)
        if is_office(h) and h.pos_ in ("NOUN", "PROPN", "ADJ"):
            own = {t.i for t in h.subtree} | {i for i in inside if i > h.i}
            span = _extent(doc, h, {i for i in own if i < until}, after)
            if span[0] <= h.i < span[1]:
                yield h, span


def _extent(doc: Doc, head: Token, inside: set[int], after: int) -> tuple[int, int]:
    """Return the contiguous range around ``head`` within ``inside``, without clauses and parentheses."""
    clauses = {t.i for c in head.children if c.dep_ in ("acl:relcl", "acl", "parataxis") for t in c.subtree}
    start, end = head.i, head.i + 1
    while start - 1 >= after and start - 1 in inside and not _closes_left(doc[start - 1], {head.i}):
        start -= 1
    while end in inside and end not in clauses and doc[end].text not in ("(", ";", ":", "“", '"', "—", "–"):
        if doc[end].text == "," and not (end + 1 in inside and doc[end + 1].pos_ == "PROPN"):
            break
        if doc[end].text == "," and is_listed_office(doc[end + 1]):
            break  # "her opponent, | Councilman Ada Lind"
        end += 1
    return bare(doc, start, end)


def _governor(doc: Doc, name_head: Token, before: int) -> Iterator[tuple[Token, tuple[int, int]]]:
    """Yield the noun phrase a name stands in apposition to: "the head of the agency, | Ada Lind"."""
    owner = name_head.head
    while not is_listed_office(owner) and owner.dep_ in ("nmod", "nmod:of", "conj") and owner.head.i < owner.i:
        owner = owner.head
    if not is_office(owner) or owner.i >= before:
        return
    apposed = {t.i for t in name_head.subtree}
    start, end = _extent(doc, owner, {t.i for t in owner.subtree} - apposed, 0)
    yield owner, (start, end)


def _predicates(doc: Doc, head: Token) -> Iterator[tuple[Token, tuple[int, int]]]:
    """Yield offices said of a subject: "Ada Lind is the mayor of Holm", "As mayor, Ada Lind said"."""
    if head.dep_ != "nsubj":
        return
    verb = head.head
    copula = any(c.dep_ == "cop" and c.text.lower() in ("is", "’s", "'s") for c in verb.children)
    denied = any(c.lemma_ in ("not", "no", "never") or c.dep_ == "aux" for c in verb.children)
    if is_listed_office(verb) and copula and not denied and not _is_vague(verb):
        yield verb, _extent(doc, verb, {t.i for t in verb.subtree}, head.i + 1)
    for child in verb.children:
        if (
            child.dep_ == "obl"
            and is_listed_office(child)
            and any(c.text.lower() == "as" for c in child.children)
            and child.i < head.i
        ):
            inside = {t.i for t in child.subtree}
            yield child, _extent(doc, child, inside, 0)


def _is_vague(noun_: Token) -> bool:
    """Return whether a predicate says what somebody is like ("a strong leader") rather than an office."""
    indefinite = any(c.dep_ == "det" and c.text.lower() in ("a", "an") for c in noun_.children)
    return indefinite and not any(c.dep_ in ("nmod", "nmod:poss") for c in noun_.children)


def _heading_clauses(token: Token) -> list[Token]:
    return [
        c
        for c in token.children
        if c.dep_ == "acl:relcl"
        and c.lemma_ in HEADING_VERBS
        and c.tag_ in ("VBZ", "VBP")
        and any(o.dep_ == "obj" for o in c.children)
        and any(s.text.lower() == "who" for s in c.children)
    ]


def _heading(doc: Doc, verb: Token) -> Role:
    obj = next(c for c in verb.children if c.dep_ == "obj")
    start, end = _extent(doc, obj, {t.i for t in obj.subtree}, verb.i + 1)
    stated = doc[verb.i : end].text
    return Role(HEADING_VERBS[verb.lemma_], doc[start:end].text, stated, characters(doc, verb.i, end))


def _comma_between(doc: Doc, left: int, right: int) -> bool:
    return any(t.text in (",", "—", "–", "-", "(", ":") for t in doc[min(left, right) : max(left, right)])
