"""Who is behind each source: names, titles, acronyms, pronouns, statements, and speakers carried over.

Every link names the rule that made it and carries a confidence; below ``OPEN_BELOW`` a speaker stays open.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from spacy.tokens import Doc

from attribution.coreference.definite_descriptions import describe_phrase, fits
from attribution.coreference.interview_turns import entities_by_label, is_turn
from attribution.coreference.pronouns import Antecedents, Link, Weighed
from attribution.coreference.speaker_phrases import (
    NameSpan,
    SpeakerPhrase,
    is_pair,
    is_utterance,
    nearby,
    phrases_in,
    source_tokens,
    text_of,
)
from attribution.lexicon.closed_class import (
    FIRST_OR_SECOND_PERSON,
    NEUTER,
    OPENING_MARKS,
    PARTY_MEMBERS,
    PLURAL_SPEAKERS,
)
from attribution.lexicon.nouns import bare_letters, noun
from attribution.names.acronyms import is_acronym
from attribution.roles.title_phrases import character_span
from attribution.types import Candidate, Entity, Role, Speaker, Unresolved
from quotes.quotation_marks import paragraphs
from quotes.types import Quote, Span

OPEN_BELOW = 0.5
PAIR_REACH = 3000  # characters back in which there must be just two ministers for "both ministers"
NEAR_PAIR = 600  # and for "the ministers"
CONFIDENCE = {
    "name": 0.98,
    "surname": 0.95,
    "first-name": 0.85,
    "spelling": 0.7,
    "acronym": 0.95,
    "organisation": 0.95,
    "metonym": 0.8,
    "title": 0.85,
    "gazetteer": 0.8,  # "the British foreign secretary": whom the date of the article tells
    "unnamed": 0.9,
    "group": 0.9,
    "document": 0.85,
    "inherited": 0.6,
    "first-person": 0.85,
    "initials": 0.85,
    "interviewer": 0.75,
    "interviewee": 0.75,
}
REMEMBERED = 500  # quotes back in which the one around a source is sought
PLAIN = {"name", "organisation", "joint: name", "joint: organisation", "group", "document"}  # told by the source itself
# Whose they are says little of them: an office stated beside counts for more.
RELATIVE = {"predecessor", "successor", "counterpart", "opponent", "rival", "critic", "challenger"}


class Resolution(NamedTuple):
    """The speakers of a quote, or why it has none, and who was weighed: see ``Attribution``."""

    speakers: tuple[Speaker, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    unresolved: Unresolved = "no source"


def find_speakers(doc: Doc, quotes: Sequence[Quote], entities: Sequence[Entity]) -> list[Resolution]:
    """Return who says each quote, in the order of ``quotes``."""
    resolver = _Resolver(doc, entities, labels=entities_by_label(doc.text, quotes, entities))
    found = [Resolution()] * len(quotes)
    for i in sorted(range(len(quotes)), key=lambda i: (quotes[i].start, -quotes[i].end)):
        found[i] = resolver.speakers(quotes[i])
    return found


@dataclass
class _Resolver:
    """The state of reading one article from top to bottom: who was mentioned and who spoke last."""

    doc: Doc
    entities: Sequence[Entity]
    at: dict[Span, int] = field(default_factory=dict)
    names: list[NameSpan] = field(default_factory=list)
    labels: dict[str, tuple[int, str]] = field(default_factory=dict)
    said: list[tuple[Quote, list[Link]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for i, entity in enumerate(self.entities):
            for mention in entity.mentions:
                self.at[mention.span] = i
                tokens = self.doc.char_span(*mention.span, alignment_mode="expand")
                if mention.form == "name" and tokens is not None:
                    self.names.append(NameSpan(tokens.start, tokens.end, entity.kind))
        self.names.sort()
        self.antecedents = Antecedents(self.doc, self.entities)
        self.text = self.doc.text
        self.paragraphs = [p.start for p in paragraphs(self.text)]

    def speakers(self, quote: Quote) -> Resolution:
        """Return the speakers of one quote and remember them for those that follow."""
        tokens = source_tokens(self.doc, quote)
        weighed = self._of_turn(quote) or (self._of_source(quote, tokens) if tokens else self._inherited(quote))
        links = [
            link
            for n, link in enumerate(weighed.links)
            if link.confidence >= OPEN_BELOW and link.entity not in [other.entity for other in weighed.links[:n]]
        ]
        self.said.append((quote, links))
        where = Span(quote.source[0].start, quote.source[-1].end) if quote.source else quote.content[0]
        if links:
            self.antecedents.spoke([link.entity for link in links], where)
        position = quote.source[-1].end if quote.source else quote.start
        speakers = tuple(
            Speaker(link.entity, role_at(self.entities[link.entity].roles, position), *_kept(link))
            for link in links
            if not self._is_unnamed_person(link.entity)
        )
        why = "" if speakers else self._why_open(tokens, weighed, links)
        return Resolution(speakers, self._shown(weighed, speakers, where), why)

    def _why_open(self, tokens: tuple[int, int] | None, weighed: Weighed, links: list[Link]) -> Unresolved:
        if tokens is None:
            return "no source"
        if links:
            return "unnamed"
        if self.doc[tokens[0]].text.lower() in FIRST_OR_SECOND_PERSON:
            return "first person"
        return "ambiguous" if weighed.candidates or weighed.links else "nobody"

    def _is_unnamed_person(self, entity: int) -> bool:
        """Return whether an entity is one unnamed person ("a spokeswoman"): nobody to attribute to."""
        found = self.entities[entity]
        return found.kind == "person" and not found.shared and all(m.form != "name" for m in found.mentions)

    def _shown(self, weighed: Weighed, speakers: Sequence[Speaker], source: Span) -> tuple[Candidate, ...]:
        """Return the candidates, with the links that nothing was weighed for, where more than a name told them."""
        known = {candidate.entity for candidate in weighed.candidates}
        spoken = {speaker.entity for speaker in speakers}
        more = [
            Candidate(
                link.entity, self._antecedent(link.entity, source), _kept(link)[1], (_kept(link),),
                "chosen" if link.entity in spoken else "unnamed",
            )
            for link in weighed.links
            if link.entity not in known and link.rule not in PLAIN
        ]  # fmt: skip
        return (*more, *weighed.candidates)

    def _antecedent(self, entity: int, source: Span) -> Span:
        """Return the last mention of an entity before the source, else its first."""
        spans = [mention.span for mention in self.entities[entity].mentions]
        named = [m.span for m in self.entities[entity].mentions if m.form == "name"] or spans
        return max((span for span in named if span.end <= source.start), default=named[0])

    def _of_turn(self, quote: Quote) -> Weighed | None:
        """Return whom the label of a turn means, None where it is a name or no label."""
        found = self.labels.get(quote.source[0].of(self.text).strip()) if is_turn(quote) else None
        return Weighed([Link(*found, CONFIDENCE[found[1]])]) if found else None

    def _around(self, source: Span) -> list[Link]:
        """Return the speakers of the innermost quotation that a source stands in."""
        for quote, links in self.said[: -REMEMBERED - 1 : -1]:
            if any(span.covers(source) for span in quote.content):
                return links
        return []

    def _of_source(self, quote: Quote, tokens: tuple[int, int]) -> Weighed:
        found = phrases_in(self.doc, *tokens, nearby(self.names, *tokens))
        weighed = [self._of_part(part, quote) for part in found]
        links = [link for one in weighed for link in one.links]
        if len(found) > 1 and len(links) > 1:
            links = [link._replace(rule=f"joint: {link.rule}") for link in links]
        return Weighed(links, [candidate for one in weighed for candidate in one.candidates])

    def _of_part(self, part: SpeakerPhrase, quote: Quote) -> Weighed:
        if part.form == "pronoun":
            return self._of_pronoun(part, quote)
        if is_pair(self.doc, part):
            return self._of_pair(part, quote)
        if self._is_bare_plural(part) and (two := self._of_pair(part, quote, NEAR_PAIR)).links:
            return two
        if is_utterance(self.doc, part) and part.holders:
            weighed = [self._of_part(holder, quote) for holder in part.holders]
            links = [Link(e, f"statement of {rule}", c * 0.97) for one in weighed for e, rule, c in one.links]
            return Weighed(links, [candidate for one in weighed for candidate in one.candidates])
        entity = self.at.get(character_span(self.doc, part.start, part.end))
        if entity is None:
            return Weighed([])
        if is_utterance(self.doc, part) and (issuers := self._issuers(part)):
            return Weighed(issuers)
        rule = self._rule(part, self.entities[entity])
        return Weighed([Link(entity, rule, CONFIDENCE[rule])])

    def _rule(self, part: SpeakerPhrase, entity: Entity) -> str:
        """Return how a name or description leads to its entity."""
        if part.form == "nominal":
            if entity.kind in ("group", "document"):
                return entity.kind
            named = any(m.form == "name" for m in entity.mentions)
            return "title" if named else "gazetteer" if entity.kind == "person" and entity.shared else "unnamed"
        words = [bare_letters(w) for w in text_of(self.doc, part.start, part.end).split()]
        full = [bare_letters(w) for w in entity.name.split()]
        if entity.kind != "person":
            seat = any(e.kind == "place" and e.name == entity.name for e in self.entities)
            short = len(words) == 1 and len(full) > 1 and is_acronym(self.doc[part.head].text)
            return "metonym" if seat else "acronym" if short else "organisation"
        if len(words) > 1 or words == full:
            return "name"
        return "surname" if words[0] == full[-1] else "first-name" if words[0] in full else "spelling"

    def _of_pronoun(self, part: SpeakerPhrase, quote: Quote) -> Weighed:
        head = self.doc[part.head]
        word = head.text.lower()
        if word in FIRST_OR_SECOND_PERSON:
            around = self._around(Span(head.idx, head.idx + len(head)))
            return Weighed([Link(e, "first-person", min(c, CONFIDENCE["first-person"])) for e, _, c in around])
        if word in PLURAL_SPEAKERS:
            return Weighed(self.antecedents.plural(head, quote))
        if word in NEUTER:
            return self.antecedents.thing(head, quote)
        return self.antecedents.person(head, quote.content)

    def _is_bare_plural(self, part: SpeakerPhrase) -> bool:
        """Return whether a part is an office in the plural and nothing else: "the leaders"."""
        head = self.doc[part.head]
        office = noun(head.lemma_).kind == "office" and head.tag_ in ("NNS", "NNPS")
        return office and part.end - part.start == 2 and self.doc[part.start].lower_ == "the"

    def _of_pair(self, part: SpeakerPhrase, quote: Quote, reach: int = PAIR_REACH) -> Weighed:
        """Return the two of whom "both ministers" is said: as for "they", else by their roles."""
        head = self.doc[part.head]
        together = self.antecedents.plural(head, quote)
        if len(together) == 2:
            return Weighed(together)
        wanted = describe_phrase(self.doc, part, {})._replace(definite=True, plural=False)
        wanted = wanted._replace(words=wanted.words - {"two"})
        near = [
            i
            for i, e in enumerate(self.entities)
            if e.kind == "person"
            and not self._is_unnamed_person(i)
            and fits(wanted, e.name, e.kind, e.roles)
            and any(0 < head.idx - m.span.start < reach for m in e.mentions)
        ]
        return Weighed([Link(i, "title-pair", 0.8) for i in near] if len(near) == 2 else [])

    def _issuers(self, part: SpeakerPhrase) -> list[Link]:
        """Return who made "the statement": the speakers of the quote before, if it speaks of one."""
        if not self.said or not self.said[-1][1] or self.doc[part.start].text.lower() not in ("the", "this"):
            return []
        before, links = self.said[-1]
        stretch = self.text[max(0, before.start - 200) : character_span(self.doc, part.start, part.end).start]
        if self.doc[part.head].lemma_.lower() in stretch.lower():
            return [Link(link.entity, "statement of the last speaker", 0.65) for link in links]
        return []

    def _inherited(self, quote: Quote) -> Weighed:
        """Return the speakers of the quote before, where a quotation without source just goes on."""
        if not self.said or self.text[quote.start] not in OPENING_MARKS:
            return Weighed([])
        before, links = self.said[-1]
        end = max(span.end for span in (*before.content, *before.source, *before.cue))
        apart = bisect_right(self.paragraphs, quote.start) - bisect_left(self.paragraphs, end)
        between = self.text[end : quote.start].strip(" \n.,”»\"’'")
        question = between.endswith("?") and not apart and "." not in between
        if apart > 1 or (len(between.split()) > (0 if apart else 3) and not question):
            return Weighed([])
        return Weighed([Link(e, "inherited", min(c, CONFIDENCE["inherited"])) for e, _, c in links])


def role_at(roles: Sequence[Role], position: int) -> int | None:
    """Return the index of the office stated last before ``position``, or else the first one stated after.

    A mere occupation ("a hydrologist") is no office, a rank only where there is no other. A short form gives
    way to the full one stated elsewhere ("Minister", "foreign minister of Norland").
    """
    offices = [i for i, role in enumerate(roles) if role.organisation or _ends_in(role, "office")]
    offices += [i for i, role in enumerate(roles) if role.office == "lawyer" and i not in offices]
    offices = [i for i in offices if not _head(roles[i]) & RELATIVE] or offices
    offices = offices or [i for i, role in enumerate(roles) if _ends_in(role, "rank")]
    current = [i for i in offices if roles[i].status != "former"] or offices
    current = [i for i in current if roles[i].title not in PARTY_MEMBERS.values()] or current
    before = [i for i in current if roles[i].evidence.start < position] or current[:1]
    if not before:
        return None
    last = before[-1]
    words = set(roles[last].stated.lower().split())
    fuller = [i for i in current if words < set(roles[i].stated.lower().replace("’s", "").split())]
    return fuller[-1] if fuller else last


def _kept(link: Link) -> tuple[str, float]:
    return link.rule, round(link.confidence, 2)


def _head(role: Role) -> set[str]:
    return set(re.split(r" (?:of|for|to|at|in) ", role.title)[0].lower().replace("-", " ").split())


def _ends_in(role: Role, kind: str) -> bool:
    return any(noun(word).kind == kind for word in _head(role))
