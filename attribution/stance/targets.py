"""What a stance is about: names targets from noun phrases, entities and families; finds who does an event."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from attribution.coreference.definite_descriptions import CHANGES_OFFICE, best_fitting, describe_tokens
from attribution.coreference.pronouns import PronounResolver
from attribution.lexicon.closed_class import PLURAL_PRONOUNS, PRONOUN_GENDER
from attribution.lexicon.countries import CountryFinder
from attribution.roles.title_phrases import is_listed_office
from attribution.stance.factuality import is_definite
from attribution.stance.frames import frames_of, has, is_group, lemmas, word_class
from attribution.stance.target_phrases import is_specific, name_of, phrase
from attribution.types import Entity, Target, TargetKind
from quotes.syntax import case_of, children, objects, obliques, subjects
from quotes.types import Quote

# Words for anything of a kind, and what they may stand for, as classes of ``frames.tsv``.
WIDER = (("@text", "@instrument"), ("@project", "@works"))
FAR = 400  # words from a wider word back to what it stands for
OBJECTS, SUBJECTS = frozenset({"obj"}), frozenset({"nsubj", "nsubj:pass"})  # relations that make a noun salient

KINDS: dict[str, TargetKind] = {
    "PERSON": "person",
    "ORG": "organisation",
    "LOC": "place",
    "NORP": "group",
}


class Referents:
    """Entities, families and events of one article, looked up by token."""

    def __init__(self, doc: Doc, entities: Sequence[Entity], pronouns: PronounResolver | None = None) -> None:
        self.doc = doc
        self.entities = entities
        self._pronouns = pronouns or PronounResolver(doc, entities)
        self.families = CountryFinder(
            [e.text for e in doc.ents if e.label_ == "LOC"] + [e.name for e in entities if e.kind == "place"],
            [e.text for e in doc.ents if e.label_ == "ORG"],
        )
        self._by_token: dict[int, int] = {}
        for index, entity in enumerate(entities):
            for mention in entity.mentions:
                span = doc.char_span(*mention.span, alignment_mode="expand")
                if span is not None and len(span) and span.root.i not in self._by_token:
                    self._by_token[span.root.i] = index

    def entity(self, token: Token) -> int | None:
        """Return the index of the entity whose mention is headed by ``token``, if any."""
        return self._by_token.get(token.i)

    def name(self, head: Token) -> Target | None:
        """Return the target a noun phrase names; None for vague words and pronouns of nothing known."""
        if head.dep_ == "appos" and head.lemma_ in word_class("@stand-in") and head.head.pos_ == "NOUN":
            return self.name(head.head)  # "an inquiry, something they refuse"
        if (index := self._entity_meant(head)) is not None:
            entity = self.entities[index]
            family = self.families.parent(entity.name) or self._phrase_family(head)
            return Target(entity.name, entity.kind, family, _is_one_everywhere(entity))
        if country := self._country_named(head) or self._demonym(head):
            return Target(country, "place", None)
        if head.pos_ not in {"NOUN", "PROPN"} or _is_vague(head):
            return None
        if head.ent_type_ in KINDS:
            name = name_of(head)
            shared = head.ent_type_ != "PERSON" or " " in name
            return Target(name, KINDS[head.ent_type_], self.families.parent(name), shared)
        if (other := self._otherwise_called(head)) is not None:
            return self.name(other)
        name, family = phrase(head), self._phrase_family(head)
        return Target(name, self._kind(head), family, is_specific(head)) if name else None

    def _entity_meant(self, head: Token) -> int | None:
        """The entity a noun phrase mentions, or means by an office or another description of it."""
        index = self.entity(head)
        if index is None:
            index = self._by_office(head)
        return self._by_description(head) if index is None else index

    def _country_named(self, head: Token) -> str | None:
        """The country whose name a word is: "Velmara", but not "Velmara Steel"."""
        country = self.families.country(head.text) if head.pos_ == "PROPN" else None
        return country if country == name_of(head) else None

    def _by_office(self, head: Token) -> int | None:
        """The one person of the article with the office a definite phrase names: "the foreign minister"."""
        if head.pos_ != "NOUN" or head.tag_ != "NN" or not is_definite(head):
            return None
        words = {head.lemma_.lower(), *(t.text.lower() for t in children(head, "amod", "compound"))}
        fitting = {
            index
            for index, entity in enumerate(self.entities)
            for title in (role.title.lower().split() for role in entity.roles)
            if title[-1:] == [head.lemma_.lower()] and words <= set(title) and not (CHANGES_OFFICE & set(title)) - words
        }
        return fitting.pop() if len(fitting) == 1 else None

    def _by_description(self, head: Token) -> int | None:
        """The person or body named before whom a definite phrase describes: "her minister", "the secretariat"."""
        if head.pos_ != "NOUN" or head.tag_ != "NN" or not is_definite(head) or head.ent_type_:
            return None
        wanted = describe_tokens(self.doc, head.left_edge.i, head.i + 1, head)
        known = [
            (e.name, e.kind, e.roles, max((m.span.start for m in e.mentions if m.span.start < head.idx), default=-1))
            for e in self.entities
        ]
        near = [i for i, (_, kind, _, at) in enumerate(known) if at >= 0 and kind in {"person", "organisation"}]
        found = best_fitting(wanted._replace(definite=True), [known[i] for i in near])
        return None if found is None else near[found]

    def _otherwise_called(self, head: Token) -> Token | None:
        """The last noun before that a wider word stands for: "the text" a treaty, "the project" a dam."""
        modified = children(head, "amod", "compound", "nmod", "nmod:poss", "acl", "acl:relcl", "nummod")
        if head.tag_ != "NN" or modified or not is_definite(head):
            return None
        narrower = next((word_class(n) for w, n in WIDER if head.lemma_.lower() in word_class(w)), frozenset[str]())
        before = reversed(self.doc[max(0, head.i - FAR) : head.i])
        return next((t for t in before if t.tag_ in {"NN", "NNP"} and t.lemma_.lower() in narrower), None)

    def listen(self, quotes: Sequence[Quote], holders: Sequence[Sequence[int]]) -> None:
        """Note who speaks where, so that pronouns are read with the speakers in mind."""
        for quote, who in zip(quotes, holders, strict=True):
            if who and quote.content:
                self._pronouns.note_speakers(list(who), (quote.source or quote.content)[0])

    def pronoun(self, token: Token, quote: Quote, in_marks: bool) -> list[tuple[int, float]]:
        """Return whom "him" or "them" means and how surely; [] if nobody clearly. Inside marks "they" is open."""
        if token.text.lower() in PRONOUN_GENDER:
            # What its source names is who speaks, not whom "him" means.
            found = self._pronouns.person(token, quote.source).links
        else:
            is_plural = token.text.lower() in PLURAL_PRONOUNS and not in_marks
            found = self._pronouns.plural(token, quote) if is_plural else []
        return [(link.entity, link.confidence) for link in found]

    def _demonym(self, head: Token) -> str | None:
        """The country behind a demonym that stands for what the country does: "Velmaran attack"."""
        if head.ent_type_ == "NORP" or (head.dep_ in {"amod", "compound"} and head.text[:1].isupper()):
            return self.families.country(head.text)
        return None

    def _kind(self, head: Token) -> TargetKind:
        if head.tag_ == "NN" and set(lemmas(head)) & word_class("@office"):
            return "person"
        if is_group(head):
            return "group"
        return "event" if has(head, "event") else "issue"

    def _phrase_family(self, head: Token) -> str | None:
        """Country that owns what a phrase names, or does it: "Velmaran forces", "attacks by Velmara"."""
        for pronoun in (p for p in children(head, "nmod:poss") if p.pos_ == "PRON"):
            if (name := self._owner_meant(pronoun, head)) is not None:
                return self.families.country(name)
        for owner in [*children(head, "nmod:poss", "amod", "compound"), *obliques(head, "by")]:
            if not owner.text[:1].isupper() or self._only_says_where(owner, head):
                continue
            if country := self.families.country(name_of(owner)):
                return country
        return None

    def _owner_meant(self, pronoun: Token, head: Token) -> str | None:
        """The name of whom "its" before a noun means; "" where that has no name, None where it is open."""
        for owner in _helped(head):  # "Norvane supports Ostria in defending its borders"
            return name_of(owner) if owner.text[:1].isupper() else ""
        if (index := self.entity(pronoun)) is not None:
            return self.entities[index].name
        owners = subjects(head.head) if head in objects(head.head) else []
        if len(owners) == 1 and pronoun.text.lower() in {"its", "their"} and owners[0].pos_ == "PROPN":
            return name_of(owners[0])  # "Velmara must withdraw its troops"
        return None

    def _only_says_where(self, modifier: Token, head: Token) -> bool:
        """Whether a name before a noun tells a place: "the Tarsk bridge", "Velmaran gas", not "the Velmaran raid"."""
        if modifier.dep_ not in {"amod", "compound"} or is_group(head):
            return False
        return not (self.families.is_demonym(modifier.text) and has(head, "event"))

    def agents(self, event: Token) -> list[Token]:
        """Return the heads of who does an event: its owners, else the subject of "launch" and the like."""
        return self.owners(event) or self._performers(event)

    def owners(self, event: Token) -> list[Token]:
        """Return the heads of whose event it is: possessor, demonym, "by X", "of X"."""
        own = [p for p in children(event, "nmod:poss") if p.pos_ != "PRON" or self.entity(p) is not None]
        own += [a for a in children(event, "amod", "compound")
                if self.families.is_demonym(a.text)]  # fmt: skip
        own += [o for o in obliques(event, "by") if self._can_act(o)]
        if any(argument == "of" for f in frames_of(event, "event") for argument, _ in f.effects):
            own += [o for o in obliques(event, "of") if self._can_act(o)]
        return own

    def _can_act(self, token: Token) -> bool:
        return self.entity(token) is not None or bool(token.ent_type_) or is_group(token)

    def _performers(self, event: Token) -> list[Token]:
        verb = event.head
        while verb.pos_ == "NOUN" and verb.dep_ not in {"root", "nsubj"}:
            verb = verb.head
        if verb.pos_ != "VERB" or not frames_of(verb, "perform"):
            return []
        governed = [*objects(verb), *obliques(verb, "in"), *obliques(verb, "to")]
        return subjects(verb) if event in governed and event.dep_ != "obl:agent" else []

    def antecedent(self, pronoun: Token) -> Token | None:
        """Return the event or issue "it" stands for, in up to three sentences.

        In the pronoun's own sentence the last object goes first ("54 percent support the restart and 39 percent
        oppose it"), in those before it the last subject; but the object of the same verb before all ("Norvane welcomed
        the accord ... Ostria also welcomed it").
        """
        if pronoun.lemma_ == "one" and children(pronoun, "amod", "compound"):  # "I want a whole one"
            return None
        if (same := self._object_of_same_verb(pronoun)) is not None:
            return same
        start, relations = pronoun.sent.start, (OBJECTS, SUBJECTS)
        for _ in range(3):
            for noun in self._salient_nouns(pronoun, start, relations):
                if self._can_be(pronoun, noun):
                    return noun
            if start == 0:
                break
            start, relations = self.doc[start - 1].sent.start, (SUBJECTS, OBJECTS)
        return None

    def _salient_nouns(self, pronoun: Token, start: int, relations: Sequence[frozenset[str]]) -> list[Token]:
        """Nouns between ``start`` and a pronoun, by their relations, main clauses' first, and the nearest first."""
        own = {t.i for t in subjects(pronoun.head)}
        nouns = [t for t in self.doc[start : pronoun.i] if t.tag_ in {"NN", "NNP"} and not is_group(t)]
        ranked = [
            (rank, noun.head.dep_ == "advcl", -noun.i, noun)
            for noun in nouns if noun.i not in own
            for rank, names in enumerate(relations) if _function(noun) in names
        ]  # fmt: skip
        return [noun for *_, noun in sorted(ranked)]

    def _can_be(self, pronoun: Token, noun: Token) -> bool:
        """Whether a pronoun can stand for a noun: for an event or issue, "one" for what is not this very one."""
        other = pronoun.lemma_ == "one" and not any(d.lemma_ in {"a", "any"} for d in children(noun, "det"))
        nothing = other or is_listed_office(noun) or noun.lemma_ in word_class("@measure")
        target = None if nothing else self.name(noun)
        return target is not None and target.kind in {"event", "issue"}

    def _object_of_same_verb(self, pronoun: Token) -> Token | None:
        verb, first = pronoun.head, pronoun.sent.start
        for _ in range(2):
            first = self.doc[first - 1].sent.start if first else 0
        for word in reversed(self.doc[first : verb.i]):
            if word.lemma_ == verb.lemma_ and word.pos_ == verb.pos_ == "VERB" and frames_of(word, "attitude"):
                things = [t for t in objects(word) if t.tag_ in {"NN", "NNP"} and not is_group(t)]
                return next((t for t in things if self._can_be(pronoun, t)), None)
        return None

    def earlier_doer(self, before: int) -> Token | None:
        """Return the doer of the last attack mentioned before token ``before``, for "the attacks" alone."""
        for token in reversed(self.doc[max(0, before - 600) : before]):
            if token.pos_ == "NOUN" and token.lemma_.lower() in word_class("@attack"):
                for agent in self.agents(token):
                    if (target := self.name(agent)) and target.kind in {"place", "organisation", "group"}:
                        return agent
        return None


def _function(noun: Token) -> str:
    """Return a noun's relation, an object's where a preposition makes it what an attitude is to: "against the dam"."""
    case = case_of(noun)
    if children(noun, "cop"):
        return "obj" if any(frames_of(c, "attitude") for c in children(noun, "case")) else noun.dep_
    to = {argument for frame in frames_of(noun.head, "attitude") for argument, _ in frame.effects}
    return "obj" if noun.dep_ == "obl" and case in to else noun.dep_


def _helped(head: Token) -> list[Token]:
    """Return who is helped "in" or "to" do what governs a noun: whose "its" is there."""
    verb = head.head
    if head.dep_ != "obj" or verb.dep_ not in {"advcl", "xcomp"} or children(verb, "nsubj") or not verb.head.i < verb.i:
        return []
    beside = case_of(verb) == "in" or verb.dep_ == "xcomp"
    return [t for t in objects(verb.head) if t.pos_ == "PROPN"] if beside else []


def _is_vague(head: Token) -> bool:
    """Whether a noun says nothing by itself and is not made definite by a name: "people", not "the people of Tarsk"."""
    if word_class("@vague").isdisjoint(lemmas(head)):
        return False
    near = [*obliques(head, "of"), *children(head, "amod", "nmod:poss", "compound")]
    below = [t for c in near for t in (c, *c.children)]
    return not any(t.pos_ in {"PROPN", "ADJ"} and t.text[:1].isupper() for t in below)


def _is_one_everywhere(entity: Entity) -> bool:
    """Return whether a target of this name is the same in other articles; members of a party are, as a target."""
    return entity.shared or entity.kind == "place" or (entity.kind == "group" and entity.name[:1].isupper())
