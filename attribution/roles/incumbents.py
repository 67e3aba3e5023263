"""People called by their office alone, whom the date of the article tells: "the British foreign secretary".

Only where the article's own words say office and country or body, in the singular and of today, where exactly one
person held the office that day, and where nobody named in the article is said to hold it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from attribution.lexicon.countries import CountryFinder
from attribution.names.name_matching import likeness, same_surname
from attribution.roles.office_classes import classified_role
from attribution.roles.officials import Official, Officials, office_kind
from attribution.roles.title_phrases import head_of, stated_role
from attribution.types import Entity, Mention, Role

# Words that make it another office, another time or any holder.
NOT_NOW = frozenset(
    ["a", "an", "another", "any", "every", "each", "no", "some", "one", "shadow", "next", "future", "new", "then",
     "previous", "old", "late", "first", "last", "would-be", "longtime", "two", "three"]
)  # fmt: skip
# What the head of the phrase must be: not an adviser, a wife or a spokesman of somebody.
HEADS = frozenset(
    ["president", "minister", "secretary", "premier", "chancellor", "taoiseach", "king", "queen", "emperor", "emir",
     "sultan", "pope", "leader", "secretary-general", "general", "chief", "head", "director", "director-general",
     "representative", "diplomat"]
)  # fmt: skip
YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")


def name_incumbents(
    doc: Doc, entities: Sequence[Entity], published: str | None, officials: Officials
) -> list[Entity]:
    """Return the entities with unnamed office holders named, or joined to the person who is named elsewhere."""
    if not published:
        return list(entities)
    countries = CountryFinder(*([e.name for e in entities if e.kind == kind] for kind in ("place", "organisation")))
    entities = _with_first_names(entities, published, officials)
    entities = [part for e in entities for part in _without_titles_of_others(doc, e, countries, published, officials)]
    kept = list(entities)
    for entity in entities:
        if not _is_unnamed_person(entity):
            continue
        offices = [(m, _office(doc, m, countries, published)) for m in entity.mentions]
        for role, official, meant in _officials_meant(offices, officials, published):
            bearers = _bearers(kept, official)
            if len(bearers) <= 1 and not _is_claimed(role, official, entities):
                _give_mentions(kept, entity, meant, role, official, bearers)
    return sorted(kept, key=lambda e: (e.mentions[0].span, e.mentions[-1].span.end))


def _with_first_names(entities: Sequence[Entity], published: str, officials: Officials) -> list[Entity]:
    """Return the entities with office holders of whom the article gives the surname alone under their full names.

    "President Trump" is Donald Trump in an article of 2018, and one with the Donald Trump whom it names elsewhere.
    """
    kept = list(entities)
    for entity in entities:
        official = _by_surname(entity, published, officials)
        if official is None:
            continue
        named = next((e for e in kept if e.kind == "person" and e.shared and likeness(e.name, official.name)), None)
        if named is None:
            kept[kept.index(entity)] = replace(entity, name=official.name, shared=True)
        else:
            kept.remove(entity)
            kept[kept.index(named)] = _joined(named, entity.mentions, entity.roles)
    return sorted(kept, key=lambda e: (e.mentions[0].span, e.mentions[-1].span.end))


def _by_surname(entity: Entity, published: str, officials: Officials) -> Official | None:
    """Return the one official who bears a person's lone surname and holds the office stated of that person."""
    if entity.kind != "person" or entity.shared or " " in entity.name or not _is_known(entity):
        return None
    terms = officials.of_surname(entity.name, published)
    stated = [role for role in entity.roles if role.status == "current" and office_kind(role.office, role.title)]
    meant = {
        term.key: term
        for term in terms
        for role in stated
        if office_kind(term.office, term.title) == office_kind(role.office, role.title)
        and _place(role) in (None, term.place)
    }
    return next(iter(meant.values())) if len(meant) == 1 else None


def _without_titles_of_others(
    doc: Doc, entity: Entity, countries: CountryFinder, published: str, officials: Officials
) -> list[Entity]:
    """Return an official without the titles that are somebody else's that day, and those as a person of their own.

    "President Lind was firm. The President of Norland called it hasty": of Velmara she may be the president.
    """
    if entity.kind != "person" or not _is_known(entity) or not officials.named(entity.name):
        return [entity]
    offices = [(m, _office(doc, m, countries, published)) for m in entity.mentions if m.form == "nominal"]
    held = _told_by_office_and_place(offices, officials, published)
    others = [(m, role) for m, role, official in held if not _bears_name_of(entity, official)]
    if not others:
        return [entity]
    mentions = tuple(m for m, _ in others)
    roles = tuple(r for r in entity.roles if not any(m.span.overlaps(r.evidence) for m in mentions))
    own = replace(entity, mentions=tuple(m for m in entity.mentions if m not in mentions), roles=roles)
    return [own, Entity(mentions[0].span.of(doc.text), "person", mentions, tuple(r for _, r in others), shared=False)]


def _officials_meant(
    offices: Sequence[tuple[Mention, Role | None]], officials: Officials, published: str
) -> Iterator[tuple[Role, Official, list[Mention]]]:
    """Yield the officials that mentions taken for one person mean: by office and place, or in short after that."""
    taken: set[Mention] = set()
    anchors = list(_told_by_office_and_place(offices, officials, published))
    for mention, role, official in anchors:
        rivals = [o for _, r, o in anchors if o.key != official.key and _is_same_office(r, role, anywhere=True)]
        later = [(m, other) for m, other in offices if m.span > mention.span and other and _is_same_office(role, other)]
        meant = [mention, *(m for m, other in later if not rivals or _place(other))]
        if mention not in taken:
            taken.update(meant)
            yield role, official, meant


def _told_by_office_and_place(
    offices: Sequence[tuple[Mention, Role | None]], officials: Officials, published: str
) -> Iterator[tuple[Mention, Role, Official]]:
    """Yield the mentions whose own words tell an office that exactly one person held that day."""
    for mention, role in offices:
        if role is None:
            continue
        found = officials.holders(role.office, role.title, _place(role), published)
        if len(found) == 1:
            yield mention, role, found[0]


def _is_unnamed_person(entity: Entity) -> bool:
    return entity.kind == "person" and not entity.shared and all(m.form == "nominal" for m in entity.mentions)


def _bearers(entities: Sequence[Entity], official: Official) -> list[Entity]:
    """Return the people of the article who are known by a name that the official bears."""
    return [e for e in entities if e.kind == "person" and _is_known(e) and _bears_name_of(e, official)]


def _is_known(entity: Entity) -> bool:
    return entity.shared or any(m.form == "name" for m in entity.mentions)


def _office(doc: Doc, mention: Mention, countries: CountryFinder, published: str) -> Role | None:
    """Return the office of today that a mention is about, None where its words do not tell."""
    tokens = doc.char_span(*mention.span, alignment_mode="expand")
    if tokens is None or NOT_NOW & {word for t in tokens for word in t.text.lower().split("-")}:
        return None
    head = head_of(doc, tokens.start, tokens.end)
    if head.lemma_.lower() not in HEADS or head.tag_ in ("NNS", "NNPS"):
        return None
    if any(year != published[:4] for year in YEAR.findall(head.sent.text)):
        return None
    start = tokens.start + (tokens[0].text.lower() in ("the", "this"))
    role = classified_role(stated_role(doc, (start, tokens.end), head), countries)
    return role if role.status == "current" else None


def _place(role: Role) -> str | None:
    return role.country or role.organisation


def _is_same_office(role: Role, other: Role | None, anywhere: bool = False) -> bool:
    """Return whether a mention says an office again, in short or in full ("the foreign secretary"), or ``anywhere``."""
    if other is None or office_kind(other.office, other.title) != office_kind(role.office, role.title):
        return False
    return anywhere or _place(other) in (None, _place(role))


def _is_claimed(role: Role, official: Official, entities: Sequence[Entity]) -> bool:
    """Return whether the article says that somebody else holds the office."""
    return any(
        (other.office, other.country) == (role.office, role.country) and other.status == "current"
        for entity in entities
        if any(m.form == "name" for m in entity.mentions) and not _bears_name_of(entity, official)
        for other in entity.roles
    )


def _bears_name_of(entity: Entity, official: Official) -> bool:
    """Return whether a named person of the article bears the official's name, or a lone surname of it."""
    names = (official.name, *official.aliases)
    if " " not in entity.name:
        return any(same_surname(entity.name, name) for name in names)
    return any(likeness(entity.name, name) for name in names)


def _give_mentions(
    kept: list[Entity], unnamed: Entity, meant: Sequence[Mention], role: Role, official: Official,
    bearers: Sequence[Entity],
) -> None:  # fmt: skip
    """Give mentions of an unnamed person to the official: known by name in the article, or not."""
    left = next((e for e in kept if not _is_known(e) and meant[0] in e.mentions), unnamed)
    rest = tuple(m for m in left.mentions if m not in meant)
    kept.remove(left)
    if rest:
        kept.append(replace(left, mentions=rest))
    if not bearers:
        kept.append(Entity(official.name, "person", tuple(meant), (role,)))
        return
    [named] = bearers
    kept[kept.index(named)] = _joined(named, meant, (role,))


def _joined(entity: Entity, mentions: Sequence[Mention], roles: Sequence[Role]) -> Entity:
    """Return an entity with more mentions and roles, each in order."""
    known = {r.evidence: r for r in (*entity.roles, *roles)}
    together = tuple(sorted((*entity.mentions, *mentions), key=lambda m: m.span))
    return replace(entity, mentions=together, roles=tuple(known[span] for span in sorted(known)))
