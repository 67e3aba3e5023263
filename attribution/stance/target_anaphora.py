"""What a pronoun in a statement stands for, where that is clear enough to hold a stance against it."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from attribution.coreference.plurals import group_meant
from attribution.lexicon.closed_class import PEOPLE_AS_ARGUMENTS, SINGULAR_DEMONSTRATIVES, THEY_OR_THEM
from attribution.stance.evidence import Cause
from attribution.stance.frames import has, lemmas, word_class
from attribution.stance.holder import Voice
from attribution.stance.targets import Referents
from attribution.types import Target

FIRM = 0.6  # an attitude this strong makes an issue of what it is to, whatever the words for that
OBJECTS = {"obj", "iobj"}
LOUD = 0.55


def stands_in(token: Token, referents: Referents) -> bool:
    """Return whether a word stands for something named elsewhere: a pronoun of nothing known, or "one"."""
    if referents.entity(token) is not None:
        return False
    return token.pos_ == "PRON" or (token.lemma_ == "one" and token.dep_ in {"obj", "obl"})


def meanings(token: Token, cause: Cause, voice: Voice) -> Iterator[tuple[Target, Cause]]:
    """Yield what a pronoun means, each with the cause one step further and less sure."""
    word = token.text.lower()
    if word in PEOPLE_AS_ARGUMENTS:
        yield from _people(token, word, cause, voice)
        return
    noun = voice.referents.antecedent(token) if _is_object(token, word, cause, voice) else None
    matter = word_class("@matter") | word_class("@document") | word_class("@works")
    if noun is not None and word in SINGULAR_DEMONSTRATIVES and not (has(noun, "event") or matter & set(lemmas(noun))):
        return  # "they called that a tantrum": not the city
    if noun is not None and (target := voice.referents.name(noun)):
        yield target, cause.via(f"{word}: {noun.text}", 0.7)


def _people(token: Token, word: str, cause: Cause, voice: Voice) -> Iterator[tuple[Target, Cause]]:
    """Whom "him" means; "them" only of a reporter, and nobody where it is open who speaks."""
    told = token.head.i in voice.cue
    if not told and (not voice.holders or word in THEY_OR_THEM):
        return
    found = voice.referents.pronoun(token, voice.quote, voice.in_marks(token))
    if not found and told and (group := group_meant(token.doc, token)) is not None:
        head = token.doc[group[0] : group[1]].root
        if (target := voice.referents.name(head)) is not None:
            yield target, cause.via(f"{word}: {head.text}", 0.7)
    for entity, sure in found:
        who = voice.referents.entities[entity]
        if entity not in voice.holders and who.kind != "document" and len(who.name) > 1:
            parent = voice.referents.families.parent(who.name)
            yield Target(who.name, who.kind, parent, who.shared), cause.via(f"{word}: {who.name}", sure)


def _is_object(token: Token, word: str, cause: Cause, voice: Voice) -> bool:
    """Whether "it" is what the attitude is to: "they opposed it" of a reporter, "I support it" of a speaker."""
    if word in {"it", *SINGULAR_DEMONSTRATIVES} and token.dep_ == "nsubj" and token.head.i == cause.words[0]:
        return cause.rule == "quality" and cause.frame.strength >= LOUD and len(cause.path) == 1
    if not (word in {"it", "one"} and token.dep_ in {*OBJECTS, "obl"}) and not (
        word in SINGULAR_DEMONSTRATIVES and token.dep_ in OBJECTS
    ):
        return False
    if token.head.i in voice.cue and not voice.in_marks(token):
        return True
    return cause.rule == "attitude" and len(cause.path) == 1 and cause.frame.strength >= FIRM
