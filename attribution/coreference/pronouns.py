"""Whom a pronoun means: the people and groups mentioned before it, weighed by a few features.

The features are those of classic salience-based resolution (recency, subjecthood, who spoke last); a pronoun
with two candidates of nearly equal weight stays open.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
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

LEARNT = 0.75  # a pronoun resolved so surely tells the gender of a name that does not
WINDOW = 5  # sentences a pronoun reaches back
WORST = -2.5  # a candidate below this is too far away to be meant
CLEAR = 0.4  # how much better than the next the best candidate must be
MOST = 5  # candidates kept of one source
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
    "spoke": 0.4,  # was the speaker of the last quote
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


class Weighed(NamedTuple):
    """Whom a source means (nobody: not clear) and all that were weighed, the best first."""

    links: list[Link]
    candidates: list[Candidate] = []  # noqa: RUF012  (never changed)


class Antecedents:
    """The mentions of an article in reading order, and who spoke; asked what a pronoun means."""

    def __init__(self, doc: Doc, entities: Sequence[Entity]) -> None:
        self.doc = doc
        self.text = doc.text
        self.entities = entities
        self.sentences = [s.start_char for s in doc.sents]
        self.paragraphs = [p.start for p in paragraphs(doc.text)]
        self.quotations = sorted(q.span for q in quotations(doc.text) if q.level == 0)
        self.genders = [_gender(doc, e) for e in entities]
        mentions = [(i, mention.span) for i, entity in enumerate(entities) for mention in entity.mentions]
        self.seen = [mention_context(doc, i, span, self._inside_marks(span)) for i, span in mentions]
        taken = {t.i for s in self.seen for t in doc.char_span(*s.span, alignment_mode="expand")}
        self.rivals: dict[int, Gender] = {}
        for number, span, gender in unnamed_rivals(doc, taken):
            self.rivals[number] = gender
            self.seen.append(mention_context(doc, number, span, self._inside_marks(span)))
        self.seen.sort(key=_start)
        self.unread = [t for t in doc if t.text.lower() in PRONOUN_GENDER and not self._inside_marks(_span(t))]
        self.unread.reverse()
        self.counted = 0  # up to where ``counts`` counts mentions, by kind
        self.counts: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self.speakers: list[tuple[int, list[int]]] = []

    def spoke(self, entities: list[int], position: Span) -> None:
        """Note that the entities are the speakers of a quote whose source stands at ``position``."""
        self.speakers.append((position.start, entities))
        known = {s.entity for s in self._between(position.start, position.start + 1)}
        for entity in entities:
            if entity not in known:
                self._add(MentionContext(entity, position, "subject", False, -1))
        for i in range(bisect_left(self.seen, position.start, key=_start), len(self.seen)):
            if self.seen[i].start > position.start:
                break
            if self.seen[i].entity in entities:  # whoever speaks is in mind, whatever the parse makes of it
                self.seen[i] = self.seen[i]._replace(function="subject")

    def person(self, pronoun: Token, said: Spans = ()) -> Weighed:
        """Return the person "he" or "she" means; nobody where nobody is clearly meant. ``said`` is what they say."""
        self._read_to(pronoun.idx)
        return self._person(pronoun, said)

    def thing(self, pronoun: Token, quote: Quote) -> Weighed:
        """Return the organisation or document "it" means; nothing where nothing is clearly meant."""
        things = {i for i, e in enumerate(self.entities) if e.kind in ("organisation", "document")}
        return self._best(pronoun, quote.content, things, "")

    def _read_to(self, position: int) -> None:
        """Resolve the narrative's pronouns up to ``position``: they keep whom they mean in mind."""
        while self.unread and self.unread[-1].idx < position:
            pronoun = self.unread.pop()
            found = self._person(pronoun, ()).links
            if found and not self._between(*_span(pronoun)):
                self._add(mention_context(self.doc, found[0].entity, _span(pronoun), False))

    def _person(self, pronoun: Token, said: Spans) -> Weighed:
        gender = PRONOUN_GENDER.get(pronoun.text.lower())
        if gender is None:
            return Weighed([])
        people = {i for i, e in enumerate(self.entities) if e.kind == "person" and self.genders[i] in (gender, "")}
        people |= {number for number, told in self.rivals.items() if told in (gender, "")}
        found = self._best(pronoun, said, people, gender)
        for link in found.links:
            if link.confidence > LEARNT and pronoun.dep_.startswith("nsubj"):
                self.genders[link.entity] = gender
        return found

    def _best(self, pronoun: Token, said: Spans, allowed: set[int], gender: Gender) -> Weighed:
        """Return the allowed entity of clearly the highest score; ``said`` is what the pronoun says."""
        best: dict[int, tuple[float, MentionContext, dict[str, float]]] = {}
        for seen, features in self.features(pronoun, said, allowed, gender):
            weighed = {name: WEIGHTS[name] * value for name, value in features.items() if value}
            score = sum(weighed.values())
            if seen.entity not in best or score >= best[seen.entity][0]:
                best[seen.entity] = (score, seen, weighed)
        ranked = sorted(best.values(), key=lambda entry: (-entry[0], entry[1].entity))
        return self._decided(ranked)

    def features(
        self, pronoun: Token, said: Spans, allowed: set[int], gender: Gender
    ) -> Iterator[tuple[MentionContext, dict[str, float]]]:
        """Yield the mentions a pronoun can mean, nearest last, with what speaks for and against them."""
        inside = [s for span in said for s in self._between(*span)]
        spoken_of = {s.entity for s in inside if s.span.of(self.text).lower() not in PRONOUN_GENDER}
        before = [s for s in self._before(pronoun, said) if s.entity in allowed]
        paragraph = self._paragraph(pronoun.idx)
        here = {s.entity for s in before if not s.quoted and self._paragraph(s.start) == paragraph}
        last = self.speakers[-1] if self.speakers else (-1, [])
        for seen in before:
            distance = self._sentence(pronoun.idx) - self._sentence(seen.start)
            known = self.rivals.get(seen.entity, "") if seen.entity < 0 else self.genders[seen.entity]
            yield seen, relation_features(seen, pronoun) | {
                "sentence": distance,
                "same": distance == 0,
                "paragraph": paragraph - self._paragraph(seen.start),
                "spoke": seen.entity in last[1] and last[0] == seen.start,
                "gender": bool(gender) and known == gender,
                "content": seen.entity in spoken_of,
                "only": here == {seen.entity},
                "topic": self._share(seen.entity, pronoun.idx),
                "centre": self._share(seen.entity, pronoun.idx, True) ** 2,
            }

    def _decided(self, ranked: list[tuple[float, MentionContext, dict[str, float]]]) -> Weighed:
        """Return the first of the ranked candidates if it is good and clearly better than the second."""
        if not ranked:
            return Weighed([])
        score, seen, _ = ranked[0]
        margin = score - ranked[1][0] if len(ranked) > 1 else 2.0
        outcome: Outcome = "too weak" if score < WORST else "too close" if margin < CLEAR else "chosen"
        candidates = [
            Candidate(s.entity, s.span, round(total, 2), _rounded(features), "weaker" if n else outcome)
            for n, (total, s, features) in enumerate(ranked[:MOST])
            if s.entity >= 0
        ]
        if outcome != "chosen" or seen.entity < 0:
            return Weighed([], candidates)
        spoke = bool(self.speakers) and seen.entity in self.speakers[-1][1]
        rule = "pronoun-speaker" if spoke else "pronoun-subject"
        return Weighed([Link(seen.entity, rule, min(0.95, 0.6 + 0.15 * min(margin, 2.0)))], candidates)

    def _share(self, entity: int, position: int, of_all: bool = False) -> float:
        """Return an entity's mentions so far, by those of the most mentioned of its kind, or ``of_all``."""
        if entity < 0:
            return 0.0
        for seen in (s for s in self._between(self.counted, position) if s.entity >= 0):
            self.counts[self.entities[seen.entity].kind][seen.entity] += not seen.quoted
        self.counted = max(self.counted, position)
        counts = self.counts[self.entities[entity].kind]
        if not counts[entity]:
            return 0.0
        return counts[entity] / (sum(counts.values()) + 3 if of_all else max(counts.values()))

    def _add(self, seen: MentionContext) -> None:
        insort(self.seen, seen, key=_start)

    def plural(self, pronoun: Token, quote: Quote) -> list[Link]:
        """Return whom "they" means: the last joint speakers, group or organisation, or joint subjects."""
        sentence = self._sentence(pronoun.idx)
        for back in range(WINDOW - 2):
            reach = self._before(pronoun, quote.content)
            here = [s for s in reach if self._sentence(s.start) == sentence - back]
            joint = [e for at, e in self.speakers if self._sentence(at) == sentence - back and at < pronoun.idx]
            if joint and (len(joint[-1]) > 1 or self._is_plural(joint[-1][0])):
                return [Link(e, "pronoun-plural", 0.85 - 0.1 * back) for e in joint[-1]]
            subjects = self._coordinated([s for s in here if not s.quoted])
            if len(subjects) > 1:
                return [Link(e, "pronoun-plural", 0.8 - 0.1 * back) for e in subjects]
            groups = [s.entity for s in here if s.function == "subject" and not s.quoted and self._is_plural(s.entity)]
            if len(set(groups)) == 1:
                return [Link(groups[0], "pronoun-plural", 0.75 - 0.1 * back)]
            if groups:
                return []
        return []

    def _inside_marks(self, span: Span) -> bool:
        last = bisect_right(self.quotations, span.start, key=_start) - 1
        return last >= 0 and self.quotations[last].covers(span)

    def _before(self, pronoun: Token, said: Spans) -> list[MentionContext]:
        """Return the mentions a pronoun can reach: before it, not far, outside what it is the source of."""
        first = self.sentences[max(0, self._sentence(pronoun.idx) - WINDOW)]
        return [s for s in self._between(first, pronoun.idx) if not any(c.start <= s.start < c.end for c in said)]

    def _between(self, start: int, end: int) -> list[MentionContext]:
        """Return the mentions in ``[start, end)``."""
        return self.seen[bisect_left(self.seen, start, key=_start) : bisect_left(self.seen, end, key=_start)]

    def _coordinated(self, seen: Sequence[MentionContext]) -> list[int]:
        """Return the people or organisations that are one coordinated subject of a sentence."""
        found: dict[int, list[int]] = {}
        for s in seen:
            if s.function == "subject" and s.entity >= 0 and self.entities[s.entity].kind not in ("place", "document"):
                tokens = self.doc.char_span(s.start, s.start + 1, alignment_mode="expand")
                head = tokens[0]
                while head.dep_ in ("flat", "appos", "nmod:desc", "conj", "compound", "det") and head.head.i != head.i:
                    head = head.head
                if s.entity not in found.setdefault(head.i, []):
                    found[head.i].append(s.entity)
        return next((group for group in found.values() if len(group) > 1), [])

    def _is_plural(self, entity: int) -> bool:
        return entity >= 0 and self.entities[entity].kind in ("group", "organisation")

    def _sentence(self, position: int) -> int:
        return bisect_right(self.sentences, position)

    def _paragraph(self, position: int) -> int:
        return bisect_right(self.paragraphs, position)


def _start(span: Span | MentionContext) -> int:
    return span.start


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
