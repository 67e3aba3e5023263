"""What a stance is about: names targets from noun phrases, entities and families; finds who does an event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from attribution.families import Families, load_countries
from attribution.frames import frames_of, has, lemmas, word_class
from attribution.model import Entity, Target, TargetKind
from attribution.scope import is_definite
from attribution.syntax import case_of, children, is_passive, objects, obliques, subjects

KINDS: dict[str, TargetKind] = {"PERSON": "person", "ORG": "organisation", "LOC": "place", "NORP": "group"}
NAME_PARTS = {"compound", "flat", "amod", "nmod:poss", "nmod:desc", "nmod", "case", "fixed", "conj", "cc", "punct",
              "nummod", "advmod"}  # fmt: skip
# Adjectives that say when, how much or which, not what.
LOOSE = {"current", "ongoing", "immediate", "recent", "latest", "new", "further", "more", "such", "several", "many",
         "all", "own", "other", "next", "last", "first", "full", "continued", "quick", "same", "entire"}  # fmt: skip
LONGEST = 10


class Referents:
    """Entities, families and events of one article, looked up by token."""

    def __init__(self, doc: Doc, entities: Sequence[Entity]) -> None:
        self.doc = doc
        self.entities = entities
        places = [e.text for e in doc.ents if e.label_ in {"LOC", "ORG"}]
        self.families = Families(
            [*places, *(e.name for e in entities if e.kind in {"place", "organisation"})]
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
        """Return the target a noun phrase names; None for pronouns that refer to nothing known and vague words."""
        index = self.entity(head)
        if index is None:
            index = self._by_office(head)
        if index is not None:
            entity = self.entities[index]
            return Target(
                entity.name, entity.kind, self.families.parent(entity.name) or self._phrase_family(head)
            )
        if (
            head.pos_ == "PROPN"
            and (country := self.families.country(head.text))
            and country == _entity_text(head)
        ):
            return Target(country, "place", None)
        if adjective := self._demonym(head):
            return Target(adjective, "place", None)
        if head.pos_ not in {"NOUN", "PROPN"} or (
            set(lemmas(head)) & word_class("@vague") and not _said_more(head)
        ):
            return None
        if head.ent_type_ in KINDS:
            name = _entity_text(head)
            return Target(name, KINDS[head.ent_type_], self.families.parent(name))
        name = phrase(head)
        return Target(name, self._kind(head), self._phrase_family(head)) if name else None

    def _by_office(self, head: Token) -> int | None:
        """The one person of the article with the office a definite phrase names: "the foreign minister"."""
        if head.pos_ != "NOUN" or head.tag_ != "NN" or not is_definite(head):
            return None
        words = {head.lemma_.lower(), *(t.text.lower() for t in children(head, "amod", "compound"))}
        fitting = {
            index
            for index, entity in enumerate(self.entities)
            for title in (role.title.lower().split() for role in entity.roles)
            if title[-1:] == [head.lemma_.lower()] and words <= set(title)
        }
        return fitting.pop() if len(fitting) == 1 else None

    def _demonym(self, head: Token) -> str | None:
        """The country behind a demonym that stands for its country's doing ("Velmaran" in "Velmaran attack")."""
        if head.ent_type_ == "NORP" or (head.dep_ in {"amod", "compound"} and head.text[:1].isupper()):
            return self.families.country(head.text)
        return None

    def _kind(self, head: Token) -> TargetKind:
        if head.tag_ == "NN" and set(lemmas(head)) & word_class("@office"):
            return "person"
        if _is_group(head):
            return "group"
        return "event" if has(head, "event") else "issue"

    def _phrase_family(self, head: Token) -> str | None:
        """Country that owns what a phrase names, or does it: "Velmaran forces", "attacks by Velmara"."""
        for owner in [*children(head, "nmod:poss", "amod", "compound"), *obliques(head, "by")]:
            if (
                owner.dep_ in {"amod", "compound"}
                and not _is_group(head)
                and not self.families.is_demonym(owner.text)
            ):
                continue  # "the Tarsk bridge" belongs to no country of that name
            if owner.text[:1].isupper() and (country := self.families.country(_entity_text(owner))):
                return country
        return None

    def agents(self, event: Token) -> list[Token]:
        """Return the heads of who does an event: possessor, demonym, "by X", "of X", subject of "launch"."""
        own = [p for p in children(event, "nmod:poss") if p.pos_ != "PRON" or self.entity(p) is not None]
        own += [a for a in children(event, "amod", "compound")
                if self.families.is_demonym(a.text)]  # fmt: skip
        own += [o for o in obliques(event, "by") if self._can_act(o)]
        if any(argument == "of" for f in frames_of(event, "event") for argument, _ in f.effects):
            own += [o for o in obliques(event, "of") if self._can_act(o)]
        return own or self._performers(event)

    def _can_act(self, token: Token) -> bool:
        return self.entity(token) is not None or bool(token.ent_type_) or _is_group(token)

    def _performers(self, event: Token) -> list[Token]:
        verb = event.head
        while verb.pos_ == "NOUN" and verb.dep_ not in {"root", "nsubj"}:
            verb = verb.head
        if verb.pos_ != "VERB" or not frames_of(verb, "perform"):
            return []
        governed = [*objects(verb), *obliques(verb, "in"), *obliques(verb, "to")]
        return (
            subjects(verb)
            if event in governed and (not is_passive(verb) or event.dep_ != "obl:agent")
            else []
        )

    def earlier_doer(self, before: int) -> Token | None:
        """Return the doer of the last attack mentioned before token ``before``, for "the attacks" alone."""
        for token in reversed(self.doc[max(0, before - 600) : before]):
            if token.pos_ == "NOUN" and token.lemma_.lower() in word_class("@attack"):
                for agent in self.agents(token):
                    if (target := self.name(agent)) and target.kind in {"place", "organisation", "group"}:
                        return agent
        return None


def _is_group(token: Token) -> bool:
    return bool(set(lemmas(token)) & word_class("@group"))


def _said_more(head: Token) -> bool:
    """Whether a vague noun is made definite by a name: "the people of Tarsk"."""
    near = [*obliques(head, "of"), *children(head, "amod", "nmod:poss", "compound")]
    below = [t for c in near for t in (c, *c.children)]
    return any(t.pos_ in {"PROPN", "ADJ"} and t.text[:1].isupper() for t in below)


def _entity_text(token: Token) -> str:
    """Return the name a token belongs to, without article and possessive; the token itself outside names."""
    for entity in token.doc[max(0, token.i - 12) : token.i + 12].ents:
        if entity.start <= token.i < entity.end:
            words = [t for t in entity if t.tag_ != "POS"]
            while words and words[0].text.lower() in {"the", "a"}:
                words = words[1:]
            return _join(words)
    return _join([*children(token, "compound"), token, *children(token, "flat")])


def phrase(head: Token) -> str:
    """Return a noun phrase without determiners, judgements, relative clauses and times: what names its referent."""
    kept = sorted(_kept(head, 0), key=lambda t: t.i)[:LONGEST]
    while kept and (kept[-1].dep_ in {"case", "cc", "punct"} or kept[-1].text.lower() in {"of", "and"}):
        kept.pop()
    while kept and kept[0].dep_ in {"punct", "cc"}:
        kept = kept[1:]
    name = re.sub(r"[“”\"„«»]", "", _join(kept)).strip(" ,;")
    return name[:1].lower() + name[1:] if kept and kept[0].pos_ not in {"PROPN"} and not name[1:2].isupper() and (
        kept[0].ent_type_ == "" and name[:1] != "I") else name  # fmt: skip


def _kept(head: Token, depth: int) -> Iterator[Token]:
    yield head
    for child in head.children:
        if child.dep_ not in NAME_PARTS or child.ent_type_ == "DATE" or child.text.isspace():
            continue
        if child.dep_ == "nmod:poss" and child.pos_ == "PRON":
            continue
        if (
            child.dep_ in {"amod", "advmod", "nummod"}
            and (depth == 0 or child.dep_ != "amod")
            and _is_loose(child)
        ):
            continue
        if child.dep_ == "nmod" and not _names(child, depth):
            continue
        if child.dep_ in {"conj", "cc", "punct"} and (depth == 0 or head.dep_ not in {"compound", "amod"}):
            if not (child.dep_ == "punct" and child.text in {"-", "–"}):
                continue
        if child.dep_ == "case" and depth == 0 and child.tag_ != "POS":
            continue
        yield from _kept(child, depth + 1)


def _is_loose(word: Token) -> bool:
    return word.dep_ in {"advmod", "nummod"} or bool({word.lemma_.lower(), word.text.lower()} & LOOSE) or has(word, "quality")


def _names(child: Token, depth: int) -> bool:
    """Whether a prepositional phrase belongs to the name: "use of frozen assets", "attack on Tarsk"."""
    preposition = case_of(child)
    return depth < 2 and child.pos_ != "PRON" and (preposition == "of" or (preposition in {"on", "against", "in", "to", "for", "with", "between"}
                                                  and depth == 0 and preposition != "in"))  # fmt: skip


def _join(tokens: Sequence[Token]) -> str:
    out = ""
    for before, token in zip([None, *tokens[:-1]], tokens, strict=True):
        glued = before is not None and before.i + 1 == token.i and not before.whitespace_
        out += ("" if before is None or glued else " ") + token.text
    return out.strip()


def is_country(name: str) -> bool:
    """Return whether the name is that of a sovereign state."""
    return load_countries().get(name.lower(), "").lower() == name.lower()
