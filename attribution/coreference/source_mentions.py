"""What the sources of quotes refer to: a mention of an entity the article names, or an entity it only describes.

Descriptions nobody known fits become entities themselves: groups ("local officials"), unnamed people ("a
spokesman"), documents ("the report").
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from attribution.coreference.definite_descriptions import Description, describe_phrase
from attribution.coreference.described_entities import (
    belongs_to_several,
    fitting_before,
    introduced_later,
    subject_before,
)
from attribution.coreference.entity_builder import EntityDraft
from attribution.coreference.epithets import is_epithet, not_of_other_age, of_age
from attribution.coreference.plurals import group_meant
from attribution.coreference.short_names import Acronyms
from attribution.coreference.source_names import without_article
from attribution.coreference.speaker_phrases import (
    NameSpan,
    SpeakerPhrase,
    is_pair,
    is_plural,
    is_utterance,
    source_phrases,
    text_of,
)
from attribution.lexicon.countries import CountryFinder
from attribution.lexicon.nouns import ROLE_CLASSES, noun
from attribution.roles.title_phrases import character_span, is_office, stated_role
from attribution.types import EntityKind
from quotes.types import Quote, Span

COUNTRIES = {"government", "country", "nation"}


def add_source_mentions(
    doc: Doc, quotes: Sequence[Quote], names: Sequence[NameSpan], drafts: list[EntityDraft], acronyms: Acronyms
) -> None:
    """Add to the drafts what the sources of the quotes refer to."""
    sources = _SourceMentions(doc, drafts, acronyms)
    for quote in quotes:
        for part in source_phrases(doc, quote, names):
            sources.add(part)


class _SourceMentions:
    """The entities put together so far, as the sources are read from top to bottom."""

    def __init__(self, doc: Doc, drafts: list[EntityDraft], acronyms: Acronyms) -> None:
        self.doc = doc
        self.drafts = drafts
        self.acronyms = acronyms
        self.places = {span: d for d in drafts if d.kind == "place" for span in d.mentions}

    def add(self, part: SpeakerPhrase, is_holder: bool = False) -> None:
        """Add what one part of a source refers to: a mention of something known, or something new.

        A part ``is_holder`` of another one: in "the president’s wife said" the president need not be the topic.
        """
        for holder in part.holders:
            if holder.form == "nominal" or is_utterance(self.doc, part):
                self.add(holder, True)
        span = character_span(self.doc, part.start, part.end)
        if part.end - part.start == 1:
            self._add_group_meant(self.doc[part.head], span)
        if part.form == "pronoun" or any(span in d.mentions and d.kind != "place" for d in self.drafts):
            return
        if part.form == "name":
            self._add_speaking_place(span)
        elif (draft := self._country_of_side(part) or self._described(part, span, is_holder)) is not None:
            draft.mentions[span] = "nominal"

    def _add_group_meant(self, word: Token, said: Span) -> None:
        """Add the group that "they" or "some" means where nothing known stands there; "some" is a mention of it."""
        group = group_meant(self.doc, word)
        if group is None:
            return
        span = character_span(self.doc, *group)
        draft = next((d for d in self.drafts for m in d.mentions if m.overlaps(span)), None)
        if draft is None:
            name = text_of(self.doc, *group)
            name = name[0].lower() + name[1:] if self.doc[group[0]].pos_ != "PROPN" else name
            draft = EntityDraft(name, "group", False, {span: "nominal"})
            self.drafts.append(draft)
        if draft.kind == "group" and said.of(self.doc.text).lower() != "they":
            draft.mentions[said] = "nominal"

    def _add_speaking_place(self, span: Span) -> None:
        """Make a place that speaks a body: "Norhaven denied it" means the government that sits there.

        What ends the name of one body is that body in short: "the Compact" of "Northern Compact".
        """
        place = self.places.get(span)
        if place is not None:
            bodies = [d for d in self.drafts if d.kind == "organisation" and " of " not in d.name]
            long = [d for d in bodies if d.name.split()[1:][-1:] == [place.name]]
            seat = long[0] if len(long) == 1 else self._organisation(place.name)
            seat.mentions[span] = place.mentions.pop(span, "name")
            place.ends = []

    def _country_of_side(self, part: SpeakerPhrase) -> EntityDraft | None:
        """Return the country of "the Norlandic side" as one that speaks."""
        if self.doc[part.head].lower_ != "side":
            return None
        families = CountryFinder(d.name for d in self.drafts if d.kind in ("place", "organisation"))
        words = [t.text for t in self.doc[part.start : part.head] if t.pos_ in ("PROPN", "ADJ")]
        country = families.country(words[0]) if len(words) == 1 else None
        return None if country is None else self._organisation(country)

    def _organisation(self, name: str) -> EntityDraft:
        """Return the organisation of this name, a new one where there is none."""
        known = next((d for d in self.drafts if d.kind == "organisation" and d.name == name), None)
        if known is None:
            known = EntityDraft(name, "organisation", True)
            self.drafts.append(known)
        return known

    def _described(self, part: SpeakerPhrase, span: Span, is_holder: bool) -> EntityDraft | None:
        """Return what a description means: something known, else a new entity; None if nobody who speaks."""
        if self._is_of_others(part):
            return None
        description = describe_phrase(self.doc, part, self.acronyms)
        others = [d for d in self.drafts if not belongs_to_several(self.doc, part, d)]
        return (
            of_age(self.doc, part, self.drafts)
            or fitting_before(self.doc, description, span.start, others)
            or introduced_later(description, self.drafts)
            or (None if is_holder else self._given_title(part, description))
            or self._called_the_same(part, description)
            or self._new(part, description)
        )

    def _is_of_others(self, part: SpeakerPhrase) -> bool:
        """Return whether it means speakers known by other names, or nobody: "both ministers", "his country"."""
        own_country = any(h.form == "pronoun" for h in part.holders) and self.doc[part.head].lemma_ in COUNTRIES
        return own_country or is_pair(self.doc, part)

    def _given_title(self, part: SpeakerPhrase, description: Description) -> EntityDraft | None:
        """Return whom the sentence before is about, with the title as a role; "his lawyer" is not who he is."""
        owned = any(holder.form == "pronoun" for holder in part.holders)
        people = not_of_other_age(self.doc, part, self.drafts)
        person = None if owned else subject_before(self.doc, part, description, people)
        if person is not None and not is_epithet(self.doc, part):
            person.roles.append(stated_role(self.doc, without_article(self.doc, part), self.doc[part.head]))
        return person

    def _called_the_same(self, part: SpeakerPhrase, description: Description) -> EntityDraft | None:
        """Return the entity whose name is the description, where that points back or is of several."""
        if not (description.definite or description.plural):
            return None
        name = _described_name(self.doc, part)
        return next((d for d in self.drafts if d.name == name and d.kind != "place"), None)

    def _new(self, part: SpeakerPhrase, description: Description) -> EntityDraft | None:
        """Return a new entity for a description, None if it is nobody who could speak."""
        kind = _kind(self.doc, part)
        if kind is None:
            return None
        shared = kind == "organisation" and bool(description.named)
        self.drafts.append(EntityDraft(_described_name(self.doc, part), kind, shared))
        return self.drafts[-1]


def _kind(doc: Doc, part: SpeakerPhrase) -> EntityKind | None:
    """Return the kind of what a description describes, None if it is nobody who could speak."""
    head = doc[part.head]
    known = noun(head.lemma_).kind
    if known == "document":
        return "document"
    if part.end < len(doc) and doc[part.end].text == ":" and head.text.isupper():
        return "person"  # "QUESTION:" in a transcript
    if is_plural(doc, part) and head.text.lower() != "police":
        return "group"
    if known in ("person", "kin", "honorific", *ROLE_CLASSES) or head.text.lower() == "one":
        return "person"
    if known:
        return "organisation" if known == "body" else "group"
    return "person" if _is_somebody(head) else None


def _is_somebody(head: Token) -> bool:
    """Return whether an unlisted noun is a person: one "who", or a doer by its ending."""
    clauses = [c for c in head.children if c.dep_ == "acl:relcl"]
    return is_office(head) or any(t.text.lower() == "who" for clause in clauses for t in clause.children)


def _described_name(doc: Doc, part: SpeakerPhrase) -> str:
    """Return a description as a name: no article, lower case where only the sentence capitalises it."""
    start, end = without_article(doc, part)
    text = text_of(doc, start, end)
    lower = doc[start].pos_ != "PROPN" or (doc[start].tag_ == "NNPS" and end == start + 1)
    office = doc[start].pos_ in ("ADJ", "NOUN") and start < part.head and doc[part.head].tag_ == "NNP"
    lower = lower and not office  # "Foreign Secretary"
    lower = lower and not doc[start].ent_type_ and not (start + 1 < end and doc[start + 1].pos_ == "NUM")
    return text[0].lower() + text[1:] if lower and not text[:2].isupper() else text
