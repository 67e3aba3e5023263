"""The holder of attitudes: which words of a quote are its speaker's, and which attitudes in it the speaker's own."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from attribution.lexicon.closed_class import CLOSING_DOUBLE_MARKS, FIRST_PERSON, OPENING_DOUBLE_MARKS
from attribution.stance.factuality import Factuality, factuality_of
from attribution.stance.frames import Frame, frames_of, has, lemmas, word_class
from attribution.stance.signatures import controller, is_nobody
from attribution.stance.targets import Referents
from quotes.syntax import CLAUSE, SUBJECT, children, is_passive, objects, subjects
from quotes.types import Quote, Span

THIRD_PERSON = {"he", "she", "it", "they", "his", "her", "its", "their"}


class HolderStatement:
    """One quote and its holders; its words as token indexes.

    ``said`` are the words of the content without those of inner quotes, which belong to their speakers; ``cue`` the
    words of the cue; ``reach`` all words that the cue and the content can speak about.
    """

    def __init__(self, quote: Quote, holders: Sequence[int], referents: Referents, nested: Sequence[Quote]) -> None:
        self.quote, self.holders, self.referents, self.doc = quote, set(holders), referents, referents.doc
        inner = {i for q in nested for i in tokens_in(self.doc, q.content)}
        content = tokens_in(self.doc, quote.content)
        self.said = content - inner
        self.cue = tokens_in(self.doc, quote.cue) - content
        self.reach = content | self.cue
        self.denies = any(self.doc[i].lemma_ == "deny" or has(self.doc[i], "deny") for i in self.cue)
        cues = [self.doc[i] for i in self.cue]  # "no senator backed it"
        self.is_nobodys = any(is_nobody(s) for t in cues for s in children(t, *SUBJECT, "obl:agent"))
        self.start = min(self.said | self.cue, default=0)

    def factuality(self, token: Token) -> Factuality | None:
        """Return how the holder claims ``token``; None where it is somebody else's claim or nobody's."""
        if self.is_nobodys:
            return None
        reported = bool(self.cue) and not self.in_marks(token)
        found = factuality_of(token, self.said, self.cue, self.is_holder, reported)
        # Who is only denied to have an attitude has none: "Eide denied that Lee backs it".
        return None if found and found.contradicted and token.i in self.cue else found

    def is_holder(self, token: Token) -> bool:
        """Return whether a token refers to the holder: first person, a mention, "he", "our government"."""
        if token.text.lower() in FIRST_PERSON:
            return True
        owners = children(token, "nmod:poss") if set(lemmas(token)) & word_class("@ours") else []
        if any(o.pos_ == "PRON" and self.is_holder(o) for o in owners):
            return True  # "our government", "his country"
        index = self.referents.entity(token)
        if index is not None:
            return index in self.holders
        if token.pos_ == "PRON" and token.text.lower() in THIRD_PERSON:
            return self._could_mean_holder(token) and not self.in_marks(token)
        return False

    def _could_mean_holder(self, pronoun: Token) -> bool:
        """Whether an unresolved pronoun fits the holder: "she" one person, "they" several."""
        if pronoun.i not in self.said | self.cue or (pronoun.dep_ == "obj" and pronoun.head.i in self.cue):
            return False  # "the alliance considers it a surrender": not itself
        kinds = {self.referents.entities[h].kind for h in self.holders}
        if pronoun.text.lower() in {"it", "its"}:
            return kinds == {"organisation"} and pronoun.dep_ != "expl"
        plural = pronoun.text.lower() in {"they", "their"}
        return bool(self.holders) and plural == (len(self.holders) > 1 or bool(kinds & {"group", "organisation"}))

    def speaks_for(self, token: Token) -> bool:
        """Return whether a token names whose office the holder has: "Norvane backs the plan", says its president."""
        target = self.referents.name(token) if token.pos_ == "PROPN" else None
        roles = (role for h in self.holders for role in self.referents.entities[h].roles)
        return target is not None and any(target.name in (role.organisation or role.stated) for role in roles)

    def is_holders_attitude(self, token: Token, frames: Sequence[Frame], factuality: Factuality) -> bool:
        """Return whether the attitude that ``token`` names is the holder's own, by its part of speech."""
        if token.i in self.cue and token.dep_ == "obj" and self._is_others(token):
            return False  # "rejected calls for": others' calls
        if token.pos_ == "ADP":
            return self._is_holders_preposition(token)
        if (doers := controller(token)) and not any(map(self.is_holder, doers)):
            return False  # "they kept Lee from backing it"
        if token.i in self.cue:
            return True
        if token.pos_ == "NOUN":
            return self._is_holders_noun(token)
        return self._is_holders_predicate(token, frames, factuality)

    def _is_holders_preposition(self, preposition: Token) -> bool:
        """Whether the holder takes a side: "we are against the dam", "our hearts are with them"."""
        copulas = children(preposition.head, "cop")
        if any(copula.i in self.cue for copula in copulas):
            return True
        return bool(copulas) and any(self.is_holder(s) or self._is_ours(s) for s in subjects(preposition.head))

    def _is_holders_predicate(self, token: Token, frames: Sequence[Frame], factuality: Factuality) -> bool:
        """Whether a verb or adjective has the holder as subject, or as the one who feels: "the arrests worry us"."""
        felt = is_passive(token) and any(frame.pos == "ADJ" for frame in frames)
        who = controller(token) or (children(token, "nsubj:pass") if felt else subjects(token))  # "we are appalled by"
        if not who:
            return self._is_holders_by_mood(token, frames, factuality)
        return any(self.is_holder(s) or self.speaks_for(s) for s in who) or self._is_experiencer(token)

    def _is_holders_by_mood(self, verb: Token, frames: Sequence[Frame], factuality: Factuality) -> bool:
        """Whether a verb without a subject is the holder's: an appeal, a promise, or what the cue governs."""
        if factuality.wish and all(frame.act != "accept" for frame in frames):
            return True  # "condemn this raid!", but not "please accept"
        if factuality.future and any(argument == "obj" for frame in frames for argument, _ in frame.effects):
            return True  # "will support the reform"
        return verb.tag_ in {"VBG", "VB"} and self._is_governed_by_cue(verb)  # "urged opposing the dam"

    def _is_holders_noun(self, noun: Token) -> bool:
        """Whether a noun's attitude is the holder's: "our support for", "we have doubts about", "it is a call for"."""
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
        """Whether a noun of nobody's is itself what somebody is for or against: "rejected calls for a ban"."""
        governed = noun.pos_ == "NOUN" and noun.head.i not in self.cue and not children(noun, "nmod:poss")
        return governed and any(f.strength and "obj" in f.frame for f in frames_of(noun.head, "attitude"))

    def _is_ours(self, token: Token) -> bool:
        """Whether a possessor makes something the holder's: "our hearts are with them"."""
        return any(o.text.lower() in FIRST_PERSON for o in children(token, "nmod:poss"))

    def _is_governed_by_cue(self, token: Token) -> bool:
        """Whether a clause is the complement of the cue: "urged opposing the dam"."""
        return token.head.i in self.cue and token.dep_ in CLAUSE

    def _is_experiencer(self, token: Token) -> bool:
        """Whether the object is the holder who has the attitude: "the arrests worry us"."""
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
