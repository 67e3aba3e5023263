"""Whose words a whole text is: who signs a letter, gives an address or statement; and whom an interview is with.

The title tells it ("Statement by Foreign Minister Ada Lind"), the first line, the byline or the signature. Outside
quotations "I" and "we" are that person, and the answers of an interview without labels are the guest's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from spacy.tokens import Doc

from attribution.coreference.interview_turns import (
    interviewer,
    is_answer,
    is_named_person,
    is_title_word,
    is_turn,
    label_of,
)
from attribution.lexicon.countries import CountryFinder
from attribution.lexicon.nouns import bare_letters, noun
from attribution.roles.office_classes import classified_role
from attribution.roles.officials import Officials
from attribution.types import Entity, Role
from quotes.detection.quote_builder import ANSWER_RULE
from quotes.quotation_marks import paragraphs, quotations
from quotes.types import Article, Quote, Span

WORDS = r"[A-Z][\w.’'-]*[\w.](?:[’']s)?"
NAME = rf"(?P<who>{WORDS}(?: (?:{WORDS}|of|the|for|and|de|van|von|al)){{0,12}})"
ADDRESS = (
    r"(?i:\b(?:statement|remarks|address|speech|message|letter|testimony|greetings|congratulations|condolences|comments|"
    r"declaration|op-ed|eulogy|toast|appeal))"
)
# "Remarks by President Holm", "Holm’s address to the nation", "The bridge will stand - address by President Ada Holm".
TITLES = [
    re.compile(rf"{ADDRESS}\b[^.:]{{0,60}}?\b(?P<how>by|from|of) (?:the )?{NAME}"),
    re.compile(rf"{NAME}[’']s? (?:[\w-]+ ){{0,3}}?{ADDRESS}\b"),
    re.compile(rf"^{NAME} addresse[sd] (?:the|all)\b"),
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
# "By Ada Lind", "By Ada Lind in Port Halm"; two names are nobody's "I". "Ada Lind, diplomatic correspondent".
BYLINE = re.compile(rf"(?i:by)\s+(?P<who>{WORDS}(?: {WORDS}){{1,3}})(?: in [^,.]{{2,30}})?(?: [|–—-] .*)?$")
WRITER = re.compile(
    rf"(?P<who>{WORDS}(?: {WORDS}){{1,3}}),? (?:[\w-]+ ){{0,3}}(?:correspondent|editor|columnist|reporter)$"
)
HEAD = 600  # characters in which a byline stands
LONGEST_HEADLINE = 160  # characters of a first line that is a headline
STATUS_WORDS = frozenset(["first", "former", "acting"])  # parts of a title that no label of a turn has


class Narrator(NamedTuple):
    """Somebody a headline or a signature names: without the title before the name, and whether there was one."""

    name: str
    has_title: bool


class Voices(NamedTuple):
    """Whose words stand under no name of their own, as indexes of entities; None for nobody.

    - ``narrator``: who says "I" and "we" in the whole text.
    - ``guest``: who gives answers without a label.
    - ``reporter``: who says "I" outside what anybody else says, where "we" may be the outlet.
    """

    narrator: int | None = None
    guest: int | None = None
    reporter: int | None = None


NO_VOICES = Voices()


def voices_of(
    doc: Doc, article: Article, quotes: Sequence[Quote], entities: Sequence[Entity], officials: Officials
) -> tuple[list[Entity], Voices]:
    """Return the entities, with those whom only the headlines name, and who stands behind "I" and the answers."""
    known, narrator = narrator_of(doc, article, entities, officials)
    known, guest = guest_of(article, quotes, known)
    return known, Voices(narrator, guest, reporter_of(article, known))


def narrator_of(
    doc: Doc, article: Article, entities: Sequence[Entity], officials: Officials
) -> tuple[list[Entity], int | None]:
    """Return the entities, with one for a narrator named in the title alone, and who says "I" in the whole text."""
    named, narrator = _first_known(chain(_named_as_author(article), _held_by(article, officials)), entities)
    if narrator is not None and _is_told_of(doc, named[narrator]):
        return list(entities), None
    return named, narrator


def reporter_of(article: Article, entities: Sequence[Entity]) -> int | None:
    """Return the one whom the byline names: "I" outside quotations is that person, "we" may be the outlet."""
    lines = [span.of(article.text).strip() for span in paragraphs(article.text[:HEAD])]
    stated = [f"By {article.byline.strip()}"] if article.byline else lines
    found = [m for line in stated if (m := BYLINE.match(line)) or (m := WRITER.match(line))]
    names = [n for n in (_person(m["who"]) for m in found) if n is not None]
    fits = _fitting([bare_letters(word) for word in names[0].name.split()], entities) if len(names) == 1 else []
    return fits[0] if len(fits) == 1 else None


def _is_told_of(doc: Doc, entity: Entity) -> bool:
    """Return whether a text tells of somebody at least as often as it says "I", outside quotations.

    A story with the title "I will not go - President Holm" that goes on "Holm said" is not told by her.
    """
    marked = [q.span for q in quotations(doc.text)]
    spans = [m.span for m in entity.mentions if m.form == "name" and not any(q.covers(m.span) for q in marked)]
    tokens = [doc.char_span(*span, alignment_mode="expand") for span in spans]
    told = len([found for found in tokens if found is not None and found.root.dep_.startswith("nsubj")])
    own = [t.idx for t in doc if t.lower_ in ("i", "my", "me")]
    said = sum(not any(q.start <= at < q.end for q in marked) for at in own)
    return 0 < told >= said


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
    answers = [q for q in quotes if q.rule == ANSWER_RULE or (is_turn(q) and is_answer(label_of(article.text, q)))]
    if not answers:
        return list(entities), None
    named, guest = _first_known(_named_as_guest(article), entities)
    asks = interviewer(article.text, quotes, entities)
    if guest is not None and guest != asks:
        return named, guest
    return list(entities), _presented(article, answers[0], entities, asks)


def _presented(article: Article, answer: Quote, entities: Sequence[Entity], asks: int | None) -> int | None:
    """Return the person whose name the title has, else the first one named before the first answer; not who asks."""
    people = [i for i, entity in enumerate(entities) if is_named_person(entity) and i != asks]
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
    return is_title_word(word) or word.lower() in STATUS_WORDS


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
    names = {i: [bare_letters(w) for w in e.name.split()] for i, e in enumerate(entities) if is_named_person(e)}
    same = [i for i, name in names.items() if name == list(words)]
    lone = [i for i, name in names.items() if name[-1] == words[-1] and 1 in (len(words), len(name))]
    return same or lone
