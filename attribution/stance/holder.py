"""Whose words they are: what a quote's speaker says, and whether an attitude in it is the speaker's own."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from attribution.lexicon.closed_class import (
    CLOSING_DOUBLE_MARKS,
    FIRST_PERSON,
    HOLDER_PRONOUNS,
    NEUTER,
    OPENING_DOUBLE_MARKS,
    PLURAL_PRONOUNS,
)
from attribution.stance.factuality import Scope, scope_of
from attribution.stance.frames import Frame, frames_of, has, lemmas, word_class
from attribution.stance.targets import Referents
from quotes.syntax import CLAUSE, children, is_passive, objects, subjects
from quotes.types import Quote, Span


class Voice:
    """One quote's words, as token indexes.

    ``said`` are those of the content but for inner quotes, which are their speakers'; ``cue`` the cue's;
    ``reach`` all that the cue and the content can speak about.
    """

    def __init__(self, quote: Quote, holders: Sequence[int], referents: Referents, nested: Sequence[Quote]) -> None:
        self.quote, self.holders, self.referents, self.doc = quote, set(holders), referents, referents.doc
        inner = {i for q in nested for i in tokens_in(self.doc, q.content)}
        content = tokens_in(self.doc, quote.content)
        self.said = content - inner
        self.cue = tokens_in(self.doc, quote.cue) - content
        self.reach = content | self.cue
        self.denies = any(self.doc[i].lemma_ == "deny" or has(self.doc[i], "deny") for i in self.cue)
        self.start = min(self.said | self.cue, default=0)

    def scope(self, token: Token) -> Scope | None:
        """Return how the speaker claims ``token``; None where it is somebody else's claim or nobody's."""
        reported = bool(self.cue) and not self.in_marks(token)
        return scope_of(token, self.said, self.cue, self.is_holder, reported)

    def is_holder(self, token: Token) -> bool:
        """Return whether a token refers to who speaks: first person, a mention, "he", "our government"."""
        if token.text.lower() in FIRST_PERSON:
            return True
        owners = children(token, "nmod:poss") if set(lemmas(token)) & word_class("@ours") else []
        if any(o.pos_ == "PRON" and self.is_holder(o) for o in owners):
            return True  # "our government", "his country"
        index = self.referents.entity(token)
        if index is not None:
            return index in self.holders
        if token.pos_ == "PRON" and token.text.lower() in HOLDER_PRONOUNS:
            return self._could_mean_holder(token) and not self.in_marks(token)
        return False

    def _could_mean_holder(self, pronoun: Token) -> bool:
        """Whether an unresolved pronoun fits the holder: "she" one person, "they" several."""
        if pronoun.i not in self.said | self.cue or (pronoun.dep_ == "obj" and pronoun.head.i in self.cue):
            return False  # "the alliance considers it a surrender": not itself
        kinds = {self.referents.entities[h].kind for h in self.holders}
        if pronoun.text.lower() in NEUTER:
            return kinds == {"organisation"} and pronoun.dep_ != "expl"
        plural = pronoun.text.lower() in PLURAL_PRONOUNS
        return bool(self.holders) and plural == (len(self.holders) > 1 or bool(kinds & {"group", "organisation"}))

    def speaks_for(self, token: Token) -> bool:
        """Return whether a token names the country or body whose office the holder has."""
        target = self.referents.name(token) if token.pos_ == "PROPN" else None
        roles = (role for h in self.holders for role in self.referents.entities[h].roles)
        return target is not None and any(target.name in (role.organisation or role.stated) for role in roles)

    def holds(self, token: Token, frames: Sequence[Frame], scope: Scope) -> bool:
        """Return whether the attitude that ``token`` names is the speaker's own."""
        if token.i in self.cue and token.dep_ == "obj" and self._is_others(token):
            return False  # "rejected calls for": others' calls
        if token.i in self.cue and token.pos_ != "ADP":
            near = [t for t in (token.head, *token.head.children) if t.i < token.i]  # "stopped short of praising"
            return not any(t.text.lower() == "short" for t in (*near, *(self.doc[i] for i in self.cue)))
        if token.pos_ == "ADP":
            said_of = subjects(token.head) if (copulas := children(token.head, "cop")) else []
            return any(self.is_holder(s) or self._ours(s) for s in said_of) or any(c.i in self.cue for c in copulas)
        if token.pos_ == "NOUN":
            return self._holds_noun(token)
        felt = is_passive(token) and any(frame.pos == "ADJ" for frame in frames)
        who = children(token, "nsubj:pass") if felt else subjects(token)  # "we are appalled by"
        if not who:
            pleaded = scope.wish and all(frame.act != "accept" for frame in frames)  # not "please accept"
            promised = scope.future and any(argument == "obj" for f in frames for argument, _ in f.effects)
            return pleaded or promised or (token.tag_ in {"VBG", "VB"} and self._under_cue(token))
        return any(self.is_holder(s) or self.speaks_for(s) for s in who) or self._concerned(token)

    def _holds_noun(self, noun: Token) -> bool:
        if owners := children(noun, "nmod:poss"):
            return any(self.is_holder(o) for o in owners)
        if children(noun, "expl"):
            return True
        if children(noun, "cop"):
            return any(self.is_holder(s) or s.text.lower() == "it" for s in subjects(noun))
        governor = noun.head
        while governor.pos_ in {"NOUN", "PRON"} and governor.dep_ in {"obj", "nmod"}:
            governor = governor.head  # "have nothing but praise"
        if frames_of(governor, "attitude"):
            return False  # "reject calls for": others' calls
        if governor.i in self.cue:
            return True
        return governor.pos_ in {"VERB", "AUX"} and any(self.is_holder(s) for s in subjects(governor))

    def _is_others(self, noun: Token) -> bool:
        """Whether a noun of nobody's is itself what somebody is for or against, outside the cue."""
        governed = noun.pos_ == "NOUN" and noun.head.i not in self.cue and not children(noun, "nmod:poss")
        return governed and any(f.strength and "obj" in f.frame for f in frames_of(noun.head, "attitude"))

    def _ours(self, token: Token) -> bool:
        """Whether "our hearts are with them": the speaker's, by the possessor."""
        return any(o.text.lower() in FIRST_PERSON for o in children(token, "nmod:poss"))

    def _under_cue(self, token: Token) -> bool:
        return token.head.i in self.cue and token.dep_ in CLAUSE

    def _concerned(self, token: Token) -> bool:
        """Whether the object has the attitude: "the arrests worry us"."""
        return any(o.text.lower() in FIRST_PERSON for o in objects(token)) and has(token, "attitude")

    def in_marks(self, token: Token) -> bool:
        """Return whether a token stands between quotation marks of the content: there "he" is not who speaks.

        What follows a name and a colon, the turn of a transcript, is verbatim without any.
        """
        if any(self.doc[i].text == ":" for i in self.cue):
            return True
        for span in self.quote.content:
            if span.start <= token.idx < span.end:
                tokens = self.doc.char_span(span.start, span.end, alignment_mode="expand")
                before = self.doc[tokens.start : token.i].text if tokens is not None else ""
                opened = sum(map(before.count, OPENING_DOUBLE_MARKS)) - sum(map(before.count, CLOSING_DOUBLE_MARKS))
                return opened > 0 or before.count('"') % 2 == 1 or before[:1] in {"‘", "'"}
        return False


def tokens_in(doc: Doc, content: Sequence[Span]) -> set[int]:
    """Return the indexes of the tokens inside the spans, white space left out."""
    out: set[int] = set()
    for start, end in content:
        span = doc.char_span(start, end, alignment_mode="expand")
        out |= {t.i for t in span or () if not t.text.isspace()}
    return out
