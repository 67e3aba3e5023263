"""Descriptions ("the foreign minister", "the ministry") and whom of those already named they fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from spacy.tokens import Doc, Token

from attribution.coreference.speaker_phrases import SpeakerPhrase, is_definite, is_plural
from attribution.lexicon.closed_class import without_possessive
from attribution.lexicon.countries import LISTED_COUNTRIES
from attribution.lexicon.nouns import ROLE_CLASSES, bare_letters, noun
from attribution.roles.office_classes import office_of, party_of
from attribution.roles.title_phrases import head_of
from attribution.types import EntityKind, Role

# A wider word for an office: "the lawmaker" may be a senator.
HYPERNYMS = {
    "lawmaker": {
        "senator",
        "representative",
        "congressman",
        "congresswoman",
        "legislator",
        "deputy",
        "mp",
        "mep",
        "parliamentarian",
        "councillor",
    },
    "politician": {"senator", "minister", "president", "mayor", "governor", "leader", "mp", "lawmaker"},
    "leader": {"president", "minister", "premier", "chancellor", "head", "chairman", "chairwoman", "king"},
    "diplomat": {"ambassador", "envoy", "minister", "consul"},
    "envoy": {"ambassador"},
    "spokesperson": {"spokesman", "spokeswoman"},
    "chief": {"head", "director", "commander"},
    "head": {"chief", "director"},
    "boss": {"head", "chief", "director", "executive"},
    "chairman": {"chair"},
    "chairwoman": {"chair"},
    "academic": {"professor", "lecturer", "researcher"},
    "scientist": {"researcher", "professor", "biologist", "physicist"},
    "premier": {"minister"},
    "report": {"study", "survey", "review", "assessment", "analysis"},
    "study": {"survey", "report", "analysis"},
    "official": {"director", "head", "secretary", "spokesman", "spokeswoman", "chief", "administrator"},
}
# Adjectives that tell one office from another; all others are colour ("the embattled mayor").
DISTINGUISHING = frozenset(
    [
        "prime",
        "foreign",
        "former",
        "deputy",
        "acting",
        "interim",
        "vice",
        "chief",
        "general",
        "first",
        "interior",
        "economic",
        "military",
        "regional",
        "federal",
        "senior",
        "executive",
    ]
)
# Classes of which a country or body has one holder: "the head of state" is its president, by any title.
HELD_BY_ONE = frozenset(
    ["head of state", "head of government", "foreign minister", "defence minister", "interior minister",
     "finance minister", "justice minister", "central bank"]
)  # fmt: skip
# Words that make another office of it: "the minister" is no prime minister.
NOT_YET = {"elect", "designate"}
CHANGES_OFFICE = {"prime", "vice", "former", "deputy", "ex"} | NOT_YET
RIVAL_REACH = 600  # characters: a rival mentioned this much further back does not make a description ambiguous


class Description(NamedTuple):
    """Head noun, the words that narrow it, the names among them, and how it refers."""

    head: str
    words: frozenset[str]
    named: frozenset[str]
    definite: bool
    plural: bool
    is_office: bool
    start: int
    title: str = ""  # class of the office, where there is one holder of it


def describe_phrase(doc: Doc, part: SpeakerPhrase, defined: dict[str, tuple[int, int]]) -> Description:
    """Return the description a part of a source gives; an acronym of a title is read as its long form."""
    head = doc[part.head]
    if head.text in defined:
        long = describe_tokens(doc, *defined[head.text])
    else:
        long = describe_tokens(doc, part.start, part.end, head)
    return long._replace(definite=is_definite(doc, part), plural=is_plural(doc, part), start=head.idx)


def describe_tokens(doc: Doc, start: int, end: int, head: Token | None = None) -> Description:
    """Return the description made by the words of tokens ``[start, end)``."""
    head = head or head_of(doc, start, end)
    expansion = (noun(head.text).long or noun(head.lemma_).long).split()
    words, named = set(expansion[:-1]), set()
    for token in doc[start:end]:
        if token.i == head.i or not token.text[:1].isalnum():
            continue
        if token.pos_ == "PROPN" or token.ent_type_ in ("NORP", "LOC", "ORG"):
            named.add(bare_letters(token.text))
        elif token.pos_ == "NOUN" or token.text.lower() in DISTINGUISHING:
            words.add(bare_letters(token.text))
    lemma = expansion[-1] if expansion else head.lemma_.lower()
    office = bool(ROLE_CLASSES & {noun(head.text).kind, noun(head.lemma_).kind})
    stated = doc[start:end].text.removeprefix("the ").removeprefix("The ")
    title = office_of(stated, None, LISTED_COUNTRIES) if office else ""
    title = title if title in HELD_BY_ONE else ""
    return Description(lemma, frozenset(words), frozenset(named), False, False, office, head.idx, title)


Known = tuple[str, EntityKind, Sequence[Role], int]  # name, kind, roles, last mention


def best_fitting(wanted: Description, known: Sequence[Known], paragraph: int = 0) -> int | None:
    """Return the index of the one entity a definite description fits, None if none or no clear one.

    ``known`` are the entities named before. The nearest wins, unless a rival was mentioned about as recently
    and the ``paragraph``, by its first character, has named both or neither.
    """
    if not wanted.definite or wanted.plural:
        return None
    found = [(at, i) for i, (name, kind, roles, at) in enumerate(known) if fits(wanted, name, kind, roles)]
    found.sort(reverse=True)
    if not found:
        return None
    if len(found) > 1 and found[0][0] - found[1][0] < RIVAL_REACH and not found[1][0] < paragraph <= found[0][0]:
        return None
    return found[0][1]


def fits(wanted: Description, name: str, kind: EntityKind, roles: Sequence[Role]) -> bool:
    """Return whether the description fits an entity of this name, kind and roles."""
    if kind == "person":
        return any(_fits_role(wanted, role) for role in roles) or (not roles and _fits_words(wanted, name))
    return kind in ("organisation", "document", "group") and _fits_words(wanted, name)


def _fits_role(wanted: Description, role: Role) -> bool:
    """Return whether a role has the wanted words, or is the same office by another title, or of the wanted party."""
    if _fits_words(wanted, role.stated, role.title):
        return True
    apart = wanted.words & (CHANGES_OFFICE - {"prime"})
    if wanted.title and wanted.title == role.office and role.status == "current" and not apart:
        known = _words(f"{role.stated} {role.country or ''}")
        return all(any(_alike(word, other) for other in known) for word in wanted.named)
    return bool(role.party) and party_of(wanted.head) == role.party and not wanted.words | wanted.named


def _fits_words(wanted: Description, text: str, title: str = "") -> bool:
    """Return whether a role or name has the wanted head noun and all the words that narrow it."""
    stated = _words(text)
    heads = {bare_letters(wanted.head)} | {bare_letters(h) for h in HYPERNYMS.get(wanted.head, ())}
    own = _words(re.split(r" (?:of|for|to|at|in|from) ", title or text)[0])
    named = [word for word in own if word not in NOT_YET]
    if not named or named[-1] not in heads or (CHANGES_OFFICE & set(own)) - wanted.words:
        return False
    return all(any(_alike(word, other) for other in stated) for word in wanted.words | wanted.named)


@lru_cache(maxsize=4096)
def _words(text: str) -> list[str]:
    return [bare_letters(w) for raw in text.replace("-", " ").split() for w in _spelled_out(raw)]


def _spelled_out(word: str) -> list[str]:
    return noun(word).long.split() or [without_possessive(word)]


def _alike(a: str, b: str) -> bool:
    """Return whether two words are the same or a country and its adjective ("Norland", "Norlandic")."""
    common = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a == b or common >= max(4, min(len(a), len(b)) - 2)
