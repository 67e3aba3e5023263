"""Where an article names people, organisations and places: NER, corrected by the parse and by repetition.

Titles and honorifics are cut off ("Mayor Ada Lind" -> "Ada Lind") and kept aside as evidence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from spacy.tokens import Doc, Span, Token

from attribution.lexicon.closed_class import JUNIOR_OR_SENIOR, NAME_SUFFIXES, PARTICLES_IN_TEXT, POSSESSIVE_MARKS
from attribution.lexicon.nouns import ROLE_CLASSES, bare_letters, given_gender, noun
from attribution.names.acronyms import initials

NameKind = Literal["person", "organisation", "place"]
KINDS: dict[str, NameKind] = {"PERSON": "person", "ORG": "organisation", "LOC": "place"}
# Offices of which no body is called: "EU High Representative".
OFFICES_ALONE = frozenset(
    ["representative", "minister", "president", "secretary", "chancellor", "ambassador", "envoy", "spokesman",
     "spokeswoman", "spokesperson", "governor", "mayor", "commissioner", "chairman", "chairwoman"]
)  # fmt: skip
GENERALS = frozenset(["attorney", "secretary", "director", "prosecutor"])
PARTY = re.compile(r"[DRI]-[A-Z]")  # "(D-Vt.)"
# What opens and closes a nickname inside a name: "Elizabeth (Liz) Crane", "William ‘Bill’ Oster".
NICKNAME_MARKS = {"(": ")", "“": "”", '"': '"', "‘": "’", "'": "'", "``": "''"}
SPLIT_OFF = re.compile(r"\b([OD]['’])\s+(?=[A-Z])")  # "O' Shea"
EDGES = re.compile(r"^[^\w]+|[^\w.]+$")
PLACE_PREPOSITIONS = {"in", "into", "across", "throughout", "inside"}
STATE_NOUNS = frozenset(
    [
        "minister",
        "president",
        "parliament",
        "ambassador",
        "army",
        "navy",
        "capital",
        "border",
        "coast",
        "ministry",
        "envoy",
        "king",
        "queen",
        "premier",
        "chancellor",
        "population",
        "territory",
    ]
)


@dataclass(frozen=True)
class Name:
    """A name at tokens ``[start, end)`` of the doc; ``title`` is the title just before it."""

    start: int
    end: int
    kind: NameKind
    words: tuple[str, ...]
    title: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """The words without case and accents: what two mentions are compared by."""
        return tuple(bare_letters(word) for word in self.words)

    @property
    def length(self) -> int:
        """The number of its words without particles: one in "Lind" and "von der Leyen"."""
        return sum(word.lower() not in PARTICLES_IN_TEXT for word in self.words)


def find_names(doc: Doc) -> list[Name]:
    """Return the names of the doc, in order, not overlapping."""
    names = [name for ent in doc.ents if ent.label_ in KINDS for name in _from_entity(doc, ent)]
    taken = {i for name in names for i in range(name.start, name.end)}
    names += _from_parse(doc, taken | {i for e in doc.ents for i in range(e.start, e.end)})
    names = _agreeing(doc, _without_overlap(names))
    return sorted(names + _repeated(doc, names), key=lambda name: name.start)


def is_title(token: Token) -> bool:
    """Return whether a token before a name is a title or honorific, no part of the name."""
    kinds = {noun(token.lemma_).kind, noun(token.text).kind}
    if not token.whitespace_ and token.i + 1 < len(token.doc) and token.nbor().text == ".":
        kinds.add(noun(token.text + ".").kind)  # "Adm." in two
    return bool(kinds & {"honorific", *ROLE_CLASSES})


def _from_entity(doc: Doc, ent: Span) -> Iterator[Name]:
    """Yield the name an NER entity stands for: widened along flat, then titles and marks cut off."""
    start, end = ent.start, next((i for i in range(ent.start, ent.end) if doc[i].text == "|"), ent.end)
    kind = KINDS[ent.label_]
    if _has_body(doc, end):
        kind, end = "organisation", end + 2
    elif kind == "person":
        start, end = _widened(doc, start, end)
        # "Ostmark Mayor Ada Lind", all flat: the name begins behind the title.
        start = next((i + 1 for i in range(end - 2, start - 1, -1) if is_title(doc[i])), start)
        start = _behind_body(doc, start, end)
    elif kind == "organisation":
        start = _with_possessor(doc, start)
        if _is_title_alone(doc, start, end):
            return
    for first, last in _apart(doc, start, end) if kind == "person" else [(start, end)]:
        name = _trimmed(doc, first, last, kind)
        if name is not None:
            yield _with_others(doc, name)


def _with_possessor(doc: Doc, start: int) -> int:
    """Return where the name of a body starts, with the possessor before it: "the Mineworkers’ | Association"."""
    if start > 1 and _is_possessor(doc[start - 2], doc[start - 1]):
        start -= 2
        while start and (doc[start - 1].ent_type_ == "ORG" or doc[start - 1].dep_ == "compound"):
            start -= 1
    return start


def _is_possessor(noun_: Token, mark: Token) -> bool:
    """Return whether a capitalised plural has something: "the Skippers’ | Alliance"."""
    return mark.tag_ == "POS" and noun_.text[:1].isupper() and (noun_.tag_ == "NNPS" or mark.text in ("’", "'"))


def _behind_body(doc: Doc, start: int, end: int) -> int:
    """Return where a name starts that was run together with a body: "head of Norgas | Alexei Lind"."""
    after_of = start > 1 and doc[start - 1].lower_ == "of" and is_title(doc[start - 2])
    if not after_of or given_gender(doc[start].text):
        return start
    return next((i for i in range(start + 1, end - 1) if given_gender(doc[i].text)), start)


def _is_title_alone(doc: Doc, start: int, end: int) -> bool:
    """Return whether an office is taken for a body: "the EU High Representative" is whoever holds it."""
    head = next((t for t in doc[start + 1 : end] if t.lower_ == "of"), None)
    last = doc[head.i - 1 if head is not None else end - 1]
    if last.tag_ in ("NNS", "NNPS") or end - start < 2:
        return False
    return last.lower_ in OFFICES_ALONE or (last.lower_ == "general" and doc[last.i - 1].lower_ in GENERALS)


def _has_body(doc: Doc, end: int) -> bool:
    """Return whether a name is the first part of a body's: "the Norrik Skippers | ’ Alliance"."""
    if end + 1 >= len(doc) or not _is_possessor(doc[end - 1], doc[end]):
        return False
    return doc[end + 1].text[0].isupper() and noun(doc[end + 1].lemma_.lower()).kind == "body"


def _apart(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the names that were run together: "Tom Berg Jr. | Ada Lind"; a page's "Ada Lind | Lind Ada" is one."""
    for i in range(start + 1, end):
        if doc[i - 1].lower_ in JUNIOR_OR_SENIOR or "\n\n" in doc[i].text:
            yield start, i
            start = i
        elif i - start > 1 and doc[i].text == doc[i - 1].text and doc[i].text[:1].isupper():
            end = i
            break
    yield start, end


def _repeated(doc: Doc, names: list[Name]) -> list[Name]:
    """Return surnames, places, acronyms, "the Ministry" of what is named elsewhere and NER overlooked."""
    parts_of_people = {part for name in names if _is_full(name) for part in (name.key[0], name.key[-1])}
    places = {name.words[0] for name in names if name.kind == "place" and len(name.words) == 1}
    acronyms, heads = _short_names_of_bodies(names)
    taken = {i for name in names for i in range(name.start, name.end)}
    found = []
    for token in doc:
        if token.i in taken:
            continue
        if token.pos_ == "PROPN" and bare_letters(token.text) in parts_of_people:
            found.append(Name(token.i, token.i + 1, "person", (token.text,), _title(doc, token.i)))
        elif token.pos_ == "PROPN" and token.text in places:
            found.append(Name(token.i, token.i + 1, "place", (token.text,)))
        elif token.text in acronyms or (token.text in heads and _is_whole(doc, token)):
            found.append(Name(token.i, token.i + 1, "organisation", (token.text,)))
    return found


def _is_full(name: Name) -> bool:
    return name.kind == "person" and len(name.words) > 1


def _short_names_of_bodies(names: list[Name]) -> tuple[set[str], set[str]]:
    """Return the acronyms of the bodies named, and the first words of those called "Ministry of", "Council for"."""
    bodies = [name for name in names if name.kind == "organisation"]
    acronyms = {initials(list(name.words)) for name in bodies if len(name.words) > 2}
    return acronyms, {name.words[0] for name in bodies if name.words[1:2] in (("of",), ("for",))}


def _is_whole(doc: Doc, token: Token) -> bool:
    """Return whether "the Ministry" stands by itself, with nothing said of whose or what for."""
    return has_article(doc, token) and not any(c.i > token.i for c in token.children)


def _flat_chain(token: Token) -> list[Token]:
    """Return the tokens of the flat name ``token`` belongs to, in order."""
    while token.dep_ == "flat" and token.head.i != token.i:
        token = token.head
    chain, queue = [token], [token]
    while queue:
        flat = [c for c in queue.pop().children if c.dep_ == "flat"]
        chain += flat
        queue += flat
    return sorted(chain, key=lambda t: t.i)


def _widened(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Return the PERSON entity widened by neighbours of the same flat name.

    A place before a name that is whole by itself is its description ("Norland Ada Lind"), before a lone
    word it is a first name the NER took for a place ("Georgia Lind").
    """
    whole = end - start > 1
    chain = {t.i for i in range(start, end) for t in _flat_chain(doc[i])}
    while start - 1 in chain and doc[start - 1].pos_ == "PROPN" and not is_title(doc[start - 1]):
        if whole and doc[start - 1].ent_type_ in ("LOC", "ORG", "NORP"):
            break
        start -= 1
    if not whole and start and _is_missed_first_name(doc[start - 1]):
        start -= 1
    return start, _end_of_name(doc, start, end, chain)


def _end_of_name(doc: Doc, start: int, end: int, chain: set[int]) -> int:
    """Return the end of a PERSON entity with what follows of the same flat name, nicknames among it."""
    if end - start > 2 and _is_before_nickname(doc, end - 2):  # NER stopped inside: "Karl ‘Red | ’ Moss"
        end += 2
    while end < len(doc) and ((end in chain and doc[end].pos_ == "PROPN") or _is_before_nickname(doc, end)):
        end += 4 if _is_before_nickname(doc, end) else 1
    return end


def _is_missed_first_name(token: Token) -> bool:
    """Return whether the word before a lone name is a first name that NER missed."""
    if token.dep_ != "nmod:desc" or token.pos_ != "PROPN":
        return False
    return bool(token.text.istitle() and not token.ent_type_ and not is_title(token))


def _with_others(doc: Doc, name: Name) -> Name:
    """Return "Lind et al." as what it is, several authors, and "Lind & Daughters" as a firm."""
    if name.end + 1 < len(doc) and doc[name.end].text == "&" and doc[name.end + 1].pos_ == "PROPN":
        words = (*name.words, "&", doc[name.end + 1].text)
        return replace(name, end=name.end + 2, kind="organisation", words=words)
    if [t.lower_ for t in doc[name.end : name.end + 2]] == ["et", "al"]:
        return replace(name, end=name.end + 2, kind="organisation", words=(*name.words, "et", "al"))
    return name


def _from_parse(doc: Doc, taken: set[int]) -> Iterator[Name]:
    """Yield the flat names of two or more capitalised words that NER overlooked."""
    things = {t.text for t in doc if t.pos_ == "NOUN" and t.text.islower()}
    for chain in _capitalised_chains(doc, taken):
        if _is_unbroken(chain) and not taken.intersection(t.i for t in chain):
            name = _trimmed(doc, chain[0].i, chain[-1].i + 1, "person")
            if name is not None and len(name.words) > 1 and not _begins_with_thing(name, things):
                yield name


def _capitalised_chains(doc: Doc, taken: set[int]) -> Iterator[list[Token]]:
    """Yield the capitalised words of each flat name, not of a headline's "Norland Balks", which is two."""
    alone = {ent.text for ent in doc.ents if len(ent) == 1 and ent.label_ != "PERSON"}
    for token in doc:
        if token.pos_ == "PROPN" and token.dep_ != "flat" and token.i not in taken:
            chain = [t for t in _flat_chain(token) if t.pos_ == "PROPN" and t.text[:1].isupper()]
            if not any(t.text in alone for t in chain):
                yield chain


def _is_unbroken(chain: list[Token]) -> bool:
    """Return whether the words of a flat name are several, one right after the other."""
    return len(chain) > 1 and chain[-1].i - chain[0].i < len(chain)


def _begins_with_thing(name: Name, things: set[str]) -> bool:
    """Return whether a name is a thing's: "Probe Aurora", where "the probe" is spoken of."""
    first = name.words[0].lower()
    return first in things and not given_gender(first)


def _trimmed(doc: Doc, start: int, end: int, kind: NameKind) -> Name | None:
    """Return the name without leading titles and determiners, trailing possessive and marks."""
    while start < end and _stands_before_name(doc, start, end, kind):
        start += 1
    if kind == "person":  # "Ada Lind of Norland"
        end = next((i for i in range(start + 1, end) if _ends_name(doc, i)), end)
    while end > start and _stands_behind_name(doc[end - 1]):
        end -= 1
    if start >= end or (kind == "person" and not any(token.text[:1].isupper() for token in doc[start:end])):
        return None
    words = _words_of_person(doc[start:end].text) if kind == "person" else _words_of(doc[start:end])
    if PARTY.match(doc[start:end].text) or _is_member(doc, start, end):
        return None
    return Name(start, end, kind, words, _title(doc, start))


def _words_of(tokens: Span) -> tuple[str, ...]:
    return tuple(token.text for token in tokens if any(c.isalnum() for c in token.text))


def _words_of_person(name: str) -> tuple[str, ...]:
    """Return the words of a person's name, whole with their hyphens and apostrophes: "Kim", "Seo-jun"; "O’Shea".

    A particle is a word of its own in "Ada al-Masri" too, who may be called "Masri".
    """
    words = [EDGES.sub("", word) for word in re.split(r"[\s/]+", SPLIT_OFF.sub(r"\1", name))]
    parts = (part for word in words for part in _without_hyphen_after_particle(word))
    return tuple(part for part in parts if any(c.isalnum() for c in part))


def _without_hyphen_after_particle(word: str) -> list[str]:
    first, hyphen, rest = word.partition("-")
    return [first, rest] if hyphen and first.lower() in PARTICLES_IN_TEXT else [word]


def _stands_before_name(doc: Doc, start: int, end: int, kind: NameKind) -> bool:
    """Return whether the first token of a name is none of it: a determiner, a mark, a title before a person."""
    first = doc[start]
    if first.text.lower() == "the" or not first.text[0].isalnum():
        return True
    if first.pos_ in ("DET", "PUNCT", "ADJ") and first.text.islower():
        return True
    return kind == "person" and end - start > 1 and is_title(first)


def _stands_behind_name(last: Token) -> bool:
    """Return whether the last token of a name is none of it: a possessive, a suffix, a mark."""
    word = last.text.lower()
    return (
        word in POSSESSIVE_MARKS
        or word in NAME_SUFFIXES
        or last.pos_ == "SPACE"
        or not any(c.isalnum() for c in last.text)
    )


def _is_member(doc: Doc, start: int, end: int) -> bool:
    """Return whether the words are "the Republican": somebody, not a name."""
    alone = end - start == 1 and start > 0 and doc[start - 1].lower_ in ("the", "a")
    return alone and noun(doc[start].text).kind == "office" and doc[start].tag_ not in ("NNS", "NNPS")


def _ends_name(doc: Doc, i: int) -> bool:
    """Return whether a word is no part of a person's name: "Ada Lind | of Norland", "Ada Lind | vied"."""
    word = doc[i].text
    if word in (",", "("):
        return not _is_before_nickname(doc, i)
    small = word.islower() and word.isalpha() and word not in PARTICLES_IN_TEXT
    return small and not _is_behind_hyphen(doc, i)


def _is_behind_hyphen(doc: Doc, i: int) -> bool:
    """Return whether a word hangs on the one before: the second half of "Seo-jun"."""
    return doc[i - 1].text in ("-", "‑", "–") and not doc[i - 1].whitespace_ and not doc[i - 2].whitespace_


def _is_before_nickname(doc: Doc, i: int) -> bool:
    """Return whether a mark opens a nickname that more of the same flat name follows: "Elizabeth | (Liz) Crane"."""
    closing = NICKNAME_MARKS.get(doc[i].text)
    if closing is None or i + 3 >= len(doc) or doc[i + 2].text != closing:
        return False
    following = doc[i + 3]
    return bool(
        doc[i + 1].text[:1].isupper()
        and following.pos_ == "PROPN"
        and following.dep_ == "flat"
        and following.head.i < i
    )


def _title(doc: Doc, start: int) -> str:
    """Return the title or honorific just before a name, in lower case."""
    before = doc[start - 1] if start else None
    if before is not None and before.text == "." and start > 1:
        before = doc[start - 2]
    return before.text.lower() if before is not None and before.pos_ != "SPACE" and is_title(before) else ""


def _used_as_place(token: Token) -> bool:
    """Return whether a name stands where a country does: "in Norland", "Norland’s foreign minister"."""
    within = any(c.dep_ == "case" and c.text.lower() in PLACE_PREPOSITIONS for c in token.children)
    head = token.head.lemma_.lower()
    return within or (token.dep_ in ("nmod:poss", "nmod") and head in STATE_NOUNS) or (
        token.dep_ == "compound" and head in ("citizen", "national", "side", "soil", "territory")
    )  # fmt: skip


def _without_overlap(names: list[Name]) -> list[Name]:
    kept: list[Name] = []
    for name in sorted(names, key=lambda n: (n.start, -n.end)):
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept


class _Usage(NamedTuple):
    """How an article uses its names: the kinds NER votes for, and lone names by what they stand for."""

    votes: dict[tuple[str, ...], Counter[NameKind]]
    places: set[str]
    surnames: set[str]
    organisations: set[str]
    firms: set[str]  # first words of names like "Meridian News Agency"
    bodies: set[str]  # last words of names like "Northern Compact"
    alone: set[str]


def _agreeing(doc: Doc, names: list[Name]) -> list[Name]:
    """Return the names with the kind most of the article's uses of the same words have.

    NER calls one and the same town a place three times and a person once. The surname of someone with a
    full name stays a person; a lone name used as only a place can be ("in Norland") is one.
    """
    usage = _usage(doc, names)
    return [_agreed(name, usage) for name in names]


def _usage(doc: Doc, names: list[Name]) -> _Usage:
    """Return how the article uses its names."""
    votes: dict[tuple[str, ...], Counter[NameKind]] = {}
    for name in names:
        votes.setdefault(name.key, Counter())[name.kind] += 1
    lone = [name for name in names if len(name.words) == 1]
    titled = {name.key[0] for name in lone if name.title}
    organisations = [name for name in names if name.kind == "organisation"]
    return _Usage(
        votes=votes,
        places=_words_used_as_places(doc, titled),
        surnames={name.key[-1] for name in names if _is_full(name)},
        organisations=_lone_organisations(doc, lone, titled),
        firms={name.key[0] for name in organisations if noun(name.words[-1]).kind == "body"},
        bodies={name.key[-1] for name in organisations if len(name.words) > 1 and not name.words[-1].islower()},
        alone={name.key[0] for name in lone},
    )


def _words_used_as_places(doc: Doc, titled: set[str]) -> set[str]:
    """Return the names that stand where a country does, or are coordinated with one; none that bears a title."""
    proper = [token for token in doc if token.pos_ == "PROPN"]
    places = {bare_letters(token.text) for token in proper if _used_as_place(token)} - titled
    coordinated = (token for token in proper if token.dep_ == "conj" and bare_letters(token.head.text) in places)
    return places | {bare_letters(token.text) for token in coordinated}


def _lone_organisations(doc: Doc, lone: Sequence[Name], titled: set[str]) -> set[str]:
    """Return the lone names NER takes for organisations, or for people though they have an article somewhere."""
    articled = {bare_letters(token.text) for token in doc if has_article(doc, token)} - titled
    return {
        name.key[0]
        for name in lone
        if name.kind == "organisation" or (name.kind == "person" and name.key[0] in articled)
    }


def has_article(doc: Doc, token: Token) -> bool:
    """Return whether a lone name has an article, as bodies have and people do not: "in the Compact"."""
    if token.tag_ != "NNP" or token.dep_ in ("compound", "flat") or token.i == 0:
        return False
    before = doc[token.i - 1]
    return before.lower_ == "the" and before.head.i == token.i and not is_title(token)


def _agreed(name: Name, usage: _Usage) -> Name:
    votes = usage.votes[name.key]
    kind, first, last = votes.most_common(1)[0][0], name.key[0], name.key[-1]
    if len(name.words) == 1:
        if first in usage.surnames or (name.title and "person" in votes):
            kind = "person"
        elif kind == "person" and first in usage.places:
            kind = "place"
        elif kind == "person" and first in usage.firms | usage.bodies | usage.organisations:
            kind = "organisation"
    elif kind == "place" and last in usage.organisations:
        kind = "organisation"  # "Northern Compact", elsewhere "the Compact"
    elif (
        kind == "person" and len(name.words) == 2 and first in usage.places & usage.alone and last not in usage.alone
    ):  # fmt: skip
        # a headline's "Norland Balks"
        return replace(name, end=name.start + 1, words=name.words[:1], kind="place")
    return replace(name, kind=kind)
