"""Offices and titles the text gives people: before and after the name, as apposition, clause or party tag.

A role is kept as stated ("Norland’s foreign minister"), with its words as evidence, and split into the title
("foreign minister") and what it belongs to ("Norland").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from attribution.lexicon.closed_class import BREAKS, PARTY_MEMBERS, POSSESSIVE_MARKS, STRONG_BREAKS
from attribution.lexicon.nouns import ROLE_CLASSES, noun
from attribution.names.named_entities import Name
from attribution.roles.office_classes import STATUS
from attribution.roles.title_owner import is_of_another
from attribution.roles.title_phrases import (
    character_span,
    head_of,
    is_listed_office,
    is_office,
    is_plural,
    offices_beside,
    own_office,
    stated_role,
    trim_phrase,
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
# "Ada Lind (D-Ohio)", "Ada Lind, D-Ohio,"
PARTY_TAG = re.compile(
    r"\s*\((([DRI])-([A-Z][A-Za-z. ]*))\)|, (([DRI])-((?:[A-Z]\.){2}|[A-Z][A-Za-z]*(?:\.(?=,))?))(?![\w-])"
)
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
        spans = _title_spans(doc, name, heads, people)
        out += [(i, _of_its_time(doc, span[0], stated_role(doc, span, head))) for span, head in sorted(spans.items())]
        out += [(i, _heading(doc, verb)) for t in doc[name.start : name.end] for verb in _heading_clauses(t)]
        if tag := PARTY_TAG.match(text, doc[name.end - 1].idx + len(doc[name.end - 1])):
            first = 1 if tag[1] else 4
            party, state = PARTY_MEMBERS[tag[first + 1]], tag[first + 2]
            out.append((i, Role(party, state, tag[first], Span(*tag.span(first)))))
    return out


def _of_its_time(doc: Doc, start: int, role: Role) -> Role:
    """Return a role with the status that "then" before it gives: "then-Mayor Ada Lind", "Ada Lind, then the mayor"."""
    before = [t.lower_ for t in doc[max(0, start - 3) : start] if t.lower_ not in ("the", "a", "an")]
    return replace(role, status="former") if before[-2:] in (["then", "-"], [",", "then"]) else role


def _title_spans(
    doc: Doc, name: Name, heads: dict[int, Name], people: dict[int, int]
) -> dict[tuple[int, int], Token]:
    """Return the token ranges of a person's titles with their heads: by the parse, else by the commas beside the name.

    What the surroundings show to be somebody else's title is left out.
    """
    spans = {span: head for head, span in _stated(doc, name, heads) if 0 < span[1] - span[0] <= LONGEST}
    spans = spans or {span: head for head, span in offices_beside(doc, name.start, name.end)}
    return {span: head for span, head in spans.items() if not is_of_another(doc, span, name, people)}


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
    if head.dep_ == "appos" and _comma_between(doc, head.head.i, name.start):
        # "the minister, Ada Lind, and the envoy of Sorvia, | Per Holm": a misparse makes him the minister
        nearer = [(o, span) for o, span in offices_beside(doc, name.start, name.end) if head.head.i < o.i < name.start]
        yield from nearer or _governor(doc, head, name.start)
    yield from _predicates(doc, head)


def _before(doc: Doc, name: Name, head: Token) -> Iterator[tuple[Token, tuple[int, int]]]:
    """Yield the title that precedes the name: "Norland’s foreign minister | Ada Lind"."""
    last = _last_word_before(doc, name, head)
    if last is None:
        return
    owners = _titles_by_the_parse(name, head) + ([last] if name.title else [])
    inside = _tokens_under(owners, name.start)
    # "Rear Adm. | Ada Lind": the first of the words that is an office
    owner = own_office(doc, next(filter(is_office, owners), owners[0]), head) if owners else None
    if owner is None or last.i not in inside or not is_office(owner):
        return
    edge = {owner.i, head.i} | {o.i for o in owners}
    if owner not in owners:  # "Head of the Office of the President | Ada Lind"
        edge, inside = {owner.i}, _tokens_under([owner], name.start)
    start, end = trim_phrase(doc, _start_of_title(doc, last.i, owner, edge, inside), last.i + 1)
    owner, end = _without_rank(doc, owner, start, end)
    has_office = any(start <= o.i < end and is_office(o) for o in [owner, *owners])
    if start < end and has_office and not _names_another(doc, owner, end):
        yield owner, (start, end)


def _tokens_under(heads: Sequence[Token], before: int) -> set[int]:
    """Return the indexes of the tokens of these phrases that stand before token ``before``."""
    return {t.i for head in heads for t in head.subtree if t.i < before}


def _without_rank(doc: Doc, owner: Token, start: int, end: int) -> tuple[Token, int]:
    """Return head and end of a title without the rank that is another title: "army spokesman | Colonel Ada Lind"."""
    while end - 1 > start and noun(doc[end - 1].text).kind == "rank" and _is_spoken_for(doc[end - 2]):
        end -= 1
        owner = doc[end - 1]
    return owner, end


def _last_word_before(doc: Doc, name: Name, head: Token) -> Token | None:
    """Return the word that ends a title before a name; None where a mark or nothing stands there."""
    last = doc[name.start - 1] if name.start else None
    if last is None or last.pos_ in ("SPACE", "PUNCT"):
        return None
    while last.i >= head.i and last.ent_type_ == "LOC":  # "officials Norland Ada Lind"
        last = doc[last.i - 1]
    while _is_after_plural_title(last, head):
        last = doc[last.i - 1]
    return last


def _titles_by_the_parse(name: Name, head: Token) -> list[Token]:
    """Return the heads of the titles that the parse hangs on a name, or that it hangs the name on."""
    owners = [
        t
        for t in head.children
        if t.dep_ == "nmod:desc" and t.i < name.start and not _is_after_plural_title(t, head)
    ]
    bare_name = head.dep_ == "nmod" and len(name.words) > 1 and not any(c.dep_ == "case" for c in head.children)
    if (bare_name or head.dep_ in ("flat", "appos", "nmod:desc", "compound")) and head.head.i < name.start:
        owners.append(head.head)
    return owners


def _start_of_title(doc: Doc, last: int, owner: Token, edge: set[int], inside: set[int]) -> int:
    """Return where the title starts that ends with token ``last``, within the tokens of its phrase."""
    start = last
    while start > 0 and start - 1 in inside:
        # "Minister of Health | Ada Lind": a misparse may hang "of" on the name
        if _closes_left(doc[start - 1], edge if start - 1 < owner.i else set()):
            break
        if _is_stray(doc[start - 1], doc[start]):
            break
        start -= 1
    while start > 0 and doc[start - 1].lower_ in STATUS:
        start -= 1  # "a step that acting | Energy Minister Ada Lind …": a misparse hangs it on the step
    return start


def _names_another(doc: Doc, owner: Token, end: int) -> bool:
    """Return whether a title has a person in it who is no possessor: "adviser to President Lind"."""
    run_together = end  # "President of Norgas | Alexei Lind": NER may take all three words for a name
    while run_together and run_together < len(doc) and doc[run_together].ent_iob_ == "I":
        run_together -= 1
    inner = [t for t in doc[owner.i + 1 : run_together] if t.dep_ != "nmod:poss" and not is_listed_office(t)]
    return any(t.ent_type_ == "PERSON" for t in inner)


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
    return known.kind in ROLE_CLASSES - {"rank"} and (known.long or token.lemma_.lower()) not in (
        "secretary",
        "attorney",
        "director",
        "prosecutor",
        "detective",
    )


def _closes_left(token: Token, edge: set[int]) -> bool:
    """Return whether the phrase cannot reach further left than just after this token."""
    outer = token.head.i in edge and token.dep_ in ("case", "cc", "mark", "det", "punct", "fixed", "nummod")
    hyphen_or_possessive = token.text in {"-", ".", *POSSESSIVE_MARKS}
    verb = token.tag_ in ("VBD", "VBZ", "VBP", "MD")  # "attending were | Prime Minister Ada Lind"
    mark = token.text in BREAKS
    mark = mark or (token.text == "-" and token.i > 0 and bool(token.nbor(-1).whitespace_))  # "leaders - | Mr. Lind"
    return verb or mark or (outer and not hyphen_or_possessive)


def _shared_by_list(doc: Doc, head: Token, heads: dict[int, Name]) -> Iterator[tuple[Token, tuple[int, int]]]:
    """Yield the plural title before the first name of a list: "ministers A, | B and | C"."""
    while head.dep_ == "conj" and (before := heads.get(head.head.i)) is not None and before.start < head.i:
        head = _name_head(doc, before)
        for owner, span in _before(doc, before, head):
            if is_plural(owner):
                yield owner, span


def _appositions(doc: Doc, noun_: Token, after: int) -> Iterator[tuple[Token, tuple[int, int]]]:
    """Yield the offices of an apposition after a name, each coordinated one by itself."""
    inside = {t.i for t in noun_.subtree}
    heads = _coordinated_offices(noun_)
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        until = following.left_edge.i if following is not None else len(doc)
        if is_office(head) and head.pos_ in ("NOUN", "PROPN", "ADJ"):
            own = {t.i for t in head.subtree} | {i for i in inside if i > head.i}
            span = _extent(doc, head, {i for i in own if i < until}, after)
            if span[0] <= head.i < span[1]:
                yield head, span


def _coordinated_offices(noun_: Token) -> list[Token]:
    """Return a noun and what is coordinated with it.

    A misparse may coordinate the second office with the first one’s body: "founder of the League and chair".
    """
    joined = [t for t in noun_.subtree if t.dep_ == "conj" and (is_listed_office(t) or t.head.i == noun_.i)]
    return [noun_, *joined]


def _extent(doc: Doc, head: Token, inside: set[int], after: int) -> tuple[int, int]:
    """Return the contiguous range around ``head`` within ``inside``, without clauses and parentheses."""
    clauses = {t.i for c in head.children if c.dep_ in ("acl:relcl", "acl", "parataxis") for t in c.subtree}
    start, end = head.i, head.i + 1
    while start - 1 >= after and start - 1 in inside and not _closes_left(doc[start - 1], {head.i}):
        start -= 1
    while end in inside and end not in clauses and doc[end].text not in STRONG_BREAKS:
        if doc[end].text == "," and not (end + 1 in inside and doc[end + 1].pos_ == "PROPN"):
            break
        if doc[end].text == "," and is_listed_office(doc[end + 1]):
            break  # "her opponent, | Councilman Ada Lind"
        end += 1
    return trim_phrase(doc, start, end)


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
    if is_listed_office(verb) and _is_asserted_of_today(verb) and not _is_vague(verb):
        yield verb, _extent(doc, verb, {t.i for t in verb.subtree}, head.i + 1)
    for child in verb.children:
        fronted = child.dep_ == "obl" and child.i < head.i and any(c.text.lower() == "as" for c in child.children)
        if fronted and is_listed_office(child):
            yield child, _extent(doc, child, {t.i for t in child.subtree}, 0)


def _is_asserted_of_today(predicate: Token) -> bool:
    """Return whether a predicate noun has "is", without negation or auxiliary."""
    copula = any(c.dep_ == "cop" and c.text.lower() in ("is", "’s", "'s") for c in predicate.children)
    return copula and not any(c.lemma_ in ("not", "no", "never") or c.dep_ == "aux" for c in predicate.children)


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
    title, body = HEADING_VERBS[verb.lemma_], doc[start:end].text
    article = "the " if doc[start - 1].lower_ == "the" else ""
    return Role(title, body, f"{title} of {article}{body}", character_span(doc, verb.i, end))


def _comma_between(doc: Doc, left: int, right: int) -> bool:
    return any(t.text in (",", "—", "–", "-", "(", ":") for t in doc[min(left, right) : max(left, right)])
