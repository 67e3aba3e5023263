"""What a source says: names, pronouns, descriptions or documents, one part per joint speaker.

"the mayor and Ada Lind" has two parts; "his spokesman" is a description held by "his"; "a statement
from the bank" is a document held by "the bank".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from spacy.tokens import Doc, Token

from attribution.lexicon.closed_class import ANAPHORIC_DETERMINERS, BREAKS, PAIR_WORDS, POSSESSIVE_MARKS, UNNAMED_PEOPLE
from attribution.lexicon.nouns import noun
from attribution.roles.title_phrases import head_of, is_listed_office
from attribution.types import EntityKind
from quotes.types import Quote

Form = Literal["name", "pronoun", "nominal"]
REACH = 200  # tokens around a source in which its names, or those it stands beside, are sought
UTTERANCES = frozenset(
    [
        "statement",
        "post",
        "letter",
        "tweet",
        "message",
        "announcement",
        "speech",
        "remark",
        "comment",
        "word",
        "interview",
        "release",
        "testimony",
        "communique",
        "communiqué",
        "email",
        "e-mail",
        "note",
    ]
)
ISSUING = {"issue", "release", "publish", "make", "send", "post", "circulate", "deliver", "write", "put"}
# Relations by which a name belongs to the head of its noun phrase, not to some part inside it.
MODIFYING = {"compound", "nmod", "nmod:desc", "amod"}
TOP = {"flat", "appos", "conj", "nmod:desc", "compound", "list", "nmod", "dep", "nsubj", "parataxis"}


class NameSpan(NamedTuple):
    """A name at tokens ``[start, end)`` and what it names."""

    start: int
    end: int
    kind: EntityKind


@dataclass(frozen=True)
class SpeakerPhrase:
    """One speaker's words in a source: tokens ``[start, end)`` with head token ``head``.

    ``holders`` are those it belongs to: "his" of "his spokesman", "the bank" of "a statement from the bank".
    """

    start: int
    end: int
    head: int
    form: Form
    holders: tuple[SpeakerPhrase, ...] = ()


def source_tokens(doc: Doc, quote: Quote) -> tuple[int, int] | None:
    """Return the token range of a quote's source, None where it has none."""
    if not quote.source:
        return None
    span = doc.char_span(quote.source[0].start, quote.source[-1].end, alignment_mode="expand")
    return (span.start, span.end) if span is not None and len(span) else None


def source_phrases(doc: Doc, quote: Quote, names: Sequence[NameSpan]) -> list[SpeakerPhrase]:
    """Return the parts of a quote's source, one per speaker; none where the source is empty."""
    tokens = source_tokens(doc, quote)
    return phrases_in(doc, *tokens, nearby(names, *tokens)) if tokens else []


def nearby(names: Sequence[NameSpan], start: int, end: int) -> Sequence[NameSpan]:
    """Return those of the names, which are in order, that the analysis of a source can need."""
    first = bisect_left(names, start - REACH, key=_first)
    return names[first : bisect_left(names, end + REACH, key=_first)]


def _first(name: NameSpan) -> int:
    return name.start


def phrases_in(doc: Doc, start: int, end: int, names: Sequence[NameSpan]) -> list[SpeakerPhrase]:
    """Return the parts of the noun phrase at tokens ``[start, end)``."""
    start, end = _without_edges(doc, start, end)
    if start >= end:
        return []
    root = _nominal_root(doc, start, end)
    within = [name for name in names if start <= name.start and name.end <= end]
    if _is_headline_list(doc, start, end, within):
        return [SpeakerPhrase(n.start, n.end, head_of(doc, n.start, n.end).i, "name") for n in within]
    people = [n for n in within if n.kind == "person" and _is_top(doc, n, root)]
    if people:
        found = [SpeakerPhrase(n.start, n.end, head_of(doc, n.start, n.end).i, "name") for n in people]
        return found + [p for p in _others(doc, root, start, end, names, people)]
    return [_part(doc, head, start, end, names) for head in _heads(root, start, end)]


def _without_edges(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Return the range without marks, prepositions and conjunctions at its start, marks and possessive at its end."""
    while start < end and doc[start].pos_ in ("PUNCT", "SPACE", "ADP", "CCONJ", "SCONJ"):
        start += 1
    while end > start and (doc[end - 1].pos_ in ("PUNCT", "SPACE") or doc[end - 1].text in POSSESSIVE_MARKS):
        end -= 1
    return start, end


def _is_headline_list(doc: Doc, start: int, end: int, names: Sequence[NameSpan]) -> bool:
    """Return whether a source is names with a comma for "and": "Norland, Ostreva | agree"."""
    named = {i for n in names for i in range(n.start, n.end)}
    several = len(names) > 1 and end < len(doc) and doc[end].tag_ in ("VBP", "VB")
    return several and all(i in named or doc[i].text in (",", "and", "&") for i in range(start, end))


def _nominal_root(doc: Doc, start: int, end: int) -> Token:
    """Return the head of the phrase; where a misparse makes a verb its head, the first subject."""
    root = head_of(doc, start, end)
    if root.pos_ in ("VERB", "AUX"):
        return next((c for c in root.children if start <= c.i < end and c.dep_.startswith("nsubj")), root)
    return root


def text_of(doc: Doc, start: int, end: int) -> str:
    """Return the text of tokens ``[start, end)`` on one line."""
    return " ".join(doc[start:end].text.split())


def is_plural(doc: Doc, part: SpeakerPhrase) -> bool:
    """Return whether the part's head noun is plural."""
    head = doc[part.head]
    plural = head.tag_ in ("NNS", "NNPS") or head.lemma_.lower() in ("people", "police", "they")
    return plural or head.text.lower() in UNNAMED_PEOPLE


def is_definite(doc: Doc, part: SpeakerPhrase) -> bool:
    """Return whether the part points back: "the mayor", "his office", "Norland’s president"."""
    first = doc[part.start].text.lower()
    bare_title = part.end - part.start == 1 and doc[part.head].tag_ == "NN" and is_listed_office(doc[part.head])
    return bool(part.holders) or first in ANAPHORIC_DETERMINERS or doc[part.start].tag_ == "PRP$" or bare_title


def is_pair(doc: Doc, part: SpeakerPhrase) -> bool:
    """Return whether the part means two speakers named before: "both ministers", "the two leaders"."""
    words = [t.text.lower() for t in doc[part.start : min(part.end, part.start + 2)]]
    return words[0] in PAIR_WORDS or words == ["the", "two"]


def is_utterance(doc: Doc, part: SpeakerPhrase) -> bool:
    """Return whether the part is somebody's words, so that the speaker is whoever issued them."""
    return part.form == "nominal" and doc[part.head].lemma_.lower() in UTTERANCES


def _is_top(doc: Doc, name: NameSpan, root: Token) -> bool:
    """Return whether a name is what the phrase is about, no possessor, complement or part of a clause."""
    token = head_of(doc, name.start, name.end)
    if token.dep_ == "appos" and token.head.i != root.i and not is_listed_office(token.head):
        # a name in apposition to the inside of a phrase names its head: "the head of the agency, Ada Lind"
        return is_listed_office(root)
    while token.i != root.i:
        if token.head.i == token.i or not _shares_referent(token, root):
            return False
        token = token.head
    return True


def _shares_referent(token: Token, root: Token) -> bool:
    """Return whether a name and the word it depends on can be one speaker's, or coordinated speakers'."""
    relation = token.dep_
    if any(c.tag_ == "WP$" for c in token.children):
        return False
    modifies = relation in MODIFYING and token.i < token.head.i  # "the Lind campaign", not "mayor Ada Lind"
    if modifies or relation not in TOP:
        return False
    if relation.startswith("nmod") and any(c.dep_ == "case" for c in token.children):
        return False
    inside_possessor = token.head.i != root.i and token.head.dep_ in ("nmod", "nmod:poss")
    return not (relation == "conj" and inside_possessor)


def _others(
    doc: Doc, root: Token, start: int, end: int, names: Sequence[NameSpan], people: list[NameSpan]
) -> list[SpeakerPhrase]:
    """Return the parts beside named people that are no people themselves: "Ada Lind and the ministry"."""
    covered = {i for n in people for i in range(n.start, n.end)}
    out = []
    for head in _heads(root, start, end):
        joined = {t.i for c in head.children if c.dep_ == "conj" for t in c.subtree}
        owns_person = any(t.i in covered for t in head.subtree if t.i not in joined)
        is_speaker = noun(head.lemma_).kind in ("body", "group") or any(n.start <= head.i < n.end for n in names)
        if not owns_person and head.i not in covered and is_speaker:
            out.append(_part(doc, head, start, end, names))
    return out


def _heads(root: Token, start: int, end: int) -> list[Token]:
    """Return the head and what is coordinated with it, in order: joint speakers.

    Coordinated offices under one article are one person ("the founder and president").
    """
    heads = [root]
    short = [t for t in root.subtree if t.dep_ == "appos" and t.i > start and t.nbor(-1).text == "("]
    for child in (c for t in (root, *short) for c in t.children):  # "the Grain Council (GC) and the bank"
        if child.dep_ == "conj" and start <= child.i < end and _is_speaker_of_its_own(child):
            heads.append(child)
    return heads


def _is_speaker_of_its_own(joined: Token) -> bool:
    """Return whether a coordinated noun is somebody else: it has its own article, or is a name, pronoun or plural."""
    relations = {c.dep_ for c in joined.children}
    if "case" in relations:  # "observers here and | in the capital"
        return False
    return bool(relations & {"det", "nmod:poss", "amod"}) or joined.pos_ in ("PROPN", "PRON") or joined.tag_ == "NNS"


def _part(doc: Doc, head: Token, start: int, end: int, names: Sequence[NameSpan]) -> SpeakerPhrase:
    """Return the part headed by ``head``: a name, a pronoun, or a description with its holder."""
    name = next((n for n in names if n.start <= head.i < n.end), None)
    if name is not None:
        return SpeakerPhrase(name.start, name.end, head.i, "name")
    if head.text in ("who", "which", "that") and head.dep_ != "root":  # "Ada Lind, who said"
        return _antecedent(doc, head, names)
    if head.text.lower() in UNNAMED_PEOPLE:
        return SpeakerPhrase(*_range(doc, head, start, end), head.i, "nominal")
    if head.pos_ == "PRON":
        return SpeakerPhrase(head.i, head.i + 1, head.i, "pronoun")
    apposed = _apposed(doc, head, names)
    if apposed is not None:
        return SpeakerPhrase(apposed.start, apposed.end, head.i, "name")
    first, last = _range(doc, head, start, end)
    return SpeakerPhrase(first, last, head.i, "nominal", _holders(doc, head, first, last, names))


def _apposed(doc: Doc, head: Token, names: Sequence[NameSpan]) -> NameSpan | None:
    """Return the name that stands beside a description: in apposition or right behind it."""
    return next((name for name in names if _describes_name_before(head, name) or _names(doc, name, head)), None)


def _describes_name_before(head: Token, name: NameSpan) -> bool:
    """Return whether a source lacks its first half: "Ada Lind, | the minister, said"."""
    fits = name.kind == "person" or (name.kind == "place" and head.lemma_ in ("country", "nation", "state"))
    return head.dep_ == "appos" and fits and name.start <= head.head.i < name.end <= head.i


def _names(doc: Doc, name: NameSpan, head: Token) -> bool:
    """Return whether a name after a description says who it is."""
    token = head_of(doc, name.start, name.end)
    if name.kind not in ("person", "organisation") or token.i <= head.i:
        return False
    if any(t.text == ":" for t in doc[head.i + 1 : name.start]):
        return False  # "President | Ada Lind: Mr Holm, …"
    is_body = name.kind == "organisation" and _is_name_of_body(doc, name, head)
    if token.head.i == head.i and (token.dep_ in ("appos", "flat") or is_body):
        return True
    # "the rights group Open Door", with two subjects by the parse
    return is_body and name.start == head.i + 1 and head.text.islower() and bool(noun(head.lemma_).kind)


def _is_name_of_body(doc: Doc, name: NameSpan, head: Token) -> bool:
    """Return whether a name follows a noun for a body, at once or after a comma."""
    beside = name.start - head.i - 1 in (0, 1) and doc[name.start - 1].text in (",", head.text)
    return beside and noun(head.lemma_).kind in ("body", "group", "")


def _antecedent(doc: Doc, pronoun: Token, names: Sequence[NameSpan]) -> SpeakerPhrase:
    clause = pronoun
    while clause.dep_ not in ("acl:relcl", "root") and clause.head.i != clause.i:
        clause = clause.head
    owner = clause.head
    if clause.dep_ != "acl:relcl" or owner.i > pronoun.i:
        return SpeakerPhrase(pronoun.i, pronoun.i + 1, pronoun.i, "pronoun")
    return _part(doc, owner, owner.left_edge.i, clause.left_edge.i, names)


def _range(doc: Doc, head: Token, start: int, end: int) -> tuple[int, int]:
    """Return the description without what is coordinated with it, clauses and parentheses."""
    cut = {t.i for c in head.children if c.dep_ in ("conj", "acl:relcl", "parataxis", "cc") for t in c.subtree}
    cut |= {c.i for c in head.children if c.dep_ in ("case", "mark", "advmod", "cop", "nsubj")} - _split_its(doc, head)
    own = {t.i for t in head.subtree if start <= t.i < end} - cut
    first, last = head.i, head.i + 1
    while first - 1 in own and doc[first - 1].text not in BREAKS:
        if doc[first - 1].tag_ == "VBG" and doc[first - 2].text == ",":
            break  # ", overruling | neighbours who said": a clause
        first -= 1
    while last in own and doc[last].text not in BREAKS:
        last += 1
    return first, last


def _split_its(doc: Doc, head: Token) -> set[int]:
    """Return the tokens of an "its" before the noun that came apart as "it" and "s"."""
    i = head.left_edge.i
    return {i, i + 1} if i + 1 < head.i and doc[i].text.lower() == "it" and doc[i + 1].text == "s" else set()


def _holders(doc: Doc, head: Token, start: int, end: int, names: Sequence[NameSpan]) -> tuple[SpeakerPhrase, ...]:
    """Return whose it is: a possessor, or those a statement comes from."""
    for child in head.children:
        if child.dep_ == "nmod:poss" and start <= child.i < end:
            return tuple(phrases_in(doc, *_beside(child, head), names))
    if head.lemma_.lower() not in UTTERANCES:
        return ()
    for issuer in _issuers(head):
        first, last = _beside(issuer, head)
        return tuple(phrases_in(doc, first, last if issuer.i > end else min(last, end), names))
    return ()


def _beside(token: Token, head: Token) -> tuple[int, int]:
    """Return the range of a token's subtree on its side of ``head``: where trees cross it may reach over it."""
    first, last = token.left_edge.i, token.right_edge.i + 1
    return (first, min(last, head.i)) if token.i < head.i else (max(first, head.i + 1), last)


def _issuers(head: Token) -> Iterator[Token]:
    """Yield who made a statement: "from X", "issued by X", and X of "X issued statements"."""
    for child in head.children:
        if child.dep_ in ("nmod", "obl", "obl:agent"):
            if any(c.dep_ == "case" and c.text.lower() in ("from", "by", "of") for c in child.children):
                yield child
        elif child.dep_ == "acl":
            yield from (c for c in child.children if c.dep_ == "obl:agent")
    if head.dep_ == "obj" and head.head.lemma_ in ISSUING:
        yield from (c for c in head.head.children if c.dep_ == "nsubj")
