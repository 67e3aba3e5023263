"""Evidence on the way to stances: what caused a finding, and which words judge, wish or demand nothing of note."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from spacy.tokens import Token

from attribution.stance.factuality import Factuality, is_definite
from attribution.stance.frames import Frame, frames_of, has, is_group, lemmas, word_class
from attribution.types import Target
from quotes.syntax import case_of, children, clauses, described, is_predicate_noun

WANTS = {"want", "need", "seek", "insist"}
FAIR = 0.45  # an adjective of a predicate noun this much: "the best envoy"
MILD = 0.6  # an adjective before its noun needs this much strength to be a judgement of it


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a target gets its polarity: the frame, how it came down to the target, and how sure that is."""

    frame: Frame
    words: tuple[int, ...]
    factuality: Factuality
    rule: str
    confidence: float
    act: str
    path: tuple[str, ...] = ()

    def via(self, step: str, confidence: float = 1.0, *words: Token) -> Cause:
        """Return the cause one step further down, by this step and these words."""
        more = tuple(w.i for w in words)
        return replace(self, path=(*self.path, step), confidence=self.confidence * confidence, words=self.words + more)


@dataclass(frozen=True, slots=True)
class Finding:
    """One target with its polarity, before findings on the same target are joined."""

    target: Target
    sign: int
    cause: Cause
    words: tuple[int, ...]


def judges(token: Token, agents: Callable[[Token], list[Token]]) -> bool:
    """Return whether an adjective or noun says something of a target, not just which kind of thing it is."""
    if token.dep_ == "amod":
        return _modifier_judges(token, agents)
    return _noun_judges(token) if token.pos_ == "NOUN" else _predicate_judges(token)


def _has_quality(token: Token, least: float) -> bool:
    """Whether a frame says at least so strongly that something is good or bad."""
    return any(frame.strength >= least for frame in frames_of(token, "quality"))


def _modifier_judges(adjective: Token, agents: Callable[[Token], list[Token]]) -> bool:
    """Whether an adjective judges its noun: "these brutal raids", "she is the best envoy", not "a great threat"."""
    noun = adjective.head
    if is_predicate_noun(noun):
        return not frames_of(noun, "quality") and _has_quality(adjective, FAIR)
    return _has_quality(adjective, MILD) and (is_definite(noun) or bool(agents(noun)))


def _noun_judges(noun: Token) -> bool:
    """Whether a noun is said of something: "the dam is a disgrace", "they call it a disgrace", "as a disgrace"."""
    as_phrase = noun.dep_ in {"obl", "nmod"} and any(c.text.lower() == "as" for c in children(noun, "case"))
    return bool(children(noun, "cop", "nsubj")) or noun.dep_ in {"xcomp", "conj"} or as_phrase


def _predicate_judges(adjective: Token) -> bool:
    """Whether a predicate judges something known: "the verdict is fair", but not "she is welcome to try"."""
    if _has_quality(adjective, MILD):
        return True
    if clauses(adjective) and children(adjective, "nsubj"):
        return False
    return any(is_definite(t) or t.pos_ != "NOUN" for t in described(adjective))


def is_contrasted(noun: Token) -> bool:
    """Whether a conjunct is denied what the first one gets: "welcomed the admission but not the timetable"."""
    return noun.dep_ == "conj" and any(has(c, "deny") for c in children(noun, "advmod", "cc"))


def is_missed(verb: Token) -> bool:
    """Whether a verb says what somebody ought to have done: "the minister should have resigned"."""
    auxiliaries = children(verb, "aux")
    return any(has(a, "oblige") and a.text.lower() in {"should", "ought"} for a in auxiliaries) and any(
        a.lemma_ == "have" and a.text.lower() in {"have", "’ve", "'ve"} for a in auxiliaries
    )


def is_done(verb: Token) -> bool:
    """Whether a clause says what has been done, so nobody is told to do it: "it is good that she has left"."""
    return any(a.lemma_ == "have" for a in children(verb, "aux"))


def is_interrogative(verb: Token) -> bool:
    """Whether a clause is a question: "how they would feel about it"."""
    asking = children(verb, "advmod", "mark", "obj", "nsubj")
    asking += [d for o in verb.children for d in children(o, "det")]
    return any(t.tag_ in {"WRB", "WP", "WDT"} or t.text.lower() in {"whether", "if"} for t in asking if t.i < verb.i)


def is_own(noun: Token) -> bool:
    """Whether something is said to be the speaker's own: "some of my own remarks"."""
    chain = [noun]
    for part in chain:  # grows while it is read
        chain += [c for c in children(part, "nmod") if case_of(c) == "of"]
    return any(p.text.lower() in {"my", "our"} for part in chain for p in children(part, "nmod:poss"))


def has_pronoun(noun: Token) -> bool:
    """Whether a pronoun says whose something is: "her name", "their demands"."""
    return any(p.pos_ == "PRON" for p in children(noun, "nmod:poss"))


def sign_of(value: str) -> int:
    """Return the sign of a frame's effect (see ``frames``): -1 for "-" and "flip", else 1."""
    return -1 if value in {"-", "flip"} else 1


def under_negation(frame: Frame, factuality: Factuality) -> int:
    """Return +1, -1 or 0: what negation leaves of it. Not to condemn is no support, not to oppose is some."""
    if factuality.sign > 0:
        return 0 if frame.act == "reject" and ("obj", "+") in frame.effects else 1  # "we accept" says little
    if frame.kind == "attitude" and frame.act in {"demand", "propose", "promise", "threaten"}:
        return -1 if frame.lemma in WANTS else 0  # not to ask for a thing is not to be against it
    against = frame.kind == "attitude" and any(value == "-" for _, value in frame.effects)
    return 0 if against and (frame.act != "oppose" or frame.strength < MILD) else -1


def is_wish(verb: Token) -> bool:
    """Return whether a that-clause is wished for, not stated: "insist that it release them"."""
    bare = verb.tag_ == "VBP" and any(s.tag_ in {"NN", "NNP"} for s in children(verb, "nsubj"))
    modal = {a.text.lower() for a in children(verb, "aux", "aux:pass", "cop")} & {"must", "should", "be"}
    gerund = verb.tag_ == "VBG" and not children(verb, "nsubj", "aux")  # "suggest moving the date"
    plain = verb.tag_ == "VB" and not any(a.tag_ == "MD" for a in children(verb, "aux"))  # not "suggests he will meet"
    return plain or bare or gerund or bool(modal)


def is_demonstrative(token: Token) -> bool:
    """Whether a word points at what was told of: "this is terror"."""
    return token.pos_ == "PRON" and token.text.lower() in {"this", "that", "these"}


def is_doubted(word: Token) -> bool:
    """Return whether something is so by somebody else's word only: "allegedly planned", the “invasion” of Ostria."""
    if any(has(a, "doubt") for m in children(word, "amod") for a in children(m, "advmod")):
        return True
    around = word.doc[max(0, word.i - 1) : word.i + 2]
    return len(around) == 3 and around[0].text in {"“", '"', "‘", "'"} and around[2].text in {"”", '"', "’", "'"}


def is_trivial(token: Token, cause: Cause) -> bool:
    """Return whether a wanted or promised thing is no matter of debate: "her name", "send the navy"."""
    asked = len(cause.path) > 1 or cause.rule in {"demand", "promise"}
    if asked and has_pronoun(token):
        return True  # "we must know her name"
    if _is_bare_need(token, cause):
        return not _is_matter(token)  # "we need work", but "we need peace"
    if asked and cause.factuality.sign < 0:
        return True  # "should not block the road" says little for the road
    if cause.rule == "promise" and not is_group(token):
        return True  # "we will open the road"
    return _is_merely_sent(token, cause) or _is_vague_promise(token, cause)


def _is_matter(token: Token) -> bool:
    """Whether a noun is a matter of public debate by itself: "peace", "asylum", "sanctions"."""
    return not word_class("@matter").isdisjoint(lemmas(token))


def _is_bare_need(token: Token, cause: Cause) -> bool:
    """Whether a noun without any further word is needed: "we need work"."""
    bare = token.tag_ == "NN" and not children(token, "det", "nmod:poss", "compound", "amod", "nmod")
    return bare and cause.frame.lemma == "need" and not has(token, "event")


def _is_merely_sent(token: Token, cause: Cause) -> bool:
    """Whether a thing or a group only goes somewhere: "they must send the navy", "they must send blankets"."""
    if token.head.lemma_ not in word_class("@sent"):
        return False
    named = is_definite(token) or has(token, "event") or bool(children(token, "compound"))
    return is_group(token) or (cause.rule in {"demand", "promise", "quality"} and not named)


def _is_vague_promise(token: Token, cause: Cause) -> bool:
    """Whether a thing that is promised is none that is known: "we promise paint", but not "we promise tax cuts"."""
    if "promise" not in {cause.act, cause.frame.act}:
        return False
    kind = any(c.pos_ == "NOUN" for c in children(token, "compound")) and len(cause.path) == 1  # "tax cuts"
    known = is_definite(token) or token.pos_ == "PRON" or has(token, "event") or kind
    return not known and not _is_matter(token)
