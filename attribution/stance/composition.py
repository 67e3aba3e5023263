"""Frames composed over the parse: from a word that takes a stance down to what the stance is about.

An attitude is handed on from what it governs to what that is about: a call for an end to the shelling is
against the shelling, and against who does it; "Velmara must withdraw its troops" is against Velmara.
"""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from attribution.stance.evidence import (
    Cause,
    Finding,
    has_pronoun,
    is_contrasted,
    is_demonstrative,
    is_done,
    is_doubted,
    is_interrogative,
    is_missed,
    is_own,
    is_trivial,
    is_wish,
    judges,
    sign_of,
    under_negation,
)
from attribution.stance.factuality import is_definite, is_predicate
from attribution.stance.frames import Frame, arguments, frames_of, has, lemmas, word_class
from attribution.stance.holder import HolderStatement
from attribution.stance.signatures import is_denied, lacks_object, signature
from attribution.stance.target_anaphora import FIRM, meanings, stands_in
from attribution.stance.target_phrases import is_specific, phrase
from attribution.types import Target
from quotes.syntax import CLAUSE, antecedent, children, clauses, is_passive, objects, subjects, with_conjuncts

DEEPEST = 6
LOADED = 0.8  # and "this is terror" this much, to mean the attack the article told of
STATED = {"deed", "quality", "event"}
AGENTIVE = {"person", "organisation", "place", "group"}
MISSED = Frame("should", "AUX", "deed", (), (("subj", "-"),), 0.55, "criticise", "", "")  # "should have resigned"
# Verbs whose object says nothing of its own when they are wanted: "to take part", "to have a look".
LIGHT = {"take", "make", "have", "do", "get", "see", "know", "go", "come", "become", "play", "put", "find"}


class Composer:
    """Reads one quote: finds frames in its cue and content, hands attitudes on to targets, collects ``findings``."""

    def __init__(self, statement: HolderStatement) -> None:
        self.statement, self.referents = statement, statement.referents
        self.findings: list[Finding] = []

    def read(self) -> list[Finding]:
        """Return all findings of the quote, in the order of the words that cause them."""
        for i in sorted(self.statement.cue | self.statement.said):
            token = self.statement.doc[i]
            self._attitudes(token)
            if self._is_stated(token):
                self._statements(token)
                self._wishes(token)
        return self.findings

    def _is_stated(self, token: Token) -> bool:
        """Whether the holder says the word: it is in the content, and the cue does not deny that."""
        return token.i in self.statement.said and not self.statement.denies

    def _attitudes(self, token: Token) -> None:
        """What the holder does by the word: the cue's frames, and those whose subject is the holder."""
        frames = frames_of(token, "attitude")
        factuality = self.statement.factuality(token) if frames else None
        if factuality is None or not self.statement.is_holders_attitude(token, frames, factuality):
            return
        rule, confidence = ("cue frame", 0.9) if token.i in self.statement.cue else ("attitude", 0.8)
        for frame in frames:
            act = "promise" if factuality.future and frame.act in {"support", "defend"} else frame.act
            if sign := under_negation(frame, factuality):
                self._apply(token, frame, sign, Cause(frame, (token.i,), factuality, rule, confidence, act), 0)

    def _statements(self, token: Token) -> None:
        """What the word says of its subject, whoever has it as subject: deeds, qualities, loaded events."""
        if is_doubted(token):
            return
        for kind, confidence in (("deed", 0.75), ("quality", 0.75), ("event", 0.7)):
            frames = frames_of(token, kind)
            if not frames or (kind == "quality" and not judges(token, self.referents.agents)):
                continue
            factuality = self.statement.factuality(token)
            if factuality is None or (factuality.wish and kind == "deed"):
                continue
            for frame in frames:
                if sign := under_negation(frame, factuality):
                    cause = Cause(frame, (token.i,), factuality, kind, confidence, frame.act)
                    self._state(token, frame, sign, cause)

    def _state(self, token: Token, frame: Frame, sign: int, cause: Cause) -> None:
        """Apply a deed or quality; an event speaks against its doer by itself: "the massacre by Velmara"."""
        if frame.kind != "event":
            self._apply(token, frame, sign, cause, 0)
            return
        loaded = [value for argument, value in frame.effects if argument == "agent" and value in {"+", "-"}]
        said_of_subject = is_predicate(token) and frames_of(token, "quality")
        if loaded and sign > 0 and not said_of_subject:
            self._to_agents(token, sign_of(loaded[0]), cause)

    def _wishes(self, token: Token) -> None:
        """What is called for or promised in the content: "Velmara must stop", "we will isolate Velmara"."""
        if token.pos_ != "VERB":
            return
        self._regrets(token)
        frames = frames_of(token, "shift")
        factuality = self.statement.factuality(token) if frames else None
        if factuality is None or self._threatens(token):
            return
        mine = any(self.statement.is_holder(s) or self.statement.speaks_for(s) for s in subjects(token))
        if factuality.wish or (factuality.future and mine):
            act = "demand" if factuality.wish else "promise"
            self._wanted(token, factuality.sign, Cause(frames[0], (token.i,), factuality, act, 0.7, act), 0)

    def _regrets(self, verb: Token) -> None:
        """Who "should have" done something is blamed for not having done it."""
        if not is_missed(verb) or (factuality := self.statement.factuality(verb)) is None or factuality.sign < 0:
            return
        self._blame_doers(verb, Cause(MISSED, (verb.i,), factuality, "deed", 0.7, MISSED.act, ("should have",)))

    def _blame_doers(self, verb: Token, cause: Cause) -> None:
        """Note that the holder is against who does it, where that is somebody who can act."""
        for doer in subjects(verb):
            if (target := self.referents.name(doer)) and target.kind in AGENTIVE:
                self._emit(doer, -1, cause)

    def _threatens(self, token: Token) -> bool:
        """Whether a deed is only threatened: "warned that it would block the port" is nothing against the port."""
        return any(has(self.statement.doc[i], "menace") for i in self.statement.cue) and not any(
            c.tag_ == "MD" and has(c, "oblige") for c in children(token, "aux")
        )

    def _apply(self, token: Token, frame: Frame, sign: int, cause: Cause, depth: int) -> None:
        """Give the frame's effects, turned by ``sign``, to the tokens that fill its arguments."""
        for argument, value in frame.effects:
            for filler in arguments(token, argument):
                contrast = -1 if is_contrasted(filler) else 1
                judged = argument == "head" and token.pos_ == "ADP"  # "that many are against the exchange"
                if filler.dep_ in CLAUSE | {"csubj"} and filler.pos_ not in {"VERB", "AUX"} and not judged:
                    continue  # "it is important that she is one of us"
                if _says_nothing_of(filler, frame, argument, value):
                    continue
                step = cause.via(f"{frame.label} > {argument}")
                self._toward(filler, sign_of(value) * sign * contrast, step, depth + 1)

    def _toward(self, token: Token, sign: int, cause: Cause, depth: int) -> None:
        """Hand an attitude on to a noun phrase or clause and to what it is about."""
        if depth > DEEPEST:
            return
        if token.dep_ in CLAUSE | {"conj", "csubj"} and token.pos_ in {"VERB", "AUX"} and not token.ent_type_:
            self._wanted(token, sign, cause, depth)
            return
        shifts = [f for f in frames_of(token, "shift") if f.pos == "NOUN"]
        for frame in shifts:
            self._shift(token, frame, sign, cause, depth)
        if shifts:
            return
        if self._has_own_attitude(token):
            return
        self._emit(token, sign, cause)
        if is_demonstrative(token) or any(a == "agent" for f in frames_of(token, "event") for a, _ in f.effects):
            self._to_agents(token, sign, cause)

    def _has_own_attitude(self, noun: Token) -> bool:
        """Whether a noun is itself an attitude of the holder, read by itself: "pledged her opposition to the dam"."""
        owned = any(self.statement.is_holder(owner) for owner in children(noun, "nmod:poss"))
        return owned and noun.pos_ == "NOUN" and bool(frames_of(noun, "attitude"))

    def _shift(self, noun: Token, frame: Frame, sign: int, cause: Cause, depth: int) -> None:
        """ "An end to X", "this wave of X": on to X, turned round or not, and to whose it is."""
        for argument, value in frame.effects:
            if argument == "self":
                self._emit(noun, sign, cause)
                continue
            measure = ("self", "same") in frame.effects
            if value == "flip" and (cause.rule in STATED or (measure and sign < 0)):
                continue  # "threatened by a lack of power", "condemn action against X": no praise of it
            for filler in arguments(noun, argument):
                step = cause.via(f"{frame.label} ({value})", 0.95, noun)
                self._toward(filler, sign * sign_of(value), step, depth + 1)
            if value == "same" and argument == "of" and children(noun, "nmod:poss"):
                self._to_agents(noun, sign, cause)

    def _to_agents(self, event: Token, sign: int, cause: Cause) -> None:
        """Hand an attitude to an event on to its doer; for "the attacks" alone, to their doer before."""
        if cause.frame.kind == "deed" and "@civilian" in cause.frame.label:
            return  # "the attack killed five people" is a fact about the attack
        if sign > 0 and "demand" in {cause.act, cause.frame.act}:
            return  # who demands somebody's withdrawal is not for them
        wished = event.head.i in cause.words and len(cause.path) > 1  # "want her to continue the talks"
        agents = self.referents.owners(event) if wished else self.referents.agents(event)
        for agent in (t for a in agents for t in with_conjuncts(a)):
            self._emit(agent, sign, cause.via(f"doer of {event.text}", 0.85, event))
        if sign < 0 and self._points_back(event, cause):
            self._to_earlier_doer(event, sign, cause)

    def _to_earlier_doer(self, event: Token, sign: int, cause: Cause) -> None:
        """Hand an attitude on to who did the last attack told of before the quote: "we condemn these attacks"."""
        doer = self.referents.earlier_doer(self.statement.start)
        target = self.referents.name(doer) if doer is not None else None
        if doer is not None and target is not None and not self.statement.is_holder(doer):
            step = cause.via(f"doer of the earlier {doer.head.text}", 0.6, event)
            self.findings.append(Finding(target, sign, step, step.words))

    def _points_back(self, event: Token, cause: Cause) -> bool:
        """Whether "the attacks", or "this" said to be something bad, means an attack told of before."""
        if self.referents.agents(event) or children(event, "nmod"):
            return False
        if is_demonstrative(event):
            return cause.frame.strength >= LOADED
        known = is_definite(event) or event.tag_ == "NNS"
        return known and bool(set(lemmas(event)) & word_class("@attack"))

    def _wanted(self, verb: Token, sign: int, cause: Cause, depth: int) -> None:
        """Hand an attitude on through what is wanted (``sign`` +1) or not: "to stop X" is against X."""
        if depth > DEEPEST:
            return
        if verb.i not in cause.words and is_denied(verb) != lacks_object(verb):
            sign = -sign  # "urged them not to close the port", "they will achieve nothing by it"
        shifts = frames_of(verb, "shift")
        if cause.frame.act == "threaten" and any(("obj", "flip") in f.effects for f in shifts):
            return  # "threatens to turn off the gas" is nothing against gas
        step = cause.via(f"to {verb.lemma_}", 0.95, verb)
        self._through_verb(verb, shifts, sign, step, depth)
        for item in children(verb, "advcl", "conj") if sign > 0 else ():
            if item.tag_ == "VBG" and item.i > verb.i:  # "to take steps, including sending aid"
                # one more of a list is no deeper
                place = (cause, depth) if item.dep_ == "conj" else (step, depth + 1)
                self._wanted(item, sign, *place)

    def _through_verb(self, verb: Token, shifts: list[Frame], sign: int, cause: Cause, depth: int) -> None:
        """Hand an attitude on by a wanted verb's shifts, else by its attitudes, else to its object or doer."""
        attitudes = frames_of(verb, "attitude")
        if sign < 0 and attitudes and not any(under_negation(f, replace(cause.factuality, sign=-1)) for f in attitudes):
            return  # who is against condemning it says nothing of it
        if shifts:
            for frame in shifts:
                self._shift_verb(verb, frame, sign, cause, depth)
        elif attitudes:
            for frame in attitudes:
                self._apply(verb, frame, sign, cause, depth + 1)
        else:
            self._through_unknown_verb(verb, sign, cause, depth)

    def _shift_verb(self, verb: Token, frame: Frame, sign: int, cause: Cause, depth: int) -> None:
        """Hand an attitude on to the verb's arguments; to its subject only where it is asked to do it."""
        demanded = sign > 0 and "promise" not in {cause.act, cause.frame.act} and not is_done(verb)
        stops = ("obj", "flip") in frame.effects
        for argument, value in frame.effects:
            if argument == "subj" and not (demanded and (not stops or self._is_own_doing(verb))):
                continue
            for filler in arguments(verb, argument):
                self._toward(filler, sign * sign_of(value), cause, depth + 1)

    def _is_own_doing(self, verb: Token) -> bool:
        """Whether who is told to stop something does it: "stop its raids", not "stop Velmara's raids"."""
        done = objects(verb)
        return not done or any((has(t, "event") and not self.referents.agents(t)) or has_pronoun(t) for t in done)

    def _through_unknown_verb(self, verb: Token, sign: int, cause: Cause, depth: int) -> None:
        """For a wanted verb the lexicon has no frame for: its gerund phrase, its infinitive, its doer or its object."""
        if verb.tag_ == "VBG" and (done := [t for t in objects(verb) if t.pos_ in {"NOUN", "PROPN"}]):
            name = f"{verb.text.lower()} {phrase(done[0])}"
            self._note(verb, Target(name, "event", None, is_specific(done[0])), sign, cause)
            return  # "stop shelling the coast"
        infinitives = [] if has(verb, "report") else [c for c in clauses(verb) if c.dep_ == "xcomp"]
        for clause in infinitives:
            if turned := signature(clause).of(1):  # "urged them to stop backing it"
                self._wanted(clause, sign * turned, cause, depth + 1)
        if any(("subj", "-") in frame.effects for frame in frames_of(verb, "deed")):
            if sign < 0:
                self._blame_doers(verb, cause)  # "we do not want them to violate the truce"
        elif sign > 0 and not infinitives:
            self._to_demanded_object(verb, cause, depth)

    def _to_demanded_object(self, verb: Token, cause: Cause, depth: int) -> None:
        """Hand a firm demand on to the issue or event that is to be dealt with: "they must debate the treaty"."""
        firm = cause.act == "demand" and cause.frame.strength >= FIRM
        if not firm or is_passive(verb) or verb.lemma_ in LIGHT:
            return
        for thing in objects(verb):
            target = self.referents.name(thing)
            if target is not None and target.kind in {"issue", "event"}:
                self._toward(thing, 1, cause.via(f"{verb.lemma_} it", 0.6), depth + 1)

    def _emit(self, token: Token, sign: int, cause: Cause) -> None:
        """Note a finding on what ``token`` names, unless it is the holder, unnamed or trivial."""
        index = self.referents.entity(token)
        if self.statement.is_holder(token) or (index is not None and index in self.statement.holders):
            return
        if sign < 0 and is_own(token):
            return  # "I regret some of my own remarks"
        if stands_in(token, self.referents):
            for name, step in meanings(token, cause, self.statement):
                self._note(token, name, sign, step)
            return
        if (target := self.referents.name(token)) is not None:
            self._note(token, target, sign, cause)

    def _note(self, token: Token, target: Target, sign: int, cause: Cause) -> None:
        """Note a finding on a target unless it is the holder, outside of what is said, or nothing to take sides on."""
        if any(self.referents.entities[h].name == target.name for h in self.statement.holders):
            return
        outside = token.i not in self.statement.reach
        if outside and not self._is_shared(token, cause):
            return
        if len(cause.path) == 1 and not self._has_doer(target, cause):
            return
        if sign > 0 and target.kind not in {"person", "organisation", "place"} and is_trivial(token, cause):
            return
        if target.kind == "issue" and cause.rule in STATED and (has_pronoun(token) or cause.factuality.sign < 0):
            return  # "my experience will help", "the plan does no harm"
        named = (token, *children(token, "flat", "compound", "amod", "nmod:poss"))
        self.findings.append(Finding(target, sign, cause, (*cause.words, *(t.i for t in named))))

    def _is_shared(self, token: Token, cause: Cause) -> bool:
        """Whether a word outside the content is what it is about still: "the raid, which they condemned"."""
        relatives = children(token, "acl:relcl")
        if any(t.i in self.statement.said and t != token == antecedent(t) for verb in relatives for t in verb.subtree):
            return True  # "a plan that she called reckless": the pronoun is in the content
        first = cause.words[0]
        return len(cause.path) == 1 and first in self.statement.cue and self.statement.doc[first] in relatives

    def _has_doer(self, target: Target, cause: Cause) -> bool:
        """Fires accuse nobody by killing, and what needs something must be somebody for it to be a demand."""
        frame = cause.frame
        if frame.kind != "deed" or frame.act not in {"accuse", "demand", "assert"}:
            return True
        if frame.act == "demand":
            needy = (self.referents.name(s) for s in subjects(self.statement.doc[cause.words[0]]))
            return any(t is not None and t.kind in AGENTIVE - {"person"} for t in needy)
        deed_of_event = frame.act == "accuse" and "@civilian" not in frame.label
        return target.kind in AGENTIVE or (target.kind == "event" and deed_of_event)


def _says_nothing_of(filler: Token, frame: Frame, argument: str, value: str) -> bool:
    """Whether a frame hands nothing on to a clause: one that is no wish, a question, or said to be a lie."""
    if frame.kind == "quality" and frame.act == "deny" and filler.dep_ in {*CLAUSE, "csubj"}:
        return True  # "it is a lie that Lee backs it" is neither for nor against it
    if value == "wish" and not is_wish(filler):
        return True
    return argument == "clause" and frame.act == "demand" and is_interrogative(filler)  # "asked how they would feel"
