"""Who is behind each source: names, titles, acronyms, pronouns, statements, and speakers carried over.

Every link names the rule that made it and carries a confidence; below ``LEAST_CONFIDENCE`` a speaker stays open.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from spacy.tokens import Doc

from attribution.coreference.definite_descriptions import describe_phrase, fits
from attribution.coreference.epithets import is_epithet, is_of_other_age, tells_age
from attribution.coreference.exchanges import Exchange
from attribution.coreference.interview_turns import (
    entities_by_label,
    interviewer,
    is_answer,
    is_turn,
    label_of,
)
from attribution.coreference.narrators import NO_VOICES, Voices
from attribution.coreference.pronouns import Link, PronounResolver, Resolution
from attribution.coreference.protagonists import BOTH, protagonist, the_two
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
    FIRST_PERSON,
    OPENING_MARKS,
    PLURAL_SPEAKERS,
    PRONOUN_GENDER,
)
from attribution.lexicon.nouns import Gender, bare_letters, noun
from attribution.names.acronyms import is_acronym
from attribution.roles.role_selection import role_at
from attribution.roles.title_phrases import character_span
from attribution.types import Candidate, Entity, Speaker, Unresolved
from quotes.detection.quote_builder import ANSWER_RULE, QUESTION_RULE
from quotes.detection.turn_labels import names_nobody
from quotes.quotation_marks import paragraphs
from quotes.types import Quote, Span
from quotes.types import text_of as text_of_spans

LEAST_CONFIDENCE = 0.5  # a speaker found less surely stays open
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
    "protagonist": 0.75,
    "gazetteer": 0.8,  # "the British foreign secretary": whom the date of the article tells
    "unnamed": 0.9,
    "group": 0.9,
    "document": 0.85,
    "inherited": 0.6,
    "pronoun-turn": 0.75,  # of two who ask and answer each other, the one whose turn it is
    "first-person": 0.85,
    "initials": 0.85,
    "interviewer": 0.75,
    "interviewee": 0.75,
}
OWN_WORDS = frozenset(["i", "my", "me", "mine"])  # the reporter's own, where "we" may be the outlet
# What tells the gender of who says it; a surname alone does not make a woman say "my wife".
TOLD_GENDER: dict[Gender, re.Pattern[str]] = {
    "m": re.compile(r"\b(?:my (?:late |own |dear |beloved )?wife|as an? (?:father|grandfather|husband))\b", re.I),
    "f": re.compile(r"\b(?:my (?:late |own |dear |beloved )?husband|as an? (?:mother|grandmother|wife))\b", re.I),
}
QUOTES_BACK = 500  # quotes back in which the one around a source is sought
# Rules by which the source itself says who speaks, so that nobody was weighed.
TOLD_BY_SOURCE = {"name", "organisation", "joint: name", "joint: organisation", "group", "document"}


class QuoteSpeakers(NamedTuple):
    """The speakers of a quote, or why it has none, and who was weighed: see ``Attribution``."""

    speakers: tuple[Speaker, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    unresolved: Unresolved = "no source"


def find_speakers(
    doc: Doc,
    quotes: Sequence[Quote],
    entities: Sequence[Entity],
    pronouns: PronounResolver | None = None,
    voices: Voices = NO_VOICES,
    title: str | None = None,
) -> list[QuoteSpeakers]:
    """Return who says each quote, in the order of ``quotes``.

    ``pronouns`` is the article's resolver of pronouns, which learns who speaks where. ``voices`` are those who say "I"
    and give answers without a label. ``title`` is that of the article.
    """
    resolver = _SpeakerResolver(doc, quotes, entities, pronouns or PronounResolver(doc, entities), voices, title)
    found = [QuoteSpeakers()] * len(quotes)
    for i in sorted(range(len(quotes)), key=lambda i: (quotes[i].start, -quotes[i].end)):
        found[i] = resolver.speakers(quotes[i])
    return found


class _SpeakerResolver:
    """The state of reading one article from top to bottom: who was mentioned and who spoke last."""

    def __init__(
        self, doc: Doc, quotes: Sequence[Quote], entities: Sequence[Entity], pronouns: PronounResolver,
        voices: Voices, title: str | None,
    ) -> None:  # fmt: skip
        self.doc = doc
        self.text = doc.text
        self.entities = entities
        self.pronouns = pronouns
        self.pronouns.narrator = voices.narrator
        self.voices, self.title = voices, title
        self.labels = entities_by_label(self.text, quotes, entities)
        self.asks = interviewer(self.text, quotes, entities)
        self.paragraphs = [p.start for p in paragraphs(self.text)]
        self.said: list[tuple[Quote, list[Link]]] = []
        self.exchange = Exchange()
        self.entity_at: dict[Span, int] = {}
        self.names: list[NameSpan] = []
        for i, entity in enumerate(self.entities):
            for mention in entity.mentions:
                self.entity_at[mention.span] = i
                tokens = self.doc.char_span(*mention.span, alignment_mode="expand")
                if mention.form == "name" and tokens is not None:
                    self.names.append(NameSpan(tokens.start, tokens.end, entity.kind))
        self.names.sort()

    def speakers(self, quote: Quote) -> QuoteSpeakers:
        """Return the speakers of one quote and remember them for those that follow."""
        tokens = source_tokens(self.doc, quote)
        resolution = self._of_turn(quote) or (self._of_source(quote, tokens) if tokens else self._inherited(quote))
        links = _sure_links(resolution)
        self.said.append((quote, links))
        self.exchange = self.exchange.after(self.doc, quote, [link.entity for link in links], self.entity_at)
        where = Span(quote.source[0].start, quote.source[-1].end) if quote.source else quote.content[0]
        if links:
            self.pronouns.note_speakers([link.entity for link in links], where)
        position = quote.source[-1].end if quote.source else quote.start
        speakers = tuple(
            Speaker(link.entity, role_at(self.entities[link.entity].roles, position), *_kept(link))
            for link in links
            if not self._is_unnamed_person(link.entity)
        )
        why = "" if speakers else self._why_open(tokens, resolution, links)
        return QuoteSpeakers(speakers, self._candidates(resolution, speakers, where), why)

    def _why_open(self, tokens: tuple[int, int] | None, resolution: Resolution, links: list[Link]) -> Unresolved:
        """Return why a quote has no speaker."""
        if tokens is None:
            return "no source"
        if links:
            return "unnamed"
        if self.doc[tokens[0]].text.lower() in FIRST_OR_SECOND_PERSON:
            return "first person"
        return "ambiguous" if resolution.candidates or resolution.links else "nobody"

    def _is_unnamed_person(self, entity: int) -> bool:
        """Return whether an entity is one unnamed person ("a spokeswoman"): nobody to attribute to."""
        found = self.entities[entity]
        return found.kind == "person" and not found.shared and all(m.form != "name" for m in found.mentions)

    def _candidates(self, resolution: Resolution, speakers: Sequence[Speaker], source: Span) -> tuple[Candidate, ...]:
        """Return the candidates, with the links that came without any, where more than a name told them."""
        known = {candidate.entity for candidate in resolution.candidates}
        spoken = {speaker.entity for speaker in speakers}
        more = [
            Candidate(
                link.entity, self._antecedent(link.entity, source), _kept(link)[1], (_kept(link),),
                "chosen" if link.entity in spoken else "unnamed",
            )
            for link in resolution.links
            if link.entity not in known and link.rule not in TOLD_BY_SOURCE and self.entities[link.entity].mentions
        ]  # fmt: skip
        return (*more, *resolution.candidates)

    def _antecedent(self, entity: int, source: Span) -> Span:
        """Return the last mention of an entity before the source, else its first."""
        spans = [mention.span for mention in self.entities[entity].mentions]
        named = [m.span for m in self.entities[entity].mentions if m.form == "name"] or spans
        return max((span for span in named if span.end <= source.start), default=named[0])

    def _of_turn(self, quote: Quote) -> Resolution | None:
        """Return whom the label of a turn means, the guest for an answer without one, None where it is a name."""
        if quote.rule == QUESTION_RULE:
            return Resolution([] if self.asks is None else [Link(self.asks, "interviewer", CONFIDENCE["interviewer"])])
        label = label_of(self.text, quote) if is_turn(quote) else ""
        found = self.labels.get(label) if label else None
        if found is None and self.voices.guest is not None and (is_answer(label) or quote.rule == ANSWER_RULE):
            found = self.voices.guest, "interviewee"
        if found is None and names_nobody(label) and self._runs_into_name(quote.source[0]):
            return Resolution([])  # "Q Radio Norland. Who pays?": the name belongs to the question
        return Resolution([Link(*found, CONFIDENCE[found[1]])]) if found else None

    def _runs_into_name(self, source: Span) -> bool:
        """Return whether a mention begins with a source and goes on behind it."""
        return any(m.span.start == source.start and m.span.end > source.end for e in self.entities for m in e.mentions)

    def _around(self, source: Span) -> list[Link]:
        """Return the speakers of the innermost quotation that a source stands in."""
        for quote, links in self.said[: -QUOTES_BACK - 1 : -1]:
            if any(span.covers(source) for span in quote.content):
                return links
        return []

    def _speaks_around(self, position: int) -> list[int]:
        """Return who speaks the turn of a transcript that a character stands in: "he" is somebody else there."""
        for quote, links in self.said[: -QUOTES_BACK - 1 : -1]:
            if quote.rule.startswith("layout") and any(span.start <= position < span.end for span in quote.content):
                return [link.entity for link in links]
        return []

    def _is_narrators(self, word: str, source: Span) -> bool:
        """Return whether "I" or "we" is who writes or speaks the whole text: nobody is quoted around it."""
        if word not in FIRST_PERSON or self.pronouns.inside_marks(source):
            return False
        turns = (span for quote, _ in self.said for span in quote.content if quote.rule.startswith("layout"))
        return not any(span.covers(source) for span in turns)

    def _of_source(self, quote: Quote, tokens: tuple[int, int]) -> Resolution:
        """Return whom the parts of a source mean, one after the other."""
        found = phrases_in(self.doc, *tokens, nearby(self.names, *tokens))
        links, candidates = _joined(self._of_part(part, quote) for part in found)
        if len(found) > 1 and len(links) > 1:
            links = [link._replace(rule=f"joint: {link.rule}") for link in links]
        return Resolution(links, candidates)

    def _of_part(self, part: SpeakerPhrase, quote: Quote) -> Resolution:
        """Return whom one part of a source means, by the form of it."""
        if part.form == "pronoun":
            return self._of_pronoun(part, quote)
        if is_pair(self.doc, part):
            return self._of_pair(part, quote)
        if self._is_bare_plural(part) and (two := self._of_pair(part, quote, NEAR_PAIR)).links:
            return two
        if self._means_both(part) and (both := the_two(self.doc, self.entities)):
            return Resolution([Link(i, "title-pair", 0.75) for i in both])
        if is_utterance(self.doc, part) and part.holders:
            return self._of_statement(part, quote)
        if part.form == "nominal" and (aged := self._of_age(part, quote)).links:
            return aged
        found = self._of_mention(part)
        if any(link.rule == "surname" and self._tells_other_gender(link.entity, quote) for link in found.links):
            return Resolution([])
        return found

    def _of_age(self, part: SpeakerPhrase, quote: Quote) -> Resolution:
        """Return whom "the 41-year-old former teacher" means: somebody just named of whom no other age is told."""
        words = text_of(self.doc, part.start, part.end)
        if not tells_age(words) or is_epithet(self.doc, part):
            return Resolution([])
        found = self.pronouns.described(self.doc[part.head], quote.content)
        names = [m.span for link in found.links for m in self.entities[link.entity].mentions if m.form == "name"]
        return Resolution([]) if is_of_other_age(self.text, words, names) else found

    def _tells_other_gender(self, entity: int, quote: Quote) -> bool:
        """Return whether what is said tells that it is no woman, or no man, who says it, and the entity is one."""
        said = text_of_spans(quote.content, self.text)
        told = {gender for gender, words in TOLD_GENDER.items() if words.search(said)}
        return len(told | {self.pronouns.genders[entity]} - {""}) > 1

    def _of_statement(self, part: SpeakerPhrase, quote: Quote) -> Resolution:
        """Return whose "his statement", "a statement from the bank" is."""
        links, candidates = _joined(self._of_part(holder, quote) for holder in part.holders)
        return Resolution([Link(e, f"statement of {rule}", c * 0.97) for e, rule, c in links], candidates)

    def _of_mention(self, part: SpeakerPhrase) -> Resolution:
        """Return the entity a part is a mention of; for "the statement" who spoke of it before."""
        entity = self.entity_at.get(character_span(self.doc, part.start, part.end))
        if entity is None:
            return Resolution([])
        if is_utterance(self.doc, part) and (issuers := self._issuers(part)):
            return Resolution(issuers)
        first = self.doc[part.start]
        if part.form == "nominal" and first.lower_ == "the" and self._is_unnamed_person(entity):
            meant = protagonist(describe_phrase(self.doc, part, {}), self.entities, self.title, first.idx)
            if meant is not None:
                return Resolution([Link(meant, "protagonist", CONFIDENCE["protagonist"])])
        rule = self._rule(part, self.entities[entity])
        return Resolution([Link(entity, rule, CONFIDENCE[rule])])

    def _rule(self, part: SpeakerPhrase, entity: Entity) -> str:
        """Return how a name or description leads to its entity."""
        if part.form == "nominal":
            return _rule_of_description(entity)
        if entity.kind == "person":
            return _rule_of_name(text_of(self.doc, part.start, part.end), entity.name)
        if any(e.kind == "place" and e.name == entity.name for e in self.entities):
            return "metonym"  # "Norland said": its government
        short = " " not in text_of(self.doc, part.start, part.end) and " " in entity.name
        return "acronym" if short and is_acronym(self.doc[part.head].text) else "organisation"

    def _of_pronoun(self, part: SpeakerPhrase, quote: Quote) -> Resolution:
        """Return whom a pronoun means: "I" who is quoted around it, others by the resolver of pronouns."""
        head = self.doc[part.head]
        word = head.text.lower()
        if word in FIRST_OR_SECOND_PERSON:
            source = Span(head.idx, head.idx + len(head))
            around = self._around(source)
            narrator, reporter = self.voices.narrator, self.voices.reporter
            author = reporter if narrator is None and word in OWN_WORDS else narrator
            if author is not None and self._is_narrators(word, source):
                around = [Link(author, "narrator", CONFIDENCE["first-person"])]
            return Resolution([Link(e, "first-person", min(c, CONFIDENCE["first-person"])) for e, _, c in around])
        if word in PLURAL_SPEAKERS:
            return Resolution(self.pronouns.plural(head, quote))
        if word in ("it", "its"):
            return self.pronouns.thing(head, quote)
        found = self.pronouns.person(head, quote.content, self._speaks_around(head.idx))
        turn = self.exchange.next_to_speak(self.text, quote)
        if turn is None or any(link.entity == turn for link in found.links) or not self._is_person(turn, word):
            return found
        return Resolution([Link(turn, "pronoun-turn", CONFIDENCE["pronoun-turn"])], found.candidates)

    def _is_person(self, entity: int, pronoun: str) -> bool:
        """Return whether an entity is a person of whom "he" or "she" can be said."""
        fits = self.pronouns.genders[entity] in (PRONOUN_GENDER.get(pronoun), "")
        return self.entities[entity].kind == "person" and fits

    def _is_bare_plural(self, part: SpeakerPhrase) -> bool:
        """Return whether a part is an office in the plural and nothing else: "the leaders"."""
        head = self.doc[part.head]
        office = noun(head.lemma_).kind == "office" and head.tag_ in ("NNS", "NNPS")
        return office and part.end - part.start == 2 and self.doc[part.start].lower_ == "the"

    def _means_both(self, part: SpeakerPhrase) -> bool:
        """Return whether a part is "the leaders", "the parties": two people, where a readout has named two."""
        words = [t.lower_ for t in self.doc[part.start : part.end]]
        head = self.doc[part.head]
        return head.tag_ in ("NNS", "NNPS") and head.lemma_.lower() in BOTH and words[:-1] in (["the"], ["both"])

    def _of_pair(self, part: SpeakerPhrase, quote: Quote, reach: int = PAIR_REACH) -> Resolution:
        """Return the two of whom "both ministers" is said: as for "they", else by their roles."""
        head = self.doc[part.head]
        together = self.pronouns.plural(head, quote)
        if len(together) == 2:
            return Resolution(together)
        wanted = describe_phrase(self.doc, part, {})._replace(definite=True, plural=False)
        wanted = wanted._replace(words=wanted.words - {"two"})
        # "the two leaders" after a president and a prime minister, whose "prime" tells other ministers apart
        is_bare = wanted.head == "leader" and not wanted.words
        leads = wanted._replace(head="minister", words=frozenset(["prime"])) if is_bare else None
        near = [
            i
            for i, e in enumerate(self.entities)
            if e.kind == "person"
            and not self._is_unnamed_person(i)
            and (fits(wanted, e.name, e.kind, e.roles) or (leads and fits(leads, e.name, e.kind, e.roles)))
            and any(0 < head.idx - m.span.start < reach for m in e.mentions)
        ]
        return Resolution([Link(i, "title-pair", 0.8) for i in near] if len(near) == 2 else [])

    def _issuers(self, part: SpeakerPhrase) -> list[Link]:
        """Return who made "the statement": the speakers of the quote before, if it speaks of one."""
        if not self.said or not self.said[-1][1] or self.doc[part.start].text.lower() not in ("the", "this"):
            return []
        before, links = self.said[-1]
        stretch = self.text[max(0, before.start - 200) : character_span(self.doc, part.start, part.end).start]
        if self.doc[part.head].lemma_.lower() in stretch.lower():
            return [Link(link.entity, "statement of the last speaker", 0.65) for link in links]
        return []

    def _inherited(self, quote: Quote) -> Resolution:
        """Return the speakers of the quote before, where a quotation without source just goes on."""
        if not self.said or self.text[quote.start] not in OPENING_MARKS:
            return Resolution([])
        before, links = self.said[-1]
        end = max(span.end for span in (*before.content, *before.source, *before.cue))
        apart = bisect_right(self.paragraphs, quote.start) - bisect_left(self.paragraphs, end)
        between = self.text[end : quote.start].strip(" \n.,”»\"’'")
        question = between.endswith("?") and not apart and "." not in between
        if apart > 1 or (len(between.split()) > (0 if apart else 3) and not question):
            return Resolution([])
        return Resolution([Link(e, "inherited", min(c, CONFIDENCE["inherited"])) for e, _, c in links])


def _sure_links(resolution: Resolution) -> list[Link]:
    """Return the links that are sure enough, one for each entity."""
    links = resolution.links
    sure = [n for n, link in enumerate(links) if link.confidence >= LEAST_CONFIDENCE]
    return [links[n] for n in sure if links[n].entity not in {before.entity for before in links[:n]}]


def _joined(resolutions: Iterable[Resolution]) -> Resolution:
    """Return the links and candidates of several resolutions as one."""
    found = list(resolutions)
    return Resolution([link for one in found for link in one.links], [c for one in found for c in one.candidates])


def _rule_of_description(entity: Entity) -> str:
    """Return how a description leads to its entity: by a title, where the entity has a name."""
    if entity.kind in ("group", "document"):
        return entity.kind
    if any(m.form == "name" for m in entity.mentions):
        return "title"
    return "gazetteer" if entity.kind == "person" and entity.shared else "unnamed"


def _rule_of_name(used: str, full_name: str) -> str:
    """Return how the name used leads to a person: it is the full name, or some part or spelling of it."""
    words, full = ([bare_letters(w) for w in name.split()] for name in (used, full_name))
    if len(words) > 1 or words == full:
        return "name"
    return "surname" if words[0] == full[-1] else "first-name" if words[0] in full else "spelling"


def _kept(link: Link) -> tuple[str, float]:
    return link.rule, round(link.confidence, 2)
