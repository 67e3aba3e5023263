"""Whom a pronoun means: the people and groups mentioned before it, weighed by a few features.

What is permitted and what is preferred are told apart. Permitted are mentions a few sentences back, of an entity
whose kind and gender agree with the pronoun. Among these the preferred one has the highest score by features of
classic salience-based resolution (recency, subjecthood, who spoke last); a pronoun with two candidates of nearly
equal score stays open.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from spacy.tokens import Doc, Token

from attribution.coreference.clustering import gender_of
from attribution.coreference.mention_features import MentionContext, mention_context, relation_features, unnamed_rivals
from attribution.lexicon.closed_class import PRONOUN_GENDER
from attribution.lexicon.nouns import Gender, noun
from attribution.names.named_entities import Name
from attribution.types import Candidate, Entity, Outcome
from quotes.quotation_marks import paragraphs, quotations
from quotes.types import Quote, Span, Spans

SURE_OF_GENDER = 0.75  # a pronoun resolved so surely tells the gender of a name that does not
WINDOW = 5  # sentences a pronoun reaches back
PLURAL_WINDOW = 3  # sentences, its own included, in which "they" finds whom it means
BEHIND = 40  # characters between a quotation and "he" in "“…,” he said"
LOWEST_SCORE = -2.5  # a candidate below this is too far away to be meant
LEAST_MARGIN = 0.4  # how much better than the next the best candidate must be
MOST_CANDIDATES = 5  # candidates kept of one source
# Set by hand for news; benchmarks/pronouns.py says what they give on GUM and GAP.
WEIGHTS = {
    "sentence": -1.1,  # for each sentence further back
    "paragraph": -0.4,  # for each paragraph further back
    "same": 0.3,  # stands in the same sentence
    "subject": 1.4,
    "author": 1.5,  # made what the pronoun's clause is about: "remarks by Lind, in which she"
    "own": 0.5,  # is the subject of the verb whose object is "his"
    "clash": -2.0,  # is an argument of the same verb: "Lind saw him"
    "apart": 3.0,  # stands before the clause: "the mayor, Ada Lind, she said"
    "modifier": -0.7,  # possessor or complement of another noun
    "quoted": -1.5,  # is mentioned inside somebody's quotation
    "rival": 0.0,  # is a description of nobody known, such as "his wife": if meant, the pronoun stays open
    "reported": -1.0,  # is mentioned in what somebody says, without marks: "Berg said that Lind … . She added …"
    "spoke": 0.4,  # was the speaker of the last quote
    "again": 1.0,  # the same, for a pronoun that is the source of the next one: who speaks goes on speaking
    "gender": 0.6,  # is known to be of the pronoun's gender
    "topic": 1.0,  # is the person most mentioned so far
    "centre": 3.0,  # has most of all mentions so far: the article is about one person
    "only": 1.2,  # is the only one the paragraph has named so far
    "content": -4.0,  # is named in what the pronoun says: people seldom name themselves
}


class Link(NamedTuple):
    """The entity a source means, the rule that found it, and how sure it is."""

    entity: int
    rule: str
    confidence: float


class Resolution(NamedTuple):
    """Whom a source or pronoun means (nobody: not clear) and the candidates that were weighed, the best first."""

    links: list[Link]
    candidates: list[Candidate] = []  # noqa: RUF012  (never changed)


class Scored(NamedTuple):
    """A candidate by its best mention: its score and the summands of that."""

    score: float
    mention: MentionContext
    weighted: dict[str, float]


class PronounResolver:
    """The mentions of an article in reading order, and who spoke; asked what a pronoun means.

    There is one for an article. It is asked first for the speakers, and told them in turn (``note_speakers``), then
    for the targets of what they say. Only what stands before a pronoun counts, so that questions may go back in the
    text; but the genders of names are learned on the way.
    """

    def __init__(self, doc: Doc, entities: Sequence[Entity], contents: Iterable[Span] = ()) -> None:
        """Prepare an article; ``contents`` is what its statements say."""
        self.doc = doc
        self.text = doc.text
        self.contents = _outermost(contents)
        self.entities = entities
        self.sentences = [s.start_char for s in doc.sents]
        self.paragraphs = [p.start for p in paragraphs(doc.text)]
        self.quotations = sorted(q.span for q in quotations(doc.text) if q.level == 0)
        self.genders = [_gender(doc, e) for e in entities]
        self.rivals: dict[int, Gender] = {}
        self.mentions = sorted(self._all_mentions(), key=_start)
        self.unread = [t for t in doc if t.text.lower() in PRONOUN_GENDER and not self.inside_marks(_span(t))]
        self.unread.reverse()
        self.counted = 0  # character up to which ``counts`` counts the mentions outside quotations
        self.counts: defaultdict[str, Counter[int]] = defaultdict(Counter)  # of each entity, by kind
        self.speakers: list[tuple[int, list[int]]] = []
        self.narrator: int | None = None

    def _all_mentions(self) -> list[MentionContext]:
        """Return the mentions of the entities, and the rivals: descriptions of people who are no entity."""
        spans = [(i, mention.span) for i, entity in enumerate(self.entities) for mention in entity.mentions]
        found = [self._context(i, span) for i, span in spans]
        taken = {t.i for m in found for t in self.doc.char_span(*m.span, alignment_mode="expand")}
        for number, span, gender in unnamed_rivals(self.doc, taken):
            self.rivals[number] = gender
            found.append(self._context(number, span))
        return found

    def _context(self, entity: int, span: Span) -> MentionContext:
        return mention_context(self.doc, entity, span, self.inside_marks(span))

    def note_speakers(self, entities: list[int], position: Span) -> None:
        """Note that the entities are the speakers of a quote whose source stands at ``position``."""
        insort(self.speakers, (position.start, entities), key=_position)
        known = {m.entity for m in self._between(position.start, position.start + 1)}
        for entity in entities:
            if entity not in known:
                self._add(MentionContext(entity, position, "subject", False, -1))
        for i in range(bisect_left(self.mentions, position.start, key=_start), len(self.mentions)):
            if self.mentions[i].start > position.start:
                break
            if self.mentions[i].entity in entities:  # whoever speaks is in mind, whatever the parse makes of it
                self.mentions[i] = self.mentions[i]._replace(function="subject")

    def person(self, pronoun: Token, said: Spans = (), never: Collection[int] = ()) -> Resolution:
        """Return the person "he" or "she" means; nobody where nobody is clearly meant.

        ``said`` is what they say, ``never`` who cannot be meant: whoever says "I" around the pronoun.
        """
        self.read_to(pronoun.idx)
        return self._person(pronoun, said, never)

    def thing(self, pronoun: Token, quote: Quote) -> Resolution:
        """Return the organisation or document "it" means; nothing where nothing is clearly meant."""
        things = {i for i, e in enumerate(self.entities) if e.kind in ("organisation", "document")}
        return self._preferred(pronoun, quote.content, things, "")

    def plural(self, pronoun: Token, quote: Quote) -> list[Link]:
        """Return whom "they" means, the nearest sentence first.

        In each sentence the last joint speakers, else the people who are its joint subject, else the one group or
        organisation that is a subject of it; two such groups leave it open.
        """
        before = [m for m in self._before(pronoun, quote.content) if not m.quoted]
        for back in range(PLURAL_WINDOW):
            sentence = self._sentence(pronoun.idx) - back
            here = [m for m in before if self._sentence(m.start) == sentence]
            if joint := self._joint_speakers(sentence, pronoun.idx):
                return _plural_links(joint, 0.85 - 0.1 * back)
            if subjects := self._coordinated(here):
                return _plural_links(subjects, 0.8 - 0.1 * back)
            groups = {m.entity for m in here if m.function == "subject" and self._is_plural(m.entity)}
            if groups:
                return _plural_links(groups, 0.75 - 0.1 * back) if len(groups) == 1 else []
        return []

    def read_to(self, position: int) -> None:
        """Resolve the narrative's pronouns up to ``position``: they keep whom they mean in mind."""
        while self.unread and self.unread[-1].idx < position:
            pronoun = self.unread.pop()
            found = self._person(pronoun, ()).links
            if found and not self._between(*_span(pronoun)):
                self._add(mention_context(self.doc, found[0].entity, _span(pronoun), False))

    def _person(self, pronoun: Token, said: Spans, never: Collection[int] = ()) -> Resolution:
        gender = PRONOUN_GENDER.get(pronoun.text.lower())
        if gender is None:
            return Resolution([])
        permitted = self._people(gender) - set(never) - self._narrators(pronoun) - self._others_in_clause(pronoun)
        found = self._preferred(pronoun, said, permitted, gender)
        for link in found.links:
            if link.confidence > SURE_OF_GENDER and pronoun.dep_.startswith("nsubj"):
                self.genders[link.entity] = gender
        return found

    def _narrators(self, pronoun: Token) -> set[int]:
        """Return whoever says "I" in the whole text, to whom "he" and "she" outside quotations cannot refer."""
        return set() if self.narrator is None or self.inside_marks(_span(pronoun)) else {self.narrator}

    def _others_in_clause(self, pronoun: Token) -> set[int]:
        """Return who is not meant in "Lind called him, and he agreed": whoever is "him", it is not Lind.

        Were the subject of "agreed" Lind again, it would have been left out.
        """
        if not pronoun.dep_.startswith("nsubj") or pronoun.head.dep_ != "conj":
            return set()
        verb = pronoun.head.head
        gender = PRONOUN_GENDER.get(pronoun.lower_)
        earlier = [t for t in self.doc[verb.i : pronoun.i] if t.head == verb and PRONOUN_GENDER.get(t.lower_) == gender]
        if not earlier:
            return set()
        before = self._between(verb.sent.start_char, verb.idx)
        return {m.entity for m in before if relation_features(m, earlier[0]).get("clash")}

    def described(self, head: Token, said: Spans) -> Resolution:
        """Return the person that a description by age means, of whichever gender: "the 41-year-old former teacher"."""
        self.read_to(head.idx)
        people = {i for i, entity in enumerate(self.entities) if entity.kind == "person"}
        return self._preferred(head, said, people, "")

    def _people(self, gender: Gender) -> set[int]:
        """Return the people and rivals that may be of a gender."""
        people = {i for i, e in enumerate(self.entities) if e.kind == "person" and self.genders[i] in (gender, "")}
        return people | {number for number, told in self.rivals.items() if told in (gender, "")}

    def _preferred(self, pronoun: Token, said: Spans, permitted: set[int], gender: Gender) -> Resolution:
        """Return the permitted entity of clearly the highest score; ``said`` is what the pronoun says."""
        best: dict[int, Scored] = {}
        for mention, features in self.features(pronoun, said, permitted, gender):
            weighted = {name: WEIGHTS[name] * value for name, value in features.items() if value}
            score = sum(weighted.values())
            if mention.entity not in best or score >= best[mention.entity].score:
                best[mention.entity] = Scored(score, mention, weighted)
        ranked = sorted(best.values(), key=lambda scored: (-scored.score, scored.mention.entity))
        return self._decided(ranked, self._last_speakers(pronoun.idx)[1])

    def features(
        self, pronoun: Token, said: Spans, permitted: set[int], gender: Gender
    ) -> Iterator[tuple[MentionContext, dict[str, float]]]:
        """Yield the mentions a pronoun can mean, nearest last, with what speaks for and against them."""
        spoken_of = self._spoken_of(said)
        before = [m for m in self._before(pronoun, said) if m.entity in permitted]
        origin = _origin(pronoun, said)
        paragraph = self._paragraph(origin)
        here = {m.entity for m in before if not m.quoted and self._paragraph(m.start) == paragraph}
        last = self._last_speakers(pronoun.idx)
        reported = self._is_reported(pronoun.idx)
        for mention in before:
            distance = max(0, self._sentence(origin) - self._sentence(mention.start))
            spoke = mention.entity in last[1] and last[0] == mention.start
            yield mention, relation_features(mention, pronoun) | {
                "sentence": distance,
                "same": distance == 0,
                "paragraph": max(0, paragraph - self._paragraph(mention.start)),
                "reported": not mention.quoted and not reported and self._is_reported(mention.start),
                "spoke": spoke,
                "again": spoke and bool(said),
                "gender": bool(gender) and self._gender_of(mention.entity) == gender,
                "content": mention.entity in spoken_of,
                "only": here == {mention.entity},
                "topic": self._share(mention.entity, pronoun.idx),
                "centre": self._share(mention.entity, pronoun.idx, True) ** 2,
            }

    def _decided(self, ranked: list[Scored], spoke: Sequence[int]) -> Resolution:
        """Return the first of the ranked candidates if it is good and clearly better than the second.

        ``spoke`` are the last speakers, for the name of the rule.
        """
        if not ranked:
            return Resolution([])
        best = ranked[0]
        margin = best.score - ranked[1].score if len(ranked) > 1 else 2.0
        by_margin: Outcome = "too close" if margin < LEAST_MARGIN else "chosen"
        outcome: Outcome = "too weak" if best.score < LOWEST_SCORE else by_margin
        candidates = [
            Candidate(m.entity, m.span, round(score, 2), _rounded(weighted), "weaker" if n else outcome)
            for n, (score, m, weighted) in enumerate(ranked[:MOST_CANDIDATES])
            if m.entity >= 0
        ]
        entity = best.mention.entity
        if outcome != "chosen" or entity < 0:
            return Resolution([], candidates)
        rule = "pronoun-speaker" if entity in spoke else "pronoun-subject"
        return Resolution([Link(entity, rule, min(0.95, 0.6 + 0.15 * min(margin, 2.0)))], candidates)

    def _is_reported(self, position: int) -> bool:
        """Return whether a character stands in what some statement says."""
        first_after = bisect_right(self.contents, position, key=_start)
        return bool(first_after) and position < self.contents[first_after - 1].end

    def _last_speakers(self, position: int) -> tuple[int, list[int]]:
        """Return the speakers whose source is the last to start before a character, and where it starts."""
        first_after = bisect_left(self.speakers, position, key=_position)
        return self.speakers[first_after - 1] if first_after else (-1, [])

    def _gender_of(self, entity: int) -> Gender:
        return self.rivals.get(entity, "") if entity < 0 else self.genders[entity]

    def _spoken_of(self, said: Spans) -> set[int]:
        """Return the entities that what is said mentions by more than a pronoun."""
        inside = [m for span in said for m in self._between(*span)]
        return {m.entity for m in inside if m.span.of(self.text).lower() not in PRONOUN_GENDER}

    def _share(self, entity: int, position: int, of_all: bool = False) -> float:
        """Return an entity's mentions so far, by those of the most mentioned of its kind, or ``of_all``."""
        if entity < 0:
            return 0.0
        self._count_to(position)
        counts = self.counts[self.entities[entity].kind]
        if not counts[entity]:
            return 0.0
        return counts[entity] / (sum(counts.values()) + 3 if of_all else max(counts.values()))

    def _count_to(self, position: int) -> None:
        """Make ``counts`` those of the mentions before ``position``: forwards or, where asked again, backwards."""
        step = 1 if position > self.counted else -1
        for mention in self._between(*sorted((self.counted, position))):
            self._count(mention, step)
        self.counted = position

    def _count(self, mention: MentionContext, step: int) -> None:
        if mention.entity >= 0 and not mention.quoted:
            self.counts[self.entities[mention.entity].kind][mention.entity] += step

    def _add(self, mention: MentionContext) -> None:
        insort(self.mentions, mention, key=_start)
        if mention.start < self.counted:
            self._count(mention, 1)

    def inside_marks(self, span: Span) -> bool:
        """Return whether a span stands between quotation marks."""
        last = bisect_right(self.quotations, span.start, key=_start) - 1
        return last >= 0 and self.quotations[last].covers(span)

    def _before(self, pronoun: Token, said: Spans) -> list[MentionContext]:
        """Return the mentions a pronoun can reach: before it, not far, outside what it is the source of."""
        first = self.sentences[max(0, self._sentence(_origin(pronoun, said)) - WINDOW)]
        return [m for m in self._between(first, pronoun.idx) if not any(c.start <= m.start < c.end for c in said)]

    def _between(self, start: int, end: int) -> list[MentionContext]:
        """Return the mentions in ``[start, end)``."""
        first, last = (bisect_left(self.mentions, position, key=_start) for position in (start, end))
        return self.mentions[first:last]

    def _joint_speakers(self, sentence: int, before: int) -> list[int]:
        """Return the last speakers of a sentence, of sources before a character, where they are several or a group."""
        spoke = [e for at, e in self.speakers if self._sentence(at) == sentence and at < before]
        return spoke[-1] if spoke and (len(spoke[-1]) > 1 or self._is_plural(spoke[-1][0])) else []

    def _coordinated(self, mentions: Sequence[MentionContext]) -> list[int]:
        """Return the people or organisations that are one coordinated subject of a sentence, [] if there is none."""
        found: dict[int, list[int]] = {}
        for m in mentions:
            if m.function == "subject" and m.entity >= 0 and self.entities[m.entity].kind not in ("place", "document"):
                tokens = self.doc.char_span(m.start, m.start + 1, alignment_mode="expand")
                together = found.setdefault(_first_conjunct(tokens[0]).i, [])
                if m.entity not in together:
                    together.append(m.entity)
        return next((group for group in found.values() if len(group) > 1), [])

    def _is_plural(self, entity: int) -> bool:
        return entity >= 0 and self.entities[entity].kind in ("group", "organisation")

    def _sentence(self, position: int) -> int:
        return bisect_right(self.sentences, position)

    def _paragraph(self, position: int) -> int:
        return bisect_right(self.paragraphs, position)


def _origin(pronoun: Token, said: Spans) -> int:
    """Return the character from which a pronoun looks back: the start of a quotation it follows, however long."""
    here: int = pronoun.idx
    follows = bool(said) and 0 <= here - said[-1].end <= BEHIND
    return said[0].start if follows else here


def _first_conjunct(token: Token) -> Token:
    """Return the head of the first of the joined phrases that a token is part of."""
    while token.dep_ in ("flat", "appos", "nmod:desc", "conj", "compound", "det") and token.head.i != token.i:
        token = token.head
    return token


def _plural_links(entities: Iterable[int], confidence: float) -> list[Link]:
    return [Link(entity, "pronoun-plural", confidence) for entity in entities]


def _position(speakers: tuple[int, list[int]]) -> int:
    return speakers[0]


def _start(span: Span | MentionContext) -> int:
    return span.start


def _outermost(spans: Iterable[Span]) -> list[Span]:
    """Return the stretches that spans cover, in order."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start < out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return out


def _rounded(features: dict[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple((name, round(value, 2)) for name, value in features.items())


def _span(token: Token) -> Span:
    return Span(token.idx, token.idx + len(token))


def _gender(doc: Doc, entity: Entity) -> Gender:
    """Return the gender told by an entity's honorifics, titles or description, else by its given name."""
    if entity.kind != "person":
        return ""
    titles = [word for role in entity.roles for word in role.title.split()]
    names = []
    for mention in entity.mentions:
        tokens = doc.char_span(*mention.span, alignment_mode="expand")
        if mention.form == "name":
            before = doc[tokens.start - 1].text if tokens.start else ""
            names.append(Name(tokens.start, tokens.end, "person", tuple(t.text for t in tokens), before))
        else:
            titles.append(tokens.root.lemma_)
    told = gender_of(names, titles)
    return told or noun(entity.name.split()[-1]).gender if entity.name else told
