"""Whose words a whole text is: who signs a letter, gives an address or statement; and whom an interview is with.

The title tells it ("Statement by Foreign Minister Ada Lind"), the first line, the byline or the signature. Outside
quotations "I" and "we" are that person, and the answers of an interview without labels are the guest's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from attribution.coreference.interview_turns import is_answer, is_turn, label_of
from attribution.lexicon.countries import CountryFinder
from attribution.lexicon.nouns import ROLE_CLASSES, bare_letters, noun
from attribution.roles.office_classes import classified_role
from attribution.roles.officials import Officials
from attribution.types import Entity, Role
from quotes.quotation_marks import paragraphs
from quotes.types import Article, Quote, Span

WORDS = r"[A-Z][\w.’'-]*[\w.](?:[’']s)?"
NAME = rf"(?P<who>{WORDS}(?: (?:{WORDS}|of|the|for|and|de|van|von|al)){{0,9}})"
ADDRESS = (
    r"(?i:\b(?:statement|remarks|address|speech|message|letter|testimony|greetings|congratulations|condolences|comments|"
    r"declaration|op-ed|eulogy|toast|appeal))"
)
# "Remarks by President Holm", "Holm’s address to the nation", "The bridge will stand - address by President Ada Holm".
TITLES = [
    re.compile(rf"{ADDRESS}\b[^.:]{{0,60}}?\b(?P<how>by|from|of) (?:the )?{NAME}"),
    re.compile(rf"{NAME}[’']s? (?:[\w-]+ ){{0,3}}?{ADDRESS}\b"),
    re.compile(rf"\s[-–—]\s+(?:[a-z]+ by )?(?:the )?{NAME}$"),
]
# "Address by the President of Norland to the parliament": the article's date tells who that was.
OFFICE = re.compile(
    rf"{ADDRESS}\b[^.:]{{0,60}}?\b(?:by|from|of) (?:the )?(?P<title>[A-Z]\w+(?: [A-Z]\w+)?) of (?:the )?"
    r"(?P<place>[A-Z]\w+(?: [A-Z]\w+)*)"
)
GUESTS = [
    re.compile(rf"\b(?i:interview|conversation|talk|questions|q&a)\b[^.]{{0,20}}?(?: with|:) (?:the )?{NAME}"),
    re.compile(rf"^{NAME}:\s"),
]
# One label and a greeting, where a page lost its line breaks: "Speech in Orsk President Ada Holm: Dear friends, …".
GREETS = re.compile(
    rf"\b{NAME}: (?=(?:Dear|Colleagues|Friends|Ladies|Good (?:morning|afternoon|evening|day)|Thank you|Mr|Madam)\b)"
)
SALUTATION = re.compile(r"Dear [^\n]{2,80}[,:!]?\s*$", re.M)
CLOSING = r"(?:Yours|Sincerely|Respectfully|Faithfully|Regards|Kind regards|Best regards|With best wishes|Best wishes)"
SIGNED = re.compile(rf"^{CLOSING}\b[^\n]{{0,30}}\n\s*{NAME}\s*(?:,[^\n]*)?$", re.M)
LONGEST_HEADLINE = 160  # characters of a first line that is a headline
FIRST_PARTS = frozenset(["the", "prime", "foreign", "vice", "deputy", "first", "former", "acting"])


class Narrator(NamedTuple):
    """Somebody a headline or a signature names: without the title before the name, and whether there was one."""

    name: str
    has_title: bool


def narrator_of(article: Article, entities: Sequence[Entity], officials: Officials) -> tuple[list[Entity], int | None]:
    """Return the entities, with one for a narrator named in the title alone, and who says "I" in the whole text."""
    return _first_known(chain(_named_as_author(article), _held_by(article, officials)), entities)


def _held_by(article: Article, officials: Officials) -> Iterator[Narrator]:
    """Yield the one who held the office that a headline names as the author, at the article's date."""
    for headline in _headlines(article):
        if found := OFFICE.search(headline):
            stated = Role(found["title"].lower(), found["place"], found[0], Span(0, 0))
            role = classified_role(stated, CountryFinder((), ()))
            held = officials.holders(role.office, role.title, found["place"], article.published)
            if len(held) == 1:
                yield Narrator(held[0].name, True)


def guest_of(article: Article, quotes: Sequence[Quote], entities: Sequence[Entity]) -> tuple[list[Entity], int | None]:
    """Return the entities, with one for who gives the answers without a label or under "A", and its index.

    The title tells who it is, else the first person named before the first answer.
    """
    answers = [q for q in quotes if q.rule == "layout:answer" or (is_turn(q) and is_answer(label_of(article.text, q)))]
    if not answers:
        return list(entities), None
    named, guest = _first_known(_named_as_guest(article), entities)
    return named, _presented(article, answers[0], entities) if guest is None else guest


def _presented(article: Article, answer: Quote, entities: Sequence[Entity]) -> int | None:
    """Return the person whose name the title has, else the first one named before the first answer."""
    people = [i for i, entity in enumerate(entities) if _is_person(entity)]
    in_title = [i for i in people if entities[i].name in (article.title or "")]
    before = [i for i in people if entities[i].mentions[0].span.start < answer.start]
    in_full = [i for i in before if " " in entities[i].name]  # "Lenn", of "the Lenn bridge", may pass for a person
    return next(iter(in_title or in_full or before), None)


def _named_as_author(article: Article) -> Iterator[Narrator]:
    """Yield whom the headlines name as the author, then who signs a letter, then the byline of such a text."""
    headlines = list(_headlines(article))
    for headline in headlines:
        yield from _of_headline(headline)
    greeting = [_person(found["who"]) for found in GREETS.finditer(article.text)]
    yield from (who for who in greeting if who is not None and who.has_title and len(greeting) == 1)
    is_letter = SALUTATION.search(article.text)
    if is_letter and (signed := SIGNED.search(article.text)):
        yield Narrator(signed["who"], True)
    if article.byline and (is_letter or any(re.search(ADDRESS, line) for line in headlines)):
        who = _person(re.sub(r"^(?i:by)\s+", "", article.byline.strip()))
        if who is not None:
            yield who._replace(has_title=True)


def _of_headline(headline: str) -> Iterator[Narrator]:
    """Yield whom a headline names as the author: "by" needs no title, "Letter from Port Halm" names nobody."""
    for form in TITLES:
        found = form.search(headline)
        who = _person(found["who"]) if found else None
        if found and who is not None:
            by = found.groupdict().get("how") == "by"
            if by or who.has_title or form is not TITLES[0]:
                yield who._replace(has_title=by or who.has_title)


def _named_as_guest(article: Article) -> Iterator[Narrator]:
    for headline in _headlines(article):
        for form in GUESTS:
            if (found := form.search(headline)) and (who := _person(found["who"])) is not None:
                yield who._replace(has_title=True)


def _headlines(article: Article) -> Iterator[str]:
    """Yield the title, and the text's first line where it is a headline: short, without a full stop."""
    if article.title:
        yield article.title.strip()
    first = next((span.of(article.text) for span in paragraphs(article.text)), "")
    if len(first) < LONGEST_HEADLINE and not first.endswith((".", "!", "?", ",", "”", '"')):
        yield first.lstrip("# *").rstrip("* ")


def _person(words: str) -> Narrator | None:
    """Return the name at the end of title and name ("President of Norland Ada Holm"), None where there is none."""
    parts = words.split()
    title = max((k for k, word in enumerate(parts) if _is_title(word)), default=-1)
    rest = parts[title + 1 :]
    if rest[:1] == ["of"]:
        rest = rest[2:] if len(rest) < 4 else rest[-2:]
    while rest and not rest[-1][0].isupper():
        rest = rest[:-1]
    is_body = bool(rest) and noun(rest[-1]).kind in ("body", "group")
    if not rest or is_body or "of" in rest or "and" in rest or len(rest) > 4:
        return None
    return Narrator(re.sub(r"[’']s$", "", " ".join(rest)), title >= 0)


def _is_title(word: str) -> bool:
    return word.lower() in FIRST_PARTS or noun(word).kind in ("honorific", *ROLE_CLASSES)


def _first_known(named: Iterator[Narrator], entities: Sequence[Entity]) -> tuple[list[Entity], int | None]:
    """Return the first of those named whom the text names too, or whose full name has a title before it."""
    for who in named:
        words = [bare_letters(word) for word in who.name.split()]
        fits = _fitting(words, entities)
        if len(fits) == 1:
            return list(entities), fits[0]
        if not fits and who.has_title and len(words) > 1:
            return [*entities, Entity(who.name, "person")], len(entities)
    return list(entities), None


def _fitting(words: Sequence[str], entities: Sequence[Entity]) -> list[int]:
    """Return the people of this name, else those whose surname it is, or who have only the surname in the text."""
    names = {i: [bare_letters(w) for w in e.name.split()] for i, e in enumerate(entities) if _is_person(e)}
    same = [i for i, name in names.items() if name == list(words)]
    lone = [i for i, name in names.items() if name[-1] == words[-1] and 1 in (len(words), len(name))]
    return same or lone


def _is_person(entity: Entity) -> bool:
    return entity.kind == "person" and any(mention.form == "name" for mention in entity.mentions)
